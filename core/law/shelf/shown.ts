import { and, asc, eq, inArray, or, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawProvisions } from '#db/schema/law.ts'
import { units } from '#db/schema/profile.ts'
import { publishedAnswers } from '#db/schema/published.ts'
import { readKey } from './readings.ts'

/** What the public may see of the keys found, as it is at this moment: at most three statements. */
export async function readShown(db: Db, keys: string[]) {
  const read = keys.flatMap((key) => readKey(key) ?? [])
  const inLaw = read.filter(({ what }) => what !== 'published')
  const articles = read.filter(({ what }) => what === 'provision')
  const answers = read.filter(({ what }) => what === 'published').map(({ id }) => id)
  const [documents, provisions, published] = await Promise.all([
    documentsShown(db, [...new Set(inLaw.map(({ id }) => id))]),
    provisionsIn(db, articles),
    answersShown(db, answers),
  ])
  const parts = Map.groupBy(provisions, ({ documentId, article }) => `${documentId}:${article}`)
  return {
    documents: new Map(documents.map((row) => [row.id, row])),
    /** The article or appendix itself with its clauses and points, in their order. */
    partsOf: (documentId: number, article: string) => parts.get(`${documentId}:${article}`) ?? [],
    published: new Map(published.map((row) => [row.id, row])),
  }
}

export type Shown = Awaited<ReturnType<typeof readShown>>

async function documentsShown(db: Db, ids: number[]) {
  if (ids.length === 0) return []
  return db
    .select({
      id: lawDocuments.id,
      slug: lawDocuments.slug,
      number: lawDocuments.number,
      kind: lawDocuments.kind,
      title: lawDocuments.title,
      issuer: lawDocuments.issuer,
      summary: lawDocuments.summary,
    })
    .from(lawDocuments)
    .where(and(inArray(lawDocuments.id, ids), eq(lawDocuments.state, 'published')))
}

async function provisionsIn(db: Db, articles: { id: number; article: string }[]) {
  if (articles.length === 0) return []
  const { documentId, article } = lawProvisions
  return db
    .select({
      documentId,
      article,
      anchor: lawProvisions.anchor,
      kind: lawProvisions.kind,
      title: lawProvisions.title,
      /** enough of its words to find it in the article's */
      own: sql<string>`left(${lawProvisions.own}, 120)`,
      body: lawProvisions.body,
    })
    .from(lawProvisions)
    .where(or(...articles.map((one) => and(eq(documentId, one.id), eq(article, one.article)))))
    .orderBy(asc(documentId), asc(lawProvisions.position))
}

async function answersShown(db: Db, ids: number[]) {
  if (ids.length === 0) return []
  return db
    .select({
      id: publishedAnswers.id,
      slug: publishedAnswers.slug,
      question: publishedAnswers.question,
      body: publishedAnswers.body,
      publishedAt: publishedAnswers.publishedAt,
      unitName: units.name,
    })
    .from(publishedAnswers)
    .leftJoin(units, eq(units.id, publishedAnswers.unitId))
    .where(and(inArray(publishedAnswers.id, ids), eq(publishedAnswers.state, 'published')))
}
