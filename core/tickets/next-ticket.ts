import { and, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { once } from '#db/once.ts'
import { files } from '#db/schema/tickets.ts'

const withinMs = 7 * 24 * 60 * 60 * 1000

const sentSince = once((db) =>
  db
    .select({ id: files.id })
    .from(files)
    .where(
      and(
        eq(files.conversationId, sql.placeholder('conversationId')),
        isNull(files.ticketId),
        isNotNull(files.messageId),
        gt(files.createdAt, sql.placeholder('since')),
      ),
    ),
)

/**
 * Files sent in a conversation within a week and not yet part of a ticket: they go with the next question. What we made
 * ourselves, an export, came with no message.
 */
export async function looseFiles(tx: Db, conversationId: number, now: Date): Promise<number[]> {
  const since = new Date(now.getTime() - withinMs).toISOString()
  const rows = await sentSince.run(tx, { conversationId, since })
  return rows.map((row) => row.id)
}
