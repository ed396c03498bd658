import { fold } from '#core/fold.ts'
import { plainPhrase } from '#core/words.ts'
import { append, type Growing, growing, growingShort } from './growing.ts'
import { emptyLexicon, type Lexicon, lineEnd, partEnd, readInto } from './lexicon.ts'
import { absent, countTerms, emptyTerms, single, type Terms, termNumber } from './terms.ts'

/**
 * What can be found: a provision, a document or a published answer. `key` is its stable address, `document` what its
 * validity is asked for, `subject` the words of what it stands in (law, chapter), `weight` how often law and practice
 * lean on it (1 for most).
 */
export type Entry = {
  key: string
  document: string
  title: string
  subject: string
  text: string
  kind: string
  year: number
  fields: string[]
  weight?: number
  /** The article a provision is or stands in, as people name it: 12, 12a. */
  article?: string
}

export type Facts = Pick<Entry, 'document' | 'kind' | 'year' | 'fields' | 'article'>

/** The texts as rows of syllable numbers, and what is known of each entry. */
export type Entries = {
  lexicon: Lexicon
  terms: Terms
  tokens: Growing<Uint16Array>
  /** Where each entry's tokens begin; one more than there are entries. */
  starts: Growing
  lengths: Growing
  documentOf: Growing
  /** Sum of all lengths, for the average. */
  lengthSum: number
  weights: number[]
  /** What the kind of each entry multiplies its first score by. */
  worths: number[]
  keys: string[]
  facts: Facts[]
  documents: string[]
  /** The documents' numbers folded, to be found however they are typed. */
  folded: string[]
  /** The bare first line of the subject a document's first entry had: the document's name, if it has one. */
  subjects: string[]
  numbers: Map<string, number>
  documentNumbers: Map<string, number>
  /** Entries that were replaced or removed: their tokens stay until the next settling. */
  gone: Set<number>
}

/** Answers rest on laws, then on decrees; a circular of the same words mostly repeats them. */
export function kindWorth(kind: string): number {
  if (/^(?:bộ )?luật$/i.test(kind)) return 1.35
  return /^nghị định$/i.test(kind) ? 1.12 : 1
}

/** Half steps, so that a term's count fits a byte. */
const partWeights = [6, 1, 2]

export function emptyEntries(): Entries {
  const starts = growing()
  append(starts, 0)
  return {
    lexicon: emptyLexicon(),
    terms: emptyTerms(),
    tokens: growingShort(),
    starts,
    lengths: growing(),
    documentOf: growing(),
    lengthSum: 0,
    weights: [],
    worths: [],
    keys: [],
    facts: [],
    documents: [],
    folded: [],
    subjects: [],
    numbers: new Map(),
    documentNumbers: new Map(),
    gone: new Set(),
  }
}

/** Reads an entry in and gives its number; one with the same key is replaced. */
export function readEntry(entries: Entries, entry: Entry): number {
  const number = entries.keys.length
  const before = entries.numbers.get(entry.key)
  if (before !== undefined) entries.gone.add(before)
  const { lexicon, tokens } = entries
  readInto(lexicon, entry.title, tokens)
  append(tokens, partEnd)
  readInto(lexicon, entry.subject, tokens)
  append(tokens, partEnd)
  readInto(lexicon, entry.text, tokens)
  append(entries.starts, tokens.length)
  const length = lengthOf(entries, number)
  append(entries.lengths, length)
  entries.lengthSum += length
  append(entries.documentOf, documentNumber(entries, entry))
  entries.keys.push(entry.key)
  entries.weights.push(entry.weight ?? 1)
  const { document, kind, year, fields, article } = entry
  entries.facts.push({ document, kind, year, fields, ...(article !== undefined && { article }) })
  entries.worths.push(kindWorth(kind))
  entries.numbers.set(entry.key, number)
  return number
}

export function isGone(entries: Entries, number: number): boolean {
  return entries.gone.has(number)
}

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

function lengthOf({ tokens, starts }: Entries, number: number): number {
  let length = 0
  let part = 0
  for (let at = starts.data[number] as number; at < tokens.length; at += 1) {
    const token = tokens.data[at] as number
    if (token === partEnd) part += 1
    else if (token !== lineEnd) length += partWeights[Math.min(part, 2)] as number
  }
  return length
}

function documentNumber(entries: Entries, { document, subject, kind }: Entry): number {
  const known = entries.documentNumbers.get(document)
  if (known !== undefined) return known
  const number = entries.documents.length
  entries.documents.push(document)
  entries.folded.push(fold(document))
  const [name = ''] = subject.split('\n')
  entries.subjects.push(/luật|^$/i.test(kind) ? plainPhrase(name) : '')
  entries.documentNumbers.set(document, number)
  return number
}

/** How many terms there are, for arrays that run beside them. */
export function termCount(entries: Entries): number {
  return countTerms(entries.terms)
}
