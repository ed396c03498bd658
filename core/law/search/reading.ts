import type { Entries } from './entries.ts'
import type { LawIndex } from './law-index.ts'
import { partEnd } from './lexicon.ts'
import { holders } from './postings.ts'
import type { Query } from './query.ts'
import { absent, findTerm } from './terms.ts'

/** A question prepared for reading entries closely: the place of each of its syllables and pairs, and their worth. */
export type Lens = {
  /** By plain number: place + 1, or 0 for a syllable not asked. Shared scratch: `closeLens` clears it. */
  places: Int32Array
  syllables: number[]
  worths: number[]
  pairs: Map<number, { place: number; worth: number }>
  accented: Set<number>
  total: number
  /** How many syllables the question has. */
  length: number
  pairTotal: number
}

/** What a close reading of one entry found; shares of the question's worth unless said otherwise. */
export type Reading = {
  title: number
  /** Share of the title's own syllables that were asked for. */
  titleAsked: number
  text: number
  /** The best passage: syllables and pairs (0-2), and the same with long passages discounted. */
  passage: number
  tightPassage: number
  /** Share of what was found that has the very accents typed. */
  accents: number
  /** 1 when the whole question stands there word by word. */
  phrase: number
}

/** A passage shorter than this is read on into the next line. */
const passageLeast = 25
const mostRead = 4000

let places = new Int32Array(0)

export function openLens({ entries, postings }: LawIndex, query: Query): Lens {
  const bare = entries.lexicon.plain.length
  if (places.length < bare) places = new Int32Array(bare + 1000)
  const syllables = [...new Set(query.syllables.filter((syllable) => syllable !== absent))]
  const worths = syllables.map((syllable) => query.rarities[query.syllables.indexOf(syllable)] ?? 0)
  for (const [place, syllable] of syllables.entries()) places[syllable] = place + 1
  const pairs: Lens['pairs'] = new Map()
  for (const [at, first] of query.syllables.entries()) {
    const second = query.syllables[at + 1] ?? absent
    const term =
      first === absent || second === absent ? absent : findTerm(entries.terms, first, second)
    if (term === absent) continue
    const worth = Math.log(1 + (entries.keys.length + 0.5) / (holders(postings, term) + 0.5))
    if (!pairs.has(pairKey(first, second))) {
      pairs.set(pairKey(first, second), { place: pairs.size, worth })
    }
  }
  const total = worths.reduce((sum, worth) => sum + worth, 0) || 1
  const pairTotal = [...pairs.values()].reduce((sum, { worth }) => sum + worth, 0) || 1
  const accented = new Set(query.accented)
  const { length } = query.syllables
  return { places, syllables, worths, pairs, accented, total, pairTotal, length }
}

export function closeLens(lens: Lens): void {
  for (const syllable of lens.syllables) lens.places[syllable] = 0
}

/** Reads the syllables of an entry once and measures how well it fits. */
export function readClosely(entries: Entries, number: number, lens: Lens): Reading {
  const { tokens, starts, lexicon } = entries
  const plainOf = lexicon.plainOf.data
  const from = starts.data[number] as number
  const to = Math.min(starts.data[number + 1] as number, from + mostRead)
  const seen = { title: marks(lens), text: marks(lens), accents: marks(lens) }
  const passage = openPassage(lens)
  const reading = {
    title: 0,
    titleAsked: 0,
    text: 0,
    passage: 0,
    tightPassage: 0,
    accents: 0,
    phrase: 0,
  }
  let part = 0
  let titleLength = 0
  let before = absent
  let run = 0
  for (let at = from; at < to; at += 1) {
    const token = tokens.data[at] as number
    if (token <= partEnd) {
      if (token === partEnd) part += 1
      if (token === partEnd || passage.length >= passageLeast) closePassage(passage, lens, reading)
      before = absent
      run = 0
      continue
    }
    const plain = plainOf[token] as number
    const place = (lens.places[plain] as number) - 1
    passage.length += 1
    if (part === 0) titleLength += 1
    if (place < 0) {
      before = absent
      run = 0
      continue
    }
    const worth = lens.worths[place] as number
    if (part === 0) {
      reading.titleAsked += 1
      reading.title += once(seen.title, place, worth)
    } else if (part === 2) reading.text += once(seen.text, place, worth)
    const asTyped = part !== 1 && lens.accented.has(token)
    if (asTyped) reading.accents += once(seen.accents, place, worth)
    const pair = before === absent ? undefined : lens.pairs.get(pairKey(before, plain))
    hold(passage, place, worth, pair)
    run = pair === undefined ? 1 : run + 1
    if (run >= lens.length && run > 1) reading.phrase = 1
    before = plain
  }
  closePassage(passage, lens, reading)
  reading.accents /= Math.max(0.01, reading.title + reading.text)
  reading.title /= lens.total
  reading.text /= lens.total
  reading.titleAsked /= Math.max(1, titleLength)
  return reading
}

type Passage = {
  round: number
  length: number
  worth: number
  pairWorth: number
  syllables: Int32Array
  pairs: Int32Array
}

function openPassage(lens: Lens): Passage {
  return {
    round: 1,
    length: 0,
    worth: 0,
    pairWorth: 0,
    syllables: new Int32Array(lens.syllables.length),
    pairs: new Int32Array(lens.pairs.size),
  }
}

function hold(
  passage: Passage,
  place: number,
  worth: number,
  pair: { place: number; worth: number } | undefined,
): void {
  if (passage.syllables[place] !== passage.round) {
    passage.syllables[place] = passage.round
    passage.worth += worth
  }
  if (pair !== undefined && passage.pairs[pair.place] !== passage.round) {
    passage.pairs[pair.place] = passage.round
    passage.pairWorth += pair.worth
  }
}

function closePassage(passage: Passage, lens: Lens, reading: Reading): void {
  const share = passage.worth / lens.total + passage.pairWorth / lens.pairTotal
  const tight = share / (0.5 + Math.max(passage.length, 20) / 200)
  if (share > reading.passage) reading.passage = share
  if (tight > reading.tightPassage) reading.tightPassage = tight
  passage.round += 1
  passage.length = 0
  passage.worth = 0
  passage.pairWorth = 0
}

function marks(lens: Lens): Uint8Array {
  return new Uint8Array(lens.syllables.length)
}

function once(seen: Uint8Array, place: number, worth: number): number {
  if (seen[place] === 1) return 0
  seen[place] = 1
  return worth
}

/** Two plain numbers as one; there are far fewer than 2^21 syllables. */
function pairKey(first: number, second: number): number {
  return first * 0x200000 + second
}
