import { asc, eq, isNull, or, sql } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import { dropCitations, keepCitations } from '#core/law/published/citations.ts'
import { closeWithdrawn } from '#core/law/published/review-closing.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may, reachOf } from '#core/staff/roles.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { cannedAnswers, fields, units } from '#db/schema/profile.ts'

export interface CannedFacts {
  title: string
  body: string
  fieldId: number | undefined
  /** whose it is; undefined: everybody's */
  unitId: number | undefined
}

const columns = {
  id: cannedAnswers.id,
  title: cannedAnswers.title,
  body: cannedAnswers.body,
  fieldId: cannedAnswers.fieldId,
  field: fields.name,
  unitId: cannedAnswers.unitId,
  unit: units.shortName,
  updatedAt: cannedAnswers.updatedAt,
}

/** The canned answers an actor may use: everybody's and their own unit's; all for those who edit all. */
export async function listCanned(db: Db, actor: Actor, q = '') {
  const mine =
    actor.unitId === undefined
      ? isNull(cannedAnswers.unitId)
      : or(isNull(cannedAnswers.unitId), eq(cannedAnswers.unitId, actor.unitId))
  const rows = await db
    .select(columns)
    .from(cannedAnswers)
    .leftJoin(fields, eq(fields.id, cannedAnswers.fieldId))
    .leftJoin(units, eq(units.id, cannedAnswers.unitId))
    .where(reachOf(actor, 'canned.edit') === 'any' ? sql`true` : mine)
    .orderBy(asc(cannedAnswers.title))
  const wanted = fold(q)
  return rows.filter(({ title, body }) => fold(`${title} ${body}`).includes(wanted))
}

export type CannedRow = Awaited<ReturnType<typeof listCanned>>[number]

/** Whether an actor may change a canned answer: all of them, or those of their own unit. */
export function mayEditCanned(actor: Actor, unitId: number | null | undefined): boolean {
  const place = { cooperatingUnitIds: [], assigneeId: null, consultantId: null }
  return may(actor, 'canned.edit', { ...place, leadUnitId: unitId ?? null })
}

export async function addCanned(db: Db, actor: Actor, facts: CannedFacts, by: By): Promise<number> {
  if (!mayEditCanned(actor, facts.unitId)) throw new Refusal('office:refusal.canned-unit')
  return db.transaction(async (tx) => {
    const [row] = await tx
      .insert(cannedAnswers)
      .values(valuesOf(facts, by))
      .returning({ id: cannedAnswers.id })
    if (row === undefined) throw new Error('a canned answer was not written')
    await keepCitations(tx, 'canned', row.id, facts.body, by.now)
    await record(tx, by, 'canned.added', row.id)
    return row.id
  })
}

export async function changeCanned(
  db: Db,
  actor: Actor,
  id: number,
  facts: CannedFacts,
  by: By,
): Promise<void> {
  await db.transaction(async (tx) => {
    await lockOwn(tx, actor, id)
    if (!mayEditCanned(actor, facts.unitId)) throw new Refusal('office:refusal.canned-unit')
    await tx.update(cannedAnswers).set(valuesOf(facts, by)).where(eq(cannedAnswers.id, id))
    await keepCitations(tx, 'canned', id, facts.body, by.now)
    await record(tx, by, 'canned.changed', id)
  })
}

export async function removeCanned(db: Db, actor: Actor, id: number, by: By): Promise<void> {
  await db.transaction(async (tx) => {
    await lockOwn(tx, actor, id)
    await tx.delete(cannedAnswers).where(eq(cannedAnswers.id, id))
    await dropCitations(tx, 'canned', id)
    await closeWithdrawn(tx, actor, { holder: 'canned', holderId: id }, by.now)
    await record(tx, by, 'canned.removed', id)
  })
}

async function lockOwn(tx: Db, actor: Actor, id: number): Promise<void> {
  const [row] = await tx
    .select({ unitId: cannedAnswers.unitId })
    .from(cannedAnswers)
    .where(eq(cannedAnswers.id, id))
    .for('update')
  if (row === undefined) throw new Refusal('office:refusal.canned-gone')
  if (!mayEditCanned(actor, row.unitId)) throw new Refusal('office:refusal.canned-unit')
}

function valuesOf({ title, body, fieldId, unitId }: CannedFacts, { actor, now }: By) {
  return {
    title,
    body,
    fieldId: fieldId ?? null,
    unitId: unitId ?? null,
    staffId: actor.id,
    updatedAt: now,
  }
}

async function record(tx: Db, { actor, ip, now }: By, action: string, id: number): Promise<void> {
  await audit(tx, { at: now, staffId: actor.id, action, subject: 'canned', subjectId: id, ip })
}
