import { and, asc, count, eq, isNull, max, ne, sql } from 'drizzle-orm'
import { forgetOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { By } from '#core/staff/staff.ts'
import { isOpenSql } from '#core/tickets/ticket.ts'
import type { Db } from '#db/client.ts'
import { fields, units } from '#db/schema/profile.ts'
import { tickets } from '#db/schema/tickets.ts'

export interface UnitFacts {
  name: string
  shortName: string
  approval: boolean
}

/** Every unit with how many people, fields and open tickets it has; closed ones last. */
export async function listUnits(db: Db) {
  return db
    .select({
      id: units.id,
      code: units.code,
      name: units.name,
      shortName: units.shortName,
      focal: units.focal,
      approval: units.approval,
      closedAt: units.closedAt,
      people: sql<number>`(select count(*)::int from staff s
        where s.unit_id = units.id and s.deactivated_at is null)`,
      fields: sql<number>`(select count(*)::int from fields f
        where f.lead_unit_id = units.id and f.closed_at is null)`,
      openTickets: sql<number>`(select count(*)::int from tickets
        where tickets.lead_unit_id = units.id and ${isOpenSql})`,
    })
    .from(units)
    .orderBy(sql`${units.closedAt} is not null`, asc(units.position), asc(units.id))
}

export type UnitRow = Awaited<ReturnType<typeof listUnits>>[number]

export async function addUnit(db: Db, facts: UnitFacts, by: By): Promise<void> {
  await db.transaction(async (tx) => {
    const [{ last } = { last: null }] = await tx.select({ last: max(units.position) }).from(units)
    const code = `unit-${by.now.getTime().toString(36)}`
    const [row] = await tx
      .insert(units)
      .values({ ...facts, code, position: (last ?? 0) + 1 })
      .returning({ id: units.id })
    await record(tx, by, 'units.added', row?.id)
  })
  forgetOffice()
}

export async function changeUnit(db: Db, id: number, facts: UnitFacts, by: By): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.update(units).set(facts).where(eq(units.id, id))
    await record(tx, by, 'units.changed', id, { approval: facts.approval })
  })
  forgetOffice()
}

/** Makes a unit the focal point (đầu mối) in place of the one that was. */
export async function makeFocal(db: Db, id: number, by: By): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.select({ id: units.id }).from(units).orderBy(units.id).for('update')
    await tx.update(units).set({ focal: false }).where(eq(units.focal, true))
    const on = and(eq(units.id, id), isNull(units.closedAt))
    const [row] = await tx.update(units).set({ focal: true }).where(on).returning({ id: units.id })
    if (row === undefined) throw new Refusal('office:refusal.unit-closed')
    await record(tx, by, 'units.focal', id)
  })
  forgetOffice()
}

/** Closes a unit that leads nothing any more; its name stays in the history. Opens it again when closed. */
export async function closeUnit(db: Db, id: number, by: By): Promise<void> {
  await db.transaction(async (tx) => {
    const [unit] = await tx.select().from(units).where(eq(units.id, id)).for('update')
    if (unit === undefined) return
    if (unit.closedAt === null) await refuseWhileNeeded(tx, unit)
    await tx
      .update(units)
      .set({ closedAt: unit.closedAt === null ? by.now : null })
      .where(eq(units.id, id))
    await record(tx, by, unit.closedAt === null ? 'units.closed' : 'units.opened', id)
  })
  forgetOffice()
}

async function refuseWhileNeeded(tx: Db, unit: typeof units.$inferSelect): Promise<void> {
  const { id, name } = unit
  if (unit.focal) throw new Refusal('office:refusal.unit-focal', { name })
  const [led] = await tx
    .select({ n: count() })
    .from(fields)
    .where(and(eq(fields.leadUnitId, id), isNull(fields.closedAt)))
  if (led && led.n > 0) throw new Refusal('office:refusal.unit-leads', { name, count: led.n })
  const [open] = await tx
    .select({ n: count() })
    .from(tickets)
    .where(and(eq(tickets.leadUnitId, id), isOpenSql))
  if (open && open.n > 0) throw new Refusal('office:refusal.unit-open', { name, count: open.n })
}

/** Moves a unit one place up or down among the open ones. */
export async function moveUnit(db: Db, id: number, step: -1 | 1, by: By): Promise<void> {
  await db.transaction(async (tx) => {
    const order = await tx
      .select({ id: units.id })
      .from(units)
      .where(isNull(units.closedAt))
      .orderBy(asc(units.position), asc(units.id))
      .for('update')
    const ids = order.map((row) => row.id)
    const at = ids.indexOf(id)
    const other = ids[at + step]
    if (at < 0 || other === undefined) return
    ids[at] = other
    ids[at + step] = id
    for (const [position, unitId] of ids.entries())
      await tx
        .update(units)
        .set({ position })
        .where(and(eq(units.id, unitId), ne(units.position, position)))
    await record(tx, by, 'units.moved', id)
  })
  forgetOffice()
}

async function record(
  tx: Db,
  { actor, ip, now }: By,
  action: string,
  id: number | undefined,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const subject = { subject: 'unit', ...(id !== undefined && { subjectId: id }) }
  await audit(tx, { at: now, staffId: actor.id, action, ...subject, detail, ip })
}
