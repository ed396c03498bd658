import {
  AlignmentType,
  BorderStyle,
  Document,
  type ISectionOptions,
  Packer,
  PageNumber,
  Header as PageTop,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx'
import { say } from '#core/language.ts'
import type { AttendanceList } from './lists.ts'

type Align = (typeof AlignmentType)[keyof typeof AlignmentType]

/** Twentieths of a point in a millimetre. */
const mm = 56.7
const font = 'Times New Roman'
const t = (key: string, values?: Record<string, string | number>) =>
  say('vi', `courses:list.${key}`, values)

interface Run {
  bold?: boolean
  italics?: boolean
  size?: number
}

function line(text: string, align: Align, { bold = false, italics = false, size = 13 }: Run = {}) {
  return new Paragraph({
    alignment: align,
    spacing: { before: 20, after: 20 },
    children: [new TextRun({ text, bold, italics, size: size * 2, font })],
  })
}

const none = { style: BorderStyle.NONE, size: 0, color: 'auto' }
const noBorders = { top: none, bottom: none, left: none, right: none }

function bare(width: number, children: Paragraph[]) {
  return new TableCell({
    borders: noBorders,
    width: { size: width, type: WidthType.PERCENTAGE },
    children,
  })
}

/** A line under a heading, a third to a half of its length (Decree 30/2020/NĐ-CP, appendix I). */
function underline(length: string) {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { before: 0, after: 120, line: 120 },
    children: [new TextRun({ text: length, size: 12, font })],
  })
}

/** Whose paper it is, and the motto of the nation. */
function top({ office, course }: AttendanceList, now: Date): Table {
  const centre = AlignmentType.CENTER
  const [year = '', month = '', day = ''] = new Date(now.getTime() + 7 * 3_600_000)
    .toISOString()
    .slice(0, 10)
    .split('-')
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: 100, type: WidthType.PERCENTAGE },
    columnWidths: [Math.round(68 * mm), Math.round(97 * mm)],
    borders: { ...noBorders, insideHorizontal: none, insideVertical: none },
    rows: [
      new TableRow({
        children: [
          bare(41, [
            line(office.name.toUpperCase(), centre, { size: 12 }),
            line(course.unit.toUpperCase(), centre, { size: 12, bold: true }),
            underline('––––––––––'),
          ]),
          bare(59, [
            line(t('nation'), centre, { size: 12, bold: true }),
            line(t('motto'), centre, { size: 13, bold: true }),
            underline('–––––––––––––––––––––––'),
            line(
              t(office.province ? 'dated-at' : 'dated', {
                ...{ place: office.province, day, month, year },
              }),
              centre,
              { italics: true },
            ),
          ]),
        ],
      }),
    ],
  })
}

function title({ course, sessions }: AttendanceList): Paragraph[] {
  const [first, last] = [sessions[0], sessions.at(-1)]
  const centre = AlignmentType.CENTER
  const when = first && last ? spanOf(first.startsAt, last.endsAt) : ''
  return [
    new Paragraph({ spacing: { before: 160 } }),
    line(t('title'), centre, { bold: true, size: 14 }),
    line(t(`kind.${course.kind}`, { title: course.title }), centre, { bold: true, size: 14 }),
    ...(when ? [line(t('when', { when }), centre, { italics: true })] : []),
    ...(course.place ? [line(t('where', { place: course.place }), centre, { italics: true })] : []),
    new Paragraph({ spacing: { after: 80 } }),
  ]
}

function spanOf(from: Date, to: Date): string {
  const [first, last] = [dayOf(from), dayOf(to)]
  return first === last ? first : `${first} – ${last}`
}

function dayOf(at: Date): string {
  const day = new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)
  return day.split('-').reverse().join('/')
}

interface Column {
  key: string
  /** millimetres */
  width: number
  align: Align
}

function columnsOf({ contacts }: AttendanceList): Column[] {
  const { CENTER, LEFT } = AlignmentType
  return [
    { key: 'no', width: 13, align: CENTER },
    { key: 'name', width: contacts ? 43 : 52, align: LEFT },
    { key: 'business', width: contacts ? 51 : 65, align: LEFT },
    ...(contacts ? [{ key: 'phone', width: 29, align: CENTER }] : []),
    { key: 'signed', width: contacts ? 29 : 35, align: CENTER },
  ]
}

function cell(text: string, { width, align }: Column, bold = false) {
  return new TableCell({
    verticalAlign: VerticalAlignTable.CENTER,
    width: { size: Math.round(width * mm), type: WidthType.DXA },
    margins: { left: 80, right: 80, top: 40, bottom: 40 },
    children: [line(text, bold ? AlignmentType.CENTER : align, { bold, size: 12 })],
  })
}

function table(list: AttendanceList): Table {
  const columns = columnsOf(list)
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: Math.round(165 * mm), type: WidthType.DXA },
    columnWidths: columns.map(({ width }) => Math.round(width * mm)),
    rows: [
      new TableRow({
        tableHeader: true,
        cantSplit: true,
        children: columns.map((column) => cell(t(column.key), column, true)),
      }),
      ...list.rows.map((row, index) => {
        const texts: Record<string, string> = {
          ...{ no: String(index + 1), name: row.attendee, phone: row.phone },
          business: [row.business, row.commune].filter((part) => part !== '').join(', '),
          signed: '',
        }
        return new TableRow({
          cantSplit: true,
          height: { value: Math.round(9 * mm), rule: 'atLeast' },
          children: columns.map((column) => cell(texts[column.key] ?? '', column)),
        })
      }),
    ],
  })
}

function below(list: AttendanceList): (Paragraph | Table)[] {
  const there = list.rows.filter(({ attended }) => attended.length > 0).length
  const centre = AlignmentType.CENTER
  return [
    new Paragraph({ spacing: { before: 120 } }),
    line(t('total', { n: list.rows.length, there }), AlignmentType.LEFT, { italics: true }),
    new Paragraph({ spacing: { before: 120 } }),
    new Table({
      layout: TableLayoutType.FIXED,
      width: { size: 100, type: WidthType.PERCENTAGE },
      columnWidths: [Math.round(82 * mm), Math.round(83 * mm)],
      borders: { ...noBorders, insideHorizontal: none, insideVertical: none },
      rows: [
        new TableRow({
          cantSplit: true,
          children: ['writer', 'unit'].map((who) =>
            bare(50, [
              line(t(`sign.${who}`), centre, { bold: true }),
              line(t('sign.how'), centre, { italics: true, size: 12 }),
            ]),
          ),
        }),
      ],
    }),
  ]
}

/** An attendance list laid out as Decree 30/2020/NĐ-CP asks: A4, its margins and letter, page numbers on top. */
export function listDocument(list: AttendanceList, now: Date): Promise<Buffer> {
  const numbers = new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [new TextRun({ children: [PageNumber.CURRENT], size: 26, font })],
  })
  const section: ISectionOptions = {
    properties: {
      titlePage: true,
      page: {
        size: { width: Math.round(210 * mm), height: Math.round(297 * mm) },
        margin: {
          ...{ top: Math.round(20 * mm), bottom: Math.round(20 * mm) },
          ...{ left: Math.round(30 * mm), right: Math.round(15 * mm) },
          header: Math.round(10 * mm),
        },
      },
    },
    headers: { default: new PageTop({ children: [numbers] }) },
    children: [top(list, now), ...title(list), table(list), ...below(list)],
  }
  const styles = { default: { document: { run: { font, size: 26 } } } }
  return Packer.toBuffer(new Document({ title: list.course.title, styles, sections: [section] }))
}
