/** How many people must be told to wait at the same moment before we take it for a limit on the whole page. */
const peopleOfAFlood = 3
const firstMs = 1_000
const longestMs = 60_000

/** How long to wait, and whether everybody has to. */
interface Wait {
  retryAfterMs: number
  wide: boolean
}

/**
 * Meta seldom says how long to wait: a person's next try comes after one second, then after twice as long each time,
 * at most a minute. It does not say either whether one thread or the page is meant: when several people have to wait
 * at once, it is the page. Times in milliseconds.
 */
export function watchThrottling() {
  const waiting = new Map<string, { times: number; untilMs: number }>()
  return {
    note(person: string, nowMs: number, askedMs?: number): Wait {
      for (const [other, { untilMs }] of waiting) {
        if (untilMs + longestMs < nowMs) waiting.delete(other)
      }
      const times = (waiting.get(person)?.times ?? 0) + 1
      const retryAfterMs = askedMs ?? Math.min(firstMs * 2 ** (times - 1), longestMs)
      waiting.set(person, { times, untilMs: nowMs + retryAfterMs })
      const now = [...waiting.values()].filter(({ untilMs }) => untilMs > nowMs)
      return { retryAfterMs, wide: now.length >= peopleOfAFlood }
    },
    taken(person: string): void {
      waiting.delete(person)
    },
  }
}
