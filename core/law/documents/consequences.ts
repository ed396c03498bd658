import { holdersOf } from '#core/law/published/reviews.ts'
import type { Db } from '#db/client.ts'
import type { RelationKind } from './binding.ts'
import type { LawDocument } from './documents.ts'
import type { RelationRow } from './relations.ts'
import type { Day } from './standing.ts'

/** What publishing a document does to another; without a day it does nothing until somebody fills it in. */
export type Consequence = {
  kind: RelationKind
  name: string
  anchors: string[]
  day: Day | null
}

/**
 * What happens when a document is published: to which others, from which day, and how many answers that rest on them
 * will be listed for review. Relations not confirmed do nothing.
 */
export async function consequencesOf(
  db: Db,
  document: LawDocument,
  relations: RelationRow[],
): Promise<{ changes: Consequence[]; reviews: number }> {
  const acting = relations.filter(({ documentId, otherId, proposed, kind }) => {
    const changing = kind !== 'guides' && kind !== 'consolidates'
    return documentId === document.id && otherId !== null && !proposed && changing
  })
  const targets = new Set(acting.flatMap(({ otherId }) => otherId ?? []))
  let reviews = 0
  for (const target of targets) {
    const holders = await holdersOf(db, target)
    reviews += holders.length
  }
  const changes = acting.map(({ kind, otherNumber, otherTitle, otherName, anchors, fromOn }) => ({
    kind,
    name: otherNumber || otherTitle || otherName,
    anchors,
    day: fromOn ?? document.inForceOn,
  }))
  return { changes, reviews }
}
