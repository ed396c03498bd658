import { eq, or } from 'drizzle-orm'
import type { Outgoing } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { goesAsTyped, named } from '#core/deliveries/elsewhere.ts'
import { type Way, waysTo } from '#core/deliveries/ways.ts'
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

type About = Pick<Ticket, 'id' | 'code' | 'conversationId'>

/** Says something about a ticket where the person who asked can be reached, in the language of that chat. */
export async function tell(
  tx: Db,
  ticket: About,
  why: Cause,
  words: (language: Language) => Outgoing,
  now: Date,
): Promise<void> {
  if (ticket.conversationId === null) return
  await sayIn(tx, [ticket.conversationId], ticket, why, words, now)
}

/** Says it to everybody who asked: also where tickets that were merged into this one came from. */
export async function tellAll(
  tx: Db,
  ticket: About,
  why: Cause,
  words: (language: Language) => Outgoing,
  now: Date,
): Promise<void> {
  const asked = await tx
    .selectDistinct({ id: tickets.conversationId })
    .from(tickets)
    .where(or(eq(tickets.id, ticket.id), eq(tickets.mergedIntoId, ticket.id)))
  const chats = asked.map(({ id }) => id).filter((id) => id !== null)
  await sayIn(tx, chats, ticket, why, words, now)
}

async function sayIn(
  tx: Db,
  askedIn: number[],
  ticket: About,
  why: Cause,
  words: (language: Language) => Outgoing,
  now: Date,
): Promise<void> {
  for (const way of onceEach(await waysTo(tx, askedIn, now, goesAsTyped(why)))) {
    const { id, channel, language } = way.chat
    const body = named(words(language), way, ticket.code)
    const ticketId = ticket.id
    await deliver(tx, { conversationId: id, channel, ...why, body, ticketId }, now)
    if (!answerable.has(why.cause)) continue
    await tx.update(conversations).set({ ticketId }).where(eq(conversations.id, id))
  }
}

/** Two chats of one person may lead to the same: it is said there once. */
function onceEach(ways: Way[]): Way[] {
  const direct = new Map(ways.map((way) => [way.chat.id, way]))
  for (const way of ways) if (way.askedIn.id === way.chat.id) direct.set(way.chat.id, way)
  return [...direct.values()].sort((a, b) => a.chat.id - b.chat.id)
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
