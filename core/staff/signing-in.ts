import { eq } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { staff } from '#db/schema/staff.ts'
import { countAttempt, forgetAttempts } from './attempts.ts'
import { audit } from './audit.ts'

const minute = 60_000
const perAddressAndAccount = { max: 6, windowMs: 15 * minute }
const perAddress = { max: 60, windowMs: 15 * minute }
const perAccount = { max: 60, windowMs: 60 * minute }

export interface Attempt {
  email: string
  ip: string
  now: Date
}

/**
 * Counts an attempt to sign in, before the password is looked at. Comes back with the seconds to wait when there were
 * too many: narrowly for one account from one address, widely for either alone. What a narrow count turns away does
 * not move the wide ones, so that nobody can lock a colleague out by going on and on. The first one turned away is
 * written down.
 */
export async function mayTrySignIn(db: Db, { email, ip, now }: Attempt): Promise<number> {
  const counts = [
    [keyOf(email, ip), perAddressAndAccount],
    [`signin ip ${ip}`, perAddress],
    [`signin account ${account(email)}`, perAccount],
  ] as const
  for (const [key, limit] of counts) {
    const count = await countAttempt(db, key, limit, now)
    if (count.allowed) continue
    if (count.first) {
      const staffId = (await findSignIn(db, email))?.id
      await audit(db, { at: now, staffId, action: 'signin.limited', ip })
    }
    return count.waitSeconds
  }
  return 0
}

/** Records that somebody came in, and forgets the attempts before. */
export async function signedIn(db: Db, staffId: string, at: Attempt): Promise<void> {
  await forgetAttempts(db, keyOf(at.email, at.ip))
  await audit(db, { at: at.now, staffId, action: 'signin.done', ip: at.ip })
}

/** Records that somebody ended their session. */
export async function signedOut(db: Db, staffId: string, ip: string, now: Date): Promise<void> {
  await audit(db, { at: now, staffId, action: 'signin.out', ip })
}

/** Records that an account's password or code was wrong. An address without account is not written down. */
export async function signInFailed(
  db: Db,
  staffId: string | undefined,
  at: Omit<Attempt, 'email'>,
): Promise<void> {
  if (staffId === undefined) return
  await audit(db, { at: at.now, staffId, action: 'signin.failed', ip: at.ip })
}

/** The account of an address and whether it is closed. */
export async function findSignIn(
  db: Db,
  email: string,
): Promise<{ id: string; deactivatedAt: Date | null } | undefined> {
  const [row] = await db
    .select({ id: staff.id, deactivatedAt: staff.deactivatedAt })
    .from(staff)
    .where(eq(staff.email, account(email)))
  return row
}

function account(email: string): string {
  return email.trim().toLowerCase().slice(0, 200)
}

function keyOf(email: string, ip: string): string {
  return `signin ${account(email)} ${ip}`
}
