import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import type { Scope } from './formula-records.ts'
import { relationOf } from './report-relations.ts'

/** One record behind a figure: what it is, how its page is found, what it adds to a sum. */
export interface ReportRecord {
  kind: string
  key: string
  label: string
  at: Date | null
  /** of a rate: whether it counts for the share; of money: so many đồng */
  hit: boolean
  amount: number | null
  /** of a sign-up: its course */
  courseId: number | null
  /** it was emptied, or is gone, because somebody wished to be forgotten */
  erased: boolean
}

/** How many records a figure counts, how many of them hit, and what they add up to. */
export interface FigureSum {
  n: number
  hits: number
  amount: number
}

export function isFigure(figure: string): boolean {
  return relationOf(figure) !== undefined
}

/** What a figure counts now. */
export async function countFigure(db: Db, figure: string, scope: Scope): Promise<FigureSum> {
  const relation = relationOf(figure)
  if (!relation) return { n: 0, hits: 0, amount: 0 }
  const [row] = await db.execute<Record<string, unknown>>(sql`
    select count(*)::int as n, (count(*) filter (where r.hit))::int as hits, coalesce(sum(r.amount), 0) as amount
    from (${relation(scope)}) as r`)
  return { n: Number(row?.n), hits: Number(row?.hits), amount: Number(row?.amount) }
}

const pageSize = 50

/** The records behind a figure, a page of 50, the newest first. */
export async function recordsOfFigure(
  db: Db,
  figure: string,
  scope: Scope,
  page: number,
): Promise<{ rows: ReportRecord[]; more: boolean }> {
  const relation = relationOf(figure)
  if (!relation) return { rows: [], more: false }
  const rows = await db.execute<Record<string, unknown>>(sql`
    select r.kind, r.key, r.label, r.at, r.hit, r.amount,
      (select s.course_id from signups s where s.id = case when r.kind = 'signup' then r.key::bigint end) as course_id from (${relation(scope)}) as r
    order by r.at desc nulls last, r.label, r.key limit ${pageSize + 1} offset ${(page - 1) * pageSize}`)
  const read = rows.map((row) => ({
    kind: String(row.kind),
    key: String(row.key),
    label: String(row.label),
    at: row.at === null ? null : new Date(String(row.at)),
    hit: row.hit === true,
    amount: row.amount === null ? null : Number(row.amount),
    courseId: row.course_id === null ? null : Number(row.course_id),
    erased: false,
  }))
  return { rows: read.slice(0, pageSize), more: read.length > pageSize }
}
