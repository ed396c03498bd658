import { and, eq, inArray, isNotNull, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawRelations } from '#db/schema/law.ts'

/** The dates of a document that its validity rests on. */
export type Dated = {
  id: number
  slug: string
  number: string | null
  title: string
  signedOn: string | null
  inForceOn: string | null
  expiresOn: string | null
}

/** A confirmed relation of a published document to another: `sourceId` acts on `targetId`. */
export type Effect = {
  sourceId: number
  targetId: number
  kind: 'amends' | 'replaces' | 'repeals'
  anchors: string[]
  fromOn: string | null
}

/** All that decides the validity of some documents: their own facts, those acting on them, those acting on these. */
export type Ground = { documents: Map<number, Dated>; effects: Effect[] }

/**
 * The documents with all that acts on them, directly or by way of another: only confirmed relations of published
 * documents count.
 */
export async function groundOf(db: Db, ids: number[]): Promise<Ground> {
  const effects = ids.length === 0 ? [] : await effectsOn(db, ids)
  const all = [...new Set([...ids, ...effects.map(({ sourceId }) => sourceId)])]
  const rows = await db
    .select({
      id: lawDocuments.id,
      slug: lawDocuments.slug,
      number: lawDocuments.number,
      title: lawDocuments.title,
      signedOn: lawDocuments.signedOn,
      inForceOn: lawDocuments.inForceOn,
      expiresOn: lawDocuments.expiresOn,
    })
    .from(lawDocuments)
    .where(among(lawDocuments.id, all))
  return { documents: new Map(rows.map((row) => [row.id, row])), effects }
}

const acting = ['amends', 'replaces', 'repeals'] as const

async function effectsOn(db: Db, ids: number[]): Promise<Effect[]> {
  const found: Effect[] = []
  const asked = new Set(ids)
  for (let next = [...asked]; next.length > 0; ) {
    const rows = await db
      .select({
        sourceId: lawRelations.documentId,
        targetId: sql<number>`${lawRelations.otherId}`.mapWith(Number),
        kind: sql<Effect['kind']>`${lawRelations.kind}`,
        anchors: lawRelations.anchors,
        fromOn: lawRelations.fromOn,
      })
      .from(lawRelations)
      .innerJoin(lawDocuments, eq(lawDocuments.id, lawRelations.documentId))
      .where(
        and(
          among(lawRelations.otherId, next),
          isNotNull(lawRelations.otherId),
          inArray(lawRelations.kind, [...acting]),
          eq(lawRelations.proposed, false),
          eq(lawDocuments.state, 'published'),
        ),
      )
    found.push(...rows)
    next = [...new Set(rows.map(({ sourceId }) => sourceId))].filter((id) => !asked.has(id))
    for (const id of next) asked.add(id)
  }
  return found
}

/** A list of any length as one value: a base may hold more documents than a statement has room for. */
function among(column: PgColumn, ids: number[]): SQL {
  return sql`${column} = any(${`{${ids}}`}::bigint[])`
}
