import { words } from '#core/words.ts'
import type { Entries } from './entries.ts'
import { withoutTag, wordsOfLaw } from './frames.ts'
import { holders, type Postings } from './postings.ts'
import { absent, findTerm, single } from './terms.ts'

/**
 * A term of a question: how rare it is in the law base, how often the question says it, and the share it counts for:
 * less than 1 when we added it.
 */
export type Asked = { term: number; rarity: number; said: number; pair: boolean; share: number }

/**
 * A question as the index reads it. `syllables` are plain numbers in order (`absent` for one no text holds), `accented`
 * the numbers with their accents (`absent` when typed without or unknown).
 */
export type Query = { asked: Asked[]; syllables: number[]; accented: number[]; rarities: number[] }

/** What of a question is read: who writes more repeats himself. */
const mostCharacters = 10_000
const mostSyllables = 400
const mostAsked = 96
/** What the words of law that stand for a way of asking count for. */
const frameShare = 0.25

/** Reads a question; any text, also empty or only punctuation. */
export function readQuery(text: string, entries: Entries, postings: Postings): Query {
  const read = words(withoutTag(text.slice(0, mostCharacters))).slice(0, mostSyllables)
  const { lexicon } = entries
  const syllables = read.map((word) => lexicon.plainNumbers.get(word.plain) ?? absent)
  const accented = read.map((word) => lexicon.numbers.get(word.accented) ?? absent)
  const asked = new Map<number, Asked>()
  const ask = (term: number, pair: boolean, share: number) => {
    if (term === absent) return
    const known = asked.get(term)
    if (known === undefined) {
      asked.set(term, { term, rarity: rarityOf(entries, postings, term), said: 1, pair, share })
    } else if (share === 1) known.said += 1
  }
  askAll(entries, syllables, (term, pair) => ask(term, pair, 1))
  for (const line of wordsOfLaw(text.slice(0, mostCharacters)).split('\n')) {
    const added = words(line).map((word) => lexicon.plainNumbers.get(word.plain) ?? absent)
    askAll(entries, added, (term, pair) => ask(term, pair, frameShare))
  }
  const worth = (one: Asked) => one.rarity * Math.sqrt(one.said) * one.share
  const strongest = [...asked.values()].sort((a, b) => worth(b) - worth(a)).slice(0, mostAsked)
  const rarities = syllables.map((syllable) =>
    syllable === absent
      ? 0
      : rarityOf(entries, postings, findTerm(entries.terms, syllable, single)),
  )
  return { asked: strongest, syllables, accented, rarities }
}

function askAll(
  entries: Entries,
  syllables: number[],
  ask: (term: number, pair: boolean) => void,
): void {
  for (const [at, syllable] of syllables.entries()) {
    if (syllable === absent) continue
    ask(findTerm(entries.terms, syllable, single), false)
    const next = syllables[at + 1] ?? absent
    if (next !== absent) ask(findTerm(entries.terms, syllable, next), true)
  }
}

/** The inverse document frequency of BM25. */
function rarityOf(entries: Entries, postings: Postings, term: number): number {
  const all = entries.keys.length
  const held = term === absent ? 0 : holders(postings, term)
  return Math.log(1 + (all - held + 0.5) / (held + 0.5))
}
