import type { AdminContext, AdminDeps } from '#admin/deps.ts'
import { words } from '#admin/words.ts'
import { sendWorkbook } from '#admin/workbook.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { everyFee, type FeeFilter } from '#core/plan/fee-list.ts'
import { audit } from '#core/staff/audit.ts'
import { safeText } from '#core/tickets/export.ts'

const columns = {
  ...{ id: 10, business: 50, 'tax-code': 18, ticket: 18, size: 12, fee: 20, granted: 18 },
  ...{ received: 14, 'complete-on': 14, due: 14, state: 18, decision: 24, 'decided-on': 14 },
}
const days = new Set(['received', 'complete-on', 'due', 'decided-on'])

/** The fee files of a view as a workbook, row by row as they are read. */
export async function exportFees(
  c: AdminContext,
  db: AdminDeps['db'],
  filter: Omit<FeeFilter, 'page'>,
) {
  const t = words(c)
  const now = new Date()
  const who = { staffId: c.get('actor').id, ip: c.get('ip') }
  await audit(db, { at: now, ...who, action: 'fees.exported', detail: {} })
  const day = (text: string | null) => (text === null ? null : new Date(`${text}T00:00:00Z`))
  async function* rows() {
    for await (const { file, business, taxCode, ticketCode } of everyFee(db, filter, now)) {
      yield [
        ...[file.id, safeText(business), taxCode ?? '', ticketCode ?? ''],
        ...[t(`consultants:fee.size.${file.size}`), file.feeVnd, file.grantedVnd],
        ...[day(file.receivedOn), day(file.completeOn), day(file.dueOn)],
        ...[t(`consultants:fee.state.${file.state}`), safeText(file.decision), day(file.decidedOn)],
      ]
    }
  }
  const heads = Object.entries(columns).map(([name, width]) => ({
    ...{ header: t(`consultants:fee.${name}`), width },
    ...(days.has(name) ? { numFmt: 'dd/mm/yyyy' } : {}),
    ...(name === 'fee' || name === 'granted' ? { numFmt: '#,##0' } : {}),
  }))
  return sendWorkbook(c, `hoi-luat-ho-tro-chi-phi-${dayOf(now)}.xlsx`, heads, rows())
}
