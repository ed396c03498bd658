import type { AdminContext, AdminDeps } from '#admin/deps.ts'
import { words } from '#admin/words.ts'
import { sendWorkbook } from '#admin/workbook.ts'
import { everyRecipient, type RecipientFilter } from '#core/notices/listing.ts'
import { audit } from '#core/staff/audit.ts'
import { safeText } from '#core/tickets/export.ts'
import { whyOf } from './progress.tsx'

const zone = 7 * 3_600_000

/** The recipients of a notice as a workbook, row by row as they are read; people by their number, no contact data. */
export async function exportRecipients(
  c: AdminContext,
  { db }: AdminDeps,
  noticeId: number,
  filter: RecipientFilter,
) {
  const t = words(c)
  await audit(db, {
    ...{ at: new Date(), staffId: c.get('actor').id, ip: c.get('ip') },
    ...{ action: 'notices.exported', subject: 'notice', subjectId: noticeId },
  })
  const widths = { person: 12, channel: 16, route: 28, state: 18, why: 44, at: 18 }
  const heads = Object.entries(widths).map(([name, width]) => ({
    ...{ header: t(`notices:column.${name}`), width },
    ...(name === 'at' ? { numFmt: 'dd/mm/yyyy hh:mm' } : {}),
  }))
  const rows = rowsOf(c, db, noticeId, filter)
  return sendWorkbook(c, `hoi-luat-thong-bao-${noticeId}.xlsx`, heads, rows)
}

async function* rowsOf(
  c: AdminContext,
  db: AdminDeps['db'],
  noticeId: number,
  filter: RecipientFilter,
) {
  const t = words(c)
  for await (const row of everyRecipient(db, noticeId, filter)) {
    const why = row.why?.startsWith('in:') ? 'in-digest' : row.why
    yield [
      row.personId,
      t(`panel:channel.${row.channel}`),
      t(`notices:route.${row.route}`),
      t(`notices:outcome.${row.state}`),
      why ? safeText(whyOf(c, why)) : '',
      new Date(row.at.getTime() + zone),
    ]
  }
}
