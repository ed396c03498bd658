import { and, asc, eq, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { openReviews } from '#core/law/published/reviews.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawRelations } from '#db/schema/law.ts'
import { checkNoCircle, type RelationKind } from './binding.ts'
import { type LawDocument, lockDocument, noteChange, numberKey } from './documents.ts'
import { checkMayChange } from './facts.ts'

export const relationKinds: RelationKind[] = [
  'amends',
  'replaces',
  'repeals',
  'guides',
  'consolidates',
]

/** What a clerk says of a relation: what the document does to which other, wholly when `anchors` is empty. */
export type RelationFacts = {
  kind: RelationKind
  otherNumber: string
  otherName: string
  anchors: string[]
  fromOn: string | null
  note: string
}

const others = alias(lawDocuments, 'others')

const columns = {
  id: lawRelations.id,
  documentId: lawRelations.documentId,
  kind: lawRelations.kind,
  otherId: lawRelations.otherId,
  otherNumber: lawRelations.otherNumber,
  otherName: lawRelations.otherName,
  anchors: lawRelations.anchors,
  fromOn: lawRelations.fromOn,
  note: lawRelations.note,
  proposed: lawRelations.proposed,
  documentSlug: lawDocuments.slug,
  documentNumber: lawDocuments.number,
  documentTitle: lawDocuments.title,
  documentKind: lawDocuments.kind,
  documentState: lawDocuments.state,
  documentInForceOn: lawDocuments.inForceOn,
  otherSlug: others.slug,
  otherTitle: others.title,
  otherKind: others.kind,
  otherState: others.state,
}

/** The relations a document has to others and others have to it; those not yet confirmed too. */
export function relationsOf(db: Db, documentId: number) {
  return db
    .select(columns)
    .from(lawRelations)
    .innerJoin(lawDocuments, eq(lawDocuments.id, lawRelations.documentId))
    .leftJoin(others, eq(others.id, lawRelations.otherId))
    .where(or(eq(lawRelations.documentId, documentId), eq(lawRelations.otherId, documentId)))
    .orderBy(asc(lawRelations.id))
}

export type RelationRow = Awaited<ReturnType<typeof relationsOf>>[number]

/**
 * Writes a relation as confirmed: a new one, or in place of `id`. Refused when it would close a circle, names no
 * document or the document itself.
 */
export async function saveRelation(
  db: Db,
  actor: Actor | undefined,
  relation: RelationFacts & { documentId: number; id?: number },
  now: Date,
): Promise<number> {
  const { documentId, id, ...facts } = relation
  return db.transaction(async (tx) => {
    const document = await lockForChange(tx, actor, documentId)
    const values = await boundValues(tx, facts)
    if (values.otherKey === '' && values.otherName === '') {
      throw new Refusal('law:refusal.no-other')
    }
    if (id !== undefined) {
      const own = and(eq(lawRelations.id, id), eq(lawRelations.documentId, documentId))
      await tx.delete(lawRelations).where(own)
    }
    if (values.otherId !== null) {
      await checkNoCircle(tx, documentId, values.otherId, facts.kind)
    }
    const [row] = await tx
      .insert(lawRelations)
      .values({ ...values, documentId, proposed: false })
      .returning({ id: lawRelations.id })
    if (row === undefined) throw new Error('a relation was not written')
    await tell(tx, actor, document, values.otherId, { action: 'law.relation-saved', now })
    return row.id
  })
}

/** Confirms a relation that was read from the text. Refused when it says "a part" and nobody has said which. */
export async function confirmRelation(db: Db, actor: Actor, id: number, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const relation = await find(tx, id)
    const document = await lockForChange(tx, actor, relation.documentId)
    const { kind, otherId, anchors, note } = relation
    const ending = kind === 'replaces' || kind === 'repeals'
    if (ending && note !== '' && anchors.length === 0) throw new Refusal('law:refusal.part-unclear')
    if (otherId !== null) await checkNoCircle(tx, relation.documentId, otherId, kind)
    await tx.update(lawRelations).set({ proposed: false }).where(eq(lawRelations.id, id))
    await tell(tx, actor, document, otherId, { action: 'law.relation-saved', now })
  })
}

export async function removeRelation(db: Db, actor: Actor, id: number, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const relation = await find(tx, id)
    const document = await lockForChange(tx, actor, relation.documentId)
    await tx.delete(lawRelations).where(eq(lawRelations.id, id))
    await tell(tx, actor, document, relation.otherId, { action: 'law.relation-removed', now })
  })
}

/** The relation's own document locked, when the actor may change it. */
async function lockForChange(
  tx: Db,
  actor: Actor | undefined,
  documentId: number,
): Promise<LawDocument> {
  const document = await lockDocument(tx, documentId)
  if (document === undefined) throw new Refusal('law:refusal.gone')
  checkMayChange(actor, document)
  return document
}

async function find(tx: Db, id: number) {
  const [row] = await tx
    .select({
      documentId: lawRelations.documentId,
      kind: lawRelations.kind,
      otherId: lawRelations.otherId,
      anchors: lawRelations.anchors,
      note: lawRelations.note,
    })
    .from(lawRelations)
    .where(eq(lawRelations.id, id))
  if (row === undefined) throw new Refusal('law:refusal.relation-gone')
  return row
}

/** The relation's columns, tied to the document of that number when it is in the base. */
export async function boundValues(tx: Db, facts: RelationFacts) {
  const otherKey = numberKey(facts.otherNumber) ?? ''
  const [other] =
    otherKey === ''
      ? []
      : await tx
          .select({ id: lawDocuments.id })
          .from(lawDocuments)
          .where(eq(lawDocuments.numberKey, otherKey))
  return {
    kind: facts.kind,
    otherId: other?.id ?? null,
    otherNumber: facts.otherNumber.trim(),
    otherKey,
    otherName: facts.otherName.trim(),
    anchors: [...new Set(facts.anchors)],
    fromOn: facts.fromOn,
    note: facts.note.trim(),
  }
}

/**
 * A relation is part of what was reviewed. What a published document does to another is seen at once: search reads both
 * again, what rests on it is reviewed.
 */
async function tell(
  tx: Db,
  actor: Actor | undefined,
  document: LawDocument,
  otherId: number | null,
  { action, now }: { action: string; now: Date },
): Promise<void> {
  const from = { staffId: actor?.id, ip: actor?.ip }
  await audit(tx, { at: now, ...from, action, subject: 'law', subjectId: document.id })
  await tx
    .update(lawDocuments)
    .set({
      version: sql`${lawDocuments.version} + 1`,
      state: document.state === 'reviewed' ? 'draft' : document.state,
      updatedAt: now,
      updatedBy: actor?.id ?? null,
    })
    .where(eq(lawDocuments.id, document.id))
  if (document.state !== 'published') return
  await openReviews(tx, document.id, now)
  await noteChange(tx, 'document', document.id, now)
  if (otherId !== null) await noteChange(tx, 'document', otherId, now)
}
