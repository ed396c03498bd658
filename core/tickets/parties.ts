import { and, eq, isNull } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { fields, units } from '#db/schema/profile.ts'
import { staff } from '#db/schema/staff.ts'
import type { Ticket } from './ticket.ts'

type Unit = typeof units.$inferSelect

/** An open unit; Refusal when it is closed or was never there. */
export async function unitNamed(db: Db, id: number): Promise<Unit> {
  const [unit] = await db
    .select()
    .from(units)
    .where(and(eq(units.id, id), isNull(units.closedAt)))
  if (!unit) throw new Refusal('tickets:refusal.unit-closed')
  return unit
}

/** The unit that has a ticket: the leading one, or the focal point (đầu mối) while none leads. */
export async function unitOf(db: Db, ticket: Pick<Ticket, 'leadUnitId'>): Promise<Unit> {
  const which = ticket.leadUnitId === null ? eq(units.focal, true) : eq(units.id, ticket.leadUnitId)
  const [unit] = await db.select().from(units).where(which).orderBy(units.id).limit(1)
  if (!unit) throw new Error('the office has no focal unit')
  return unit
}

/** Refusal unless the field is open. */
export async function checkField(db: Db, id: number): Promise<void> {
  const [field] = await db
    .select({ id: fields.id })
    .from(fields)
    .where(and(eq(fields.id, id), isNull(fields.closedAt)))
  if (!field) throw new Refusal('tickets:refusal.field-closed')
}

/** Somebody of the staff who still works here; Refusal otherwise. */
export async function colleague(db: Db, id: string) {
  const [person] = await db
    .select({ id: staff.id, name: staff.name, role: staff.role, unitId: staff.unitId })
    .from(staff)
    .where(and(eq(staff.id, id), isNull(staff.deactivatedAt)))
  if (!person) throw new Refusal('tickets:refusal.staff-gone')
  return person
}
