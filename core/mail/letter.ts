import { and, desc, eq, isNull, lt, ne } from 'drizzle-orm'
import { isLanguage, type Language, say } from '#core/language.ts'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { mails } from '#db/schema/channels.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { replySubject } from './subject.ts'

/** What stands on an outgoing mail besides its text. */
export interface Letter {
  messageId: string
  /** Message-IDs of the thread, oldest first; the last one is answered */
  references: string[]
  subject: string
  language: Language
  /** acknowledges what was heard, as a machine does */
  acknowledges: boolean
  notice: boolean
}

/** The reason of what we say to a mail at once, by ourselves. */
export const acknowledging = 'mail'

/**
 * The letter of a delivery, written down before it is sent: a retry, also after a crash, carries the same Message-ID
 * and stands at the same place of the thread. Undefined when the delivery is gone.
 */
export async function openLetter(
  db: Db,
  deliveryId: number,
  domain: string,
  now: Date,
): Promise<Letter | undefined> {
  const [saying] = await db
    .select({
      conversationId: deliveries.conversationId,
      ticketId: deliveries.ticketId,
      cause: deliveries.cause,
      class: deliveries.class,
      createdAt: deliveries.createdAt,
      language: conversations.language,
      code: tickets.code,
    })
    .from(deliveries)
    .innerJoin(conversations, eq(conversations.id, deliveries.conversationId))
    .leftJoin(tickets, eq(tickets.id, deliveries.ticketId))
    .where(eq(deliveries.id, deliveryId))
  if (!saying) return undefined
  const { conversationId, ticketId, code } = saying
  const language = isLanguage(saying.language) ? saying.language : 'vi'
  const messageId = ownMessageId(deliveryId, saying.createdAt, domain)
  const thread = await threadOf(db, { conversationId, ticketId }, messageId)
  const subject =
    thread.subject === undefined
      ? await firstSubject(db, code, language)
      : replySubject(thread.subject, code ?? undefined)
  const row = { messageId, conversationId, ticketId, direction: 'out' as const, subject, at: now }
  await db.insert(mails).values(row).onConflictDoNothing()
  return {
    ...{ messageId, subject, language, references: thread.references },
    acknowledges: saying.cause === acknowledging || saying.cause === 'file',
    notice: saying.class === 'notice',
  }
}

/** Ours, and the same for the same delivery; the moment keeps it apart from another database's deliveries. */
function ownMessageId(deliveryId: number, createdAt: Date, domain: string): string {
  return `<hl-${deliveryId}-${createdAt.getTime().toString(36)}@${domain}>`
}

/** The delivery a Message-ID of ours belongs to. */
export function deliveryOf(messageId: string): number | undefined {
  const found = /^<hl-(\d{1,15})-[a-z0-9]+@/.exec(messageId)
  return found ? Number(found[1]) : undefined
}

const longestThread = 12

/** What was written before in the thread: of the ticket, or of the conversation where it is about none. */
async function threadOf(
  db: Db,
  place: { conversationId: number; ticketId: number | null },
  own: string,
): Promise<{ subject: string | undefined; references: string[] }> {
  const { conversationId, ticketId } = place
  const [written] = await db.select({ id: mails.id }).from(mails).where(eq(mails.messageId, own))
  const before = await db
    .select({ messageId: mails.messageId, subject: mails.subject })
    .from(mails)
    .where(
      and(
        eq(mails.conversationId, conversationId),
        ticketId === null ? isNull(mails.ticketId) : eq(mails.ticketId, ticketId),
        ne(mails.messageId, own),
        written && lt(mails.id, written.id),
      ),
    )
    .orderBy(desc(mails.id))
    .limit(longestThread)
  const thread = before.reverse()
  return { subject: thread[0]?.subject, references: thread.map((mail) => mail.messageId) }
}

async function firstSubject(db: Db, code: string | null, language: Language): Promise<string> {
  if (code !== null) return say(language, 'mail:subject', { code })
  const office = (await loadOffice(db)).name(language)
  return say(language, 'mail:subject-plain', { office })
}
