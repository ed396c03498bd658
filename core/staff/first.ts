import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import { and, eq, gt, sql } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { verifications } from '#db/schema/staff.ts'
import { hasAdministrator, note, openAccount } from './staff.ts'

const identifier = 'setup'
const validForMs = 7 * 24 * 3_600_000

/**
 * The secret of the one-time set-up link, or undefined when the desk has an administrator. Only its hash is kept;
 * processes that start together each print a link of their own and any of them opens the page once.
 */
export async function createSetupToken(db: Db, now: Date): Promise<string | undefined> {
  if (await hasAdministrator(db)) return undefined
  const token = randomBytes(24).toString('base64url')
  await db.insert(verifications).values({
    id: randomUUID(),
    identifier,
    value: hashOf(token),
    expiresAt: new Date(now.getTime() + validForMs),
    createdAt: now,
    updatedAt: now,
  })
  return token
}

/** Whether a set-up link still opens the page. */
export async function isSetupToken(db: Db, token: string, now: Date): Promise<boolean> {
  const rows = await db
    .select({ id: verifications.id })
    .from(verifications)
    .where(
      and(
        eq(verifications.identifier, identifier),
        eq(verifications.value, hashOf(token)),
        gt(verifications.expiresAt, now),
      ),
    )
    .limit(1)
  return rows.length > 0 && !(await hasAdministrator(db))
}

export interface FirstAdministrator {
  name: string
  email: string
  password: string
}

/**
 * Opens the first administrator's account and ends every set-up link. Refuses when the link has been used or there
 * is an administrator already; two submissions at once open one account.
 */
export async function setUpAdministrator(
  db: Db,
  token: string,
  first: FirstAdministrator,
  at: { now: Date; ip: string | undefined },
): Promise<void> {
  const hash = await hashPassword(first.password)
  await db.transaction(async (tx) => {
    await oneAtATime(tx)
    if (!(await isSetupToken(tx, token, at.now))) throw new Refusal('staff:refusal.setup-used')
    const id = await openAdministrator(tx, first, hash, at)
    if (id === undefined) throw new Refusal('staff:refusal.email-taken', { email: first.email })
  })
}

/**
 * Opens the administrator's account named in the settings unless the desk has an administrator (first start).
 * True when it was opened now. An existing account's password is never changed by a setting.
 */
export async function ensureAdministrator(
  db: Db,
  { email, password }: { email: string; password: string },
  now: Date,
): Promise<boolean> {
  if (await hasAdministrator(db)) return false
  const hash = await hashPassword(password)
  return db.transaction(async (tx) => {
    await oneAtATime(tx)
    if (await hasAdministrator(tx)) return false
    const first = { email, name: email.split('@')[0] ?? email, password }
    return (await openAdministrator(tx, first, hash, { now, ip: undefined })) !== undefined
  })
}

async function openAdministrator(
  tx: Db,
  { name, email }: FirstAdministrator,
  hash: string,
  { now, ip }: { now: Date; ip: string | undefined },
): Promise<string | undefined> {
  const role = 'administrator' as const
  const account = { name, email, role, unitId: undefined, hash, mustChangePassword: false }
  const id = await openAccount(tx, account, now)
  if (id === undefined) return undefined
  await tx.delete(verifications).where(eq(verifications.identifier, identifier))
  await note(tx, { actor: { id }, ip, now }, 'staff.first-administrator', id)
  return id
}

async function oneAtATime(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('hoiluat first administrator'))`)
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
