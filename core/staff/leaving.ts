import { and, eq, isNull } from 'drizzle-orm'
import { endReferralsOfSignIn } from '#core/plan/referral-ending.ts'
import { releaseTicketsOf } from '#core/tickets/releasing.ts'
import type { Db } from '#db/client.ts'
import { sessions, staff, twoFactors } from '#db/schema/staff.ts'
import { type By, keepOneAdministrator, note } from './staff.ts'

/**
 * Closes an account: nobody signs in with it, open sessions end, the tickets it had are their unit's again, and its
 * cases as a consultant end. Its name stays with what it did. Returns how many tickets were released.
 */
export async function deactivateStaff(db: Db, id: string, by: By): Promise<number> {
  return db.transaction(async (tx) => {
    await keepOneAdministrator(tx, id)
    const closed = await tx
      .update(staff)
      .set({ deactivatedAt: by.now, conversationId: null, linkCode: null, updatedAt: by.now })
      .where(and(eq(staff.id, id), isNull(staff.deactivatedAt)))
      .returning({ id: staff.id })
    if (closed.length === 0) return 0
    await tx.delete(sessions).where(eq(sessions.userId, id))
    const referred = await endReferralsOfSignIn(tx, id, by.actor.id, by.now)
    const released = referred + (await releaseTicketsOf(tx, id, by.actor.id, by.now))
    await note(tx, by, 'staff.deactivated', id, { released })
    return released
  })
}

/** Opens a closed account again, as it was. */
export async function reactivateStaff(db: Db, id: string, by: By): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.update(staff).set({ deactivatedAt: null, updatedAt: by.now }).where(eq(staff.id, id))
    await note(tx, by, 'staff.reactivated', id)
  })
}

/** Takes away a lost second factor; sessions end, so that only the password's owner comes in again. */
export async function resetTwoFactor(db: Db, id: string, by: By): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(twoFactors).where(eq(twoFactors.userId, id))
    await tx.update(staff).set({ twoFactorEnabled: false }).where(eq(staff.id, id))
    await tx.delete(sessions).where(eq(sessions.userId, id))
    await note(tx, by, 'staff.two-factor-reset', id)
  })
}
