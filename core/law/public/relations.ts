import { and, asc, eq, isNotNull, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Day } from '#core/law/documents/standing.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawRelations } from '#db/schema/law.ts'

type RelationKind = 'amends' | 'replaces' | 'repeals' | 'guides' | 'consolidates'

/** What a document does to another, or has done to it. Without `slug` the other is not on the portal. */
export interface PublicRelation {
  kind: RelationKind
  /** the provisions of the one it is done to; empty: the whole of it */
  anchors: string[]
  /** when it takes effect, where that is known */
  from: Day | null
  slug: string | null
  number: string | null
  title: string
}

const actor = alias(lawDocuments, 'actor')
const other = alias(lawDocuments, 'other')

/** The confirmed relations of a document: what it does to others, and what published others do to it. */
export async function relationsOf(
  db: Db,
  documentId: number,
): Promise<{ does: PublicRelation[]; suffers: PublicRelation[] }> {
  const rows = await db
    .select({
      documentId: lawRelations.documentId,
      kind: lawRelations.kind,
      anchors: lawRelations.anchors,
      from: sql<Day | null>`coalesce(${lawRelations.fromOn}, ${actor.inForceOn})::text`,
      otherNumber: lawRelations.otherNumber,
      otherName: lawRelations.otherName,
      actor: { slug: actor.slug, number: actor.number, title: actor.title, state: actor.state },
      other: { slug: other.slug, number: other.number, title: other.title, state: other.state },
    })
    .from(lawRelations)
    .innerJoin(actor, eq(actor.id, lawRelations.documentId))
    .leftJoin(other, eq(other.id, lawRelations.otherId))
    .where(
      and(
        eq(lawRelations.proposed, false),
        or(
          eq(lawRelations.documentId, documentId),
          and(
            isNotNull(lawRelations.otherId),
            eq(lawRelations.otherId, documentId),
            eq(actor.state, 'published'),
          ),
        ),
      ),
    )
    .orderBy(asc(actor.inForceOn), asc(lawRelations.id))
  const told = (row: (typeof rows)[number], document: (typeof rows)[number]['other']) => ({
    kind: row.kind,
    anchors: row.anchors,
    from: row.from,
    slug: document?.state === 'published' ? document.slug : null,
    number: (document ? document.number : row.otherNumber) || null,
    title: (document?.state === 'published' && document.title) || row.otherName,
  })
  return {
    does: rows.filter((row) => row.documentId === documentId).map((row) => told(row, row.other)),
    suffers: rows.filter((row) => row.documentId !== documentId).map((row) => told(row, row.actor)),
  }
}
