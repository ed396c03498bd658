import type { CellValue, ColumnDef } from 'hucre/xlsx'
import type { AdminContext } from '#admin/deps.ts'
import { download } from '#admin/download.ts'

type Rows = Iterable<CellValue[]> | AsyncIterable<CellValue[]>

export const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/**
 * Answers with a workbook of one sheet, row by row as they are read, so that memory stays flat; the heads of its columns
 * stay in view.
 */
export async function sendWorkbook(
  c: AdminContext,
  file: string,
  columns: ColumnDef[],
  rows: Rows,
  sheet = 'Hỏi Luật',
) {
  // Read when the first is made: the library is large, and a workbook rare.
  const { writeXlsxStream } = await import('hucre/xlsx')
  const stream = writeXlsxStream(rows, { name: sheet, columns, freezePane: { rows: 1 } })
  return c.body(stream, 200, download(file, xlsx))
}
