import { Readable } from 'node:stream'
import type { AdminContext, AdminDeps } from '#admin/deps.ts'
import { download } from '#admin/download.ts'
import { sendWorkbook } from '#admin/workbook.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { audit } from '#core/staff/audit.ts'
import { csvLines, exportColumns, exportRows } from '#core/tickets/export.ts'
import { type Filter, filterQuery, parseFilter } from '#core/tickets/filter.ts'
import type { Db } from '#db/client.ts'

const zone = 7 * 3_600_000

/** The tickets of the filter as a workbook, row by row as they are read, so that memory stays flat. */
export async function exportXlsx(c: AdminContext, { db }: AdminDeps, now: Date) {
  const language = c.get('language')
  const filter = parseFilter(new URL(c.req.url).searchParams)
  await noteExport(c, db, filter, 'xlsx', now)
  const rows = exportRows(db, c.get('actor'), filter, language, now)
  const columns = exportColumns(language).map(({ header, width, type }) => ({
    header,
    width,
    ...(type === 'date' ? { numFmt: 'dd/mm/yyyy hh:mm' } : {}),
  }))
  return sendWorkbook(c, `hoi-luat-${dayOf(now)}.xlsx`, columns, localTimes(rows))
}

export async function exportCsv(c: AdminContext, { db }: AdminDeps, now: Date) {
  const language = c.get('language')
  const filter = parseFilter(new URL(c.req.url).searchParams)
  await noteExport(c, db, filter, 'csv', now)
  const rows = exportRows(db, c.get('actor'), filter, language, now)
  const stream = Readable.toWeb(Readable.from(csvLines(language, rows), { objectMode: false }))
  const bytes = stream as ReadableStream<Uint8Array>
  return c.body(bytes, 200, download(`hoi-luat-${dayOf(now)}.csv`, 'text/csv; charset=utf-8'))
}

/** Who took which tickets out, before the first row leaves. What was searched for may be somebody's data: it stays out. */
async function noteExport(c: AdminContext, db: Db, filter: Filter, format: string, now: Date) {
  const { q, ...rest } = filter
  const searched = q !== undefined && { searched: true }
  const detail = { format, filter: filterQuery(rest), ...searched }
  const staffId = c.get('actor').id
  await audit(db, { at: now, staffId, action: 'tickets.exported', detail, ip: c.get('ip') })
}

type Rows = ReturnType<typeof exportRows>

/** A spreadsheet knows no zones: its dates are the hours people here read. */
async function* localTimes(rows: Rows) {
  for await (const row of rows) {
    yield row.map((cell) => (cell instanceof Date ? new Date(cell.getTime() + zone) : cell))
  }
}
