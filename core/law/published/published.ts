import { noteChange } from '#core/law/documents/documents.ts'
import { Refusal } from '#core/refusal.ts'
import type { Actor } from '#core/staff/roles.ts'
import { mindForce } from '#core/tickets/doubts.ts'
import type { Db } from '#db/client.ts'
import { dropCitations, keepCitations } from './citations.ts'
import {
  changePublication,
  checkIdentities,
  latestSent,
  lockPublication,
  mayOn,
  type Publication,
  type PublicText,
  publicText,
  reasoned,
  slugOf,
} from './publication.ts'
import { closeWithdrawn } from './review-closing.ts'

const writable = ['draft', 'returned', 'submitted', 'published', 'withdrawn'] as const

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
 * cites is kept; law out of force only when `despite` says that it is meant so. The second time it is a correction of what is public and says so with its date.
 */
export async function publishAnswer(
  db: Db,
  actor: Actor,
  id: number,
  version: number,
  input: PublicText & { confirmed: boolean; despite?: string[] },
  now: Date,
): Promise<Publication> {
  const text = publicText(input)
  return db.transaction(async (tx) => {
    const row = await lockPublication(tx, {
      ...{ actor, id, version, states: writable },
      deeds: ['published.review'],
    })
    await checkIdentities(tx, row.ticketId, text, input.confirmed)
    await mindForce(tx, text, input.despite, now)
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
    await closeWithdrawn(tx, actor, { holder: 'published', holderId: id }, now)
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
