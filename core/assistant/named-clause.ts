import { and, eq } from 'drizzle-orm'
import type { Language } from '#core/language.ts'
import { citationOf, pathOf } from '#core/law/documents/citation.ts'
import { inTelex } from '#core/law/parse/numbering.ts'
import { readReferences } from '#core/law/search/references.ts'
import type { Finding } from '#core/law/shelf.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawProvisions } from '#db/schema/law.ts'

const mostShown = 600

/** Who names an article, a clause or a point wants its very words, not the passage that fits best. */
export async function withClause(
  db: Db,
  text: string,
  found: Finding[],
  language: Language,
): Promise<Finding[]> {
  const [reference] = readReferences(text)
  const { article, clause, point } = reference ?? {}
  const [first, ...rest] = found
  if (!first?.documentId || article === undefined || first.anchor.split('.')[0] !== `d${article}`) {
    return found
  }
  const anchor = [`d${article}`, clause && `k${clause}`, point && `d${inTelex(point)}`]
    .filter(Boolean)
    .join('.')
  const named = await provision(db, first.documentId, anchor)
  if (!named) return found
  const { own, body, slug, kind, number, title } = named
  const words = body || own
  const passage = {
    text: words.slice(0, mostShown),
    cutBefore: false,
    cutAfter: words.length > mostShown,
    marks: [],
  }
  const label = citationOf({ kind, number, title, anchor }, language)
  return [{ ...first, anchor, label, path: pathOf(slug, anchor), passage }, ...rest]
}

async function provision(db: Db, documentId: number, anchor: string) {
  const [row] = await db
    .select({
      own: lawProvisions.own,
      body: lawProvisions.body,
      slug: lawDocuments.slug,
      kind: lawDocuments.kind,
      number: lawDocuments.number,
      title: lawDocuments.title,
    })
    .from(lawProvisions)
    .innerJoin(lawDocuments, eq(lawDocuments.id, lawProvisions.documentId))
    .where(and(eq(lawProvisions.documentId, documentId), eq(lawProvisions.anchor, anchor)))
  return row
}
