import type { Line } from './lines.ts'
import type { Kind } from './tree.ts'

/** A line that could begin a provision; `strong` when its form leaves little doubt. `rest` begins `restAt`. */
export type Marker = {
  kind: Kind
  label: string
  number: number
  suffix: string
  strong: boolean
  rest: string
  restAt: number
}

const article = /^(?:[.:,'‘’`-]\s*)?Điều\s+(\d{1,4})([a-zđ]\d?)?\s*(?:([.:,])\s*|\s+|$)(.*)$/iu
const clause = /^(\d{1,3})([a-zđ]\d?)?\s?\.{1,2}(?:\s+|(?=\p{Lu}))(?=[^\s\d.])(.*)$/u
const point = /^([a-zđăâêôơư])(\d{1,2})?\s?\)\s*(?=\S)(.*)$/u
const containers: [Kind, RegExp][] = [
  [
    'part',
    /^(Phần|PHẦN)\s+(?:(thứ\s+\p{L}+(?:\s+một|\s+hai)?)|([IVXLC]+|\d{1,2}))(?![\p{L}\d])\s*([.:–-]?)\s*(.*)$/iu,
  ],
  [
    'chapter',
    /^(Chương|CHƯƠNG)\s+(?:(thứ\s+\p{L}+)|((?:[IVXLC]+|\d{1,3})[a-zđ]?))(?![\p{L}\d])\s*([.:–-]?)\s*(.*)$/iu,
  ],
  [
    'subsection',
    /^(Tiểu\s+mục|TIỂU\s+MỤC)\s+(?:(thứ\s+\p{L}+)|([IVXLC]+|\d{1,2}[a-zđ]?))(?![\p{L}\d])\s*([.:–-]?)\s*(.*)$/iu,
  ],
  [
    'section',
    /^(Mục|MỤC)\s+(?:(thứ\s+\p{L}+)|([IVXLC]+|\d{1,2}[a-zđ]?|[A-E]))(?![\p{L}\d])\s*([.:–-]?)\s*(.*)$/iu,
  ],
]
/** A sentence that goes on after a reference: "Điều 5 của Luật này", "Chương VI Nghị định này". */
const reference =
  /^(?:của|này|và|hoặc|đến|tại|theo|Nghị định|Luật|Bộ luật|Thông tư|Pháp lệnh|Nghị quyết|Quyết định|Hiến pháp|Quy chế|Điều|khoản|điểm)(?!\p{L})/u

/** The article this line could begin. */
export function articleMarker(line: Line): Marker | undefined {
  const match = article.exec(line.text)
  if (!match) return undefined
  const [, digits = '', suffix = '', mark = '', rest = ''] = match
  if (!/^(?:[.:,'‘’`-]\s*)?(?:Điều|ĐIỀU)/u.test(line.text)) return undefined
  const begins = rest === '' || /^[\p{Lu}\d“"(*[]/u.test(rest)
  const strong = (mark === '.' || mark === ':') && begins
  if (!(strong || (begins && !reference.test(rest)) || mark === '.')) return undefined
  return made('article', line, digits, suffix, strong, rest)
}

/** The khoản this line could begin. */
export function clauseMarker(line: Line): Marker | undefined {
  const match = clause.exec(line.text)
  if (!match) return undefined
  const [, digits = '', suffix = '', rest = ''] = match
  return made('clause', line, digits, suffix, /^[\p{Lu}“"(*[]/u.test(rest), rest)
}

/** The điểm this line could begin. */
export function pointMarker(line: Line): Marker | undefined {
  const match = point.exec(line.text)
  if (!match) return undefined
  const [, letter = '', digits = '', rest = ''] = match
  return { ...made('point', line, '0', '', true, rest), label: `${letter}${digits}` }
}

/** The phần, chương, mục or tiểu mục this line could begin. */
export function containerMarker(line: Line): Marker | undefined {
  for (const [kind, form] of containers) {
    const match = form.exec(line.text)
    if (!match) continue
    const [, , ordinal, plain, mark = '', rest = ''] = match
    const label = ordinal ?? plain ?? ''
    if (/^[\p{Ll},;)]/u.test(rest) || (mark === '' && reference.test(rest))) return undefined
    return { ...made(kind, line, '0', '', true, rest), label }
  }
  return undefined
}

function made(
  kind: Kind,
  line: Line,
  digits: string,
  suffix: string,
  strong: boolean,
  rest: string,
): Marker {
  const restAt = line.at + line.text.length - rest.length
  const label = `${digits}${suffix}`
  return { kind, label, number: Number(digits), suffix, strong, rest, restAt }
}
