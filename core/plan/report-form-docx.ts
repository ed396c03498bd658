import {
  AlignmentType,
  Document,
  Packer,
  PageOrientation,
  type Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlignTable,
  WidthType,
} from 'docx'
import { bare, font, line, mm, noBorders } from './report-docx-parts.ts'
import type { FormPaper, HeadCell } from './report-form.ts'

const { CENTER, LEFT } = AlignmentType

/** Millimetres between the margins of a lying A4 page. */
const width = 297 - 20 - 15

/** Form 21a or 21b as docx, on a lying page, its head as the Circular's. */
export function formDocx(paper: FormPaper): Promise<Uint8Array> {
  const document = new Document({
    title: paper.title.join(' '),
    styles: { default: { document: { run: { font, size: 22 } } } },
    sections: [
      {
        properties: {
          page: {
            size: {
              // The library turns the page itself.
              ...{ width: Math.round(210 * mm), height: Math.round(297 * mm) },
              orientation: PageOrientation.LANDSCAPE,
            },
            margin: {
              ...{ top: Math.round(20 * mm), bottom: Math.round(15 * mm) },
              ...{ left: Math.round(20 * mm), right: Math.round(15 * mm) },
            },
          },
        },
        children: [
          top(paper),
          line('', { size: 6 }),
          grid(paper),
          ...notes(paper),
          line('', { size: 6 }),
          signers(paper),
        ],
      },
    ],
  })
  return Packer.pack(document, 'uint8array')
}

function sideBySide(shares: number[], parts: Paragraph[][]): Table {
  const widths = shares.map((share) => (share / 100) * width)
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: Math.round(width * mm), type: WidthType.DXA },
    columnWidths: widths.map((one) => Math.round(one * mm)),
    borders: noBorders,
    rows: [
      new TableRow({
        cantSplit: true,
        children: parts.map((part, at) => bare(widths[at] ?? 0, part)),
      }),
    ],
  })
}

function top({ corner, title, period, parties }: FormPaper): Table {
  return sideBySide(
    [27, 44, 29],
    [
      corner.map((text, at) => line(text, { size: 10, bold: at === 0 })),
      [
        ...title.map((text) => line(text, { align: CENTER, size: 12, bold: true })),
        ...period.map((text) => line(text, { align: CENTER, size: 11 })),
      ],
      parties.map((text) => line(text, { size: 10 })),
    ],
  )
}

function grid(paper: FormPaper): Table {
  const { head, headRows, widths, marks, rows } = paper
  const look = { verticalAlign: VerticalAlignTable.CENTER, margins: { left: 40, right: 40 } }
  const size = (column: number, columns = 1) => {
    const share = widths.slice(column, column + columns).reduce((sum, one) => sum + one, 0)
    return { size: Math.round((share / 100) * width * mm), type: WidthType.DXA }
  }
  const heads = Array.from({ length: headRows }, (_, row) =>
    head.filter((cell) => cell.row === row).sort((a, b) => a.column - b.column),
  )
  const headCell = ({ column, columns, rows: tall, text }: HeadCell) =>
    new TableCell({
      ...look,
      width: size(column, columns),
      columnSpan: columns,
      rowSpan: tall,
      children: [line(text, { align: CENTER, size: 9, bold: true })],
    })
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: Math.round(width * mm), type: WidthType.DXA },
    columnWidths: widths.map((share) => Math.round((share / 100) * width * mm)),
    rows: [
      ...heads.map(
        (cells) =>
          new TableRow({ tableHeader: true, cantSplit: true, children: cells.map(headCell) }),
      ),
      new TableRow({
        tableHeader: true,
        children: marks.map(
          (mark, column) =>
            new TableCell({
              ...look,
              width: size(column),
              children: [line(mark, { align: CENTER, size: 9, italics: true })],
            }),
        ),
      }),
      ...rows.map(
        (row) =>
          new TableRow({
            cantSplit: true,
            children: row.map(
              ({ text, source }, column) =>
                new TableCell({
                  ...look,
                  width: size(column),
                  children: [
                    line(text, {
                      align: source === 'label' && column === 1 ? LEFT : CENTER,
                      ...{ size: 10, bold: source === 'sum', before: 40, after: 40 },
                    }),
                  ],
                }),
            ),
          }),
      ),
    ],
  })
}

function notes({ notes: text }: FormPaper): Paragraph[] {
  return text
    .split('\n')
    .map((one, at) => line(one, { size: 11, italics: true, before: at === 0 ? 80 : 0 }))
}

function signers({ signers: people, dated }: FormPaper): Table {
  return sideBySide(
    [33, 33, 34],
    people.map(({ title, how, name }, at) => [
      line(at === 2 ? dated : '', { align: CENTER, size: 11, italics: true }),
      line(title, { align: CENTER, size: 11, bold: true }),
      line(how, { align: CENTER, size: 10, italics: true }),
      ...Array.from({ length: 3 }, () => line('', { size: 11 })),
      line(name, { align: CENTER, size: 11, bold: true }),
    ]),
  )
}
