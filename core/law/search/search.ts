import type { Facts } from './entries.ts'
import { bestEntries, cleanScores, scoreEntries } from './first-round.ts'
import type { LawIndex } from './law-index.ts'
import { broughtIn, findNamed, type Named } from './named.ts'
import { readQuery } from './query.ts'
import { evidenceOf, type Ranked, rank } from './ranking.ts'
import { closeLens, openLens, readClosely } from './reading.ts'
import { recall } from './recall.ts'
import type { Reference } from './references.ts'

/** Whether a document is in force on the day asked for: the caller computes it. */
export type Standing = 'in force' | 'not yet' | 'expired'

export type Wish = {
  /** How many results, 10 unless told. */
  most?: number
  /** Which entries may be found, by what was said of them. */
  wanted?: (facts: Facts, key: string) => boolean
  /** The standing of an entry's document; in force comes first. Without it all are alike. */
  standing?: (document: string, key: string) => Standing | undefined
}

/**
 * An entry found. `score` orders; `coverage` (0-1) says how much of the question, by rarity, the best passage holds: the
 * measure for "nothing good enough".
 */
export type Found = {
  key: string
  score: number
  coverage: number
  standing?: Standing
  /** The words that named this very entry. */
  reference?: Reference
}

const mostCandidates = 300
/** How far an entry out of force falls behind an equal one. */
export const behind: Record<Standing, number> = { 'in force': 0, 'not yet': 1, expired: 2.5 }

/** The entries that answer a question best; none for a question without a known word. Never throws for any text. */
export function search(index: LawIndex, text: string, wish: Wish = {}): Found[] {
  const { entries } = index
  const query = readQuery(text, entries, index.postings)
  const named = findNamed(index, text)
  const scores = cleanScores(entries.keys.length)
  scoreEntries(index, query, scores)
  const memory = recall(index, query, scores)
  const wanted = (number: number) =>
    !entries.gone.has(number) &&
    (wish.wanted?.(entries.facts[number] as Facts, entries.keys[number] as string) ?? true)
  const best = bestEntries(index, scores, { most: mostCandidates, wanted })
  const numbers = new Set([...best, ...broughtIn(index, named, scores).filter(wanted)])
  const lens = openLens(index, query)
  const candidates = [...numbers].map((number) => ({
    number,
    first: scores.of[number] as number,
    reading: readClosely(entries, number, lens),
  }))
  closeLens(lens)
  return rank(evidenceOf(index, candidates, { memory, named }))
    .map((ranked) => foundOf(index, ranked, { standing: wish.standing, named }))
    .sort((a, b) => b.score - a.score)
    .slice(0, wish.most ?? 10)
}

/** Who names the one document that can be meant wants it, in force or not; else what is out of force falls behind. */
function foundOf(
  { entries }: LawIndex,
  { number, score, reading }: Ranked,
  { standing, named }: { standing: Wish['standing']; named: Named },
): Found {
  const key = entries.keys[number] as string
  const { sure = 0, reference } = named.entries.get(number) ?? {}
  const coverage = Math.min(1, reading.passage / 2)
  const found = { key, score, coverage, ...(reference && { reference }) }
  const { document } = entries.facts[number] as Facts
  const stands = standing?.(document, key)
  if (stands === undefined) return found
  const inNamed = named.documents.get(entries.documentOf.data[number] as number)
  const less = sure === 1 || inNamed === 1 ? 0 : behind[stands]
  return { ...found, score: score - less, standing: stands }
}
