import { readReferences } from '#core/law/search/references.ts'
import { plainPhrase, words } from '#core/words.ts'
import type { Passage } from './passage.ts'
import { type Sentence, sentencesOf } from './sentences.ts'

/** Why a sentence of the model is not shown. */
type Fault =
  | 'uncited'
  | 'unknown-passage'
  | 'quotation'
  | 'law'
  | 'figure'
  | 'address'
  | 'unsupported'
  | 'order'

/** What may be shown: sentences, each with the keys of what it rests on; and what was taken out. */
export interface Draft {
  sentences: { text: string; cites: string[] }[]
  removed: { text: string; why: Fault }[]
}

/** `draft` may be shown; without it the passages are shown alone, for the reason told. */
export type Checked =
  | { draft: Draft }
  | { fallBack: 'empty' | 'long' | 'not-enough' | 'faulty'; removed: Draft['removed'] }

const mostCharacters = 6_000
/** How much of a sentence's words must stand in what it cites. */
const leastSupport = 0.5
/** What no honest sentence of an answer holds: one is enough to distrust the whole. */
const damning = new Set<Fault>(['address', 'order'])

/**
 * Lets pass of a model's text only what rests on the passages it was given: every sentence cites, cites what exists,
 * quotes what is there, names no other law and no figure or address of its own. More taken out than left: nothing
 * of it is shown. Never throws for any text.
 */
export function checkDraft(raw: string, passages: Passage[]): Checked {
  const text = raw
    .toWellFormed()
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .trim()
  if (text.length > mostCharacters) return { fallBack: 'long', removed: [] }
  if (saysNotEnough(text)) return { fallBack: 'not-enough', removed: [] }
  const given = new Map(passages.map((passage) => [passage.number, readPassage(passage)]))
  const sentences: Draft['sentences'] = []
  const removed: Draft['removed'] = []
  for (const sentence of sentencesOf(text)) {
    const why = faultOf(sentence, given)
    if (why) removed.push({ text: sentence.text, why })
    else sentences.push({ text: sentence.text, cites: keysOf(sentence, given) })
  }
  if (sentences.length === 0 && removed.length === 0) return { fallBack: 'empty', removed }
  const distrusted = removed.some(({ why }) => damning.has(why))
  if (distrusted || removed.length >= sentences.length) return { fallBack: 'faulty', removed }
  return { draft: { sentences, removed } }
}

/** The agreed words by which the model says that the passages do not answer. */
export const notEnough = 'KHÔNG ĐỦ CĂN CỨ'

function saysNotEnough(text: string): boolean {
  return text.length < 200 && plainPhrase(text).includes(plainPhrase(notEnough))
}

interface Given {
  key: string
  /** label and text, syllables joined by spaces */
  phrase: string
  syllables: Set<string>
  figures: Set<string>
  spaced: string
  label: string
}

function readPassage({ key, label, text }: Passage): Given {
  const whole = `${label}\n${text}`
  const phrase = ` ${plainPhrase(whole)} `
  return {
    key,
    phrase,
    syllables: new Set(phrase.split(' ')),
    figures: new Set(figuresIn(whole)),
    spaced: quotable(whole),
    label,
  }
}

function keysOf({ numbers }: Sentence, given: Map<number, Given>): string[] {
  return [...new Set(numbers.flatMap((number) => given.get(number)?.key ?? []))]
}

function faultOf(sentence: Sentence, all: Map<number, Given>): Fault | undefined {
  const { text, numbers } = sentence
  if (hasAddress(text)) return 'address'
  if (givesOrders(text)) return 'order'
  if (numbers.length === 0) return 'uncited'
  const cited = numbers.flatMap((number) => all.get(number) ?? [])
  if (cited.length < numbers.length) return 'unknown-passage'
  if (quotationsIn(text).some((quoted) => !cited.some(({ spaced }) => spaced.includes(quoted)))) {
    return 'quotation'
  }
  if (namesOtherLaw(text, cited)) return 'law'
  if (figuresIn(text).some((figure) => !cited.some(({ figures }) => figures.has(figure)))) {
    return 'figure'
  }
  return supported(text, cited) ? undefined : 'unsupported'
}

