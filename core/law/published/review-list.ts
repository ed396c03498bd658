import { and, asc, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { type AnyPgColumn, alias } from 'drizzle-orm/pg-core'
import { type Actor, reachOf } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { selfChecks } from '#db/schema/assistant.ts'
import { lawDocuments } from '#db/schema/law.ts'
import { cannedAnswers, units } from '#db/schema/profile.ts'
import { citations, publishedAnswers, reviewTasks } from '#db/schema/published.ts'

type Task = typeof reviewTasks.$inferSelect

interface Named {
  id: number
  slug: string
  kind: string
  number: string | null
  title: string
}

/** One thing that changed under a holder. */
export interface ReviewCause {
  taskId: number
  cause: Task['cause']
  openedAt: Date
  document: Named
  by: (Named & { inForceOn: string | null }) | null
  /** where the holder cites the changed document */
  anchors: string[]
}

/** Something that has to be looked at again, with all that changed under it. */
export interface Review {
  holder: Task['holder']
  holderId: number
  /** the question of a published answer, the title of a canned one, the code of a self-check */
  title: string
  unitId: number | null
  unit: string | null
  causes: ReviewCause[]
}

/** So many changes are listed at once. */
export const mostChanges = 300

/** What is to be reviewed, by division, the oldest first; `unitId` narrows it to one, `of` to one holder. */
export async function listReviews(
  db: Db,
  where: { unitId?: number | undefined; of?: Pick<Review, 'holder' | 'holderId'> } = {},
): Promise<Review[]> {
  const by = alias(lawDocuments, 'by')
  const rows = await db
    .select({
      taskId: reviewTasks.id,
      holder: reviewTasks.holder,
      holderId: reviewTasks.holderId,
      unitId: reviewTasks.unitId,
      unit: units.shortName,
      cause: reviewTasks.cause,
      openedAt: reviewTasks.openedAt,
      document: {
        id: lawDocuments.id,
        slug: lawDocuments.slug,
        kind: lawDocuments.kind,
        number: lawDocuments.number,
        title: lawDocuments.title,
      },
      by: {
        id: by.id,
        slug: by.slug,
        kind: by.kind,
        number: by.number,
        title: by.title,
        inForceOn: by.inForceOn,
      },
      title: titleOf(),
      anchors: sql<string[]>`array(select ${citations.anchor} from ${citations}
        where ${citations.holder} = ${reviewTasks.holder} and ${citations.holderId} = ${reviewTasks.holderId}
          and ${citations.documentId} = ${reviewTasks.documentId} order by 1)`,
    })
    .from(reviewTasks)
    .innerJoin(lawDocuments, eq(lawDocuments.id, reviewTasks.documentId))
    .leftJoin(by, eq(by.id, reviewTasks.byId))
    .leftJoin(units, eq(units.id, reviewTasks.unitId))
    .leftJoin(publishedAnswers, of('published', publishedAnswers.id))
    .leftJoin(cannedAnswers, of('canned', cannedAnswers.id))
    .leftJoin(selfChecks, of('self-check', selfChecks.id))
    .where(and(isNull(reviewTasks.closedAt), unitIs(where.unitId), holderIs(where.of)))
    .orderBy(asc(units.position), asc(reviewTasks.openedAt), asc(reviewTasks.id))
    .limit(mostChanges)
  const reviews = new Map<string, Review>()
  for (const { holder, holderId, title, unitId, unit, ...cause } of rows) {
    const key = `${holder}:${holderId}`
    const review = reviews.get(key) ?? { holder, holderId, title, unitId, unit, causes: [] }
    reviews.set(key, { ...review, causes: [...review.causes, cause] })
  }
  return [...reviews.values()]
}

function of(holder: Task['holder'], id: AnyPgColumn): SQL {
  return sql`${reviewTasks.holder} = ${holder} and ${reviewTasks.holderId} = ${id}`
}

function titleOf(): SQL<string> {
  return sql`coalesce(left(${publishedAnswers.question}, 300), ${cannedAnswers.title}, ${selfChecks.code}, '')`
}

function unitIs(unitId: number | undefined): SQL | undefined {
  return unitId === undefined ? undefined : eq(reviewTasks.unitId, unitId)
}

function holderIs(of: Pick<Review, 'holder' | 'holderId'> | undefined): SQL | undefined {
  if (of === undefined) return undefined
  return and(eq(reviewTasks.holder, of.holder), eq(reviewTasks.holderId, of.holderId))
}

/** How many things wait for this actor's review: their unit's; all where they may decide on all. */
export async function countReviews(db: Db, actor: Actor): Promise<number> {
  const everything = reviewReach(actor) === 'any'
  if (!everything && actor.unitId === undefined) return 0
  const [row] = await db
    .select({
      count: sql<number>`count(distinct (${reviewTasks.holder}, ${reviewTasks.holderId}))`.mapWith(
        Number,
      ),
    })
    .from(reviewTasks)
    .where(and(isNull(reviewTasks.closedAt), everything ? undefined : unitIs(actor.unitId)))
  return row?.count ?? 0
}

/** What was open under one holder; for its own page. */
export async function openReviewsOf(
  db: Db,
  holder: Task['holder'],
  holderId: number,
): Promise<Review | undefined> {
  const [review] = await listReviews(db, { of: { holder, holderId } })
  return review
}

function reviewReach(actor: Actor) {
  return [reachOf(actor, 'published.write'), reachOf(actor, 'published.review')].includes('any')
    ? 'any'
    : 'lead'
}

/** The last reviews closed, for the list's second part. */
export async function closedReviews(db: Db, where: { unitId?: number | undefined } = {}) {
  return db
    .select({
      id: reviewTasks.id,
      holder: reviewTasks.holder,
      holderId: reviewTasks.holderId,
      title: titleOf(),
      unit: units.shortName,
      cause: reviewTasks.cause,
      number: sql<string>`coalesce(${lawDocuments.number}, ${lawDocuments.title})`,
      closedAt: reviewTasks.closedAt,
      closedBy: reviewTasks.closedBy,
      outcome: reviewTasks.outcome,
      note: reviewTasks.note,
    })
    .from(reviewTasks)
    .innerJoin(lawDocuments, eq(lawDocuments.id, reviewTasks.documentId))
    .leftJoin(units, eq(units.id, reviewTasks.unitId))
    .leftJoin(publishedAnswers, of('published', publishedAnswers.id))
    .leftJoin(cannedAnswers, of('canned', cannedAnswers.id))
    .leftJoin(selfChecks, of('self-check', selfChecks.id))
    .where(and(isNotNull(reviewTasks.closedAt), unitIs(where.unitId)))
    .orderBy(sql`${reviewTasks.closedAt} desc`)
    .limit(30)
}
