import { fold } from '#core/fold.ts'
import type { LawIndex } from './law-index.ts'
import { type Reference, readReferences } from './references.ts'

/**
 * Entries a question names outright: how surely (1 is the article of the only document that can be meant) and, when it
 * is this very entry that was named, by what words.
 */
export type Named = Map<number, { sure: number; reference?: Reference }>

/** Naming a document of hundreds of articles must not push everything else out. */
const mostOfDocument = 60
const mostMeant = 20

/** Finds what a question names by number or by name: "nđ 13/2023 điều 5", "điều 6 luật tiếp cận thông tin". */
export function findNamed(index: LawIndex, text: string): Named {
  const named: Named = new Map()
  const { documentOf, facts, articles, gone } = index.entries
  for (const reference of readReferences(text)) {
    const meant = documentsMeant(index, reference)
    if (meant.size === 0 || meant.size > mostMeant) continue
    const sure = 1 / Math.sqrt(meant.size)
    let wide = 0
    for (let number = 0; number < facts.length; number += 1) {
      if (!meant.has(documentOf.data[number] as number) || gone.has(number)) continue
      const whole = facts[number]?.whole === true
      const { article } = reference
      const exact = article === undefined ? whole : articles[number] === article
      // Who names an article does not ask for the document.
      if (!exact && whole) continue
      if (!exact && wide >= mostOfDocument) continue
      if (!exact) wide += 1
      const known = named.get(number)
      const here = sure * (exact ? 1 : 0.3)
      if (known === undefined || known.sure < here) {
        named.set(number, { sure: here, ...(exact && { reference }) })
      }
    }
  }
  return named
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
