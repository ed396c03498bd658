import { abbreviationOf } from './abbreviations.ts'
import { fold, tidy } from './fold.ts'

/**
 * One syllable of a message. `plain` is folded, abbreviations written out, final y spelt i (kỹ = kĩ);
 * `accented` keeps the accents with the tone moved to the end (hoà = hòa); `typed` is what the person
 * wrote and `at` its position, shared by all syllables of one abbreviation.
 */
export type Word = { plain: string; accented: string; typed: string; at: number }

const token = /[\p{L}\p{N}]+/gu
const tones = /[\u0300\u0301\u0303\u0309\u0323]/g
const finalY = /^(b|d|h|k|l|m|n|qu|s|t|v)y$/
const lowerCase = /\p{Ll}/u

/** The syllables of a text, in order; any accents, Unicode form and usual abbreviations. */
export function words(text: string): Word[] {
  const clean = joinLetters(tidy(text))
  const typed = clean.match(token) ?? []
  const shouting = !lowerCase.test(clean)
  return typed.flatMap((word, at) => {
    const { plain, accented } = syllable(word)
    const beside = { before: typed[at - 1], after: typed[at + 1], shouting }
    const long = abbreviationOf(word, plain, beside)
    if (long === undefined) return [{ plain, accented, typed: word, at }]
    return long.split(' ').map((part) => ({ ...syllable(part), typed: word, at }))
  })
}

/** The syllables of a text joined by single spaces: the key under which phrases are compared. */
export function plainPhrase(text: string): string {
  return words(text)
    .map((word) => word.plain)
    .join(' ')
}

/** What the person typed for the words `from` to `to` (excluded), abbreviations left as they were. */
export function typedPhrase(all: Word[], from: number, to: number): string {
  return all
    .slice(from, to)
    .filter((word, index, part) => word.at !== part[index - 1]?.at)
    .map((word) => word.typed)
    .join(' ')
}

/** KH&CN and A.I are one abbreviation each, not two words. */
function joinLetters(text: string): string {
  return text.replace(/\bkh\s?&\s?cn\b/gi, 'KHCN').replace(/\bA\.I\b/g, 'AI')
}

/** Vietnamese has some seven thousand syllables; what lies beyond is names and noise. */
const mostKept = 20_000
const kept = new Map<string, { plain: string; accented: string }>()

function syllable(word: string): { plain: string; accented: string } {
  const known = kept.get(word)
  if (known !== undefined) return known
  const read = { plain: finalI(fold(word)), accented: withToneLast(word) }
  if (word.length <= 8 && kept.size < mostKept) kept.set(word, read)
  return read
}

function withToneLast(word: string): string {
  const marks: string[] = []
  const body = word
    .toLowerCase()
    .normalize('NFD')
    .replace(tones, (tone) => {
      marks.push(tone)
      return ''
    })
  return finalI(body.normalize('NFC')) + marks.join('')
}

function finalI(text: string): string {
  return text.replace(finalY, '$1i')
}
