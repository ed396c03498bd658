import { eq, sql } from 'drizzle-orm'
import { openReviews } from '#core/law/published/reviews.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments } from '#db/schema/law.ts'
import { type DocumentState, type LawDocument, lockDocument, noteChange } from './documents.ts'
import { checkMayChange } from './facts.ts'
import { relationsOf } from './relations.ts'

/** Says that somebody has read a draft's facts, text and relations and found them right. */
export async function reviewDocument(
  db: Db,
  actor: Actor | undefined,
  { id, version }: { id: number; version?: number },
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    const document = await lockFor(tx, actor, id, version)
    if (document.state !== 'draft') throw new Refusal('law:refusal.not-draft')
    const reviewed = { reviewedAt: now, reviewedBy: actor?.id ?? null, factsChecked: true }
    await moveTo(tx, actor, id, 'reviewed', now, reviewed)
  })
}

/**
 * Shows a reviewed document to the public: search takes it in, its confirmed relations take effect, what rests on the
 * documents it changes is opened for review. Without an actor a command of the office's own does it. Refused to those
 * who may not publish, and for what nobody has reviewed.
 */
export async function publishDocument(
  db: Db,
  actor: Actor | undefined,
  id: number,
  now: Date,
  version?: number,
): Promise<void> {
  await db.transaction(async (tx) => {
    if (actor && !may(actor, 'law.publish')) throw new Refusal('law:refusal.not-allowed')
    const document = await lockFor(tx, actor, id, version)
    if (document.state === 'published') return
    if (document.state !== 'reviewed') throw new Refusal('law:refusal.not-reviewed')
    const shown = document.shownAt === null ? { shownAt: now, shownBy: actor?.id ?? null } : {}
    await moveTo(tx, actor, id, 'published', now, shown)
    await openReviews(tx, id, now)
    await tellSearch(tx, id, now)
  })
}

async function lockFor(
  tx: Db,
  actor: Actor | undefined,
  id: number,
  version: number | undefined,
): Promise<LawDocument> {
  const document = await lockDocument(tx, id)
  if (document === undefined) throw new Refusal('law:refusal.gone')
  checkMayChange(actor, document, version)
  return document
}

async function moveTo(
  tx: Db,
  actor: Actor | undefined,
  id: number,
  state: DocumentState,
  now: Date,
  more: Partial<typeof lawDocuments.$inferInsert>,
): Promise<void> {
  const version = sql`${lawDocuments.version} + 1`
  await tx
    .update(lawDocuments)
    .set({ ...more, state, version, updatedAt: now, updatedBy: actor?.id ?? null })
    .where(eq(lawDocuments.id, id))
  const from = { staffId: actor?.id, ip: actor?.ip, subject: 'law', subjectId: id }
  await audit(tx, { at: now, ...from, action: `law.${state}` })
}

/** The document itself, and those whose validity it changes. */
async function tellSearch(tx: Db, id: number, now: Date): Promise<void> {
  await noteChange(tx, 'document', id, now)
  const relations = await relationsOf(tx, id)
  const touched = relations.flatMap(({ documentId, otherId, proposed }) =>
    documentId === id && otherId !== null && !proposed ? [otherId] : [],
  )
  for (const other of new Set(touched)) await noteChange(tx, 'document', other, now)
}
