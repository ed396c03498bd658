import { Readable } from 'node:stream'
import { writeXlsxStream } from 'hucre/xlsx'
import type { AdminContext, AdminDeps } from '#admin/deps.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { audit } from '#core/staff/audit.ts'
import { csvLines, exportColumns, exportRows } from '#core/tickets/export.ts'
import { type Filter, filterQuery, parseFilter } from '#core/tickets/filter.ts'
import type { Db } from '#db/client.ts'

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
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
  const stream = writeXlsxStream(localTimes(rows), {
    name: 'Hỏi Luật',
    columns,
    freezePane: { rows: 1 },
  })
  return c.body(stream, 200, download(`hoi-luat-${dayOf(now)}.xlsx`, xlsx))
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

export function download(name: string, type: string): Record<string, string> {
  const plain = name.normalize('NFD').replace(/[^\x20-\x7e]|["\\%]/g, '')
  return {
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, no-store',
  }
}
