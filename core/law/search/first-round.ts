import type { LawIndex } from './law-index.ts'
import type { Asked, Query } from './query.ts'

/** Saturation and length of BM25, as in the literature on law. */
const saturation = 0.9
const lengthShare = 0.6
/** A pair of neighbours is worth this much of what its rarity says. */
const pairWorth = 0.7
/** A term that stands in more than this share of many entries tells nothing, and costs most of the time. */
const everywhere = 0.3
const many = 5_000
const bins = 1024

/** The scores of one round, kept between questions so that none allocates; `touched` says which are set. */
export type Scores = { of: Float32Array; touched: Uint32Array; count: number }

const kept: Scores = { of: new Float32Array(0), touched: new Uint32Array(0), count: 0 }

/** Scores of nothing yet, with room for as many entries as the index has. Valid until the next question. */
export function cleanScores(room: number): Scores {
  if (kept.of.length < room) {
    kept.of = new Float32Array(Math.ceil(room * 1.2))
    kept.touched = new Uint32Array(kept.of.length)
  } else {
    for (let at = 0; at < kept.count; at += 1) kept.of[kept.touched[at] as number] = 0
  }
  kept.count = 0
  return kept
}

/** Adds to the score of an entry. */
export function addScore(scores: Scores, number: number, more: number): void {
  const before = scores.of[number] as number
  if (before === 0) {
    scores.touched[scores.count] = number
    scores.count += 1
  }
  scores.of[number] = before + more
}

/** What a term of the question counts for. */
export function worthOf({ rarity, said, pair, share }: Asked): number {
  return rarity * Math.sqrt(said) * share * (pair ? pairWorth : 1)
}

/** Scores every entry that holds a term of the question: BM25 over syllables and pairs of neighbours. */
export function scoreEntries(index: LawIndex, query: Query, scores: Scores): void {
  const { entries, postings } = index
  const lengths = entries.lengths.data
  const average = Math.max(1, entries.lengthSum / Math.max(1, entries.keys.length))
  const flat = saturation * (1 - lengthShare)
  const sloping = (saturation * lengthShare) / average
  const telling = query.asked.filter(({ rarity }) => rarity > Math.log(1 + 1 / everywhere))
  const few = telling.length === 0 || entries.keys.length < many
  for (const one of few ? query.asked : telling) {
    const worth = worthOf(one) * (saturation + 1)
    for (const { from, starts, numbers, counts } of postings.segments) {
      const to = starts[one.term + 1] ?? 0
      for (let at = to > 0 ? (starts[one.term] as number) : 0; at < to; at += 1) {
        const number = from + (numbers[at] as number)
        const count = (counts[at] as number) * 0.5
        const norm = flat + sloping * (lengths[number] as number)
        addScore(scores, number, (worth * count) / (count + norm))
      }
    }
    const fresh = postings.fresh.get(one.term) ?? []
    for (let at = 0; at < fresh.length; at += 2) {
      const number = fresh[at] as number
      const count = (fresh[at + 1] as number) * 0.5
      const norm = flat + sloping * (lengths[number] as number)
      addScore(scores, number, (worth * count) / (count + norm))
    }
  }
}

/** The `most` best of the scored entries that are `wanted`, best first. */
export function bestEntries(
  { entries }: LawIndex,
  scores: Scores,
  { most, wanted }: { most: number; wanted: (number: number) => boolean },
): number[] {
  let highest = 0
  for (let at = 0; at < scores.count; at += 1) {
    const number = scores.touched[at] as number
    const worth = entries.worths[number] ?? 1
    const score = (scores.of[number] as number) * worth
    scores.of[number] = score
    if (score > highest) highest = score
  }
  const counts = new Uint32Array(bins + 1)
  const binOf = (number: number) => Math.floor(((scores.of[number] as number) / highest) * bins)
  const rows = scores.touched.subarray(0, scores.count)
  const open = new Uint32Array(rows.length)
  let opened = 0
  for (const number of rows) {
    if (!wanted(number)) continue
    open[opened] = number
    opened += 1
    const bin = binOf(number)
    counts[bin] = (counts[bin] as number) + 1
  }
  let least = bins
  for (let sum = counts[bins] as number; least > 0 && sum < most; ) {
    least -= 1
    sum += counts[least] as number
  }
  return [...open.subarray(0, opened)]
    .filter((number) => binOf(number) >= least)
    .sort((a, b) => (scores.of[b] as number) - (scores.of[a] as number) || a - b)
    .slice(0, most)
}
