import { setTimeout as pause } from 'node:timers/promises'

/** Lets calls through no faster than the platform takes them. */
export interface Pace {
  /** Resolves when it is one's turn; throws when `signal` ends first. */
  turn(signal: AbortSignal): Promise<void>
  /** Takes a turn only when one is free at once. */
  spare(): boolean
}

/**
 * At most `perSecond` calls a second evenly spread, of which `burst` may come at once: so any second of the clock, slid
 * anywhere, holds at most their sum, also when another process takes over and begins anew.
 */
export function openPace({ perSecond, burst }: { perSecond: number; burst: number }): Pace {
  const everyMs = 1000 / perSecond
  /** when the next call would be due, had all come evenly */
  let dueMs = 0
  const take = (nowMs: number) => {
    const freeMs = Math.max(dueMs, nowMs - everyMs * (burst - 1))
    dueMs = freeMs + everyMs
    return freeMs - nowMs
  }
  return {
    async turn(signal) {
      signal.throwIfAborted()
      const waitMs = take(performance.now())
      if (waitMs > 0) await pause(waitMs, undefined, { signal })
    },
    spare() {
      const nowMs = performance.now()
      if (dueMs > nowMs - everyMs) return false
      take(nowMs)
      return true
    },
  }
}
