import { and, asc, desc, eq, type SQL, sql } from 'drizzle-orm'
import { type Way, waysTo } from '#core/deliveries/ways.ts'
import type { Actor } from '#core/staff/roles.ts'
import { visibleTickets } from '#core/staff/visible.ts'
import type { Db } from '#db/client.ts'
import { businesses } from '#db/schema/people.ts'
import { fields, units } from '#db/schema/profile.ts'
import { staff } from '#db/schema/staff.ts'
import { tickets } from '#db/schema/tickets.ts'
import { listConditions } from './conditions.ts'
import { type Filter, filterQuery, sortShown } from './filter.ts'

export const perPage = 50
const mostCounted = 1000
/** Counting what a search finds costs more than showing it. */
const mostFound = 100

const rowColumns = {
  id: tickets.id,
  code: tickets.code,
  question: sql<string>`left(${tickets.question}, 200)`,
  field: fields.name,
  fieldEn: fields.nameEn,
  unit: units.shortName,
  state: tickets.state,
  scope: tickets.scope,
  dueAt: tickets.dueAt,
  openedAt: tickets.openedAt,
  termDays: tickets.termDays,
  pausedAt: tickets.pausedAt,
  pausedMinutes: tickets.pausedMinutes,
  warningLevel: tickets.warningLevel,
  channel: tickets.channel,
  conversationId: tickets.conversationId,
  assignee: staff.name,
  assigneeId: tickets.assigneeId,
  unreadSince: tickets.unreadSince,
  satisfaction: tickets.satisfaction,
  version: tickets.version,
}

/** One page of the inbox; `next` opens the page after, `count` stops at a bound (`more`). */
export interface TicketList {
  rows: Row[]
  next: string | undefined
  count: number
  more: boolean
}

export type Row = Awaited<ReturnType<typeof pageOf>>[number] & {
  /** where an answer would go now, and what can be sent there; undefined where nobody asked in a chat */
  way: Way | undefined
}

/** The tickets of a filter that `actor` may read, fifty at a time. */
export async function listTickets(
  db: Db,
  actor: Actor,
  filter: Filter,
  now: Date,
): Promise<TicketList> {
  const condition = listConditions(actor, filter, now)
  const rows = await pageOf(db, actor, condition, filter)
  const shown = await withWays(db, rows.slice(0, perPage), now)
  const last = shown.at(-1)
  const more = rows.length > perPage
  return {
    rows: shown,
    next: more && last ? filterQuery({ ...filter, after: last.id }) : undefined,
    ...(more || filter.after !== undefined
      ? await countOf(db, condition, filter)
      : { count: shown.length, more: false }),
  }
}

async function withWays(
  db: Db,
  rows: Awaited<ReturnType<typeof pageOf>>,
  now: Date,
): Promise<Row[]> {
  const asked = rows.map((row) => row.conversationId).filter((id) => id !== null)
  const ways = new Map((await waysTo(db, asked, now)).map((way) => [way.askedIn.id, way]))
  return rows.map((row) => ({ ...row, way: ways.get(row.conversationId ?? 0) }))
}

/** How many tickets a filter has, counted up to a bound in the list's own order, so that it stays cheap. */
async function countOf(
  db: Db,
  condition: SQL,
  filter: Filter,
): Promise<{ count: number; more: boolean }> {
  const most = filter.q === undefined ? mostCounted : mostFound
  const { order } = ordering(filter)
  const rows = db
    .select({ one: sql<number>`1`.as('one') })
    .from(tickets)
    .where(condition)
    .orderBy(...order)
  const counted = rows.limit(most + 1).as('counted')
  const [row] = await db.select({ count: sql<number>`count(*)::int` }).from(counted)
  const count = row?.count ?? 0
  return { count: Math.min(count, most), more: count > most }
}

/** SQL that counts up to one more than `most`. */
export function cappedCount(condition: SQL, most: number): SQL {
  return sql`(select count(*)::int from (select 1 from ${tickets} where ${condition} limit ${sql.raw(String(most + 1))}) counted)`
}

/** The page is found first, by what an index alone may hold; what is shown of it is read after. */
function pageOf(db: Db, actor: Actor, condition: SQL, filter: Filter) {
  const { order, after } = ordering(filter)
  const page = db
    .select({ id: tickets.id })
    .from(tickets)
    .where(and(condition, after))
    .orderBy(...order)
    .limit(perPage + 1)
    .as('page')
  const known = visibleTickets(actor, 'people.contact')
  const business = sql<string | null>`case when ${known} then ${businesses.name} end`
  return db
    .select({ ...rowColumns, business })
    .from(page)
    .innerJoin(tickets, eq(tickets.id, page.id))
    .leftJoin(businesses, eq(businesses.id, tickets.businessId))
    .leftJoin(fields, eq(fields.id, tickets.fieldId))
    .leftJoin(units, eq(units.id, tickets.leadUnitId))
    .leftJoin(staff, eq(staff.id, tickets.assigneeId))
    .orderBy(...order)
}

/** The order of a list, and the condition that goes on after a ticket; both walk one index. */
function ordering(filter: Filter): { order: SQL[]; after: SQL | undefined } {
  const sort = sortShown(filter)
  const column = { due: tickets.dueAt, newest: tickets.openedAt, updated: tickets.updatedAt }[sort]
  const up = sort === 'due'
  const order = up ? [asc(column), asc(tickets.id)] : [desc(column), desc(tickets.id)]
  if (filter.after === undefined) return { order, after: undefined }
  const last = sql`((select t.${sql.identifier(column.name)} from ${tickets} t where t.id = ${filter.after}), ${filter.after}::bigint)`
  const compare = sql.raw(up ? '>' : '<')
  return { order, after: sql`(${column}, ${tickets.id}) ${compare} ${last}` }
}
