import { and, desc, eq, isNull } from 'drizzle-orm'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import type { Actor } from '#core/staff/roles.ts'
import { callBackIfLow } from '#core/surveys/call-backs.ts'
import type { Db } from '#db/client.ts'
import { answers, ratings } from '#db/schema/tickets.ts'
import { running } from './clock.ts'
import { markOf } from './rating.ts'
import { withMoreText } from './search.ts'
import { openStates, type Ticket } from './ticket.ts'
import { change, transition } from './transition.ts'

/** How staff tell an answer to somebody who has no chat. */
export const tellings = ['phone', 'visit', 'letter'] as const
export type Telling = (typeof tellings)[number]

const everAnswered = [...openStates, 'answered', 'recommended', 'referred'] as const

/** Notes that the latest answer has been told to the person, how and by whom. Refusal when it had been before. */
export async function recordTold(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: { how: Telling },
  now: Date,
): Promise<Ticket> {
  const on = { actor, deed: 'ticket.send', ticketId, version, states: everAnswered } as const
  return transition(db, on, async (tx, ticket) => {
    refuseWithChat(ticket)
    const answer = await sentLast(tx, ticketId)
    if (answer.told !== null) throw new Refusal('tickets:refusal.told-already')
    await tx
      .update(answers)
      .set({ told: input.how, toldAt: now, toldBy: actor.id })
      .where(eq(answers.id, answer.id))
    const data = { answerId: answer.id, how: input.how }
    return change(tx, ticket, { kind: 'told', data, staffId: actor.id }, now)
  })
}

/**
 * Notes the score (1-5) that a person without a chat said of the latest answer; it is marked as noted by staff, and
 * once noted it stays, like a score given in a chat.
 */
export async function recordScore(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: { score: number; comment: string },
  now: Date,
): Promise<Ticket> {
  const { score } = input
  if (!Number.isInteger(score) || score < 1 || score > 5) {
    throw new Refusal('tickets:refusal.no-such-score')
  }
  const on = { actor, deed: 'ticket.send', ticketId, version, states: everAnswered } as const
  return transition(db, on, async (tx, ticket) => {
    refuseWithChat(ticket)
    const answer = await sentLast(tx, ticketId)
    if (answer.told === null) throw new Refusal('tickets:refusal.not-told')
    const comment = input.comment.trim() || null
    const noted = { askedAt: now, ratedAt: now, score, comment, staffId: actor.id }
    const taken = await tx
      .insert(ratings)
      .values({ ticketId, answerId: answer.id, ...noted })
      .onConflictDoUpdate({ target: ratings.answerId, set: noted, setWhere: isNull(ratings.score) })
      .returning({ id: ratings.id })
    if (taken.length === 0) throw new Refusal('tickets:refusal.scored-already')
    const data = { answerId: answer.id, score, by: 'staff', ...(comment && { text: comment }) }
    const mark = { ...markOf(ticket, answer.id, score), comment: comment ?? undefined }
    await callBackIfLow(tx, mark, now)
    const what = { set: { satisfaction: score }, kind: 'rated', data, staffId: actor.id }
    return change(tx, ticket, what, now)
  })
}

/** What a person without a chat said on top of their question; a ticket that waited for them goes on. */
export async function addByVoice(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: { text: string },
  now: Date,
): Promise<Ticket> {
  const text = input.text.trim()
  if (text === '') throw new Refusal('tickets:refusal.empty-addition')
  const { calendar } = await loadOffice(db)
  const states = ['received', 'routed', 'waiting'] as const
  const on = { actor, deed: 'ticket.ask', ticketId, version, states } as const
  return transition(db, on, async (tx, ticket) => {
    refuseWithChat(ticket)
    const goesOn = ticket.leadUnitId === null ? ('received' as const) : ('routed' as const)
    const resumed = ticket.state === 'waiting' && {
      state: goesOn,
      ...running(calendar, ticket, now),
    }
    const set = { searchText: withMoreText(text), ...resumed }
    return change(tx, ticket, { set, kind: 'said', data: { text }, staffId: actor.id }, now)
  })
}

/** In a chat the person hears, answers and rates for themselves. */
function refuseWithChat(ticket: Ticket): void {
  if (ticket.conversationId !== null) {
    throw new Refusal('tickets:refusal.has-chat', { code: ticket.code })
  }
}

async function sentLast(tx: Db, ticketId: number) {
  const [answer] = await tx
    .select({ id: answers.id, told: answers.told })
    .from(answers)
    .where(and(eq(answers.ticketId, ticketId), eq(answers.state, 'sent')))
    .orderBy(desc(answers.id))
    .limit(1)
  if (!answer) throw new Refusal('tickets:refusal.no-answer-yet')
  return answer
}
