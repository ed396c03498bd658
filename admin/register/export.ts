import type { AdminContext, AdminDeps } from '#admin/deps.ts'
import { words } from '#admin/words.ts'
import { sendWorkbook } from '#admin/workbook.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { everyRegistered, type RegisterFilter } from '#core/plan/register-list.ts'
import { audit } from '#core/staff/audit.ts'
import { safeText } from '#core/tickets/export.ts'

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
  const heads = Object.entries(columns).map(([name, width]) => {
    return { header: t(`register:column.${name}`), width }
  })
  return sendWorkbook(c, `hoi-luat-so-doanh-nghiep-${dayOf(now)}.xlsx`, heads, rows())
}
