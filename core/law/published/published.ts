import { randomUUID } from 'node:crypto'
import { noteChange } from '#core/law/documents/documents.ts'
import { Refusal } from '#core/refusal.ts'
import type { Actor } from '#core/staff/roles.ts'
import { may } from '#core/staff/roles.ts'
import { findTicket } from '#core/tickets/find.ts'
import type { Db } from '#db/client.ts'
import { publishedAnswers } from '#db/schema/published.ts'
import { dropCitations, keepCitations } from './citations.ts'
import {
  changePublication,
  checkIdentities,
  latestSent,
  lockPublication,
  mayOn,
  noteDeed,
  type Publication,
  type PublicText,
  publicText,
  slugOf,
} from './publication.ts'

const writable = ['draft', 'returned', 'submitted', 'published', 'withdrawn'] as const

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

/**
 * Keeps a wording. Of what is public already it is a correction, which the public does not see before it is published;
 * what was withdrawn or declined becomes a draft again.
 */
export async function savePublication(
  db: Db,
  actor: Actor,
  id: number,
  version: number,
  input: PublicText,
  now: Date,
): Promise<Publication> {
  const text = publicText(input)
  return db.transaction(async (tx) => {
    const row = await lockPublication(tx, {
      ...{ actor, id, version, states: writable },
      deeds: ['published.write', 'published.review'],
    })
    const set = worded(row, text, actor, 'draft')
    return changePublication(tx, row, { set, action: 'changed', actor }, now)
  })
}

/** Hands a wording up for review. Refusal while an identity stands in it or nobody has confirmed that none does. */
export async function submitPublication(
  db: Db,
  actor: Actor,
  id: number,
  version: number,
  input: PublicText & { confirmed: boolean },
  now: Date,
): Promise<Publication> {
  const text = publicText(input)
  return db.transaction(async (tx) => {
    const states = ['draft', 'returned', 'published'] as const
    const deeds = ['published.write'] as const
    const row = await lockPublication(tx, { actor, id, version, states, deeds: [...deeds] })
    await checkIdentities(tx, row.ticketId, text, input.confirmed)
    const set = worded(row, text, actor, 'submitted')
    return changePublication(tx, row, { set, action: 'submitted', actor }, now)
  })
}

/** Gives a submitted wording back to its author with the reason. */
export async function returnPublication(
  db: Db,
  actor: Actor,
  id: number,
  version: number,
  input: { reason: string },
  now: Date,
): Promise<Publication> {
  const reason = reasoned(input.reason)
  return db.transaction(async (tx) => {
    const states = ['submitted', 'published'] as const
    const deeds = ['published.review'] as const
    const row = await lockPublication(tx, { actor, id, version, states, deeds: [...deeds] })
    if (row.state === 'published' && row.correction?.stage !== 'submitted') {
      throw new Refusal('published:refusal.nothing-submitted')
    }
    const set: Partial<Publication> =
      row.correction !== null
        ? { correction: { ...row.correction, stage: 'returned', reason }, reviewerId: actor.id }
        : { state: 'returned', reason, reviewerId: actor.id }
    return changePublication(tx, row, { set, action: 'returned', actor }, now)
  })
}

/**
 * Makes a wording public, as it was submitted or in the reviewer's own: search takes it up in every process, and what it
 * cites is kept. The second time it is a correction of what is public and says so with its date.
 */
export async function publishAnswer(
  db: Db,
  actor: Actor,
  id: number,
  version: number,
  input: PublicText & { confirmed: boolean },
  now: Date,
): Promise<Publication> {
  const text = publicText(input)
  return db.transaction(async (tx) => {
    const row = await lockPublication(tx, {
      ...{ actor, id, version, states: writable },
      deeds: ['published.review'],
    })
    await checkIdentities(tx, row.ticketId, text, input.confirmed)
    const again = row.publishedAt !== null
    const answer = row.ticketId === null ? undefined : await latestSent(tx, row.ticketId)
    const set: Partial<Publication> = {
      ...text,
      state: 'published',
      reviewerId: actor.id,
      reason: null,
      correction: null,
      edition: row.edition + 1,
      answerId: answer?.id ?? row.answerId,
      publishedAt: row.publishedAt ?? now,
      ...(again ? { correctedAt: now } : { slug: slugOf(text.question, id) }),
    }
    const action = again ? 'corrected' : 'published'
    const changed = await changePublication(tx, row, { set, action, actor }, now)
    await keepCitations(tx, 'published', id, `${text.body}\n${text.basis}`, now)
    await noteChange(tx, 'published', id, now)
    return changed
  })
}

/** Takes an answer off the portal and out of search, or drops one that was never public; `reason` says why. */
export async function withdrawPublication(
  db: Db,
  actor: Actor,
  id: number,
  version: number,
  input: { reason: string },
  now: Date,
): Promise<Publication> {
  const reason = reasoned(input.reason)
  return db.transaction(async (tx) => {
    const states = ['draft', 'submitted', 'returned', 'published'] as const
    const row = await lockPublication(tx, {
      ...{ actor, id, version, states },
      deeds: ['published.write', 'published.review'],
    })
    const set = { state: 'withdrawn' as const, reason, reviewerId: actor.id, correction: null }
    const changed = await changePublication(tx, row, { set, action: 'withdrawn', actor }, now)
    await dropCitations(tx, 'published', id)
    await noteChange(tx, 'published', id, now)
    return changed
  })
}

/** Drops the correction of a public answer; what is public stays. */
export async function dropCorrection(
  db: Db,
  actor: Actor,
  id: number,
  version: number,
  now: Date,
): Promise<Publication> {
  return db.transaction(async (tx) => {
    const row = await lockPublication(tx, {
      ...{ actor, id, version, states: ['published'] },
      deeds: ['published.write', 'published.review'],
    })
    const set = { correction: null }
    return changePublication(tx, row, { set, action: 'correction-dropped', actor }, now)
  })
}

function worded(
  row: Publication,
  text: PublicText,
  actor: Actor,
  stage: 'draft' | 'submitted',
): Partial<Publication> {
  if (row.state === 'published') {
    return { correction: { ...text, stage, authorId: actor.id }, reviewerId: null }
  }
  // A reviewer who changes a word of what was submitted does not take it back.
  const kept =
    stage === 'draft' && row.state === 'submitted' && mayOn(actor, 'published.review', row)
  const state = kept ? 'submitted' : stage
  return { ...text, state, authorId: kept ? row.authorId : actor.id, reviewerId: null }
}

function reasoned(reason: string): string {
  const text = reason.trim()
  if (text === '') throw new Refusal('published:refusal.no-reason')
  return text
}
