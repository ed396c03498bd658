import { randomUUID } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { endReferralsOfSignIn } from '#core/plan/referral-ending.ts'
import { Refusal } from '#core/refusal.ts'
import { releaseTicketsOf } from '#core/tickets/releasing.ts'
import type { Ticket } from '#core/tickets/ticket.ts'
import type { Db } from '#db/client.ts'
import { units } from '#db/schema/profile.ts'
import { accounts, sessions, staff } from '#db/schema/staff.ts'
import { audit } from './audit.ts'
import { initialPassword } from './readable-code.ts'
import { type Actor, may, type Role } from './roles.ts'

export interface StaffMember {
  id: string
  name: string
  email: string
  role: Role
  unitId: number | null
  unit: string | null
  twoFactorEnabled: boolean | null
  mustChangePassword: boolean
  deactivatedAt: Date | null
  /** a chat is linked, where warnings go */
  linked: boolean
  lastSeenAt: Date | null
}

/** What is set of a member of staff; the e-mail address is their name at sign-in and stays. */
export interface StaffFacts {
  name: string
  role: Role
  unitId: number | undefined
}

/** Who deeds on accounts are recorded for. */
export interface By {
  actor: Pick<Actor, 'id'>
  ip: string | undefined
  now: Date
}

const memberColumns = {
  id: staff.id,
  name: staff.name,
  email: staff.email,
  role: staff.role,
  unitId: staff.unitId,
  unit: units.shortName,
  twoFactorEnabled: staff.twoFactorEnabled,
  mustChangePassword: staff.mustChangePassword,
  deactivatedAt: staff.deactivatedAt,
  linked: sql<boolean>`${staff.conversationId} is not null`,
  lastSeenAt:
    sql<Date | null>`(select max(s.updated_at) from sessions s where s.user_id = ${staff.id})`.mapWith(
      sessions.updatedAt,
    ),
}

/** Everybody with an account, active ones first, by unit and name. */
export async function listStaff(db: Db): Promise<StaffMember[]> {
  return db
    .select(memberColumns)
    .from(staff)
    .leftJoin(units, eq(units.id, staff.unitId))
    .orderBy(sql`${staff.deactivatedAt} is not null`, asc(units.position), asc(staff.name))
}

export async function findStaff(db: Db, id: string): Promise<StaffMember | undefined> {
  const [member] = await db
    .select(memberColumns)
    .from(staff)
    .leftJoin(units, eq(units.id, staff.unitId))
    .where(eq(staff.id, id))
  return member
}

/**
 * Opens an account with an initial password, which is returned once and must be changed at the first sign-in.
 * Refuses an address that has an account already.
 */
export async function inviteStaff(
  db: Db,
  facts: StaffFacts & { email: string },
  by: By,
): Promise<{ id: string; password: string }> {
  const password = initialPassword()
  const hash = await hashPassword(password)
  const id = await db.transaction(async (tx) => {
    const opened = await openAccount(tx, { ...facts, hash, mustChangePassword: true }, by.now)
    if (opened === undefined) throw new Refusal('staff:refusal.email-taken', { email: facts.email })
    await note(tx, by, 'staff.invited', opened, { role: facts.role, unitId: facts.unitId ?? null })
    return opened
  })
  return { id, password }
}

/** Writes an account with its password; undefined when the address has one. */
export async function openAccount(
  tx: Db,
  account: StaffFacts & { email: string; hash: string; mustChangePassword: boolean },
  now: Date,
): Promise<string | undefined> {
  const { name, role, unitId, hash, mustChangePassword } = account
  const moments = { createdAt: now, updatedAt: now }
  const [row] = await tx
    .insert(staff)
    .values({
      id: randomUUID(),
      name,
      email: account.email.trim().toLowerCase(),
      emailVerified: true,
      role,
      unitId: unitId ?? null,
      mustChangePassword,
      ...moments,
    })
    .onConflictDoNothing({ target: staff.email })
    .returning({ id: staff.id })
  if (row === undefined) return undefined
  await tx.insert(accounts).values({
    id: randomUUID(),
    accountId: row.id,
    providerId: 'credential',
    userId: row.id,
    password: hash,
    ...moments,
  })
  return row.id
}

/**
 * Changes name, role and unit; open tickets that the new role or unit could not be given are their unit's again.
 * Returns how many. Refuses to take the last administrator's role.
 */
export async function changeStaff(
  db: Db,
  id: string,
  facts: StaffFacts,
  by: By,
): Promise<{ released: number }> {
  const { name, role } = facts
  const unitId = facts.unitId ?? null
  return db.transaction(async (tx) => {
    if (role !== 'administrator') await keepOneAdministrator(tx, id)
    const [before] = await tx
      .select({ role: staff.role, unitId: staff.unitId })
      .from(staff)
      .where(eq(staff.id, id))
      .for('update')
    await tx.update(staff).set({ name, role, unitId, updatedAt: by.now }).where(eq(staff.id, id))
    const moved = before?.role !== role || before.unitId !== unitId
    const keeps = (ticket: Ticket) => mayKeep({ ...facts, id }, ticket)
    const outside = before?.role === 'consultant' && role !== 'consultant'
    const referred = outside ? await endReferralsOfSignIn(tx, id, by.actor.id, by.now) : 0
    const given = moved ? await releaseTicketsOf(tx, id, by.actor.id, by.now, keeps) : 0
    const released = referred + given
    const detail = { role, unitId, ...(released > 0 && { released }) }
    await note(tx, by, 'staff.changed', id, detail)
    return { released }
  })
}

/** Whether somebody would be given this ticket of theirs today. */
function mayKeep(actor: Actor, ticket: Ticket): boolean {
  return may(actor, 'ticket.draft', { ...ticket, assigneeId: null, consultantId: null })
}

/** A new initial password instead of a forgotten one; every session ends. */
export async function resetPassword(db: Db, id: string, by: By): Promise<string> {
  const password = initialPassword()
  const hash = await hashPassword(password)
  await db.transaction(async (tx) => {
    await tx
      .update(accounts)
      .set({ password: hash, updatedAt: by.now })
      .where(and(eq(accounts.userId, id), eq(accounts.providerId, 'credential')))
    await tx.update(staff).set({ mustChangePassword: true }).where(eq(staff.id, id))
    await tx.delete(sessions).where(eq(sessions.userId, id))
    await note(tx, by, 'staff.password-reset', id)
  })
  return password
}

/** Locks the accounts with the right to lock accounts, so that two deeds at once cannot remove the last one. */
export async function keepOneAdministrator(tx: Db, id: string): Promise<void> {
  const others = await tx
    .select({ id: staff.id })
    .from(staff)
    .where(and(eq(staff.role, 'administrator'), isNull(staff.deactivatedAt)))
    .orderBy(staff.id)
    .for('update')
  const isOne = others.some((row) => row.id === id)
  if (isOne && others.length === 1) throw new Refusal('staff:refusal.last-administrator')
}

/** Whether the desk has an administrator who can sign in. */
export async function hasAdministrator(db: Db): Promise<boolean> {
  const rows = await db
    .select({ id: staff.id })
    .from(staff)
    .where(and(eq(staff.role, 'administrator'), isNull(staff.deactivatedAt)))
    .limit(1)
  return rows.length > 0
}

export async function note(
  tx: Db,
  by: By,
  action: string,
  id: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const entry = { at: by.now, staffId: by.actor.id, action, subject: 'staff', subjectId: id }
  await audit(tx, { ...entry, detail, ip: by.ip })
}
