import { and, eq, ne } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { mails } from '#db/schema/channels.ts'
import { eventIdOf } from './incoming-mail.ts'

/** What was trimmed off the mails of a ticket - quotations, signatures - by the event each mail was heard in. */
export async function cutOf(db: Db, ticketId: number): Promise<Map<string, string>> {
  const rows = await db
    .select({ messageId: mails.messageId, cut: mails.cut })
    .from(mails)
    .where(and(eq(mails.ticketId, ticketId), eq(mails.direction, 'in'), ne(mails.cut, '')))
  return new Map(rows.map(({ messageId, cut }) => [eventIdOf(messageId), cut.trim()]))
}
