import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { lawChanges, lawDocuments, lawProvisions, lawRelations } from '#db/schema/law.ts'
import { citations, publishedAnswers } from '#db/schema/published.ts'

export const at = new Date('2026-11-02T03:00:00Z')

type Article = { number: string; title: string; clauses?: string[]; text?: string }
type Law = Partial<typeof lawDocuments.$inferInsert> & {
  number: string
  title: string
  articles?: Article[]
}

/** A published document of made-up law with its provisions, told to everybody as publishing tells it. */
export async function layDocument(db: Db, law: Law): Promise<number> {
  const { articles = [], ...facts } = law
  return db.transaction(async (tx) => {
    const [document] = await tx
      .insert(lawDocuments)
      .values({
        slug: law.number.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
        kind: 'Luật',
        state: 'published',
        origin: 'typed',
        inForceOn: '2026-01-01',
        signedOn: '2025-06-01',
        createdAt: at,
        updatedAt: at,
        ...facts,
      })
      .returning({ id: lawDocuments.id })
    const id = document!.id
    const rows = articles.flatMap((article) => rowsOf(id, article))
    const numbered = rows.map((row, position) => ({ ...row, position }))
    if (numbered.length > 0) await tx.insert(lawProvisions).values(numbered)
    await note(tx, 'document', id)
    return id
  })
}

function rowsOf(documentId: number, { number, title, clauses = [], text = '' }: Article) {
  const article = `d${number}`
  const lines = [text, ...clauses.map((clause, place) => `${place + 1}. ${clause}`)]
  const common = { documentId, article, title: '' }
  return [
    {
      ...{ ...common, depth: 1, kind: 'article', anchor: article, parent: '', number, title },
      ...{ own: text, body: lines.filter(Boolean).join('\n') },
    },
    ...clauses.map((own, place) => ({
      ...{ ...common, depth: 2, kind: 'clause', anchor: `${article}.k${place + 1}` },
      ...{ parent: article, number: String(place + 1), own },
    })),
  ]
}

/** Tells every process that something changed, as publishing does. */
export async function note(tx: Db, what: 'document' | 'published', whatId: number): Promise<void> {
  await tx.insert(lawChanges).values({ what, whatId, at })
  await tx.execute(sql`select pg_notify('law_changes', '')`)
}

export async function relate(
  db: Db,
  relation: Omit<typeof lawRelations.$inferInsert, 'otherNumber'>,
): Promise<void> {
  await db.insert(lawRelations).values(relation)
}

/** A published answer that cites these provisions. */
export async function layAnswer(
  db: Db,
  answer: { slug: string; question: string; body: string },
  cited: { documentId: number; anchor: string }[] = [],
): Promise<number> {
  return db.transaction(async (tx) => {
    const [row] = await tx
      .insert(publishedAnswers)
      .values({
        ...answer,
        state: 'published',
        authorId: 'author',
        createdAt: at,
        updatedAt: at,
        publishedAt: at,
      })
      .returning({ id: publishedAnswers.id })
    const holderId = row!.id
    if (cited.length > 0) {
      await tx
        .insert(citations)
        .values(
          cited.map((one) => ({ ...one, holder: 'published' as const, holderId, citedAt: at })),
        )
    }
    await note(tx, 'published', holderId)
    return holderId
  })
}
