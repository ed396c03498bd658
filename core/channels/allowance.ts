import { randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { channelSecrets } from '#db/schema/channels.ts'

/** What all processes together may call on a channel within a window. */
export interface Allowance {
  windowMs: number
  /**
   * Takes one call. `used` is what this process made of the window itself. Zero to wait means that the call may be
   * made now; `limit` is what another process learned before this one did.
   */
  take(used: number, limit: number): Promise<{ waitMs: number; limit?: number }>
  /** The platform told its limit; it is kept for the processes after this one. */
  learn(limit: number): void
}

/** Calls that a process may make until a moment. */
interface Block {
  by: string
  n: number
  until: number
}

interface Calls {
  limit?: number
  blocks: Block[]
}

const blocksOfALimit = 50
const shortestGraceMs = 200

/**
 * Calls are taken from the database in small blocks, noted before they are made: a process that takes over from one
 * that was killed knows how many it may have made, and two at once never exceed the limit together. Kept in the state
 * of the channel's secret; a channel that has none has nothing to call with.
 */
export function openAllowance(db: Db, channel: string, windowMs: number): Allowance {
  const by = randomUUID()
  let own: Block = { by, n: 0, until: 0 }
  let learned: number | undefined
  return {
    windowMs,
    async take(used, limit) {
      const now = Date.now()
      if (own.n === 0 || own.until <= now) {
        const n = Math.max(1, Math.floor(limit / blocksOfALimit))
        const asked = { by, n, until: now + windowMs / 12 }
        const taken = await reserve(db, channel, asked, { used, limit, learned, windowMs })
        const news = learned === undefined && taken.limit !== undefined && { limit: taken.limit }
        if (taken.n === 0) return { waitMs: taken.waitMs, ...news }
        own = { ...asked, n: taken.n }
      }
      own = { ...own, n: own.n - 1 }
      return { waitMs: 0 }
    },
    learn(limit) {
      // The next block is cut to it.
      if (learned !== limit) own = { ...own, n: 0 }
      learned = limit
    },
  }
}

interface Known {
  used: number
  limit: number
  learned: number | undefined
  windowMs: number
}

interface Taken {
  /** none: wait */
  n: number
  waitMs: number
  limit?: number
}

/** Notes as much of a block as keeps all processes together within the limit. */
async function reserve(db: Db, channel: string, asked: Block, known: Known): Promise<Taken> {
  const { used, limit, learned, windowMs } = known
  const lastsMs = windowMs + Math.max(shortestGraceMs, windowMs / 30)
  return db.transaction(async (tx) => {
    const [row] = await tx
      .select({ state: channelSecrets.state })
      .from(channelSecrets)
      .where(eq(channelSecrets.channel, channel))
      .for('update')
    if (!row) return { n: asked.n, waitMs: 0 }
    const calls = (row.state.calls ?? { blocks: [] }) as Calls
    const now = Date.now()
    const alive = calls.blocks.filter((block) => block.until + lastsMs > now)
    const others = alive.filter((block) => block.by !== asked.by)
    const told = learned ?? calls.limit
    const left = (told ?? limit) - used - others.reduce((sum, block) => sum + block.n, 0)
    const n = Math.min(asked.n, left)
    const news = told === undefined ? {} : { limit: told }
    if (n < 1) {
      const first = Math.min(...others.map((block) => block.until + lastsMs), now + windowMs)
      return { n: 0, waitMs: Math.max(20, first - now), ...news }
    }
    const next: Calls = { ...news, blocks: [...alive, { ...asked, n }] }
    await tx
      .update(channelSecrets)
      .set({ state: sql`${channelSecrets.state} || ${JSON.stringify({ calls: next })}::jsonb` })
      .where(eq(channelSecrets.channel, channel))
    return { n, waitMs: 0, ...news }
  })
}
