import {
  AlignmentType,
  Document,
  Packer,
  type Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlignTable,
  WidthType,
} from 'docx'
import { say } from '#core/language.ts'
import { bare, font, line, mm, noBorders, pageNumbers, rule } from './report-docx-parts.ts'
import { type Block, datedLine, type PaperTable, type ReportPaper } from './report-paper.ts'

const { CENTER, JUSTIFIED, LEFT, RIGHT } = AlignmentType

/** Millimetres between the margins of an A4 page: 210 - 30 - 15. */
const width = 165
const leftHalf = 68
const rightHalf = width - leftHalf

const t = (key: string, values?: Record<string, string | number>) =>
  say('vi', `reports:paper.${key}`, values)

/**
 * A report as docx in the layout of Decree 30/2020/NĐ-CP, appendix I: A4, margins 20, 20, 30, 15 mm, Times New Roman,
 * agencies and motto side by side, number and date, title, body, receivers and signature.
 */
export function reportDocx(paper: ReportPaper): Promise<Uint8Array> {
  const document = new Document({
    creator: paper.agency.join(' '),
    title: [t('title'), ...paper.subject].join(' '),
    styles: { default: { document: { run: { font, size: 28 } } } },
    sections: [
      {
        properties: {
          titlePage: true,
          page: {
            size: { width: Math.round(210 * mm), height: Math.round(297 * mm) },
            margin: {
              ...{ top: Math.round(20 * mm), bottom: Math.round(20 * mm) },
              ...{ left: Math.round(30 * mm), right: Math.round(15 * mm) },
              ...{ header: Math.round(10 * mm), footer: Math.round(10 * mm) },
            },
          },
        },
        headers: pageNumbers(),
        children: [
          heading(paper),
          ...title(paper),
          ...paper.blocks.flatMap((block, at) =>
            drawn(block, paper.datedOn !== '', at === paper.blocks.length - 1),
          ),
          foot(paper),
        ],
      },
    ],
  })
  return Packer.pack(document, 'uint8array')
}

/** Agencies at the left, motto at the right; number and date on one line below them. */
function heading({ parent, agency, number, symbol, place, datedOn }: ReportPaper): Table {
  const date = { place, ...datedLine(datedOn) }
  return halves([
    [
      [
        ...parent.map((text) => line(text, { align: CENTER, size: 12 })),
        ...agency.map((text) => line(text, { align: CENTER, size: 12, bold: true })),
        rule(24, leftHalf),
      ],
      [
        line(t('nation'), { align: CENTER, size: 12, bold: true }),
        line(t('motto'), { align: CENTER, size: 13, bold: true }),
        rule(62, rightHalf),
      ],
    ],
    [
      [line(t('number', { number: number || '      ', symbol }), { align: CENTER, size: 13 })],
      [
        line(t(datedOn ? 'dated' : 'undated', date), {
          ...{ align: CENTER, size: 13, italics: true },
        }),
      ],
    ],
  ])
}

/** Rows of two, side by side without lines. */
function halves(rows: [Paragraph[], Paragraph[]][]): Table {
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: Math.round(width * mm), type: WidthType.DXA },
    columnWidths: [Math.round(leftHalf * mm), Math.round(rightHalf * mm)],
    borders: noBorders,
    rows: rows.map(
      ([left, right]) =>
        new TableRow({
          cantSplit: true,
          children: [bare(leftHalf, left), bare(rightHalf, right)],
        }),
    ),
  })
}

function title({ subject }: ReportPaper): Paragraph[] {
  return [
    line(t('title'), { align: CENTER, bold: true, before: 280 }),
    ...subject.map((text) => line(text, { align: CENTER, bold: true })),
    rule(50, width),
    line('', { size: 6, after: 60 }),
  ]
}

/**
 * A part nobody wrote is said to be empty in an issued paper, and is left to be filled by hand in a draft. The last one
 * stays with the signature: none stands on a page alone.
 */
function drawn(block: Block, issued: boolean, last: boolean): (Paragraph | Table)[] {
  if (block.kind === 'table') return [drawnTable(block), line('', { size: 6, after: 40 })]
  if (block.kind === 'heading') {
    return [line(block.text, { bold: true, before: 120, after: 60, indent: 10, keepNext: true })]
  }
  if (block.empty === 'optional') return []
  const text = block.empty === 'needed' ? t(issued ? 'nothing' : 'blank') : block.text
  return text
    .split('\n')
    .filter((one) => one.trim() !== '')
    .map((one) =>
      line(one, { align: JUSTIFIED, before: 60, after: 60, indent: 10, keepNext: last }),
    )
}

const aligns = { left: LEFT, right: RIGHT, centre: CENTER }

function drawnTable({ head, widths, rows }: PaperTable): Table {
  const cell = (text: string, column: number, look: Parameters<typeof line>[1]) =>
    new TableCell({
      verticalAlign: VerticalAlignTable.CENTER,
      width: { size: Math.round(((widths[column] ?? 10) / 100) * width * mm), type: WidthType.DXA },
      margins: { left: 70, right: 70, top: 30, bottom: 30 },
      children: [line(text, { size: 12, ...look })],
    })
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: Math.round(width * mm), type: WidthType.DXA },
    columnWidths: widths.map((share) => Math.round((share / 100) * width * mm)),
    rows: [
      new TableRow({
        ...{ tableHeader: true, cantSplit: true },
        children: head.map((text, column) => cell(text, column, { bold: true, align: CENTER })),
      }),
      ...rows.map(
        (row) =>
          new TableRow({
            cantSplit: true,
            children: row.map(({ text, align = 'left', bold = false }, column) =>
              cell(text, column, { align: aligns[align], bold }),
            ),
          }),
      ),
    ],
  })
}

/** Who receives it, and who signs: side by side, never torn apart by a page. */
function foot({ receivers, signerTitle, signer }: ReportPaper): Table {
  return halves([
    [
      [
        line(t('receivers'), { size: 12, bold: true, italics: true, before: 160 }),
        ...receivers.map((text) => line(text, { size: 11 })),
      ],
      [
        ...signerTitle.map((text, at) =>
          line(text.toUpperCase(), { align: CENTER, bold: true, before: at === 0 ? 160 : 0 }),
        ),
        ...Array.from({ length: 4 }, () => line('', {})),
        line(signer, { align: CENTER, bold: true }),
      ],
    ],
  ])
}
