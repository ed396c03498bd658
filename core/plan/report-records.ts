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
}

export function isFigure(figure: string): boolean {
  return relationOf(figure) !== undefined
}

/** What a figure counts now. */
export async function countFigure(
  db: Db,
  figure: string,
  scope: Scope,
): Promise<{ n: number; hits: number; amount: number }> {
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
    select r.kind, r.key, r.label, r.at, r.hit, r.amount from (${relation(scope)}) as r
    order by r.at desc nulls last, r.label, r.key limit ${pageSize + 1} offset ${(page - 1) * pageSize}`)
  const read = rows.map((row) => ({
    kind: String(row.kind),
    key: String(row.key),
    label: String(row.label),
    at: row.at === null ? null : new Date(String(row.at)),
    hit: row.hit === true,
    amount: row.amount === null ? null : Number(row.amount),
  }))
  return { rows: read.slice(0, pageSize), more: read.length > pageSize }
}
