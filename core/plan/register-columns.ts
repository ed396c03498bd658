import { fold } from '#core/fold.ts'

/** What the register keeps of a business. */
export const columnNames = ['taxCode', 'name', 'size', 'sector', 'commune'] as const
export type ColumnName = (typeof columnNames)[number]

/** Which column of a file is what, counted from 0. */
export type Columns = Partial<Record<ColumnName, number>>

/** Without these a line is no business. */
export const needed = ['taxCode', 'name'] as const satisfies ColumnName[]

/** The words of a heading, without accents; what is said most exactly comes first. */
const said: Record<ColumnName, RegExp[]> = {
  taxCode: [
    /^(?:ma so thue|mst|tax ?code)\b/,
    /ma so (?:thue|doanh nghiep)|ma (?:dn|doanh nghiep|hkd)\b|\bmst\b|tax/,
  ],
  name: [
    /^ten (?:doanh nghiep|dn|don vi|co so|nguoi nop thue|ho kinh doanh|hkd|cong ty|to chuc)/,
    /^(?:ten|doanh nghiep|ho kinh doanh|don vi|name|business)\b/,
  ],
  size: [/quy mo|^size|^co doanh nghiep/, /loai hinh|phan loai|loai dn/],
  sector: [/nganh|linh vuc|sector|industry/],
  commune: [
    /(?:^|\b)(?:xa|phuong)\b.*|commune|ward/,
    /dia ban|don vi hanh chinh|dia chi|tru so|address/,
  ],
}

/** Recognises the columns by the words above them; what no heading says is left out. */
export function recognise(header: string[]): Columns {
  const words = header.map((text) =>
    fold(text)
      .replace(/[^a-z0-9 ]+/g, ' ')
      .trim(),
  )
  const columns: Columns = {}
  const taken = new Set<number>()
  for (const round of [0, 1]) {
    for (const name of columnNames) {
      const pattern = said[name][round]
      if (columns[name] !== undefined || pattern === undefined) continue
      const at = words.findIndex((text, index) => !taken.has(index) && pattern.test(text))
      if (at < 0) continue
      columns[name] = at
      taken.add(at)
    }
  }
  return columns
}

/** Whether a line looks like the one with the headings: it names what is needed, or at least two things. */
export function isHeader(cells: string[]): boolean {
  const found = recognise(cells)
  return Object.keys(found).length >= 2 && cells.filter((cell) => cell.length > 60).length === 0
}
