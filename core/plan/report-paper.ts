/** A cell of a table; `figure` names the records behind its number, `shade` a number that staff typed in. */
export interface Cell {
  text: string
  figure?: string
  align?: 'left' | 'right' | 'centre'
  bold?: boolean
}

export interface PaperTable {
  kind: 'table'
  head: string[]
  /** shares of the width, together 100 */
  widths: number[]
  rows: Cell[][]
}

export type Block =
  | { kind: 'heading'; level: 1 | 2; text: string }
  /** `empty`: a part that nobody has written yet; shown in the panel, left out of the paper */
  | { kind: 'text'; text: string; empty?: 'optional' | 'needed' }
  | PaperTable

/** A narrative report as it is printed: told once, drawn as docx and as a page, frozen when it is issued. */
export interface ReportPaper {
  parent: string[]
  agency: string[]
  /** /BC-SKHCN */
  symbol: string
  number: string
  place: string
  /** YYYY-MM-DD; '': not dated yet */
  datedOn: string
  subject: string[]
  blocks: Block[]
  receivers: string[]
  signerTitle: string[]
  signer: string
}

const numbers = new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 1 })

/** 1.234,5 */
export function vietnamese(value: number): string {
  return numbers.format(value)
}

/** ngày 05 tháng 6 năm 2026: days below 10 and months below 3 take a nought (Decree 30/2020/NĐ-CP, appendix I). */
export function datedLine(datedOn: string): { day: string; month: string; year: string } {
  const [year = '', month = '', day = ''] = datedOn.split('-')
  return { day, month: Number(month) < 3 ? month : String(Number(month) || ''), year }
}

/** 14/6/2026 as dd/MM/yyyy. */
export function plainDay(on: string): string {
  return on.split('-').reverse().join('/')
}
