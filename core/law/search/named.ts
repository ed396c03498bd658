import { fold } from '#core/fold.ts'
import type { LawIndex } from './law-index.ts'
import { type Reference, readReferences } from './references.ts'

/** What a question names: the very entries, with the words that named them, and documents as a whole; 1 is surest. */
export type Named = {
  entries: Map<number, { sure: number; reference: Reference }>
  documents: Map<number, number>
}

const mostMeant = 20

/** Finds what a question names by number or by name: "nđ 13/2023 điều 5", "điều 6 luật tiếp cận thông tin". */
export function findNamed(index: LawIndex, text: string): Named {
  const named: Named = { entries: new Map(), documents: new Map() }
  const { documentOf, facts, articles, gone } = index.entries
  for (const reference of readReferences(text)) {
    const meant = documentsMeant(index, reference)
    if (meant.size === 0 || meant.size > mostMeant) continue
    const sure = 1 / Math.sqrt(meant.size)
    for (const document of meant) raise(named.documents, document, sure)
    const { article } = reference
    for (let number = 0; number < facts.length; number += 1) {
      if (!meant.has(documentOf.data[number] as number) || gone.has(number)) continue
      const whole = facts[number]?.whole === true
      const exact = article === undefined ? whole : articles[number] === article
      const known = named.entries.get(number)?.sure ?? 0
      if (exact && sure > known) named.entries.set(number, { sure, reference })
    }
  }
  return named
}

/** What a document that is named counts for with each of its provisions, against the one that is named itself. */
const documentShare = 0.3

/** How surely an entry is what the question names. */
export function nameShare({ entries }: LawIndex, named: Named, number: number): number {
  const exact = named.entries.get(number)
  if (exact !== undefined) return exact.sure
  // Who names an article does not ask for the document.
  if (entries.facts[number]?.whole) return 0
  return documentShare * (named.documents.get(entries.documentOf.data[number] as number) ?? 0)
}

/** Naming a document of hundreds of articles must not push everything else out. */
const mostOfDocument = 60

/** The entries a name brings in: those named, and of the documents named those that fit the rest best. */
export function broughtIn(
  { entries }: LawIndex,
  named: Named,
  scores: { of: Float32Array },
): number[] {
  if (named.documents.size === 0) return []
  const ofDocuments: number[] = []
  for (let number = 0; number < entries.keys.length; number += 1) {
    if (named.documents.has(entries.documentOf.data[number] as number)) ofDocuments.push(number)
  }
  const fitting = ofDocuments
    .filter((number) => !entries.gone.has(number))
    .sort((a, b) => (scores.of[b] as number) - (scores.of[a] as number) || a - b)
    .slice(0, mostOfDocument)
  return [...new Set([...named.entries.keys(), ...fitting])]
}

function raise(map: Map<number, number>, key: number, value: number): void {
  if (value > (map.get(key) ?? 0)) map.set(key, value)
}

function documentsMeant({ entries }: LawIndex, reference: Reference): Set<number> {
  const { folded, subjects } = entries
  const meant: number[] = []
  if (reference.number !== undefined) {
    const number = withoutZeros(fold(reference.number))
    const ending = endingOf(reference)
    for (const [at, one] of folded.entries()) {
      if (isNumbered(withoutZeros(one), number, ending)) meant.push(at)
    }
    return new Set(meant)
  }
  if (reference.name === undefined || reference.kind === undefined) return new Set()
  for (const [at, subject] of subjects.entries()) {
    if (isCalled(reference.name, subject)) meant.push(at)
  }
  const ofYear = meant.filter((at) => folded[at]?.includes(`/${reference.year}/`))
  return new Set(ofYear.length > 0 ? ofYear : meant)
}

/** What the letters of a number must hold when only its kind was said: "nghị định 168" is no circular. */
const letters: Partial<Record<NonNullable<Reference['kind']>, RegExp>> = {
  'nghi-dinh': /nd-/,
  'thong-tu': /tt(?!lt)/,
  'thong-tu-lien-tich': /ttlt/,
  'quyet-dinh': /qd/,
  'nghi-quyet': /nq|qh\d/,
  'chi-thi': /ct-/,
  luat: /qh\d/,
  'bo-luat': /qh\d/,
  'phap-lenh': /pl|ubtvqh/,
}

function endingOf({ number = '', kind }: Reference): RegExp | undefined {
  return /[a-zđ]/i.test(number) || kind === undefined ? undefined : letters[kind]
}

function isNumbered(document: string, number: string, ending: RegExp | undefined): boolean {
  if (document === number) return true
  const goes = document.startsWith(`${number}/`) || document.startsWith(`${number}-`)
  return goes && (ending?.test(document) ?? true)
}

function withoutZeros(number: string): string {
  return number.replace(/^0+(?=\d)/, '')
}

function isCalled(name: string, subject: string): boolean {
  const law = subject.replace(/^(?:bo )?luat /, '')
  return law !== '' && (name === law || name.startsWith(`${law} `))
}
