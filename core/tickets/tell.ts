import { asc, eq, inArray, or, type SQL } from 'drizzle-orm'
import type { ChannelName, Outgoing } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import type { Language } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { conversations } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import type { Ticket } from './ticket.ts'

/** Why something is said, and about what. */
export interface Cause {
  cause: string
  staffId?: string
  answerId?: number
}

/** Says something about a ticket where it was asked, in the language of that chat. */
export async function tell(
  tx: Db,
  ticket: Pick<Ticket, 'id' | 'conversationId'>,
  why: Cause,
  words: (language: Language) => Outgoing,
  now: Date,
): Promise<void> {
  if (ticket.conversationId === null) return
  const chats = await chatsWhere(tx, eq(conversations.id, ticket.conversationId))
  for (const chat of chats) await sayIn(tx, chat, ticket.id, why, words, now)
}

/** Says it to everybody who asked: also where tickets that were merged into this one came from. */
export async function tellAll(
  tx: Db,
  ticket: Pick<Ticket, 'id' | 'conversationId'>,
  why: Cause,
  words: (language: Language) => Outgoing,
  now: Date,
): Promise<void> {
  const asked = tx
    .select({ id: tickets.conversationId })
    .from(tickets)
    .where(or(eq(tickets.id, ticket.id), eq(tickets.mergedIntoId, ticket.id)))
  const chats = await chatsWhere(tx, inArray(conversations.id, asked))
  for (const chat of chats) await sayIn(tx, chat, ticket.id, why, words, now)
}

interface Chat {
  id: number
  channel: string
  language: string
}

function chatsWhere(tx: Db, condition: SQL): Promise<Chat[]> {
  return tx
    .select({
      id: conversations.id,
      channel: conversations.channel,
      language: conversations.language,
    })
    .from(conversations)
    .where(condition)
    .orderBy(asc(conversations.id))
}

async function sayIn(
  tx: Db,
  chat: Chat,
  ticketId: number,
  why: Cause,
  words: (language: Language) => Outgoing,
  now: Date,
): Promise<void> {
  const body = words(chat.language as Language)
  const where = { conversationId: chat.id, channel: chat.channel as ChannelName }
  await deliver(tx, { ...where, ...why, body, ticketId }, now)
  if (!answerable.has(why.cause)) return
  await tx.update(conversations).set({ ticketId }).where(eq(conversations.id, chat.id))
}

/** What the person writes after one of these is about its ticket. */
const answerable = new Set([
  'more',
  'answer',
  'recommended',
  'recommendation-reply',
  'referred',
  'reopened',
])
