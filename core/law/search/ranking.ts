import type { LawIndex } from './law-index.ts'
import { type Named, nameShare } from './named.ts'
import type { Reading } from './reading.ts'
import type { Memory } from './recall.ts'

/** An entry of the first round with what the close reading found. */
export type Candidate = { number: number; first: number; reading: Reading }

/** What speaks for a candidate, each by its name; all in the order of about 0 to 1. */
export type Evidence = Candidate & { signs: Record<Sign, number> }

type Sign = keyof typeof weights

/**
 * What each sign counts for: learned by listwise regression on one half of the public questions and checked on the other,
 * with and without learned answers. Named, phrase and accents are set by hand: people who type exactly what they seek are
 * few among those questions.
 */
const weights = {
  first: 0.86,
  firstShare: 4.09,
  title: -1.46,
  titleAsked: 3.19,
  text: 0.43,
  passage: 0.61,
  tightPassage: 2.5,
  siblings: 0.9,
  bestSibling: 1.12,
  law: 0.63,
  decree: 0.25,
  recent: 0.5,
  length: 0.13,
  leanedOn: 0.24,
  answered: 1.94,
  answeredDocument: 5.48,
  named: 14,
  phrase: 1.5,
  accents: 0.3,
}

/** Gathers the signs of all candidates of one question; the best of the first round stands first. */
export function evidenceOf(
  index: LawIndex,
  candidates: Candidate[],
  { memory, named }: { memory: Memory; named: Named },
): Evidence[] {
  const { entries } = index
  const best = candidates[0]?.first || 1
  const siblings = new Map<number, { sum: number; most: number }>()
  const documentOf = (number: number) => entries.documentOf.data[number] as number
  for (const { number, first } of candidates) {
    const share = first / best
    const known = siblings.get(documentOf(number)) ?? { sum: 0, most: 0 }
    known.sum += share ** 4
    known.most = Math.max(known.most, share)
    siblings.set(documentOf(number), known)
  }
  const mostSiblings = Math.max(...[...siblings.values()].map(({ sum }) => sum))
  return candidates.map((candidate) => {
    const { number, first, reading } = candidate
    const document = documentOf(number)
    const family = siblings.get(document) ?? { sum: 0, most: 0 }
    const worth = entries.worths[number] as number
    const year = entries.facts[number]?.year || 2010
    const signs: Evidence['signs'] = {
      first: first / 50,
      firstShare: first / best,
      title: reading.title,
      titleAsked: reading.titleAsked,
      text: reading.text,
      passage: reading.passage,
      tightPassage: reading.tightPassage,
      siblings: family.sum / mostSiblings,
      bestSibling: family.most,
      law: worth > 1.3 ? 1 : 0,
      decree: worth > 1 && worth < 1.3 ? 1 : 0,
      recent: (Math.max(1990, year) - 2010) / 10,
      length: Math.log(1 + (entries.lengths.data[number] as number) / 2),
      leanedOn: Math.log(entries.weights[number] as number),
      answered: memory.entries.get(number) ?? 0,
      answeredDocument: memory.documents.get(document) ?? 0,
      named: nameShare(index, named, number),
      phrase: reading.phrase,
      accents: reading.accents,
    }
    return { ...candidate, signs }
  })
}

export type Ranked = { number: number; score: number; reading: Reading }

/** The candidates with the sum of their signs. */
export function rank(all: Evidence[]): Ranked[] {
  const names = Object.keys(weights) as Sign[]
  return all.map(({ number, reading, signs }) => ({
    number,
    reading,
    score: names.reduce((sum, name) => sum + weights[name] * signs[name], 0),
  }))
}
