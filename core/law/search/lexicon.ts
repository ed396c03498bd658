import { fold } from '#core/fold.ts'
import { words } from '#core/words.ts'
import { append, type Growing, growing } from './growing.ts'

/**
 * Every syllable met, as written with its accents and without them. A text becomes a row of the numbers of its
 * accented syllables; `plainOf` leads from such a number to that of the bare syllable, under which texts are compared.
 */
export type Lexicon = {
  accented: string[]
  numbers: Map<string, number>
  plain: string[]
  plainNumbers: Map<string, number>
  plainOf: Growing
  /** Written word → numbers of its syllables: abbreviations are several. Rebuilt as needed, never saved. */
  read: Map<string, number[]>
}

/** Stands between lines, so that no pair of syllables spans two of them. */
export const lineEnd = 0
/** Stands after the title and after the subject of an entry. */
export const partEnd = 1
/** Stands for every syllable that came after the lexicon was full: Vietnamese has a tenth of that, the rest is codes. */
const others = 2
const fullAt = 0xffff

export function emptyLexicon(): Lexicon {
  const lexicon: Lexicon = {
    accented: [],
    numbers: new Map(),
    plain: [],
    plainNumbers: new Map(),
    plainOf: growing(),
    read: new Map(),
  }
  numberOf(lexicon, { accented: '\n', plain: '\n' })
  numberOf(lexicon, { accented: '\f', plain: '\f' })
  numberOf(lexicon, { accented: '\0', plain: '\0' })
  return lexicon
}

/** A lexicon from the syllables that were saved: `bare` holds the plain number of each accented one. */
export function lexiconOf(accented: string[], plain: string[], bare: Uint32Array): Lexicon {
  return {
    accented,
    numbers: new Map(accented.map((word, number) => [word, number])),
    plain,
    plainNumbers: new Map(plain.map((word, number) => [word, number])),
    plainOf: growing(bare),
    read: new Map(),
  }
}

const token = /[\p{L}\p{N}]+|\n/gu
/** A written word longer than this is noise, and cut. */
const longest = 40
/** Written forms remembered while texts are read; beyond it they are read anew. */
const mostRead = 300_000

/** Appends the syllables of a text to `row`; new ones enter the lexicon. */
export function readInto(lexicon: Lexicon, text: string, row: Growing<Uint16Array>): void {
  for (const [word] of text.normalize('NFC').matchAll(token)) {
    if (word === '\n') {
      append(row, lineEnd)
      continue
    }
    for (const number of numbersOf(lexicon, word)) append(row, number)
  }
}

function numbersOf(lexicon: Lexicon, word: string): number[] {
  const known = lexicon.read.get(word)
  if (known !== undefined) return known
  const numbers = syllablesOf(word.slice(0, longest)).map((part) => numberOf(lexicon, part))
  if (lexicon.read.size < mostRead) lexicon.read.set(word, numbers)
  return numbers
}

/** Abbreviations are written out; a lone letter stays one, since it names a point far more often. */
function syllablesOf(word: string): { accented: string; plain: string }[] {
  const parts = words(word)
  if (word.length > 1 || parts[0]?.plain === fold(word)) return parts
  return [{ accented: word.toLowerCase(), plain: fold(word) }]
}

/** The number of a syllable, new ones added. */
export function numberOf(lexicon: Lexicon, word: { accented: string; plain: string }): number {
  const known = lexicon.numbers.get(word.accented)
  if (known !== undefined) return known
  const number = lexicon.accented.length
  if (number === fullAt) return others
  lexicon.accented.push(word.accented)
  lexicon.numbers.set(word.accented, number)
  append(lexicon.plainOf, barely(lexicon, word.plain))
  return number
}

function barely(lexicon: Lexicon, plain: string): number {
  const known = lexicon.plainNumbers.get(plain)
  if (known !== undefined) return known
  const number = lexicon.plain.length
  lexicon.plain.push(plain)
  lexicon.plainNumbers.set(plain, number)
  return number
}
