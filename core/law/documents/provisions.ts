import { asc, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { lawProvisions } from '#db/schema/law.ts'

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
