import type { AdminContext } from '#admin/deps.ts'
import { words } from '#admin/words.ts'
import { sendWorkbook } from '#admin/workbook.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import type { ListedLaw } from '#core/law/documents/list.ts'
import type { Field } from '#core/office.ts'
import { safeText } from '#core/tickets/export.ts'
import { dayWord, validityWords } from './words.tsx'

const widths = { number: 20, kind: 16, title: 70, issuer: 26, signedOn: 14, inForceOn: 14 }
const more = { validity: 34, by: 20, fields: 40, state: 14, checked: 16, link: 50 }

/** The documents of the filter as a workbook. */
export function exportLaw(c: AdminContext, rows: ListedLaw[], fields: Field[], now: Date) {
  const t = words(c)
  const language = c.get('language')
  const columns = Object.entries({ ...widths, ...more }).map(([name, width]) => ({
    header: t(`law:column.${name}`),
    width,
  }))
  const lines = rows.map((row) => {
    const own = fields.filter(({ id }) => row.fieldIds.includes(id))
    return [
      ...[row.number ?? '', row.kind, row.title, row.issuer],
      ...[row.signedOn, row.inForceOn].map((day) => (day === null ? '' : dayWord(day))),
      ...[validityWords(c, row.validity), row.validity.by?.number ?? ''],
      own.map((field) => (language === 'en' ? field.nameEn : field.name)).join('; '),
      ...[t(`law:state.${row.state}`), row.factsChecked ? '' : t('law:unchecked'), row.link],
    ].map(safeText)
  })
  return sendWorkbook(c, `van-ban-${dayOf(now)}.xlsx`, columns, lines, t('panel:nav.law'))
}
