import { and, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { once } from '#db/once.ts'
import { files } from '#db/schema/tickets.ts'
import { nextId } from './open.ts'

const withinMs = 7 * 24 * 60 * 60 * 1000

const next = once((db) => {
  const loose = db
    .select({ id: files.id })
    .from(files)
    .where(
      and(
        eq(files.conversationId, sql.placeholder('conversationId')),
        isNull(files.ticketId),
        isNotNull(files.messageId),
        gt(files.createdAt, sql.placeholder('since')),
      ),
    )
  return db
    .select({ id: nextId, fileIds: sql<number[]>`array_to_json(array(${loose}))` })
    .from(sql`(select 1) one`)
})

/**
 * An id for the ticket that is opened next in a conversation, and the files that go with it: sent there within a week
 * and not yet part of a ticket. What we made ourselves, an export, came with no message. An id not used leaves no hole
 * in the codes.
 */
export async function nextTicket(
  tx: Db,
  conversationId: number,
  now: Date,
): Promise<{ id: number; fileIds: number[] }> {
  const since = new Date(now.getTime() - withinMs).toISOString()
  const [row] = await next.run(tx, { conversationId, since })
  if (!row) throw new Error('there is no next ticket')
  return row
}
