import { fold } from '#core/fold.ts'
import type { LawIndex } from './law-index.ts'
import { type Reference, readReferences } from './references.ts'

/** Entries a question names outright, and how surely: 1 is the article of the only document that can be meant. */
export type Named = Map<number, number>

/** Naming a document of hundreds of articles must not push everything else out. */
const mostOfDocument = 60

/** Finds what a question names by number or by name: "nđ 13/2023 điều 5", "điều 6 luật tiếp cận thông tin". */
export function findNamed(index: LawIndex, text: string): Named {
  const named: Named = new Map()
  const { folded, documentOf, facts, subjects } = index.entries
  for (const reference of readReferences(text)) {
    const meant = new Set<number>()
    for (const [number, document] of folded.entries()) {
      if (isMeant(reference, document, subjects[number] ?? '')) meant.add(number)
    }
    if (meant.size === 0 || meant.size > 20) continue
    const sure = 1 / Math.sqrt(meant.size)
    let wide = 0
    for (let number = 0; number < facts.length; number += 1) {
      if (!meant.has(documentOf.data[number] as number)) continue
      const exact = reference.article !== undefined && facts[number]?.article === reference.article
      if (!exact && wide >= mostOfDocument) continue
      if (!exact) wide += 1
      named.set(number, Math.max(named.get(number) ?? 0, sure * (exact ? 1 : 0.3)))
    }
  }
  return named
}

function isMeant(reference: Reference, document: string, name: string): boolean {
  if (reference.number !== undefined) {
    const number = fold(reference.number)
    return document === number || document.startsWith(`${number}/`)
  }
  if (reference.name === undefined) return false
  const law = name.replace(/^(?:bo )?luat /, '')
  if (law === '' || reference.kind === undefined) return false
  return reference.name === law || reference.name.startsWith(`${law} `)
}
