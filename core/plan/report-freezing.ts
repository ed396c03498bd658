import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { namesOf, type RecordName } from './record-names.ts'
import type { Report } from './report.ts'
import type { Content } from './report-content.ts'
import type { FigureSum, ReportRecord } from './report-records.ts'
import { relationOf } from './report-relations.ts'

/** The figures of a paper that records stand behind. */
function figuresIn(content: Content): string[] {
  const rows =
    content.kind === 'form'
      ? content.paper.rows
      : content.paper.blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []))
  const named = rows.flat().flatMap(({ figure }) => (figure === undefined ? [] : [figure]))
  return [...new Set(named)]
}

/**
 * Keeps which records stand behind each figure of a report, in the transaction and the view of the database that its
 * content was drawn in: ids alone, so that who is erased later has left nothing here.
 */
export async function freezeRecords(tx: Db, report: Report, content: Content): Promise<void> {
  const { id, fromOn, toOn, unitId } = report
  const scope = { fromOn, toOn, unitId: unitId ?? undefined }
  for (const figure of figuresIn(content)) {
    const relation = relationOf(figure)
    if (!relation) continue
    await tx.execute(sql`
      insert into report_figures (report_id, figure, kinds, keys, hits, amounts)
      select ${id}::bigint, ${figure}::text, coalesce(array_agg(r.kind), '{}'), coalesce(array_agg(r.key), '{}'),
        coalesce(array_agg(r.hit), '{}'), coalesce(array_agg(r.amount), '{}')
      from (select kind, key, hit, amount from (${relation(scope)}) as all_records
        order by at desc nulls last, label, key) r`)
  }
}

/** What a figure counted when its report was issued; undefined of a report issued before its records were kept. */
export async function frozenSum(
  db: Db,
  reportId: number,
  figure: string,
): Promise<FigureSum | undefined> {
  const [row] = await db.execute<Record<string, unknown>>(sql`
    select cardinality(f.keys) as n, (select count(*) from unnest(f.hits) hit where hit) as hits,
      (select coalesce(sum(amount), 0) from unnest(f.amounts) amount) as amount
    from report_figures f where f.report_id = ${reportId} and f.figure = ${figure}`)
  return row && { n: Number(row.n), hits: Number(row.hits), amount: Number(row.amount) }
}

const pageSize = 50

/** The records behind a figure as they were counted when the report was issued, with the names they have now. */
export async function frozenRecords(
  db: Db,
  reportId: number,
  figure: string,
  page: number,
): Promise<{ rows: ReportRecord[]; more: boolean }> {
  const found = await db.execute<Record<string, unknown>>(sql`
    select r.kind, r.key, r.hit, r.amount from report_figures f
    cross join unnest(f.kinds, f.keys, f.hits, f.amounts) with ordinality as r (kind, key, hit, amount, place)
    where f.report_id = ${reportId} and f.figure = ${figure}
    order by r.place limit ${pageSize + 1} offset ${(page - 1) * pageSize}`)
  const shown = found.slice(0, pageSize).map((row) => ({
    ...{ kind: String(row.kind), key: String(row.key), hit: row.hit === true },
    amount: row.amount === null ? null : Number(row.amount),
  }))
  const byKind = new Map<string, Map<string, RecordName>>()
  for (const [kind, some] of Map.groupBy(shown, (one) => one.kind)) {
    const keys = [...new Set(some.map(({ key }) => key))]
    byKind.set(kind, await namesOf(db, kind, keys))
  }
  const rows = shown.map((one) => {
    const name = byKind.get(one.kind)?.get(one.key)
    const gone = { label: '', at: null, courseId: null, erased: true }
    return { ...one, ...(name ?? gone) }
  })
  return { rows, more: found.length > pageSize }
}
