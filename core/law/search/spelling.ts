import { distance } from 'fastest-levenshtein'
import { typedPhrase, words } from '#core/words.ts'
import type { Entries } from './entries.ts'
import type { LawIndex } from './law-index.ts'
import { holders } from './postings.ts'
import { absent, findTerm, single } from './terms.ts'

/** Syllables of a question that are looked at; a longer text is no slip of the finger. */
const mostWords = 40
const mostSuspects = 5
/** A better spelling must be this much likelier, as a logarithm: a false "did you mean" annoys more than it helps. */
const leastGain = 3
const leastForUnknown = 1.5
const perEdit = 2.5

/**
 * "Ý bạn là": the question with misspelt syllables put right, or undefined when nothing looks misspelt. Looks at
 * syllables no text holds, and at those never seen beside their neighbours.
 */
export function suggestSpelling(index: LawIndex, text: string): string | undefined {
  const typed = words(text.slice(0, mostWords * 20)).slice(0, mostWords)
  const { lexicon } = index.entries
  const numbers = typed.map((word) => lexicon.plainNumbers.get(word.plain) ?? absent)
  const better = typed.map((word) => word.typed)
  let suspects = 0
  let changed = false
  for (const [at, word] of typed.entries()) {
    if (/\d/.test(word.plain) || suspects === mostSuspects) continue
    const before = numbers[at - 1] ?? absent
    const after = numbers[at + 1] ?? absent
    if (!isSuspect(index, before, numbers[at] ?? absent, after)) continue
    suspects += 1
    const found = likelier(index, { word: word.plain, at: numbers[at] ?? absent, before, after })
    if (found === undefined) continue
    numbers[at] = found
    better[at] = usualWriting(index.entries, found)
    changed = true
  }
  if (!changed) return undefined
  return typed
    .map((word, at) => ({ ...word, typed: better[at] as string }))
    .map((_, at, all) => typedPhrase(all, at, at + 1))
    .filter((_, at) => typed[at]?.at !== typed[at - 1]?.at || better[at] !== typed[at]?.typed)
    .join(' ')
}

function isSuspect(index: LawIndex, before: number, at: number, after: number): boolean {
  if (at === absent || held(index, at) < 3) return true
  const alone = before === absent && after === absent
  return !alone && beside(index, before, at) + beside(index, at, after) < 2
}

type Place = { word: string; at: number; before: number; after: number }

function likelier(index: LawIndex, { word, at, before, after }: Place): number | undefined {
  const most = word.length > 5 ? 2 : 1
  const likelihood = (number: number) =>
    Math.log1p(beside(index, before, number)) +
    Math.log1p(beside(index, number, after)) +
    0.5 * Math.log1p(held(index, number))
  let best: number | undefined
  let highest = at === absent ? leastForUnknown : likelihood(at) + leastGain
  for (const [number, other] of index.entries.lexicon.plain.entries()) {
    if (Math.abs(other.length - word.length) > most || other === word) continue
    const edits = editsBetween(other, word)
    if (edits > most) continue
    const value = likelihood(number) - perEdit * edits
    if (value > highest) {
      highest = value
      best = number
    }
  }
  return best
}

/** Words that sound alike in some region are nearer than their letters: tr and ch, s and x, d, gi and r, l and n. */
function editsBetween(one: string, other: string): number {
  const apart = distance(one, other)
  return apart < 2 ? apart : Math.min(apart, distance(soundOf(one), soundOf(other)) + 0.6)
}

function soundOf(word: string): string {
  return word
    .replace(/^tr/, 'ch')
    .replace(/^s/, 'x')
    .replace(/^(?:gi|r)/, 'd')
    .replace(/^l/, 'n')
}

function held({ entries, postings }: LawIndex, number: number): number {
  const term = findTerm(entries.terms, number, single)
  return term === absent ? 0 : holders(postings, term)
}

function beside({ entries, postings }: LawIndex, first: number, second: number): number {
  if (first === absent || second === absent) return 0
  const term = findTerm(entries.terms, first, second)
  return term === absent ? 0 : holders(postings, term)
}

/** How a bare syllable is mostly written. Counted in the first part of the texts: it need not be exact. */
function usualWriting({ lexicon, tokens }: Entries, plain: number): string {
  const counts = new Map<number, number>()
  const until = Math.min(tokens.length, 2_000_000)
  for (let at = 0; at < until; at += 1) {
    const token = tokens.data[at] as number
    if (lexicon.plainOf.data[token] === plain) counts.set(token, (counts.get(token) ?? 0) + 1)
  }
  const [usual] = [...counts].sort(([, a], [, b]) => b - a)
  const word = usual === undefined ? lexicon.plain[plain] : lexicon.accented[usual[0]]
  return writtenOut(word ?? '')
}

/** The lexicon keeps the tone as a mark at the syllable's end; the reader wants it back on its vowel. */
function writtenOut(accented: string): string {
  const tone = /[\u0300\u0301\u0303\u0309\u0323]$/.exec(accented)?.[0]
  if (tone === undefined) return accented
  const body = accented.slice(0, -1)
  const at = tonePlace(body)
  return (body.slice(0, at + 1) + tone + body.slice(at + 1)).normalize('NFC')
}

const vowels = /[aăâeêioôơuưy]+/

/** On which letter the tone stands: a vowel with a hat or horn, else the last but one of an open group. */
function tonePlace(body: string): number {
  const from = /^(?:qu|gi(?=[aăâeêoôơuưy]))/.exec(body)?.[0].length ?? 0
  const group = vowels.exec(body.slice(from))
  if (group === null) return body.length - 1
  const start = from + group.index
  const letters = group[0]
  const marked = Math.max(
    ...['ă', 'â', 'ê', 'ô', 'ơ', 'ư'].map((letter) => letters.lastIndexOf(letter)),
  )
  if (marked >= 0) return start + marked
  const closed = start + letters.length < body.length
  if (letters.length === 1) return start
  return closed || letters.length > 2 ? start + 1 : start
}
