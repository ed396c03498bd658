import { asc, count, desc, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { difficulties, difficultyGroups, recommendationSources } from '#db/schema/difficulties.ts'
import { recommendations } from '#db/schema/recommendations.ts'
import { tickets } from '#db/schema/tickets.ts'
import { difficultyVersion } from './difficulty.ts'
import { type DifficultyFilter, difficultyWhere } from './difficulty-filter.ts'

const columns = {
  id: difficulties.id,
  version: difficultyVersion,
  source: difficulties.source,
  content: difficulties.content,
  fieldId: difficulties.fieldId,
  commune: difficulties.commune,
  size: difficulties.size,
  raisedOn: difficulties.raisedOn,
  groupId: difficulties.groupId,
  group: difficultyGroups.title,
  ticketId: difficulties.ticketId,
  ticketCode: tickets.code,
  recommended: sql<number>`(select count(*)::int from ${recommendationSources} s
    where s.difficulty_id = ${difficulties.id})`,
}

export type DifficultyRow = Awaited<ReturnType<typeof listDifficulties>>['rows'][number]

const onPage = 50

/** A page of the difficulties of a filter, the newest first, and how many there are in all. */
export async function listDifficulties(db: Db, filter: DifficultyFilter, page: number) {
  const where = difficultyWhere(filter)
  const [rows, [all]] = await Promise.all([
    rowsOf(db, filter)
      .limit(onPage + 1)
      .offset((page - 1) * onPage),
    db.select({ n: count() }).from(difficulties).where(where),
  ])
  return { rows: rows.slice(0, onPage), more: rows.length > onPage, count: all?.n ?? 0 }
}

const atOnce = 500

/** Every difficulty of a filter, read bit by bit. */
export async function* everyDifficulty(db: Db, filter: DifficultyFilter) {
  for (let from = 0; ; from += atOnce) {
    const rows = await rowsOf(db, filter).limit(atOnce).offset(from)
    yield* rows
    if (rows.length < atOnce) return
  }
}

/** One difficulty with the recommendations that rest on it; undefined when there is none. */
export async function difficultyPage(db: Db, id: number) {
  const [row] = await rowsOf(db, {}, id)
  if (!row) return undefined
  const resting = await db
    .select({
      id: recommendations.id,
      title: recommendations.title,
      authority: recommendations.authority,
      state: recommendations.state,
      toldAt: recommendationSources.toldAt,
    })
    .from(recommendationSources)
    .innerJoin(recommendations, eq(recommendations.id, recommendationSources.recommendationId))
    .where(eq(recommendationSources.difficultyId, id))
    .orderBy(asc(recommendations.id))
  return { ...row, resting }
}

/** The difficulty that a ticket was marked as; undefined when it was not. */
export async function difficultyOf(db: Db, ticketId: number): Promise<number | undefined> {
  const [row] = await db
    .select({ id: difficulties.id })
    .from(difficulties)
    .where(
      sql`${difficulties.source} = 'ticket' and ${difficulties.sourceKey} = ${String(ticketId)}`,
    )
  return row?.id
}

function rowsOf(db: Db, filter: DifficultyFilter, id?: number) {
  return db
    .select(columns)
    .from(difficulties)
    .leftJoin(difficultyGroups, eq(difficultyGroups.id, difficulties.groupId))
    .leftJoin(tickets, eq(tickets.id, difficulties.ticketId))
    .where(id === undefined ? difficultyWhere(filter) : eq(difficulties.id, id))
    .orderBy(desc(difficulties.raisedOn), desc(difficulties.id))
    .$dynamic()
}

export interface DifficultyTrend {
  /** YYYY-MM, every month of the last twelve up to the last of the filter */
  byMonth: { month: string; n: number }[]
  byField: { fieldId: number | null; n: number }[]
  byCommune: { commune: string | null; n: number }[]
}

const months = 12

/** How many difficulties of a filter were raised in each of the twelve months to `today`, by field and by commune. */
export async function difficultyTrend(
  db: Db,
  filter: DifficultyFilter,
  today: string,
): Promise<DifficultyTrend> {
  const where = difficultyWhere(filter)
  const n = sql<number>`count(*)::int`
  const month = sql<string>`to_char(${difficulties.raisedOn}, 'YYYY-MM')`
  const [byMonth, byField, byCommune] = await Promise.all([
    db.select({ month, n }).from(difficulties).where(where).groupBy(sql`1`),
    db
      .select({ fieldId: difficulties.fieldId, n })
      .from(difficulties)
      .where(where)
      .groupBy(difficulties.fieldId)
      .orderBy(desc(n)),
    db
      .select({ commune: difficulties.commune, n })
      .from(difficulties)
      .where(where)
      .groupBy(difficulties.commune)
      .orderBy(desc(n)),
  ])
  const counted = new Map(byMonth.map((one) => [one.month, one.n]))
  const last = filter.to !== undefined && filter.to < today ? filter.to : today
  return {
    byMonth: monthsTo(last).map((one) => ({ month: one, n: counted.get(one) ?? 0 })),
    ...{ byField, byCommune },
  }
}

function monthsTo(day: string): string[] {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return Array.from({ length: months }, (_, at) =>
    new Date(Date.UTC(year, month - months + at, 1)).toISOString().slice(0, 7),
  )
}
