import { termCount, visitTerms } from './counting.ts'
import type { Entries } from './entries.ts'

/**
 * Which entries hold a term and how often. `segments` hold all entries below `upTo`; entries read later stand in `fresh`
 * (term → number, count, number, count ...) until the next settling.
 */
export type Postings = {
  upTo: number
  segments: Segment[]
  fresh: Map<number, number[]>
}

/** So many entries that their numbers, counted from the first, fit two bytes: most of an index are these numbers. */
type Segment = {
  from: number
  starts: Uint32Array
  numbers: Uint16Array
  counts: Uint8Array
}

const segmentSize = 0x10000

export function noPostings(): Postings {
  return { upTo: 0, segments: [], fresh: new Map() }
}

/**
 * Postings of all entries, in few blocks. Stops after each entry, so that whoever runs it can do something else in
 * between; entries that come meanwhile are left out.
 */
export function* settling(entries: Entries): Generator<void, Postings> {
  const upTo = entries.keys.length
  const gone = new Set(entries.gone)
  const segments: Segment[] = []
  for (let from = 0; from < upTo; from += segmentSize) {
    const kept: number[] = []
    for (let number = from; number < Math.min(upTo, from + segmentSize); number += 1) {
      if (!gone.has(number)) kept.push(number)
    }
    segments.push(yield* segmentOf(entries, from, kept))
  }
  return { upTo, segments, fresh: new Map() }
}

/** Two rounds over the syllables: count, then fill. */
function* segmentOf(entries: Entries, from: number, kept: number[]): Generator<void, Segment> {
  let held = new Uint32Array(1 << 16)
  for (const number of kept) {
    visitTerms(entries, number, (term) => {
      if (term >= held.length) held = roomier(held, term * 2)
      held[term] = (held[term] as number) + 1
    })
    yield
  }
  const starts = new Uint32Array(termCount(entries) + 1)
  for (let term = 0; term < starts.length - 1; term += 1) {
    starts[term + 1] = (starts[term] as number) + (held[term] ?? 0)
  }
  const numbers = new Uint16Array(starts.at(-1) as number)
  const counts = new Uint8Array(numbers.length)
  const next = starts.slice()
  for (const number of kept) {
    visitTerms(entries, number, (term, count) => {
      const at = next[term] as number
      numbers[at] = number - from
      counts[at] = count
      next[term] = at + 1
    })
    yield
  }
  return { from, starts, numbers, counts }
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
export function holders({ segments, fresh }: Postings, term: number): number {
  let held = (fresh.get(term)?.length ?? 0) / 2
  for (const { starts } of segments) {
    if (term + 1 < starts.length) {
      held += (starts[term + 1] as number) - (starts[term] as number)
    }
  }
  return held
}

function roomier(data: Uint32Array<ArrayBuffer>, room: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(room)
  larger.set(data)
  return larger
}
