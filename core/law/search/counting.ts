import { type Entries, partWeights } from './entries.ts'
import { partEnd } from './lexicon.ts'
import { absent, countTerms, single, termNumber } from './terms.ts'

/** Visits each distinct term of an entry with its weighted count, new terms entering the table. */
export function visitTerms(
  entries: Entries,
  number: number,
  visit: (term: number, count: number) => void,
): void {
  const { lexicon, terms, tokens, starts } = entries
  const plainOf = lexicon.plainOf.data
  const to = starts.data[number + 1] as number
  let part = 0
  let before = absent
  for (let at = starts.data[number] as number; at < to; at += 1) {
    const token = tokens.data[at] as number
    if (token <= partEnd) {
      if (token === partEnd) part += 1
      before = absent
      continue
    }
    const plain = plainOf[token] as number
    const weight = partWeights[Math.min(part, 2)] as number
    count(termNumber(terms, plain, single), weight)
    if (before !== absent) count(termNumber(terms, before, plain), weight)
    before = plain
  }
  for (let at = 0; at < touched; at += 1) {
    const term = touchedTerms[at] as number
    visit(term, Math.min(255, counts[term] as number))
    counts[term] = 0
  }
  touched = 0
}

let counts = new Uint32Array(1 << 16)
let touchedTerms = new Uint32Array(1 << 12)
let touched = 0

function count(term: number, weight: number): void {
  if (term >= counts.length) counts = enlarged(counts, term * 2)
  if (counts[term] === 0) {
    if (touched === touchedTerms.length) touchedTerms = enlarged(touchedTerms, touched * 2)
    touchedTerms[touched] = term
    touched += 1
  }
  counts[term] = (counts[term] as number) + weight
}

function enlarged(data: Uint32Array<ArrayBuffer>, room: number): Uint32Array<ArrayBuffer> {
  const roomier = new Uint32Array(room)
  roomier.set(data)
  return roomier
}

/** How many terms there are, for arrays that run beside them. */
export function termCount(entries: Entries): number {
  return countTerms(entries.terms)
}
