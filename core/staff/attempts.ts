import { randomUUID } from 'node:crypto'
import { eq, lt, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { rateLimits } from '#db/schema/staff.ts'

export interface Limit {
  max: number
  windowMs: number
}

/**
 * Counts an attempt under `key` and says whether it may be made: at most `max` within a window that begins with the
 * first. One statement, so that attempts at once over several processes are all counted. Comes back with the
 * seconds to wait when there were too many, and whether this is the first that was.
 */
export async function countAttempt(
  db: Db,
  key: string,
  { max, windowMs }: Limit,
  now: Date,
): Promise<{ allowed: true } | { allowed: false; waitSeconds: number; first: boolean }> {
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
  const waitSeconds = Math.ceil((row.since + windowMs - at) / 1000)
  return { allowed: false, waitSeconds, first: row.count === max + 1 }
}

/** Forgets the attempts of a key: the right password was given. */
export async function forgetAttempts(db: Db, key: string): Promise<void> {
  await db.delete(rateLimits).where(eq(rateLimits.key, key))
}

const day = 86_400_000

/** Takes away counts that no window reaches back to any more. Returns how many. */
export async function sweepAttempts(db: Db, now: Date): Promise<number> {
  const swept = await db
    .delete(rateLimits)
    .where(lt(rateLimits.lastRequest, now.getTime() - day))
    .returning({ id: rateLimits.id })
  return swept.length
}
