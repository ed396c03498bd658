import { and, eq, inArray, or } from 'drizzle-orm'
import type { Language } from '#core/language.ts'
import { articleOf, citationOf } from '#core/law/documents/citation.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawProvisions } from '#db/schema/law.ts'
import { publishedAnswers } from '#db/schema/published.ts'
import type { Passage } from './passage.ts'

/** A passage with the address where the public reads it. */
export interface Readable extends Passage {
  path: string
}

/**
 * The texts behind the keys of what was shown, numbered from 1 in their order: of a clause its whole article, of an
 * answer its question and words. What is not public any more is left out.
 */
export async function readPassages(
  db: Db,
  keys: string[],
  language: Language,
): Promise<Readable[]> {
  const wanted = keys.map((key) => {
    const [what, id, anchor = ''] = key.split(':')
    return { key, what, id: Number(id), article: articleOf(anchor) }
  })
  const [provisions, answers] = await Promise.all([
    provisionsOf(
      db,
      wanted.filter(({ what, article }) => what === 'd' && article !== ''),
    ),
    answersOf(
      db,
      wanted.filter(({ what }) => what === 'a').map(({ id }) => id),
    ),
  ])
  const found = wanted.flatMap(({ what, id, article }) => {
    if (what === 'a') {
      const answer = answers.find((one) => one.id === id)
      if (!answer) return []
      const { question, body, basis, slug } = answer
      const text = `${question}\n${body}\n${basis}`
      return [{ key: `a:${id}`, label: question, text, path: `/hoi-dap/${slug}` }]
    }
    const one = provisions.find((row) => row.documentId === id && row.anchor === article)
    if (!one) return []
    const label = citationOf(one, language)
    const path = `/van-ban/${one.slug}/${article}`
    return [{ key: `d:${id}:${article}`, label, text: `${one.heading}\n${one.body}`, path }]
  })
  const once = [...new Map(found.map((one) => [one.key, one])).values()]
  return once.map((one, at) => ({ number: at + 1, ...one }))
}

async function provisionsOf(db: Db, wanted: { id: number; article: string }[]) {
  if (wanted.length === 0) return []
  return db
    .select({
      documentId: lawProvisions.documentId,
      anchor: lawProvisions.anchor,
      heading: lawProvisions.title,
      body: lawProvisions.body,
      kind: lawDocuments.kind,
      number: lawDocuments.number,
      title: lawDocuments.title,
      slug: lawDocuments.slug,
    })
    .from(lawProvisions)
    .innerJoin(lawDocuments, eq(lawDocuments.id, lawProvisions.documentId))
    .where(
      and(
        eq(lawDocuments.state, 'published'),
        or(
          ...wanted.map(({ id, article }) =>
            and(eq(lawProvisions.documentId, id), eq(lawProvisions.anchor, article)),
          ),
        ),
      ),
    )
}

async function answersOf(db: Db, ids: number[]) {
  if (ids.length === 0) return []
  return db
    .select({
      id: publishedAnswers.id,
      slug: publishedAnswers.slug,
      question: publishedAnswers.question,
      body: publishedAnswers.body,
      basis: publishedAnswers.basis,
    })
    .from(publishedAnswers)
    .where(and(inArray(publishedAnswers.id, ids), eq(publishedAnswers.state, 'published')))
}
