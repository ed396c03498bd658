import { inArray } from 'drizzle-orm'
import type { Language } from '#core/language.ts'
import { citationOf, pathOf } from '#core/law/documents/citation.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments } from '#db/schema/law.ts'
import { publishedAnswers } from '#db/schema/published.ts'

/** Something that was shown, as a clerk names it, with its address on the portal while it is public. */
export interface Labelled {
  key: string
  label: string
  path?: string
}

/** The words for keys of look-ups: `d:<document>:<anchor>` and `a:<published answer>`; what is gone is left out. */
export async function labelledShown(
  db: Db,
  keys: string[],
  language: Language,
): Promise<Map<string, Labelled>> {
  const read = [...new Set(keys)].map((key) => {
    const [what, id, anchor = ''] = key.split(':')
    return { key, what, id: Number(id), anchor }
  })
  const ids = (what: string) => read.filter((one) => one.what === what).map(({ id }) => id)
  const [documents, answers] = await Promise.all([
    documentsOf(db, ids('d')),
    answersOf(db, ids('a')),
  ])
  const labels = read.flatMap(({ key, what, id, anchor }): [string, Labelled][] => {
    if (what === 'a') {
      const answer = answers.find((row) => row.id === id)
      if (!answer) return []
      const path = answer.state === 'published' && { path: `/hoi-dap/${answer.slug}` }
      return [[key, { key, label: answer.question, ...path }]]
    }
    const document = documents.find((row) => row.id === id)
    if (!document) return []
    const path = document.state === 'published' && { path: pathOf(document.slug, anchor) }
    return [[key, { key, label: citationOf({ ...document, anchor }, language), ...path }]]
  })
  return new Map(labels)
}

async function documentsOf(db: Db, ids: number[]) {
  if (ids.length === 0) return []
  const { id, slug, kind, number, title, state } = lawDocuments
  return db
    .select({ id, slug, kind, number, title, state })
    .from(lawDocuments)
    .where(inArray(id, ids))
}

async function answersOf(db: Db, ids: number[]) {
  if (ids.length === 0) return []
  const { id, slug, question, state } = publishedAnswers
  return db.select({ id, slug, question, state }).from(publishedAnswers).where(inArray(id, ids))
}
