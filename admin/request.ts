import type { Actor } from '#core/staff/roles.ts'
import type { By } from '#core/staff/staff.ts'
import type { AdminContext } from './deps.ts'
import { NotFound } from './faults.ts'

/** Who does it, from where, when: what core functions record. */
export function by(c: AdminContext): By & { actor: Actor } {
  return { actor: c.get('actor'), ip: c.get('ip'), now: new Date() }
}

/** The row's number in the address; 404 when it is none. */
export function idOf(c: AdminContext, name = 'id'): number {
  const value = c.req.param(name) ?? ''
  if (!/^\d{1,15}$/.test(value)) throw new NotFound()
  return Number(value)
}

/** The page of a list that the address asks for, from 1 on. */
export function pageOf(c: AdminContext): number {
  const value = Number(c.req.query('page') ?? '1')
  return Number.isInteger(value) && value > 0 && value < 100_000 ? value : 1
}
