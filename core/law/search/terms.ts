import { append, type Growing, growing } from './growing.ts'

/**
 * The terms of an index: single bare syllables and pairs of neighbours, each with a number. A hash table with open
 * addressing over typed arrays: millions of pairs as strings would take more room than all their postings.
 */
export type Terms = { first: Growing; second: Growing; slots: Uint32Array }

/** The second half of a term that is a single syllable. */
export const single = 0xffffffff
/** No such term. */
export const absent = -1

export function emptyTerms(): Terms {
  return { first: growing(), second: growing(), slots: new Uint32Array(1 << 12) }
}

/** Terms from what was saved; the hash table is made anew. */
export function termsOf(first: Uint32Array, second: Uint32Array): Terms {
  const terms = { first: growing(first), second: growing(second), slots: new Uint32Array(0) }
  spread(terms)
  return terms
}

export function countTerms(terms: Terms): number {
  return terms.first.length
}

/** The number of a term, or `absent`. */
export function findTerm(terms: Terms, first: number, second: number): number {
  const at = slotOf(terms, first, second)
  return (terms.slots[at] ?? 0) - 1
}

/** The number of a term, which is new if need be. */
export function termNumber(terms: Terms, first: number, second: number): number {
  const at = slotOf(terms, first, second)
  const known = terms.slots[at] ?? 0
  if (known !== 0) return known - 1
  append(terms.first, first)
  append(terms.second, second)
  terms.slots[at] = terms.first.length
  if (terms.first.length * 2 > terms.slots.length) spread(terms)
  return terms.first.length - 1
}

/** Where the term stands, or the free slot it would take. */
function slotOf({ first, second, slots }: Terms, a: number, b: number): number {
  const mask = slots.length - 1
  const mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 0x7f4a7c15, 0x85ebca6b)
  let at = (mixed ^ (mixed >>> 15)) & mask
  for (;;) {
    const held = slots[at] as number
    if (held === 0) return at
    if (first.data[held - 1] === a && second.data[held - 1] === b) return at
    at = (at + 1) & mask
  }
}

function spread(terms: Terms): void {
  const { first, second } = terms
  let room = 1 << 12
  while (room < first.length * 4) room *= 2
  terms.slots = new Uint32Array(room)
  for (let number = 0; number < first.length; number += 1) {
    const at = slotOf(terms, first.data[number] as number, second.data[number] as number)
    terms.slots[at] = number + 1
  }
}
