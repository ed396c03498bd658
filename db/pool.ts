import { setTimeout as pause } from 'node:timers/promises'
import type { Sql } from 'postgres'

/** One connection of a pool. */
interface Line {
  sql: Sql
  openedAt: number
  /** how many statements are under way on it; a transaction is one, and alone */
  users: number
  /** its connection broke: it would go on with a new one, of which whoever holds the line knows nothing */
  lost: boolean
}

export interface Pool {
  /**
   * A line for a statement, or `alone` for a transaction. Statements share lines where all are busy; a transaction waits
   * for a line, and what comes after it waits too. Throws once the pool is closed.
   */
  take(how: { alone: boolean }): Promise<Line>
  give(line: Line): void
  /** Waits up to five seconds for the lines in use. */
  close(): Promise<void>
}

interface Waiting {
  alone: boolean
  resolve(line: Line): void
  reject(error: Error): void
}

/** A server keeps memory for each connection that only grows; a single one may hold a lock, which would end with it. */
const lifeMs = 45 * 60_000
const closeMs = 5_000

/**
 * At most `max` lines; the one that fell idle last is taken first, so that few are kept warm. postgres.js's own pool
 * takes them in turn, from a list that grows by an entry a statement, and is searched at each, for as long as not all of
 * them are busy at once.
 */
export function openPool(open: (onLost: () => void) => Sql, max: number): Pool {
  const all = new Set<Line>()
  const idle: Line[] = []
  const shared = new Set<Line>()
  const waiting: Waiting[] = []
  let closed = false
  let allIdle = () => {}

  function opened(): Line {
    const lose = () => {
      line.lost = true
      all.delete(line)
    }
    const line: Line = { sql: open(lose), openedAt: Date.now(), users: 0, lost: false }
    all.add(line)
    return line
  }

  function unused(): Line | undefined {
    for (let line = idle.pop(); line; line = idle.pop()) {
      if (!line.lost) return line
      drop(line)
    }
    return all.size < max ? opened() : undefined
  }

  /** In the order they came, or a transaction would wait for ever behind statements. */
  function serve(): void {
    for (let next = waiting[0]; next; next = waiting[0]) {
      const line = unused() ?? (next.alone ? undefined : leastUsed(shared))
      if (!line) return
      waiting.shift()
      line.users++
      if (!next.alone) shared.add(line)
      next.resolve(line)
    }
  }

  function drop(line: Line): void {
    all.delete(line)
    line.sql.end({ timeout: 0 }).catch(() => {})
  }

  return {
    async take({ alone }) {
      if (closed) throw new Error('the connections to the database are closed')
      return new Promise((resolve, reject) => {
        waiting.push({ alone, resolve, reject })
        serve()
      })
    },
    give(line) {
      if (--line.users > 0) return
      shared.delete(line)
      const old = max > 1 && Date.now() - line.openedAt > lifeMs
      if (line.lost || old) drop(line)
      else idle.push(line)
      serve()
      if (idle.length === all.size) allIdle()
    },
    async close() {
      closed = true
      const error = new Error('the connections to the database are being closed')
      for (const { reject } of waiting.splice(0)) reject(error)
      if (idle.length < all.size) {
        const over = new Promise<void>((resolve) => {
          allIdle = resolve
        })
        await Promise.race([over, pause(closeMs, undefined, { ref: false })])
      }
      await Promise.all([...all].map(({ sql }) => sql.end({ timeout: 0 })))
    },
  }
}

function leastUsed(lines: Iterable<Line>): Line | undefined {
  let least: Line | undefined
  for (const line of lines) {
    if (!line.lost && (least === undefined || line.users < least.users)) least = line
  }
  return least
}
