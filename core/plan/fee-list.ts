import { and, count, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { addWorkingDays } from '#core/calendar/working-days.ts'
import { fold } from '#core/fold.ts'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { feeFiles } from '#db/schema/consultants.ts'
import { businesses } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'

export const feeViews = [
  'open',
  'late',
  'soon',
  'incomplete',
  'complete',
  'granted',
  'refused',
  'all',
] as const
export type FeeView = (typeof feeViews)[number]

export interface FeeFilter {
  view: FeeView
  q: string
  page: number
}

const feesPerPage = 30
const soonDays = 2

/** How a file's term stands: decided ones have none. */
export type FeeTerm = 'late' | 'soon' | 'calm' | 'none'

/** The files of a view, those due first on top, how each one's term stands, and how many every view has. */
export async function listFees(db: Db, filter: FeeFilter, now: Date) {
  const days = await daysOf(db, now)
  const words = fold(filter.q)
  const searched =
    words === ''
      ? undefined
      : sql`(${businesses.named} @@ plainto_tsquery('simple', ${words}) or ${businesses.taxCode} = ${filter.q.trim()}
          or ${feeFiles.decision} ilike ${`%${filter.q.trim().replace(/[\\%_]/g, '\\$&')}%`}
          or ${tickets.code} = ${filter.q.trim().toUpperCase()})`
  const rows = await db
    .select({
      file: feeFiles,
      business: businesses.name,
      taxCode: businesses.taxCode,
      ticketCode: tickets.code,
    })
    .from(feeFiles)
    .innerJoin(businesses, eq(businesses.id, feeFiles.businessId))
    .leftJoin(tickets, eq(tickets.id, feeFiles.ticketId))
    .where(and(viewOf(filter.view, days), searched))
    .orderBy(
      sql`case when ${feeFiles.state} = 'complete' then 0 when ${feeFiles.state} = 'incomplete' then 1 else 2 end`,
      sql`case when ${feeFiles.state} = 'complete' then ${feeFiles.dueOn} end`,
      desc(feeFiles.id),
    )
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

/** One file with its business, its question and how its term stands. */
export async function findFee(db: Db, id: number, now: Date) {
  const [row] = await db
    .select({
      file: feeFiles,
      business: businesses.name,
      taxCode: businesses.taxCode,
      ticketCode: tickets.code,
    })
    .from(feeFiles)
    .innerJoin(businesses, eq(businesses.id, feeFiles.businessId))
    .leftJoin(tickets, eq(tickets.id, feeFiles.ticketId))
    .where(eq(feeFiles.id, id))
  return row && { ...row, term: termOf(row.file, await daysOf(db, now)) }
}

interface Days {
  today: string
  soon: string
}

async function daysOf(db: Db, now: Date): Promise<Days> {
  const { calendar } = await loadOffice(db)
  return { today: dayOf(now), soon: dayOf(addWorkingDays(calendar, now, soonDays)) }
}

function termOf({ state, dueOn }: typeof feeFiles.$inferSelect, days: Days): FeeTerm {
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
