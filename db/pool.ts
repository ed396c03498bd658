import { setTimeout as pause } from 'node:timers/promises'
import type { Sql } from 'postgres'

/** One connection of a pool. */
interface Line {
  sql: Sql
  openedAt: number
  /** its connection broke: it would go on with a new one, of which whoever holds the line knows nothing */
  lost: boolean
}

export interface Pool {
  /** Waits for a line where all are held. Throws once the pool is closed. */
  take(): Promise<Line>
  give(line: Line): void
  /** Waits up to five seconds for the lines that are held. */
  close(): Promise<void>
}

/** A server keeps memory for each connection that only grows; a single one may hold a lock, which would end with it. */
const lifeMs = 45 * 60_000
const closeMs = 5_000

/**
 * At most `max` lines, each held by one at a time; the one given back last is taken first, so that few are kept warm.
 * postgres.js's own pool takes them in turn, from a list that grows by an entry a statement, and is searched at each,
 * for as long as not all of them are busy at once.
 */
export function openPool(open: (onLost: () => void) => Sql, max: number): Pool {
  const all = new Set<Line>()
  const free: Line[] = []
  const waiting: { resolve(line: Line): void; reject(error: Error): void }[] = []
  let closed = false
  let allGiven = () => {}

  function opened(): Line {
    const line: Line = {
      sql: open(() => {
        line.lost = true
      }),
      openedAt: Date.now(),
      lost: false,
    }
    all.add(line)
    return line
  }

  function drop(line: Line): void {
    all.delete(line)
    line.sql.end({ timeout: 0 }).catch(() => {})
  }

  return {
    async take() {
      if (closed) throw new Error('the connections to the database are closed')
      for (let line = free.pop(); line; line = free.pop()) {
        if (!line.lost) return line
        drop(line)
      }
      if (all.size < max) return opened()
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    give(line) {
      const spent = line.lost || (max > 1 && Date.now() - line.openedAt > lifeMs)
      if (spent) drop(line)
      const next = waiting.shift()
      if (next) return next.resolve(spent ? opened() : line)
      if (!spent) free.push(line)
      if (free.length === all.size) allGiven()
    },
    async close() {
      closed = true
      for (const { reject } of waiting.splice(0)) reject(new Error('the database is being closed'))
      if (free.length < all.size) {
        const given = new Promise<void>((resolve) => {
          allGiven = resolve
        })
        await Promise.race([given, pause(closeMs, undefined, { ref: false })])
      }
      await Promise.all([...all].map(({ sql }) => sql.end({ timeout: 0 })))
    },
  }
}
