import { hashPassword } from 'better-auth/crypto'
import { addCanned } from '#core/office/canned.ts'
import { changeUnit } from '#core/office/units.ts'
import { forgetOffice, loadOffice, type Office } from '#core/office.ts'
import type { Actor } from '#core/staff/roles.ts'
import { note, openAccount } from '#core/staff/staff.ts'
import { keepView } from '#core/staff/views.ts'
import type { Db } from '#db/client.ts'
import type { DemoData } from './read-data.ts'

/** The one password of every sample account: printed at start, worth nothing outside a demo. */
export const demoPassword = 'Hoi-Luat-2026'

/** Units whose answers a head approves before they are sent. */
const approving = ['qlcn', 'cds', 'qlkh']

/** Opens the accounts and settles how the units work. Comes back with everybody by their key. */
export async function openOffice(
  db: Db,
  data: DemoData,
  office: Office,
  now: Date,
): Promise<Map<string, Actor>> {
  const hash = await hashPassword(demoPassword)
  const unitId = (code: string | undefined) => office.units.find((unit) => unit.code === code)?.id
  const staff = new Map<string, Actor>()
  for (const { key, name, role, unit, email } of data.staff) {
    const account = { name, role, email, unitId: unitId(unit), hash, mustChangePassword: false }
    const id = await openAccount(db, account, now)
    if (id === undefined) throw new Error(`${email} has an account already`)
    staff.set(key, { id, role, name, unitId: unitId(unit) })
    const by = { actor: administrator(staff), ip: undefined, now }
    await note(db, by, 'staff.invited', id, { role, unitId: unitId(unit) ?? null })
  }
  for (const { id, code, name, shortName } of office.units) {
    if (!approving.includes(code)) continue
    const by = { actor: administrator(staff), ip: undefined, now }
    await changeUnit(db, id, { name, shortName, approval: true }, by)
  }
  forgetOffice()
  return staff
}

/** Texts and views that the staff have made for themselves. */
export async function fillShelves(
  db: Db,
  data: DemoData,
  staff: Map<string, Actor>,
  now: Date,
): Promise<void> {
  const office = await loadOffice(db)
  const coordinator = [...staff.values()].find(({ role }) => role === 'coordinator')
  if (!coordinator) throw new Error('the demo office has no coordinator')
  const by = { actor: coordinator, ip: undefined, now }
  for (const { title, body, field, unit } of data.canned) {
    const fieldId = office.fields.find(({ code }) => code === field)?.id
    const unitId = office.units.find(({ code }) => code === unit)?.id
    await addCanned(db, coordinator, { title, body, fieldId, unitId }, by)
  }
  for (const { of, name, query } of data.views) {
    const owner = staff.get(of)
    if (owner) await keepView(db, owner.id, { name, query })
  }
}

/** The first of the staff runs the accounts. */
function administrator(staff: Map<string, Actor>): Actor {
  const [first] = staff.values()
  if (!first) throw new Error('the demo office has no administrator')
  return first
}
