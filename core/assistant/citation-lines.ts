import { and, eq, inArray } from 'drizzle-orm'
import { type Language, say } from '#core/language.ts'
import { citationOf, nameOf, pathOf, placeOf } from '#core/law/documents/citation.ts'
import { numberKey } from '#core/law/documents/documents.ts'
import { type Day, provisionValidity, type Validity } from '#core/law/documents/standing.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments } from '#db/schema/law.ts'
import type { SelfCheckCitation } from './self-check-shape.ts'

/** A citation in words; its validity and address on the portal when the document is published. */
export interface CitationLine {
  /** document and place: khoản 1 Điều 9 Nghị định 142/2026/NĐ-CP */
  label: string
  document: string
  /** '' of a document as a whole */
  place: string
  path?: string
  validity?: Validity
}

/** Citations by number and anchor as a clerk writes them, with what holds of each on a day. */
export async function citationLines(
  db: Db,
  citations: SelfCheckCitation[],
  language: Language,
  day: Day,
): Promise<CitationLine[]> {
  const documents = await documentsOf(db, citations)
  const validities = new Map(
    await Promise.all(
      [...documents.values()].map(
        async ({ id }) => [id, await provisionValidity(db, id, day)] as const,
      ),
    ),
  )
  const lines: CitationLine[] = []
  for (const citation of citations) {
    const document = documents.get(numberKey(citation.number) ?? '')
    const { anchor } = citation
    const place = placeOf(anchor, language)
    if (!document) {
      lines.push({ ...unbound(citation, place, language), place })
      continue
    }
    const validityOf = validities.get(document.id)
    lines.push({
      label: citationOf({ ...document, anchor }, language),
      document: nameOf(document, language),
      place,
      path: pathOf(document.slug, anchor),
      ...(validityOf && { validity: validityOf(anchor) }),
    })
  }
  return lines
}

async function documentsOf(db: Db, citations: SelfCheckCitation[]) {
  const keys = citations.flatMap(({ number }) => numberKey(number) ?? [])
  if (keys.length === 0) return new Map<string | null, never>()
  const rows = await db
    .select({
      id: lawDocuments.id,
      key: lawDocuments.numberKey,
      slug: lawDocuments.slug,
      kind: lawDocuments.kind,
      number: lawDocuments.number,
      title: lawDocuments.title,
    })
    .from(lawDocuments)
    .where(and(inArray(lawDocuments.numberKey, keys), eq(lawDocuments.state, 'published')))
  return new Map(rows.map((row) => [row.key, row]))
}

/** A document that the public cannot read goes by the name the self-check gives it. */
function unbound({ number, name }: SelfCheckCitation, place: string, language: Language) {
  const called = name?.[language]
  const isLaw = /\/QH\d+$/i.test(number) && /^(?:luật|bộ luật|law)/i.test(called ?? '')
  const document = isLaw
    ? say(language, 'law:citation.named', { name: called ?? '', number })
    : [called, number].filter(Boolean).join(' ')
  const label = place === '' ? document : say(language, 'law:citation.in', { place, document })
  return { label, document }
}
