import { and, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import { type AnyPgColumn, alias } from 'drizzle-orm/pg-core'
import { dayOf } from '#core/calendar/calendar.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawProvisions, lawRelations } from '#db/schema/law.ts'
import { cannedAnswers, units } from '#db/schema/profile.ts'
import { citations, publishedAnswers, reviewTasks } from '#db/schema/published.ts'
import { citeAnew } from './citing-anew.ts'

const changing = ['amends', 'replaces', 'repeals'] as const
const reviewed = ['published', 'canned', 'self-check'] as const
const rowsAtOnce = 2000

/**
 * Opens a task for everything public or canned that rests on what this document amends, replaces or repeals: one for
 * each holder, changed document and kind of change, however often it is called. Only confirmed relations of a
 * published document count; a task whose ground is gone before anybody closed it goes too.
 */
export async function openReviews(tx: Db, documentId: number, now: Date): Promise<void> {
  await citeAnew(tx, documentId, now)
  const relations = await tx
    .select({
      kind: sql<(typeof changing)[number]>`${lawRelations.kind}`,
      otherId: sql<number>`${lawRelations.otherId}`.mapWith(Number),
      anchors: lawRelations.anchors,
    })
    .from(lawRelations)
    .innerJoin(lawDocuments, eq(lawDocuments.id, lawRelations.documentId))
    .where(
      and(
        eq(lawRelations.documentId, documentId),
        inArray(lawRelations.kind, [...changing]),
        isNotNull(lawRelations.otherId),
        eq(lawRelations.proposed, false),
        eq(lawDocuments.state, 'published'),
      ),
    )
  const grounds: Ground[] = []
  for (const { kind, otherId, anchors } of relations) {
    const wide = anchors.length === 0 ? undefined : await withParts(tx, otherId, anchors)
    grounds.push({ changedId: otherId, cause: kind, byId: documentId, anchors: wide })
  }
  const opened: number[] = []
  for (const ground of grounds) opened.push(...(await openFor(tx, ground, now)))
  await tx
    .delete(reviewTasks)
    .where(
      and(
        eq(reviewTasks.byId, documentId),
        isNull(reviewTasks.closedAt),
        sql`${reviewTasks.id} <> all(${`{${opened}}`}::bigint[])`,
      ),
    )
}

/** Opens the tasks of documents whose own last day has come; a daily job. Gives how many documents those are. */
export async function openExpiryReviews(db: Db, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    const expired = await tx
      .selectDistinct({ id: lawDocuments.id })
      .from(lawDocuments)
      .innerJoin(citations, eq(citations.documentId, lawDocuments.id))
      .where(
        and(
          eq(lawDocuments.state, 'published'),
          sql`${lawDocuments.expiresOn} <= ${dayOf(now)}::date`,
        ),
      )
    for (const { id } of expired) {
      await openFor(tx, { changedId: id, cause: 'expires', byId: null, anchors: undefined }, now)
    }
    return expired.length
  })
}

interface Ground {
  changedId: number
  cause: 'amends' | 'replaces' | 'repeals' | 'expires'
  byId: number | null
  /** what of it is changed; undefined: all of it */
  anchors: string[] | undefined
}

/** Gives the ids of the open tasks of this ground, those of before too. */
async function openFor(tx: Db, ground: Ground, now: Date): Promise<number[]> {
  const { changedId, cause, byId, anchors } = ground
  const holders = await tx
    .selectDistinct({
      holder: sql<(typeof reviewed)[number]>`${citations.holder}`,
      holderId: citations.holderId,
      unitId: sql<number | null>`coalesce(${publishedAnswers.unitId}, ${cannedAnswers.unitId},
        (select ${units.id} from ${units} where ${units.focal} limit 1))`.mapWith(Number),
    })
    .from(citations)
    .leftJoin(publishedAnswers, held('published', publishedAnswers.id))
    .leftJoin(cannedAnswers, held('canned', cannedAnswers.id))
    .where(
      and(
        eq(citations.documentId, changedId),
        inArray(citations.holder, [...reviewed]),
        or(
          sql`${citations.holder} = 'self-check'`,
          eq(publishedAnswers.state, 'published'),
          isNotNull(cannedAnswers.id),
        ),
        anchors === undefined ? undefined : touches(anchors),
      ),
    )
  if (holders.length === 0) return []
  const rows = holders.map((one) => ({
    ...one,
    documentId: changedId,
    cause,
    byId,
    openedAt: now,
  }))
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const some = rows.slice(from, from + rowsAtOnce)
    await tx.insert(reviewTasks).values(some).onConflictDoNothing()
  }
  const open = await tx
    .select({ id: reviewTasks.id })
    .from(reviewTasks)
    .where(
      and(
        eq(reviewTasks.documentId, changedId),
        eq(reviewTasks.cause, cause),
        byId === null ? isNull(reviewTasks.byId) : eq(reviewTasks.byId, byId),
        isNull(reviewTasks.closedAt),
        amongHolders(holders),
      ),
    )
  return open.map(({ id }) => id)
}

