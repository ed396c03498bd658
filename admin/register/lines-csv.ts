import type { AdminContext } from '#admin/deps.ts'
import { say } from '#core/language.ts'
import { columnNames } from '#core/plan/register-columns.ts'
import { everyLine, type LineView } from '#core/plan/register-taking.ts'
import { safeText } from '#core/tickets/export.ts'
import type { Db } from '#db/client.ts'

/** The lines of an import as csv, in parts. */
export async function* linesCsv(c: AdminContext, db: Db, id: number, view: LineView) {
  const t = (key: string, values = {}) => say(c.get('language'), `register:${key}`, values)
  const line = (cells: string[]) =>
    `${cells.map((cell) => `"${safeText(cell).replaceAll('"', '""')}"`).join(',')}\r\n`
  const heads = ['line', ...columnNames, 'outcome', 'why'].map((name) => t(`column.${name}`))
  let text = `\ufeff${line(heads)}`
  for await (const row of everyLine(db, id, view)) {
    const outcome = row.fault ? 'rejected' : (row.outcome ?? 'good')
    const why = [row.fault, row.warning].flatMap((key) =>
      key ? say(c.get('language'), key, row.faultValues ?? {}) : [],
    )
    const { taxCode, name, size, sector, commune } = row
    const said = [size && t(`size.${size}`), sector, commune].map((one) => one ?? '')
    const cells = [String(row.line), taxCode, name, ...said, t(`view.${outcome}`), why.join(' ')]
    text += line(cells)
    if (text.length > 60_000) {
      yield text
      text = ''
    }
  }
  yield text
}
