import { eq } from 'drizzle-orm'
import { keepCitations } from '#core/law/published/citations.ts'
import { loadOffice } from '#core/office.ts'
import { noteAdvice } from '#core/plan/referrals.ts'
import { Refusal } from '#core/refusal.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { answers, ratings } from '#db/schema/tickets.ts'
import type { Telling } from './by-voice.ts'
import { stopped } from './clock.ts'
import { dropDrafts } from './drafts.ts'
import { unitOf } from './parties.ts'
import { reopenDays } from './reopening.ts'
import { withMoreText } from './search.ts'
import { tell, tellAll } from './tell.ts'
import type { Ticket } from './ticket.ts'
import { answered, askRating } from './told.ts'
import { change } from './transition.ts'

export type Answer = typeof answers.$inferSelect

/** What is answered, and on which law it rests. */
export interface AnswerText {
  body: string
  basis?: string
  /** the newest message of the person that the writer had before them */
  seen?: number | undefined
  /** how it has been told to a person who has no chat */
  told?: Telling | undefined
  /** the citations that the writer knows to be out of force, by `doubtKey`, and lets stand */
  despite?: string[] | undefined
}

/** The text tidied at its ends; Refusal when there is none. */
export function written(input: AnswerText): { body: string; basis: string } {
  const body = input.body.trim()
  if (body === '') throw new Refusal('tickets:refusal.empty-answer')
  return { body, basis: (input.basis ?? '').trim() }
}

/**
 * Sends a stored answer of a locked ticket: the ticket is answered, the person gets it in full where they asked, in
 * the name of the unit, and is asked once how satisfied they are. To somebody without a chat staff tell it themselves:
 * `told` says how; undefined when that is still to be done.
 */
export async function send(
  tx: Db,
  ticket: Ticket,
  answer: Answer,
  actor: Actor,
  now: Date,
  told?: Telling,
): Promise<Ticket> {
  const office = await loadOffice(tx)
  const unit = await unitOf(tx, ticket)
  const chatless = ticket.conversationId === null
  const voice = chatless && told && { told, toldAt: now, toldBy: actor.id }
  const sent = { state: 'sent' as const, unitId: unit.id, sentAt: now }
  await tx
    .update(answers)
    .set({ ...sent, deciderId: actor.id, decidedAt: now, ...voice })
    .where(eq(answers.id, answer.id))
  await keepCitations(tx, 'answer', answer.id, `${answer.body}\n${answer.basis}`, now)
  const set = {
    state: 'answered' as const,
    answeredAt: now,
    leadUnitId: unit.id,
    acknowledgedAt: ticket.acknowledgedAt ?? now,
    classifiedAt: ticket.classifiedAt ?? now,
    ...stopped(office.calendar, ticket, now),
    searchText: withMoreText(`${answer.body} ${answer.basis}`),
  }
  const data = {
    ...{ answerId: answer.id, authorId: answer.authorId, unitId: unit.id },
    ...(chatless && { how: told ?? 'untold' }),
  }
  const changed = await change(tx, ticket, { set, kind: 'answered', data, staffId: actor.id }, now)
  const why = { cause: 'answer', answerId: answer.id, staffId: actor.id }
  await tellAll(
    tx,
    changed,
    why,
    (language) =>
      answered(language, answer, {
        code: ticket.code,
        unit: unit.name,
        organisation: office.name(language),
        days: reopenDays,
      }),
    now,
  )
  await noteAdvice(tx, ticket, answer.authorId)
  await askSatisfaction(tx, changed, answer.id, now)
  await dropDrafts(tx, ticket.id, answer.authorId, ['answer', 'basis'])
  return changed
}

async function askSatisfaction(tx: Db, ticket: Ticket, answerId: number, now: Date): Promise<void> {
  if (ticket.conversationId === null) return
  const asked = await tx
    .insert(ratings)
    .values({ ticketId: ticket.id, answerId, askedAt: now })
    .onConflictDoNothing()
    .returning({ id: ratings.id })
  if (asked.length === 0) return
  const why = { cause: 'rating', answerId }
  await tell(tx, ticket, why, (language) => askRating(language, ticket.code, answerId), now)
}
