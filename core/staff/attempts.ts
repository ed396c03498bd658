import { randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { rateLimits } from '#db/schema/staff.ts'

export interface Limit {
  max: number
  windowMs: number
}

/**
 * Counts an attempt under `key` and says whether it may be made: at most `max` within a window that begins with the
 * first. One statement, so that attempts at once over several processes are all counted. Comes back with the
 * seconds to wait when there were too many.
 */
export async function countAttempt(
  db: Db,
  key: string,
  { max, windowMs }: Limit,
  now: Date,
): Promise<{ allowed: true } | { allowed: false; waitSeconds: number }> {
  const at = now.getTime()
  const over = sql`${rateLimits.lastRequest} <= ${at - windowMs}`
  const [row] = await db
    .insert(rateLimits)
    .values({ id: randomUUID(), key, count: 1, lastRequest: at })
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: {
        count: sql`case when ${over} then 1 else ${rateLimits.count} + 1 end`,
        lastRequest: sql`case when ${over} then ${at} else ${rateLimits.lastRequest} end`,
      },
    })
    .returning({ count: rateLimits.count, since: rateLimits.lastRequest })
  if (row === undefined || row.count <= max) return { allowed: true }
  return { allowed: false, waitSeconds: Math.ceil((row.since + windowMs - at) / 1000) }
}

/** Forgets the attempts of a key: the right password was given. */
export async function forgetAttempts(db: Db, key: string): Promise<void> {
  await db.delete(rateLimits).where(eq(rateLimits.key, key))
}
