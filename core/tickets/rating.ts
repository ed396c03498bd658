import { and, eq, isNull } from 'drizzle-orm'
import type { Outgoing } from '#core/channel.ts'
import type { Language } from '#core/language.ts'
import { Refusal } from '#core/refusal.ts'
import { callBackIfLow, commentOnMark } from '#core/surveys/call-backs.ts'
import type { Db } from '#db/client.ts'
import { ratings, tickets } from '#db/schema/tickets.ts'
import { reopenable } from './reopening.ts'
import { lockTicket, type Ticket } from './ticket.ts'
import { offerReopening, rated, word } from './told.ts'
import { change } from './transition.ts'

/** Who rates, and the language of their chat. */
interface Rater {
  personId: number
  language: Language
}

/** A score of 4 or 5 is "satisfied". */
const satisfiedFrom = 4

/**
 * Takes a person's score (1-5) for an answer, the first one only; `low` wants `rateComment` next. Refusal when the
 * answer was not theirs or there is no such score: a button's id can be forged.
 */
export async function rate(
  tx: Db,
  { personId, language }: Rater,
  answerId: number,
  score: number,
  now: Date,
): Promise<{ out: Outgoing; low: boolean; first: boolean; ticketId: number }> {
  if (!Number.isInteger(score) || score < 1 || score > 5) {
    throw new Refusal('tickets:refusal.no-such-score')
  }
  const ticket = await ticketOfAnswer(tx, personId, answerId)
  const taken = await tx
    .update(ratings)
    .set({ score, ratedAt: now })
    .where(and(eq(ratings.answerId, answerId), isNull(ratings.score)))
    .returning({ id: ratings.id })
  if (taken.length === 0) {
    const out = word(language, 'rated-already', ticket)
    return { out, low: false, first: false, ticketId: ticket.id }
  }
  const data = { answerId, score }
  await change(tx, ticket, { set: { satisfaction: score }, kind: 'rated', data, quiet: true }, now)
  await callBackIfLow(tx, markOf(ticket, answerId, score), now)
  const out = rated(language, score)
  return { out, low: score < satisfiedFrom, first: true, ticketId: ticket.id }
}

/** Why the score was low, when they say why, and the offer to look again. */
export async function rateComment(
  tx: Db,
  { personId, language }: Rater,
  answerId: number,
  comment: string,
  now: Date,
): Promise<{ out: Outgoing; ticketId: number }> {
  const ticket = await ticketOfAnswer(tx, personId, answerId)
  const text = comment.trim()
  if (text !== '') {
    await tx.update(ratings).set({ comment: text }).where(eq(ratings.answerId, answerId))
    await commentOnMark(tx, { source: 'answer', sourceKey: String(answerId) }, text)
    await change(tx, ticket, { kind: 'commented', data: { answerId, text }, quiet: true }, now)
  }
  const again = reopenable(ticket, now)
  const out = again ? offerReopening(language, ticket) : word(language, 'kept', ticket)
  return { out, ticketId: ticket.id }
}

/** A score as the task to call back takes it: the leading unit calls. */
export function markOf({ id, personId, leadUnitId }: Ticket, answerId: number, score: number) {
  const about = { source: 'answer' as const, sourceKey: String(answerId), score }
  return { ...about, personId, ticketId: id, unitId: leadUnitId ?? undefined }
}

async function ticketOfAnswer(tx: Db, personId: number, answerId: number): Promise<Ticket> {
  const [row] = await tx
    .select({ id: tickets.id })
    .from(ratings)
    .innerJoin(tickets, eq(tickets.id, ratings.ticketId))
    .where(and(eq(ratings.answerId, answerId), eq(tickets.personId, personId)))
  const ticket = row && (await lockTicket(tx, row.id))
  if (!ticket) throw new Refusal('tickets:refusal.not-yours')
  return ticket
}
