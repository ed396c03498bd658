import { fold } from '#core/fold.ts'
import { plainPhrase } from '#core/words.ts'
import { append, type Growing, growing, growingShort } from './growing.ts'
import { emptyLexicon, type Lexicon, lineEnd, partEnd, readInto } from './lexicon.ts'
import { emptyTerms, type Terms } from './terms.ts'

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
  /** Stands for its document: found first when the document is named without an article. */
  whole?: true
}

export type Facts = Pick<Entry, 'document' | 'kind' | 'year' | 'fields' | 'whole'>

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
  /** Entries of which the same is known share it: `sorts` has each once, by its words. */
  facts: Facts[]
  sorts: Map<string, Facts>
  /** The article each entry is or stands in; '' for none. */
  articles: string[]
  documents: string[]
  /** The documents' numbers folded, to be found however they are typed. */
  folded: string[]
  /** The bare first line of the subject of a document's first or whole entry: the document's name, if it has one. */
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

/** Title, subject and text, in half steps, so that a term's count fits a byte. */
export const partWeights = [6, 1, 2]

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
    sorts: new Map(),
    articles: [],
    documents: [],
    folded: [],
    subjects: [],
    numbers: new Map(),
    documentNumbers: new Map(),
    gone: new Set(),
  }
}

/** Reads an entry in and gives its number; one with the same key is replaced, one that says the same stays. */
export function readEntry(entries: Entries, entry: Entry): number {
  const before = entries.numbers.get(entry.key)
  const { lexicon, tokens } = entries
  const from = tokens.length
  readInto(lexicon, entry.title, tokens)
  append(tokens, partEnd)
  readInto(lexicon, entry.subject, tokens)
  append(tokens, partEnd)
  readInto(lexicon, entry.text, tokens)
  const document = documentNumber(entries, entry)
  const { key, weight = 1, article = '' } = entry
  const read = { key, weight, article, document, facts: factsOf(entries, entry) }
  if (before !== undefined && saysTheSame(entries, before, { ...read, from })) {
    tokens.length = from
    entries.weights[before] = weight
    return before
  }
  return addEntry(entries, { ...read, length: lengthFrom(entries, from) })
}

type Read = {
  key: string
  document: number
  facts: Facts
  article: string
  weight: number
  length: number
}

/** Enters what is known of an entry whose tokens stand at the end already. */
function addEntry(entries: Entries, read: Read): number {
  const { key, document, facts, article, length, weight } = read
  const number = entries.keys.length
  const before = entries.numbers.get(key)
  if (before !== undefined) entries.gone.add(before)
  append(entries.starts, entries.tokens.length)
  append(entries.lengths, length)
  entries.lengthSum += length
  append(entries.documentOf, document)
  entries.keys.push(key)
  entries.weights.push(weight)
  entries.facts.push(facts)
  entries.articles.push(article)
  entries.worths.push(kindWorth(facts.kind))
  entries.numbers.set(key, number)
  return number
}

/** Adds an entry of `old` to entries that share its lexicon, terms and documents. */
export function copyEntry(entries: Entries, old: Entries, number: number): number {
  const to = old.starts.data[number + 1] as number
  for (let at = old.starts.data[number] as number; at < to; at += 1) {
    append(entries.tokens, old.tokens.data[at] as number)
  }
  return addEntry(entries, {
    key: old.keys[number] as string,
    document: old.documentOf.data[number] as number,
    facts: old.facts[number] as Facts,
    article: old.articles[number] as string,
    length: old.lengths.data[number] as number,
    weight: old.weights[number] as number,
  })
}

/** No entries, over the same syllables, terms and documents. */
export function emptied(old: Entries): Entries {
  const { lexicon, terms, documents, folded, subjects, documentNumbers, sorts } = old
  const shared = { lexicon, terms, documents, folded, subjects, documentNumbers, sorts }
  return { ...emptyEntries(), ...shared }
}

function factsOf({ sorts }: Entries, { document, kind, year, fields, whole }: Entry): Facts {
  const facts: Facts = { document, kind, year, fields, ...(whole && { whole }) }
  const words = JSON.stringify(facts)
  const known = sorts.get(words)
  if (known !== undefined) return known
  sorts.set(words, facts)
  return facts
}

function saysTheSame(
  { tokens, starts, documentOf, facts, articles }: Entries,
  number: number,
  read: Omit<Read, 'length'> & { from: number },
): boolean {
  if (facts[number] !== read.facts || articles[number] !== read.article) return false
  const start = starts.data[number] as number
  const length = (starts.data[number + 1] as number) - start
  if (length !== tokens.length - read.from || documentOf.data[number] !== read.document)
    return false
  for (let at = 0; at < length; at += 1) {
    if (tokens.data[start + at] !== tokens.data[read.from + at]) return false
  }
  return true
}

export function isGone(entries: Entries, number: number): boolean {
  return entries.gone.has(number)
}

function lengthFrom({ tokens }: Entries, from: number): number {
  let length = 0
  let part = 0
  for (let at = from; at < tokens.length; at += 1) {
    const token = tokens.data[at] as number
    if (token === partEnd) part += 1
    else if (token !== lineEnd) length += partWeights[Math.min(part, 2)] as number
  }
  return length
}

function documentNumber(entries: Entries, { document, subject, kind, whole }: Entry): number {
  const [line = ''] = subject.split('\n')
  const name = /luật|^$/i.test(kind) ? plainPhrase(line) : ''
  const known = entries.documentNumbers.get(document)
  if (known !== undefined) {
    if (whole) entries.subjects[known] = name
    return known
  }
  const number = entries.documents.length
  entries.documents.push(document)
  entries.folded.push(fold(document))
  entries.subjects.push(name)
  entries.documentNumbers.set(document, number)
  return number
}
