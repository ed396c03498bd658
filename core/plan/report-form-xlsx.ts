import type { Cell, CellStyle, MergeRange } from 'hucre/xlsx'
import { safeText } from '#core/tickets/export.ts'
import type { FormPaper } from './report-form.ts'

const thin = { style: 'thin' } as const
const border = { top: thin, right: thin, bottom: thin, left: thin }
const middle = { horizontal: 'center', vertical: 'center', wrapText: true } as const

/** Sets cells and keeps what they span. */
function sheetOf() {
  const cells = new Map<string, Partial<Cell>>()
  const merges: MergeRange[] = []
  const put = (row: number, column: number, value: string | number | null, style: CellStyle) =>
    cells.set(`${row},${column}`, {
      value: typeof value === 'string' ? safeText(value) : value,
      style,
    })
  const span = (row: number, column: number, rows: number, columns: number) => {
    if (rows * columns > 1) {
      const [endRow, endCol] = [row + rows - 1, column + columns - 1]
      merges.push({ startRow: row, startCol: column, endRow, endCol })
    }
  }
  return { cells, merges, put, span }
}

type Sheet = ReturnType<typeof sheetOf>

const font = (more: CellStyle['font'] = {}) => ({ name: 'Times New Roman', size: 11, ...more })

/** A form as a workbook of one sheet, its merged head and numbered columns as the Circular's. */
export async function formXlsx(paper: FormPaper): Promise<Uint8Array> {
  const sheet = sheetOf()
  const columns = paper.marks.length
  const top = 1
  writeTop(sheet, paper, columns)
  writeHead(sheet, paper, top)
  const firstRow = top + paper.headRows + 1
  paper.rows.forEach((row, at) => {
    row.forEach(({ text, value, source }, column) => {
      const style: CellStyle = {
        font: font({ bold: source === 'sum', italic: source === 'typed' }),
        ...{ border, alignment: middle },
        ...(value !== null && { numFmt: '#,##0' }),
      }
      sheet.put(firstRow + at, column, value ?? text, style)
    })
  })
  const end = writeEnd(sheet, paper, firstRow + paper.rows.length, columns)
  const { writeXlsx } = await import('hucre/xlsx')
  return writeXlsx({
    sheets: [
      {
        name: `Biểu ${paper.form}`,
        columns: paper.widths.map((width) => ({ width: Math.round(width * 1.5) })),
        rows: Array.from({ length: end + 1 }, () => Array.from({ length: columns }, () => null)),
        cells: sheet.cells,
        merges: sheet.merges,
        rowDefs: new Map([
          [0, { height: 110 }],
          [top + 3, { height: 45 }],
          [top + 4, { height: 45 }],
        ]),
        pageSetup: { paperSize: 'a4', orientation: 'landscape', fitToPage: true, fitToWidth: 1 },
      },
    ],
  })
}

function writeTop({ put, span }: Sheet, paper: FormPaper, columns: number): void {
  const left = Math.floor(columns * 0.28)
  const right = Math.floor(columns * 0.28)
  const wide = columns - left - right
  const look = { vertical: 'top', wrapText: true } as const
  put(0, 0, paper.corner.join('\n'), { font: font({ size: 10 }), alignment: look })
  span(0, 0, 1, left)
  const title = [...paper.title, ...paper.period].join('\n')
  put(0, left, title, {
    font: font({ bold: true, size: 12 }),
    alignment: { ...middle, vertical: 'top' },
  })
  span(0, left, 1, wide)
  put(0, left + wide, paper.parties.join('\n'), { font: font({ size: 10 }), alignment: look })
  span(0, left + wide, 1, right)
}

function writeHead({ put, span }: Sheet, paper: FormPaper, top: number): void {
  const style: CellStyle = { font: font({ bold: true, size: 10 }), border, alignment: middle }
  for (const { row, column, rows, columns, text } of paper.head) {
    for (let down = 0; down < rows; down += 1) {
      for (let along = 0; along < columns; along += 1) {
        const first = down === 0 && along === 0
        put(top + row + down, column + along, first ? text : null, style)
      }
    }
    span(top + row, column, rows, columns)
  }
  paper.marks.forEach((mark, column) => {
    put(top + paper.headRows, column, mark, {
      ...{ font: font({ italic: true, size: 10 }), border, alignment: middle },
    })
  })
}

/** Notes and who signs; comes back with the last row. */
function writeEnd({ put, span }: Sheet, paper: FormPaper, from: number, columns: number): number {
  put(from, 0, paper.notes, { font: font({ italic: true }), alignment: { wrapText: true } })
  span(from, 0, 1, columns)
  const wide = Math.floor(columns / 3)
  paper.signers.forEach(({ title, how, name }, at) => {
    const column = at * wide
    const width = at === 2 ? columns - column : wide
    const lines = [at === 2 ? paper.dated : '', title, how, '', '', name]
    lines.forEach((text, down) => {
      const bold = down === 1 || down === 5
      const row = from + 2 + down
      put(row, column, text, {
        font: font({ bold, italic: down === 0 || down === 2 }),
        alignment: middle,
      })
      span(row, column, 1, width)
    })
  })
  return from + 7
}
