/** So much in so much time, for each of many keys. */
export interface Allowance {
  /** Milliseconds until `cost` fits for the key; 0 when it fits now. `share` widens the allowance. */
  wait(key: string, cost: number, now: number, share?: number): number
  spend(key: string, cost: number, now: number): void
}

interface Spent {
  /** when the running window began */
  from: number
  here: number
  /** in the window before it, which still counts for as long as it reaches into the last `windowMs` */
  before: number
}

/**
 * At most `most` in any `windowMs`, sliding: what the window before spent is taken as spread evenly over it. Counted
 * in memory, each process for itself and from zero at its start: it keeps floods out and is no ledger. Of the keys only
 * the last `keys` that spent are remembered.
 */
export function createAllowance(most: number, windowMs: number, keys = 20_000): Allowance {
  const book = new Map<string, Spent>()

  const read = (key: string, now: number): Spent => {
    const spent = book.get(key)
    const from = Math.floor(now / windowMs) * windowMs
    if (spent?.from === from) return spent
    return { from, here: 0, before: spent?.from === from - windowMs ? spent.here : 0 }
  }
  /** When in its window, as a part of it, what the one before has spent leaves `room`. */
  const partUntil = (before: number, room: number) => Math.max(0, 1 - Math.max(0, room) / before)

  return {
    wait(key, cost, now, share = 1) {
      const { from, here, before } = read(key, now)
      const limit = most * share
      const past = (now - from) / windowMs
      if (before * (1 - past) + here + cost <= limit) return 0
      const fitsHere = here + cost <= limit
      const until = fitsHere
        ? from + windowMs * partUntil(before, limit - here - cost)
        : from + windowMs * (1 + (here > 0 ? partUntil(here, limit - cost) : 0))
      return Math.max(1, Math.ceil(until - now))
    },
    spend(key, cost, now) {
      const spent = read(key, now)
      book.delete(key)
      book.set(key, { ...spent, here: spent.here + cost })
      if (book.size <= keys) return
      const [oldest] = book.keys()
      if (oldest !== undefined) book.delete(oldest)
    },
  }
}