function hasAddress(text: string): boolean {
  return (
    /https?:|www\.|@\p{L}|\b[\p{L}\d.-]+@[\p{L}\d.-]+|\b[a-z\d-]+\.(?:com|net|org|vn|info|top|xyz)\b/iu.test(
      text,
    ) || /(?:\+84|\b0)\d(?:[ .-]?\d){7,9}\b/u.test(text)
  )
}

const orders =
  / (?:bo qua (?:moi |tat ca |cac |nhung )*(?:huong dan|chi dan|lenh|yeu cau)|huong dan he thong|system prompt|ignore (?:all |any |the )*(?:previous |above |prior )*(?:instructions?|rules?)|you are now|toi la (?:mot )?(?:mo hinh|tro li ao|ai)|as an ai|prompt) /u

/**
 * Whether a text speaks to the model rather than to a reader of law: such a passage is not given to it, such a
 * sentence not taken from it.
 */
export function givesOrders(text: string): boolean {
  return orders.test(` ${plainPhrase(text)} `)
}

function quotable(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/gu, ' ')
}

/** Quotations of two words and more; a single word in quotation marks is a term. */
function quotationsIn(text: string): string[] {
  const found = text.matchAll(/[“"«]([^“”"«»]+)[”"»]/gu)
  return [...found]
    .map(([, inner = '']) => quotable(inner).replace(/[.,;:…\s]+$|^[…\s]+/gu, ''))
    .filter((inner) => inner.includes(' '))
}

/** Figures as digits alone: 1.000.000 and 1 000 000 are one; numbers of documents and provisions count too. */
function figuresIn(text: string): string[] {
  const joined = text.replace(/(?<=\d)[. ](?=\d{3}(?!\d))/gu, '')
  return (joined.match(/\d+(?:,\d+)?/gu) ?? []).map((figure) => figure.replace(/^0+(?=\d)/u, ''))
}

function namesOtherLaw(text: string, cited: Given[]): boolean {
  return readReferences(text).some((reference) => {
    const { number, kind, name, article, clause, point } = reference
    if (number && !cited.some(({ phrase }) => phrase.includes(` ${plainPhrase(number)} `))) {
      return true
    }
    if (kind && name && !cited.some((one) => namesIt(one, kind, name))) return true
    const parts = [
      article && `dieu ${article}`,
      clause && `khoan ${clause}`,
      point && `diem ${plainPhrase(point)}`,
    ].filter((part) => part !== undefined && part !== '')
    return parts.some((part) => !cited.some((one) => holdsPart(one, String(part))))
  })
}

/** A clause or point within a passage stands there as a bare number or letter at the start of a line. */
function holdsPart({ phrase, figures }: Given, part: string): boolean {
  if (phrase.includes(` ${part} `)) return true
  const [kind, value = ''] = part.split(' ')
  if (kind === 'khoan') return figures.has(value)
  return kind === 'diem' && phrase.includes(` ${value} `)
}

/** The reading of a name may run on into the sentence: its first three syllables must be those of a law given. */
function namesIt({ phrase }: Given, kind: string, name: string): boolean {
  const said = name.split(' ')
  const kindWords = kind.replaceAll('-', ' ')
  return [3, 2].some(
    (many) =>
      (many === 3 || said.length <= 2) &&
      phrase.includes(` ${kindWords} ${said.slice(0, many).join(' ')} `),
  )
}

/** The empty words of any sentence: they support nothing. */
const empty = new Set(
  'va hoac cua cho la thi ma o tai trong ngoai tren duoi khi neu de theo voi ve cac nhung mot nay do duoc phai co khong se da dang can nen ban anh chi quy vi ho nguoi tu den bang nhu cung chi cung'.split(
    ' ',
  ),
)

function supported(text: string, cited: Given[]): boolean {
  const said = words(text)
    .map(({ plain }) => plain)
    .filter((plain) => !empty.has(plain))
  if (said.length === 0) return false
  const held = said.filter((plain) => cited.some(({ syllables }) => syllables.has(plain)))
  return held.length / said.length >= leastSupport
}
