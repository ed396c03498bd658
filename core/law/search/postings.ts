import { termCount, visitTerms } from './counting.ts'
import type { Entries } from './entries.ts'

/**
 * Which entries hold a term and how often. `settled` is one block for all entries below `upTo`; entries read later stand
 * in `fresh` (term → number, count, number, count ...) until the next settling.
 */
export type Postings = {
  upTo: number
  starts: Uint32Array
  numbers: Uint32Array
  counts: Uint8Array
  fresh: Map<number, number[]>
}

export function noPostings(): Postings {
  return {
    upTo: 0,
    starts: new Uint32Array(1),
    numbers: new Uint32Array(0),
    counts: new Uint8Array(0),
    fresh: new Map(),
  }
}

/**
 * Postings of all entries in one block. Two rounds over the syllables: count, then fill. Stops after each entry, so that
 * whoever runs it can do something else in between; entries that come meanwhile are left out.
 */
export function* settling(entries: Entries): Generator<void, Postings> {
  const all = entries.keys.length
  const left = new Set(entries.gone)
  let held = new Uint32Array(1 << 16)
  for (let number = 0; number < all; number += 1, yield) {
    if (left.has(number)) continue
    visitTerms(entries, number, (term) => {
      if (term >= held.length) held = roomier(held, term * 2)
      held[term] = (held[term] as number) + 1
    })
  }
  const starts = new Uint32Array(termCount(entries) + 1)
  for (let term = 0; term < starts.length - 1; term += 1) {
    starts[term + 1] = (starts[term] as number) + (held[term] ?? 0)
  }
  const numbers = new Uint32Array(starts.at(-1) as number)
  const counts = new Uint8Array(numbers.length)
  const next = starts.slice()
  for (let number = 0; number < all; number += 1, yield) {
    if (left.has(number)) continue
    visitTerms(entries, number, (term, count) => {
      const at = next[term] as number
      numbers[at] = number
      counts[at] = count
      next[term] = at + 1
    })
  }
  return { upTo: all, starts, numbers, counts, fresh: new Map() }
}

/** Adds an entry that came after the settling. */
export function addFresh(entries: Entries, postings: Postings, number: number): void {
  visitTerms(entries, number, (term, count) => {
    const row = postings.fresh.get(term)
    if (row === undefined) postings.fresh.set(term, [number, count])
    else row.push(number, count)
  })
}

/** In how many entries a term stands. */
export function holders(postings: Postings, term: number): number {
  const settled =
    term + 1 < postings.starts.length
      ? (postings.starts[term + 1] as number) - (postings.starts[term] as number)
      : 0
  return settled + (postings.fresh.get(term)?.length ?? 0) / 2
}

function roomier(data: Uint32Array<ArrayBuffer>, room: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(room)
  larger.set(data)
  return larger
}
