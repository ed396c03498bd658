import { and, desc, eq, inArray, isNull } from 'drizzle-orm'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { staff } from '#db/schema/staff.ts'
import { answers } from '#db/schema/tickets.ts'
import { running } from './clock.ts'
import { paused } from './deadlines.ts'
import { mindForce } from './doubts.ts'
import { dropDrafts, restoreDraft } from './drafts.ts'
import { unitOf } from './parties.ts'
import { type Answer, type AnswerText, send, written } from './sending.ts'
import { tell } from './tell.ts'
import type { Ticket } from './ticket.ts'
import { askedForMore } from './told.ts'
import { change, transition } from './transition.ts'

const answerable = ['received', 'routed', 'waiting'] as const

/** Hands an answer to the head of the unit for approval. */
export async function submitAnswer(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: AnswerText,
  now: Date,
): Promise<Ticket> {
  const text = written(input)
  const { seen } = input
  const { calendar } = await loadOffice(db)
  const on = { actor, deed: 'ticket.submit', ticketId, version, states: answerable, seen } as const
  return transition(db, on, async (tx, ticket) => {
    await mindForce(tx, text, input.despite, now)
    const answer = await store(tx, ticket, actor, { ...text, state: 'submitted' }, now)
    await dropDrafts(tx, ticketId, actor.id, ['answer', 'basis'])
    const set = { state: 'submitted' as const, ...running(calendar, ticket, now) }
    const data = { answerId: answer.id }
    return change(tx, ticket, { set, kind: 'submitted', data, staffId: actor.id }, now)
  })
}

/**
 * Gives a submitted answer back with the reason. The text waits in the draft of its author, or of who has the ticket
 * now when the author cannot go on with it; on the page it stands for everybody of the unit.
 */
export async function returnAnswer(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: { reason: string },
  now: Date,
): Promise<Ticket> {
  const reason = input.reason.trim()
  if (reason === '') throw new Refusal('tickets:refusal.no-reason')
  const on = { actor, deed: 'ticket.approve', ticketId, version, states: ['submitted'] } as const
  return transition(db, on, async (tx, ticket) => {
    const answer = await submittedAnswer(tx, ticket)
    await tx
      .update(answers)
      .set({ state: 'returned', deciderId: actor.id, decidedAt: now, reason })
      .where(eq(answers.id, answer.id))
    await giveBack(tx, ticket, answer, now)
    const data = { answerId: answer.id, reason, authorId: answer.authorId }
    const set = { state: 'routed' as const }
    return change(tx, ticket, { set, kind: 'returned', data, staffId: actor.id }, now)
  })
}

/** Approves a submitted answer, as it is or in the approver's wording, and sends it. */
export async function approveAndSend(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: Partial<AnswerText>,
  now: Date,
): Promise<Ticket> {
  const { seen } = input
  const states = ['submitted'] as const
  const on = { actor, deed: 'ticket.approve', ticketId, version, states, seen } as const
  return transition(db, on, async (tx, ticket) => {
    const submitted = await submittedAnswer(tx, ticket)
    const { body, basis } = submitted
    const text = written({ body: input.body ?? body, basis: input.basis ?? basis })
    await mindForce(tx, text, input.despite, now)
    await tx.update(answers).set(text).where(eq(answers.id, submitted.id))
    return send(tx, ticket, { ...submitted, ...text }, actor, now, input.told)
  })
}

/** Sends an answer at once; Refusal where the unit's answers are approved first and `actor` does not approve. */
export async function sendAnswer(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: AnswerText,
  now: Date,
): Promise<Ticket> {
  const text = written(input)
  const { seen } = input
  const on = { actor, deed: 'ticket.send', ticketId, version, states: answerable, seen } as const
  return transition(db, on, async (tx, ticket) => {
    const unit = await unitOf(tx, ticket)
    if (unit.approval && !may(actor, 'ticket.approve', ticket)) {
      throw new Refusal('tickets:refusal.needs-approval', { unit: unit.name })
    }
    if (ticket.conversationId === null && input.told === undefined) {
      throw new Refusal('tickets:refusal.told-how')
    }
    await mindForce(tx, text, input.despite, now)
    const answer = await store(tx, ticket, actor, { ...text, state: 'submitted' }, now)
    return send(tx, ticket, answer, actor, now, input.told)
  })
}

/** Asks the person for more and stops the clock until they write. */
export async function askForMore(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: { text: string; seen?: number | undefined },
  now: Date,
): Promise<Ticket> {
  const text = input.text.trim()
  if (text === '') throw new Refusal('tickets:refusal.empty-question')
  const { seen } = input
  const on = { actor, deed: 'ticket.ask', ticketId, version, states: answerable, seen } as const
  return transition(db, on, async (tx, ticket) => {
    const unit = await unitOf(tx, ticket)
    const set = {
      state: 'waiting' as const,
      ...paused(ticket, now),
      acknowledgedAt: ticket.acknowledgedAt ?? now,
    }
    const changed = await change(
      tx,
      ticket,
      { set, kind: 'asked', data: { text }, staffId: actor.id },
      now,
    )
    const why = { cause: 'more', staffId: actor.id }
    await tell(tx, changed, why, (lng) => askedForMore(lng, ticket.code, unit.name, text), now)
    await dropDrafts(tx, ticketId, actor.id, ['more'])
    return changed
  })
}

async function store(
  tx: Db,
  ticket: Ticket,
  actor: Actor,
  what: Pick<Answer, 'body' | 'basis' | 'state'>,
  now: Date,
): Promise<Answer> {
  const [answer] = await tx
    .insert(answers)
    .values({
      ...what,
      ticketId: ticket.id,
      unitId: ticket.leadUnitId,
      authorId: actor.id,
      createdAt: now,
    })
    .returning()
  if (!answer) throw new Error('an answer was not written')
  return answer
}

async function submittedAnswer(tx: Db, ticket: Ticket): Promise<Answer> {
  const [answer] = await tx
    .select()
    .from(answers)
    .where(and(eq(answers.ticketId, ticket.id), eq(answers.state, 'submitted')))
    .orderBy(desc(answers.id))
    .limit(1)
  if (!answer) throw new Error(`ticket ${ticket.id} is submitted without an answer`)
  return answer
}

/** The author finds the text in their draft again, or else who has the ticket. */
async function giveBack(tx: Db, ticket: Ticket, answer: Answer, now: Date): Promise<void> {
  const staffId = await whoGoesOn(tx, ticket, answer)
  if (staffId === undefined) return
  const of = { ticketId: ticket.id, staffId }
  await restoreDraft(tx, of, { kind: 'answer', body: answer.body }, now)
  if (answer.basis !== '') await restoreDraft(tx, of, { kind: 'basis', body: answer.basis }, now)
}

/** The author, else the ticket's officer: the first who still works here and may draft on this ticket. */
async function whoGoesOn(tx: Db, ticket: Ticket, answer: Answer): Promise<string | undefined> {
  const wanted = [answer.authorId, ticket.assigneeId].filter((id) => id !== null)
  const here = await tx
    .select({ id: staff.id, name: staff.name, role: staff.role, unitId: staff.unitId })
    .from(staff)
    .where(and(inArray(staff.id, wanted), isNull(staff.deactivatedAt)))
  return wanted.find((id) =>
    here.some((one) => {
      const as = { ...one, unitId: one.unitId ?? undefined }
      return one.id === id && may(as, 'ticket.draft', ticket)
    }),
  )
}
