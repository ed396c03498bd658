import { and, eq, inArray, isNull, ne } from 'drizzle-orm'
import { openReviews } from '#core/law/published/reviews.ts'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawRelations } from '#db/schema/law.ts'

export type RelationKind = 'amends' | 'replaces' | 'repeals' | 'guides' | 'consolidates'

/** Changing law comes after the law it changes, whichever way it does; so do guiding and consolidating, each by itself. */
const together: RelationKind[][] = [['amends', 'replaces', 'repeals'], ['guides'], ['consolidates']]

/**
 * Ties a document to the relations that named its number before it was in the base, and unties those of a number it
 * no longer has. A confirmed one that would close a circle is left to be looked at again.
 */
export async function bindRelations(tx: Db, id: number, now: Date): Promise<void> {
  const [document] = await tx
    .select({ key: lawDocuments.numberKey })
    .from(lawDocuments)
    .where(eq(lawDocuments.id, id))
  const key = document?.key ?? ''
  await tx
    .update(lawRelations)
    .set({ otherId: null })
    .where(and(eq(lawRelations.otherId, id), ne(lawRelations.otherKey, key)))
  if (key === '') return
  const waiting = await tx
    .select({
      id: lawRelations.id,
      documentId: lawRelations.documentId,
      kind: lawRelations.kind,
      proposed: lawRelations.proposed,
    })
    .from(lawRelations)
    .where(and(eq(lawRelations.otherKey, key), isNull(lawRelations.otherId)))
    .orderBy(lawRelations.id)
  for (const one of waiting) {
    const circular = await circleOf(tx, one.documentId, id, one.kind)
    await tx
      .update(lawRelations)
      .set({ otherId: id, proposed: one.proposed || circular !== undefined })
      .where(eq(lawRelations.id, one.id))
    await openReviews(tx, one.documentId, now)
  }
}

/** Refuses a relation that, with those confirmed, would lead back to where it begins. */
export async function checkNoCircle(
  tx: Db,
  from: number,
  to: number,
  kind: RelationKind,
): Promise<void> {
  const circle = await circleOf(tx, from, to, kind)
  if (circle === undefined) return
  const rows = await tx
    .select({ id: lawDocuments.id, number: lawDocuments.number, title: lawDocuments.title })
    .from(lawDocuments)
    .where(inArray(lawDocuments.id, circle))
  const names = new Map(rows.map(({ id, number, title }) => [id, number ?? title]))
  const path = circle.map((id) => names.get(id) ?? '').join(' → ')
  throw new Refusal(circle.length === 2 ? 'law:refusal.itself' : 'law:refusal.circular', { path })
}

/** The documents on the way from `from` over `to` back to `from`; undefined when there is no such way. */
async function circleOf(
  tx: Db,
  from: number,
  to: number,
  kind: RelationKind,
): Promise<number[] | undefined> {
  const kinds = together.find((one) => one.includes(kind)) ?? [kind]
  const cameFrom = new Map<number, number>([[to, from]])
  for (let next = [to]; next.length > 0 && !next.includes(from); ) {
    const rows = await tx
      .select({ from: lawRelations.documentId, to: lawRelations.otherId })
      .from(lawRelations)
      .where(
        and(
          inArray(lawRelations.documentId, next),
          inArray(lawRelations.kind, kinds),
          eq(lawRelations.proposed, false),
        ),
      )
    next = []
    for (const row of rows) {
      if (row.to === null || cameFrom.has(row.to)) continue
      cameFrom.set(row.to, row.from)
      next.push(row.to)
    }
  }
  if (!cameFrom.has(from)) return undefined
  const way = [from]
  for (let at = cameFrom.get(from); at !== undefined && at !== from; at = cameFrom.get(at))
    way.unshift(at)
  return [from, ...way]
}
