import { eq, inArray } from 'drizzle-orm'
import { audit } from '#core/staff/audit.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { settings } from '#db/schema/profile.ts'

/** What only a look can settle before the desk opens: nothing in the tables tells whether it is as it should be. */
export const lookedThrough = ['profile', 'texts'] as const
export type LookedThrough = (typeof lookedThrough)[number]

export function isLookedThrough(step: string): step is LookedThrough {
  return (lookedThrough as readonly string[]).includes(step)
}

const key = 'looked-through'

/** The profile the desk began with, and what somebody has looked through since. */
export async function loadPreparing(
  db: Db,
): Promise<{ profile: string | undefined; seen: LookedThrough[] }> {
  const rows = await db
    .select({ key: settings.key, value: settings.value })
    .from(settings)
    .where(inArray(settings.key, ['profile', key]))
  const stored = (name: string) => rows.find((row) => row.key === name)?.value
  const profile = stored('profile')
  return { profile: typeof profile === 'string' ? profile : undefined, seen: read(stored(key)) }
}

/** Notes that somebody has looked through a step and found it right. */
export async function lookThrough(db: Db, step: LookedThrough, by: By): Promise<void> {
  await db.transaction(async (tx) => {
    const fresh = { key, value: [], updatedAt: by.now }
    await tx.insert(settings).values(fresh).onConflictDoNothing()
    const [row] = await tx.select().from(settings).where(eq(settings.key, key)).for('update')
    const seen = read(row?.value)
    if (seen.includes(step)) return
    await tx
      .update(settings)
      .set({ value: [...seen, step], updatedAt: by.now })
      .where(eq(settings.key, key))
    const who = { at: by.now, staffId: by.actor.id, ip: by.ip }
    await audit(tx, { ...who, action: 'settings.seen', subject: 'setting', subjectId: step })
  })
}

function read(value: unknown): LookedThrough[] {
  return Array.isArray(value) ? lookedThrough.filter((step) => value.includes(step)) : []
}
