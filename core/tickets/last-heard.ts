import { eq, max } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { messages } from '#db/schema/people.ts'

/** The newest message of the person on a ticket, 0 when there is none: what a page must have shown before we answer. */
export async function lastHeard(db: Db, ticketId: number): Promise<number> {
  const [row] = await db
    .select({ id: max(messages.id) })
    .from(messages)
    .where(eq(messages.ticketId, ticketId))
  return row?.id ?? 0
}