function held(holder: (typeof reviewed)[number], id: AnyPgColumn): SQL {
  return sql`${citations.holder} = ${holder} and ${citations.holderId} = ${id}`
}

/** As two values: more may rest on one law than a statement has room for. */
function amongHolders(holders: { holder: (typeof reviewed)[number]; holderId: number }[]): SQL {
  const kinds = `{${holders.map(({ holder }) => holder)}}`
  const ids = `{${holders.map(({ holderId }) => holderId)}}`
  return sql`(${reviewTasks.holder}, ${reviewTasks.holderId}) in
    (select * from unnest(${kinds}::text[], ${ids}::bigint[]))`
}

/** The whole document is cited, the changed part itself, what stands in it, or what it stands in. */
function touches(anchors: string[]): SQL {
  const list = sql`array[${sql.join(
    anchors.map((one) => sql`${one}`),
    sql`, `,
  )}]::text[]`
  return sql`(${citations.anchor} = '' or exists (select 1 from unnest(${list}) as changed(anchor)
    where ${citations.anchor} = changed.anchor
      or starts_with(${citations.anchor}, changed.anchor || '.')
      or starts_with(changed.anchor, ${citations.anchor} || '.')))`
}

/** A chapter's articles do not bear its name: they are looked up in the text. */
async function withParts(tx: Db, documentId: number, anchors: string[]): Promise<string[]> {
  const upper = anchors.filter((anchor) => !/^(?:d\d|pl)/.test(anchor))
  if (upper.length === 0) return anchors
  const rows = await tx
    .select({ anchor: lawProvisions.anchor, parent: lawProvisions.parent })
    .from(lawProvisions)
    .where(eq(lawProvisions.documentId, documentId))
  const within = new Set(upper)
  for (let before = 0; before !== within.size; ) {
    before = within.size
    for (const { anchor, parent } of rows) if (within.has(parent)) within.add(anchor)
  }
  return [...new Set([...anchors, ...within])]
}

/** What rests on a document: for its own page. */
export interface RestingOn {
  holder: (typeof reviewed)[number] | 'answer'
  holderId: number
  anchors: string[]
  /** the question of a published answer, the title of a canned one; '' of others */
  title: string
  slug: string | null
  unit: string | null
}

/** The public and canned answers and self-checks that cite a document, at most 200. */
export async function holdersOf(db: Db, documentId: number): Promise<RestingOn[]> {
  const unit = alias(units, 'unit')
  return db
    .select({
      holder: sql<RestingOn['holder']>`${citations.holder}`,
      holderId: citations.holderId,
      anchors: sql<string[]>`array_agg(${citations.anchor} order by ${citations.anchor})`,
      title: sql<string>`coalesce(max(left(${publishedAnswers.question}, 200)), max(${cannedAnswers.title}), '')`,
      slug: sql<string | null>`max(${publishedAnswers.slug})`,
      unit: sql<string | null>`max(${unit.shortName})`,
    })
    .from(citations)
    .leftJoin(publishedAnswers, held('published', publishedAnswers.id))
    .leftJoin(cannedAnswers, held('canned', cannedAnswers.id))
    .leftJoin(unit, sql`${unit.id} = coalesce(${publishedAnswers.unitId}, ${cannedAnswers.unitId})`)
    .where(and(eq(citations.documentId, documentId), inArray(citations.holder, [...reviewed])))
    .groupBy(citations.holder, citations.holderId)
    .orderBy(citations.holder, citations.holderId)
    .limit(200)
}
