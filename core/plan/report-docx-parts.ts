import {
  AlignmentType,
  BorderStyle,
  Header,
  PageNumber,
  Paragraph,
  type ParagraphChild,
  TableCell,
  TextRun,
  WidthType,
} from 'docx'

/** Twentieths of a point in a millimetre. */
export const mm = 56.7
export const font = 'Times New Roman'

type Align = (typeof AlignmentType)[keyof typeof AlignmentType]

export interface Look {
  align?: Align
  bold?: boolean
  italics?: boolean
  /** points */
  size?: number
  /** twentieths of a point */
  before?: number
  after?: number
  /** millimetres the first line is set in */
  indent?: number
  keepNext?: boolean
}

/** A line of the paper. */
export function line(text: string, look: Look = {}): Paragraph {
  const { align = AlignmentType.LEFT, before = 0, after = 0, indent, keepNext = false } = look
  return new Paragraph({
    alignment: align,
    keepNext,
    spacing: { before, after },
    ...(indent && { indent: { firstLine: Math.round(indent * mm) } }),
    children: [run(text, look)],
  })
}

function run(text: string, { bold = false, italics = false, size = 14 }: Look = {}): TextRun {
  return new TextRun({ text, bold, italics, size: size * 2, font })
}

const none = { style: BorderStyle.NONE, size: 0, color: 'auto' }
export const noBorders = {
  ...{ top: none, bottom: none, left: none, right: none },
  ...{ insideHorizontal: none, insideVertical: none },
}

/** A cell of a table that is not seen: for what stands side by side. */
export function bare(width: number, children: Paragraph[]): TableCell {
  const { top, bottom, left, right } = noBorders
  return new TableCell({
    borders: { top, bottom, left, right },
    width: { size: Math.round(width * mm), type: WidthType.DXA },
    margins: { left: 0, right: 0 },
    children,
  })
}

/** The rule under a heading: a border of a short paragraph, as long as `width` millimetres of the `within`. */
export function rule(width: number, within: number): Paragraph {
  const side = Math.round(((within - width) / 2) * mm)
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    indent: { left: side, right: side },
    spacing: { before: 50, after: 60, line: 60, lineRule: 'exact' },
    border: { top: { style: BorderStyle.SINGLE, size: 6, space: 1, color: '000000' } },
    children: [new TextRun({ text: '', size: 2 })],
  })
}

/** Page numbers in the middle of the upper margin, none on the first page (Decree 30/2020/NĐ-CP, appendix I). */
export function pageNumbers() {
  const children: ParagraphChild[] = [
    new TextRun({ children: [PageNumber.CURRENT], size: 26, font }),
  ]
  return {
    default: new Header({
      children: [new Paragraph({ alignment: AlignmentType.CENTER, children })],
    }),
    first: new Header({ children: [new Paragraph({ children: [] })] }),
  }
}
