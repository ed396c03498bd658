import { asc, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawProvisions } from '#db/schema/law.ts'
import { numberKey } from './documents.ts'

/** A document's present text, provision by provision, in its order. */
export function provisionsOfDocument(db: Db, documentId: number) {
  return db
    .select({
      kind: lawProvisions.kind,
      anchor: lawProvisions.anchor,
      article: lawProvisions.article,
      number: lawProvisions.number,
      title: lawProvisions.title,
      own: lawProvisions.own,
    })
    .from(lawProvisions)
    .where(eq(lawProvisions.documentId, documentId))
    .orderBy(asc(lawProvisions.position))
}

export type ProvisionRow = Awaited<ReturnType<typeof provisionsOfDocument>>[number]

/** How many articles a document's text has; undefined when only its facts are known. */
export async function countArticles(db: Db, documentId: number): Promise<number | undefined> {
  const [row] = await db
    .select({
      all: sql<number>`count(*)`.mapWith(Number),
      articles: sql<number>`count(*) filter (where ${lawProvisions.kind} = 'article')`.mapWith(
        Number,
      ),
    })
    .from(lawProvisions)
    .where(eq(lawProvisions.documentId, documentId))
  return row === undefined || row.all === 0 ? undefined : row.articles
}

/**
 * The first of the anchors that the text of the document of a number does not have; undefined when it has all of them or
 * no text. A slip of the pen, or a provision that an amendment put in.
 */
export async function unknownProvision(
  db: Db,
  number: string,
  anchors: string[],
): Promise<string | undefined> {
  if (anchors.length === 0) return undefined
  const rows = await db
    .select({ anchor: lawProvisions.anchor })
    .from(lawProvisions)
    .innerJoin(lawDocuments, eq(lawDocuments.id, lawProvisions.documentId))
    .where(eq(lawDocuments.numberKey, numberKey(number) ?? ''))
  const known = new Set(rows.map(({ anchor }) => anchor))
  return known.size === 0 ? undefined : anchors.find((anchor) => !known.has(anchor))
}
