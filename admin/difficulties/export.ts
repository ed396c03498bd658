import type { AdminContext, AdminDeps } from '#admin/deps.ts'
import { words } from '#admin/words.ts'
import { sendWorkbook } from '#admin/workbook.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { loadOffice } from '#core/office.ts'
import { type DifficultyFilter, parseDifficultyFilter } from '#core/plan/difficulty-filter.ts'
import { everyDifficulty } from '#core/plan/difficulty-list.ts'
import { audit } from '#core/staff/audit.ts'
import { safeText } from '#core/tickets/export.ts'
import { type Labels, labelsOf } from './labels.ts'

const columns = { content: 80, field: 30, commune: 20, size: 20, source: 24, day: 14, group: 40 }

/** The difficulties of the filter as a workbook, row by row as they are read. */
export async function exportDifficulties(c: AdminContext, { db }: AdminDeps) {
  const t = words(c)
  const now = new Date()
  const filter = parseDifficultyFilter(new URL(c.req.url).searchParams)
  const who = { staffId: c.get('actor').id, ip: c.get('ip') }
  await audit(db, { at: now, ...who, action: 'difficulties.exported', detail: {} })
  const labels = labelsOf(c, await loadOffice(db))
  const heads = Object.entries(columns).map(([name, width]) => ({
    ...{ header: t(`difficulties:${name}`), width },
    ...(name === 'day' ? { numFmt: 'dd/mm/yyyy' } : {}),
  }))
  const rows = rowsOf(c, db, filter, labels)
  return sendWorkbook(c, `hoi-luat-kho-khan-${dayOf(now)}.xlsx`, heads, rows)
}

async function* rowsOf(
  c: AdminContext,
  db: AdminDeps['db'],
  filter: DifficultyFilter,
  labels: Labels,
) {
  const t = words(c)
  for await (const row of everyDifficulty(db, filter)) {
    const size = labels.sizes.find(({ value }) => value === row.size)?.label ?? ''
    yield [
      safeText(row.content),
      labels.field(row.fieldId),
      row.commune ?? '',
      size,
      row.ticketCode ?? t(`difficulties:source.${row.source}`),
      new Date(`${row.raisedOn}T00:00:00Z`),
      safeText(row.group ?? ''),
    ]
  }
}
