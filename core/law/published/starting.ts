import { randomUUID } from 'node:crypto'
import { Refusal } from '#core/refusal.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import { findTicket } from '#core/tickets/find.ts'
import type { Db } from '#db/client.ts'
import { publishedAnswers } from '#db/schema/published.ts'
import {
  latestSent,
  noteDeed,
  type Publication,
  type PublicText,
  publicText,
  reasoned,
} from './publication.ts'

/**
 * Begins the publication of a ticket's latest answer with the wording an officer has cleaned of identities. Refusal
 * when nothing was sent yet, or somebody has begun it already.
 */
export function startPublication(
  db: Db,
  actor: Actor,
  ticketId: number,
  input: PublicText,
  now: Date,
): Promise<Publication> {
  const text = publicText(input)
  return begin(db, actor, ticketId, { ...text, state: 'draft', action: 'started' }, now)
}

/** Decides that an answer is not made public, and why: it concerns one business only, or says what another says. */
export function declinePublication(
  db: Db,
  actor: Actor,
  ticketId: number,
  input: { reason: string },
  now: Date,
): Promise<Publication> {
  const reason = reasoned(input.reason)
  const nothing = { question: '', body: '', basis: '' }
  const set = { ...nothing, reason, state: 'withdrawn' as const, action: 'declined' }
  return begin(db, actor, ticketId, set, now)
}

interface Beginning extends PublicText {
  state: 'draft' | 'withdrawn'
  reason?: string
  action: string
}

async function begin(db: Db, actor: Actor, ticketId: number, what: Beginning, now: Date) {
  const { action, ...set } = what
  return db.transaction(async (tx) => {
    const ticket = await findTicket(tx, actor, ticketId)
    if (!may(actor, 'published.write', ticket)) throw new Refusal('published:refusal.not-allowed')
    const answer = await latestSent(tx, ticketId)
    if (!answer) throw new Refusal('published:refusal.unanswered', { code: ticket.code })
    const [row] = await tx
      .insert(publishedAnswers)
      .values({
        ...set,
        slug: `-${randomUUID()}`,
        ticketId,
        answerId: answer.id,
        fieldId: ticket.fieldId,
        unitId: answer.unitId ?? ticket.leadUnitId,
        authorId: actor.id,
        createdAt: now,
        updatedAt: now,
      })
      .onConflictDoNothing()
      .returning()
    if (!row) throw new Refusal('published:refusal.begun', { code: ticket.code })
    await noteDeed(tx, row, { action, actor }, now)
    return row
  })
}
