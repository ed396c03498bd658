import { and, count, desc, eq, inArray, or, type SQL, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { addWorkingDays } from '#core/calendar/working-days.ts'
import { fold } from '#core/fold.ts'
import { loadOffice } from '#core/office.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { feeFiles } from '#db/schema/consultants.ts'
import { businesses } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'

export const feeViews = ['open', 'late', 'soon', 'incomplete', 'granted', 'refused', 'all'] as const
export type FeeView = (typeof feeViews)[number]

export interface FeeFilter {
  view: FeeView
  q: string
  page: number
}

const feesPerPage = 30
const atOnce = 500
const soonDays = 2

/** How a file's term stands: decided ones have none. */
export type FeeTerm = 'late' | 'soon' | 'calm' | 'none'

/** The files of a view, those due first on top, how each one's term stands, and how many every view has. */
export async function listFees(db: Db, filter: FeeFilter, now: Date) {
  const days = await daysOf(db, now)
  const rows = await filesOf(db, and(viewOf(filter.view, days), searched(filter.q)))
    .limit(feesPerPage + 1)
    .offset((filter.page - 1) * feesPerPage)
  const counts = await Promise.all(
    feeViews.map(async (view) => {
      const [row] = await db.select({ n: count() }).from(feeFiles).where(viewOf(view, days))
      return [view, row?.n ?? 0] as const
    }),
  )
  return {
    rows: rows.slice(0, feesPerPage).map((row) => ({ ...row, term: termOf(row.file, days) })),
    more: rows.length > feesPerPage,
    counts: Object.fromEntries(counts) as Record<FeeView, number>,
  }
}

/** Every file of a view, read in parts. */
export async function* everyFee(db: Db, filter: Omit<FeeFilter, 'page'>, now: Date) {
  const days = await daysOf(db, now)
  for (let from = 0; ; from += atOnce) {
    const where = and(viewOf(filter.view, days), searched(filter.q))
    const rows = await filesOf(db, where).limit(atOnce).offset(from)
    yield* rows
    if (rows.length < atOnce) return
  }
}

/** The files that wait for a decision and are late or near their end, for those who decide. */
export async function feesNear(db: Db, actor: Actor, now: Date, most = 8) {
  if (!may(actor, 'fees.edit')) return []
  const days = await daysOf(db, now)
  const near = or(viewOf('late', days), viewOf('soon', days))
  const rows = await filesOf(db, near).limit(most)
  return rows.map((row) => ({ ...row, term: termOf(row.file, days) }))
}

/** One file with its business, its question and how its term stands. */
export async function findFee(db: Db, id: number, now: Date) {
  const [row] = await filesOf(db, eq(feeFiles.id, id))
  return row && { ...row, term: termOf(row.file, await daysOf(db, now)) }
}

/** Files with whose they are: those due first on top, then those that lack something, then what was decided. */
function filesOf(db: Db, where: SQL | undefined) {
  const { state, dueOn } = feeFiles
  return db
    .select({
      file: feeFiles,
      business: businesses.name,
      taxCode: businesses.taxCode,
      ticketCode: tickets.code,
    })
    .from(feeFiles)
    .innerJoin(businesses, eq(businesses.id, feeFiles.businessId))
    .leftJoin(tickets, eq(tickets.id, feeFiles.ticketId))
    .where(where)
    .orderBy(
      sql`case when ${state} = 'complete' then 0 when ${state} = 'incomplete' then 1 else 2 end`,
      sql`case when ${state} = 'complete' then ${dueOn} end`,
      desc(feeFiles.id),
    )
}

function searched(q: string): SQL | undefined {
  const words = fold(q)
  if (words === '') return undefined
  const typed = q.trim()
  return sql`(${businesses.named} @@ plainto_tsquery('simple', ${words}) or ${businesses.taxCode} = ${typed}
    or ${feeFiles.decision} ilike ${`%${typed.replace(/[\\%_]/g, '\\$&')}%`} or ${tickets.code} = ${typed.toUpperCase()})`
}

interface Days {
  today: string
  soon: string
}

export async function daysOf(db: Db, now: Date): Promise<Days> {
  const { calendar } = await loadOffice(db)
  return { today: dayOf(now), soon: dayOf(addWorkingDays(calendar, now, soonDays)) }
}

export function termOf(
  { state, dueOn }: Pick<typeof feeFiles.$inferSelect, 'state' | 'dueOn'>,
  days: Days,
): FeeTerm {
  if (state !== 'complete' || dueOn === null) return 'none'
  if (dueOn < days.today) return 'late'
  return dueOn <= days.soon ? 'soon' : 'calm'
}

function viewOf(view: FeeView, { today, soon }: Days): SQL | undefined {
  const complete = eq(feeFiles.state, 'complete')
  switch (view) {
    case 'all':
      return undefined
    case 'open':
      return inArray(feeFiles.state, ['incomplete', 'complete'])
    case 'late':
      return and(complete, sql`${feeFiles.dueOn} < ${today}::date`)
    case 'soon':
      return and(complete, sql`${feeFiles.dueOn} between ${today}::date and ${soon}::date`)
    default:
      return eq(feeFiles.state, view)
  }
}
