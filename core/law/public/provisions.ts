import { and, asc, eq, gt, gte, inArray, lt, lte, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { lawProvisions } from '#db/schema/law.ts'

/** A provision as the outline shows it. */
export interface Outlined {
  position: number
  depth: number
  kind: string
  anchor: string
  parent: string
  article: string
  number: string
  title: string
}

/** A provision with its own words. */
export interface Read extends Outlined {
  own: string
}

const outlined = {
  position: lawProvisions.position,
  depth: lawProvisions.depth,
  kind: lawProvisions.kind,
  anchor: lawProvisions.anchor,
  parent: lawProvisions.parent,
  article: lawProvisions.article,
  number: lawProvisions.number,
  title: lawProvisions.title,
}
const headings = ['part', 'chapter', 'section', 'subsection', 'article', 'appendix']

/** Parts, chapters, sections, articles and appendices of a document, in its order. */
export async function outlineOf(db: Db, documentId: number): Promise<Outlined[]> {
  return db
    .select(outlined)
    .from(lawProvisions)
    .where(and(eq(lawProvisions.documentId, documentId), inArray(lawProvisions.kind, headings)))
    .orderBy(asc(lawProvisions.position))
}

/** How many characters a document's provisions have together. */
export async function lengthOf(db: Db, documentId: number): Promise<number> {
  const [row] = await db
    .select({ length: sql<number>`coalesce(sum(length(${lawProvisions.own})), 0)::int` })
    .from(lawProvisions)
    .where(eq(lawProvisions.documentId, documentId))
  return row?.length ?? 0
}

/** All provisions of a document in its order. */
export async function allProvisions(db: Db, documentId: number): Promise<Read[]> {
  return db
    .select({ ...outlined, own: lawProvisions.own })
    .from(lawProvisions)
    .where(eq(lawProvisions.documentId, documentId))
    .orderBy(asc(lawProvisions.position))
}

/** The provision of an anchor with all below it; empty for an anchor the document does not have. */
export async function provisionsUnder(db: Db, documentId: number, anchor: string): Promise<Read[]> {
  const [top] = await db
    .select({ position: lawProvisions.position, depth: lawProvisions.depth })
    .from(lawProvisions)
    .where(and(eq(lawProvisions.documentId, documentId), eq(lawProvisions.anchor, anchor)))
  if (!top) return []
  const [next] = await db
    .select({ position: sql<number | null>`min(${lawProvisions.position})` })
    .from(lawProvisions)
    .where(
      and(
        eq(lawProvisions.documentId, documentId),
        gt(lawProvisions.position, top.position),
        lte(lawProvisions.depth, top.depth),
      ),
    )
  const end = next?.position ?? null
  return db
    .select({ ...outlined, own: lawProvisions.own })
    .from(lawProvisions)
    .where(
      and(
        eq(lawProvisions.documentId, documentId),
        gte(lawProvisions.position, top.position),
        end === null ? undefined : lt(lawProvisions.position, end),
      ),
    )
    .orderBy(asc(lawProvisions.position))
}
