import { inArray } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { citationOf, pathOf } from '#core/law/documents/citation.ts'
import { provisionValidity, type Validity } from '#core/law/documents/standing.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments } from '#db/schema/law.ts'
import type { Cited } from './reading.ts'

/** A citation in words (in Vietnamese, as answers are), with its address and its validity today. */
export interface Labelled extends Cited {
  label: string
  path: string
  slug: string
  /** the public may read the document */
  shown: boolean
  validity: Validity
}

/** Puts citations into words, in their order. */
export async function labelled(db: Db, cited: Cited[], now: Date): Promise<Labelled[]> {
  const ids = [...new Set(cited.map(({ documentId }) => documentId))]
  if (ids.length === 0) return []
  const { id, kind, number, title, slug, state } = lawDocuments
  const rows = await db
    .select({ id, kind, number, title, slug, state })
    .from(lawDocuments)
    .where(inArray(id, ids))
  const found = new Map(
    await Promise.all(
      rows.map(async (row) => {
        const validity = await provisionValidity(db, row.id, dayOf(now))
        return [row.id, { row, validity }] as const
      }),
    ),
  )
  return cited.flatMap((one) => {
    const document = found.get(one.documentId)
    if (!document) return []
    const { row, validity } = document
    return {
      ...one,
      label: citationOf({ ...row, anchor: one.anchor }, 'vi'),
      path: pathOf(row.slug, one.anchor),
      slug: row.slug,
      shown: row.state === 'published',
      validity: validity(one.anchor),
    }
  })
}
