import { writeXlsxStream } from 'hucre/xlsx'
import type { AdminContext, AdminDeps } from '#admin/deps.ts'
import { download } from '#admin/tickets/export.ts'
import { words } from '#admin/words.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { everyRegistered, type RegisterFilter } from '#core/plan/register-list.ts'
import { audit } from '#core/staff/audit.ts'
import { safeText } from '#core/tickets/export.ts'

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const columns = { taxCode: 18, name: 60, size: 18, sector: 30, commune: 24, asked: 14 }

/** The businesses of a filter as a workbook, row by row as they are read. */
export async function exportRegister(
  c: AdminContext,
  db: AdminDeps['db'],
  filter: RegisterFilter,
  sectorName: (code: string) => string,
) {
  const t = words(c)
  const now = new Date()
  const who = { staffId: c.get('actor').id, ip: c.get('ip') }
  await audit(db, { at: now, ...who, action: 'register.exported', detail: {} })
  async function* rows() {
    for await (const row of everyRegistered(db, filter)) {
      const size = row.size ? t(`register:size.${row.size}`) : ''
      const sector = row.sector ? sectorName(row.sector) : ''
      const said = [row.taxCode, row.name, size, sector, row.commune ?? ''].map(safeText)
      yield [...said, row.asked]
    }
  }
  const stream = writeXlsxStream(rows(), {
    name: 'Hỏi Luật',
    freezePane: { rows: 1 },
    columns: Object.entries(columns).map(([name, width]) => ({
      ...{ header: t(`register:column.${name}`), width },
    })),
  })
  return c.body(stream, 200, download(`hoi-luat-so-doanh-nghiep-${dayOf(now)}.xlsx`, xlsx))
}
