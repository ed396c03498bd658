import { asc, eq, max, sql } from 'drizzle-orm'
import { tidy } from '#core/fold.ts'
import { forgetOffice } from '#core/office.ts'
import { otherField } from '#core/profile-shape.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { fields, units } from '#db/schema/profile.ts'

export interface FieldFacts {
  name: string
  nameEn: string
  leadUnitId: number
  cooperatingUnitIds: number[]
  terms: Record<string, number>
}

/** Every field with the name of its leading unit; closed ones last. */
export async function listFields(db: Db) {
  return db
    .select({
      id: fields.id,
      code: fields.code,
      name: fields.name,
      nameEn: fields.nameEn,
      leadUnitId: fields.leadUnitId,
      lead: units.shortName,
      cooperatingUnitIds: fields.cooperatingUnitIds,
      terms: fields.terms,
      closedAt: fields.closedAt,
    })
    .from(fields)
    .innerJoin(units, eq(units.id, fields.leadUnitId))
    .orderBy(sql`${fields.closedAt} is not null`, asc(fields.position), asc(fields.id))
}

export type FieldRow = Awaited<ReturnType<typeof listFields>>[number]

export async function findField(db: Db, id: number): Promise<FieldRow | undefined> {
  return (await listFields(db)).find((field) => field.id === id)
}

export async function addField(db: Db, facts: FieldFacts, by: By): Promise<number> {
  const id = await db.transaction(async (tx) => {
    const [{ last } = { last: null }] = await tx.select({ last: max(fields.position) }).from(fields)
    const code = `field-${by.now.getTime().toString(36)}`
    const [row] = await tx
      .insert(fields)
      .values({ ...sound(facts), code, position: (last ?? 0) + 1 })
      .returning({ id: fields.id })
    if (row === undefined) throw new Error('a field was not written')
    await record(tx, by, 'fields.added', row.id)
    return row.id
  })
  forgetOffice()
  return id
}

export async function changeField(db: Db, id: number, facts: FieldFacts, by: By): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.update(fields).set(sound(facts)).where(eq(fields.id, id))
    await record(tx, by, 'fields.changed', id)
  })
  forgetOffice()
}

/** Closes a field, so that nothing new goes there, or opens it again. What is unclear always has its field. */
export async function closeField(db: Db, id: number, by: By): Promise<void> {
  await db.transaction(async (tx) => {
    const [field] = await tx.select().from(fields).where(eq(fields.id, id)).for('update')
    if (field === undefined) return
    if (field.code === otherField) throw new Refusal('office:refusal.field-other')
    const closedAt = field.closedAt === null ? by.now : null
    await tx.update(fields).set({ closedAt }).where(eq(fields.id, id))
    await record(tx, by, closedAt === null ? 'fields.opened' : 'fields.closed', id)
  })
  forgetOffice()
}

/** A unit that leads does not cooperate with itself. */
function sound(facts: FieldFacts): FieldFacts {
  const { leadUnitId, cooperatingUnitIds } = facts
  return { ...facts, cooperatingUnitIds: cooperatingUnitIds.filter((unit) => unit !== leadUnitId) }
}

/**
 * Reads terms as they are typed, one a line: `nhãn hiệu = 3`, or without a weight for 1. Comes back with the terms, or
 * with the first line that cannot be read.
 */
export function readTerms(text: string): { terms: Record<string, number> } | { line: number } {
  const terms: Record<string, number> = {}
  for (const [index, row] of text.split(/\r\n|\r|\n/).entries()) {
    if (row.trim() === '') continue
    const [, words = '', weight = '1'] =
      /^(.*?)(?:\s*=\s*(\d{1,2}(?:[.,]\d{1,2})?))?$/.exec(tidy(row)) ?? []
    const value = Number(weight.replace(',', '.'))
    if (words === '' || words.includes('=') || words.length > 80 || value === 0)
      return { line: index + 1 }
    terms[words.toLowerCase()] = value
  }
  return { terms }
}

/** Terms as `readTerms` takes them, the weightiest first. */
export function writeTerms(terms: Record<string, number>): string {
  return Object.entries(terms)
    .sort(([a, x], [b, y]) => y - x || a.localeCompare(b, 'vi'))
    .map(([words, weight]) => (weight === 1 ? words : `${words} = ${weight}`))
    .join('\n')
}

async function record(tx: Db, { actor, ip, now }: By, action: string, id: number): Promise<void> {
  await audit(tx, { at: now, staffId: actor.id, action, subject: 'field', subjectId: id, ip })
}
