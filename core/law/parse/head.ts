import { dateIn } from './dates.ts'
import { isCapitals } from './edges.ts'
import { type Expiry, expiryOf, type InForce, inForceOf } from './force.ts'
import { issuerOfNumber, kindOfNumber, numberForm } from './numbers.ts'
import { type Relation, relationsOf } from './relations.ts'
import { type ParsedLaw, provisionsOf, type Span } from './tree.ts'

/** Something read from the text, with the place it was read from, so that a clerk can check it there. */
type Fact = Span & { value: string }

/** What a document says about itself, as proposals: null where the text does not say it. */
export type Head = {
  number: Fact | null
  kind: Fact | null
  title: Fact | null
  issuer: Fact | null
  place: Fact | null
  signed: Fact | null
  signer: Fact | null
  inForce: InForce | null
  expires: Expiry | null
  relations: Relation[]
}

type HeadLine = { text: string; at: number }

const kinds =
  /^(VĂN BẢN HỢP NHẤT|BỘ LUẬT|LUẬT|PHÁP LỆNH|NGHỊ ĐỊNH|NGHỊ QUYẾT|QUYẾT ĐỊNH|THÔNG TƯ LIÊN TỊCH|THÔNG TƯ|CHỈ THỊ|KẾT LUẬN|LỆNH)(?!\p{L})\s*(.*)$/u
const bodies =
  /^(?!BAN HÀNH)(?:QUỐC HỘI|CHÍNH PHỦ|THỦ TƯỚNG CHÍNH PHỦ|CHỦ TỊCH NƯỚC|(?:BỘ|ỦY BAN|UỶ BAN|HỘI ĐỒNG|NGÂN HÀNG|TÒA ÁN|VIỆN KIỂM SÁT|KIỂM TOÁN|THANH TRA|VĂN PHÒNG|BAN|SỞ) \p{Lu}.*)$/u
const motto = /CỘNG H[ÒO][ÀA]? X[ÃA] HỘI|^Độc lập/iu
const name = /^(?:\p{Lu}\p{Ll}*\.? ){1,5}\p{Lu}\p{Ll}+$/u

/** Reads the facts of a document's head, its signature block and its closing provisions. */
export function readHead(law: ParsedLaw): Head {
  const lines = openingLines(law)
  const number = numberIn(law, lines)
  const [kind, title] = kindAndTitle(lines, number)
  const signed = signedIn(law, lines)
  return {
    number,
    kind,
    title,
    issuer: issuerIn(lines, number),
    place: placeIn(lines),
    signed,
    signer: signerIn(law),
    inForce: inForceOf(law, signed?.value ?? null),
    expires: expiryOf(law),
    relations: relationsOf(law, title, number?.value ?? null),
  }
}

function openingLines(law: ParsedLaw): HeadLine[] {
  const spans = provisionsOf(law, 'opening').flatMap(({ own }) => own)
  return spans.flatMap(({ from, to }) => {
    return [...law.source.slice(from, Math.min(to, from + 8000)).matchAll(/[^\n\r\f]+/gu)].flatMap(
      (match) => {
        const lead = /^[\s*#>|_]*/u.exec(match[0])?.[0].length ?? 0
        const text = match[0].slice(lead).replace(/[\s*|_]+$/u, '')
        return text === '' ? [] : [{ text, at: from + match.index + lead }]
      },
    )
  })
}

function fact(value: string, at: number, length: number): Fact {
  return { value, from: at, to: at + length }
}

/**
 * The number behind "Số:" or "Luật số:", else the one behind the kind's own name; a consolidated text
 * bears its own number in the signature block, below the number of the law it consolidates.
 */
function numberIn(law: ParsedLaw, lines: HeadLine[]): Fact | null {
  const closing = provisionsOf(law, 'closing').flatMap(({ own }) => own)
  const below = closing.map(({ from, to }) => ({ text: law.source.slice(from, to), at: from }))
  const found = [
    ...below.map((line) => numberAt(line, /Số\s*:\s*(?=\d+\/VBHN)/u)),
    ...lines.map((line) => numberAt(line, /(?:^|[|\s])(?:\p{L}+ )?[Ss]ố(?: hiệu)?\s*[:.|]\s*/u)),
    ...lines.map((line) => numberAt(line, /^(?:\p{L}+ )?[Ss]ố\s+/u)),
    ...lines.map((line) => {
      const told = numberAt(line, /^(?:Luật|Nghị định|Nghị quyết|Quyết định|Thông tư)(?: số)?\s+/u)
      const kind = kindOfNumber(told?.value ?? '')?.toLowerCase() ?? '-'
      return told && line.text.toLowerCase().startsWith(kind) ? told : null
    }),
  ]
  return found.find((told) => told !== null) ?? null
}

function numberAt({ text, at }: HeadLine, lead: RegExp): Fact | null {
  const match = new RegExp(`${lead.source}(?<number>${numberForm.source})`, 'u').exec(text)
  const told = match?.groups?.number
  if (!match || !told || /^(?:Căn cứ|Theo)/iu.test(text)) return null
  return fact(told, at + match.index + match[0].length - told.length, told.length)
}

function kindAndTitle(lines: HeadLine[], number: Fact | null): [Fact | null, Fact | null] {
  const index = lines.findIndex(({ text }) => kinds.test(text))
  const line = lines[index]
  const match = line ? kinds.exec(line.text) : null
  if (number?.value.includes('VBHN')) {
    const title = line && match ? titleFrom(lines.slice(index + 1), line, match[2] ?? '') : null
    return [{ ...number, value: 'Văn bản hợp nhất' }, title]
  }
  if (!line || !match?.[1]) {
    const told = number ? kindOfNumber(number.value) : undefined
    return [told && number ? { ...number, value: told } : null, null]
  }
  const kind = fact(sentenceCase(match[1]), line.at, match[1].length)
  return [kind, titleFrom(lines.slice(index + 1), line, match[2] ?? '')]
}

/** The title under the kind, over as many lines as it takes; "LUẬT VIỆC LÀM" bears it in the same line. */
function titleFrom(below: HeadLine[], line: HeadLine, rest: string): Fact | null {
  const bare = rest.replace(/^(?:số[:\s].*|[-–:\s]+)$/iu, '')
  const parts = bare === '' ? [] : [{ text: bare, at: line.at + line.text.length - bare.length }]
  for (const next of below) {
    if (parts.length === 0 && notTitle(next.text)) continue
    if (notTitle(next.text) || /^(?:Căn cứ|Theo|Luật .* được sửa đổi|[-–])/u.test(next.text)) break
    const last = parts.at(-1)
    if (last && isCapitals(last.text) !== isCapitals(next.text)) break
    parts.push(next)
    if (parts.length >= 6 || /[.;:]$/u.test(next.text)) break
  }
  const [first, last] = [parts[0], parts.at(-1)]
  if (!first || !last) return null
  const text = parts
    .map((part) => part.text)
    .join(' ')
    .replace(/\s+/gu, ' ')
    .trim()
  const value = isCapitals(text) ? sentenceCase(text) : text.replace(/\.$/u, '')
  return { value, from: first.at, to: last.at + last.text.length }
}

function notTitle(text: string): boolean {
  return (
    motto.test(text) ||
    bodies.test(text) ||
    /^(?:BỘ TRƯỞNG|THỦ TƯỚNG|CHỦ TỊCH|TRƯỞNG BAN|TỔNG|CHÁNH ÁN|VIỆN TRƯỞNG|THỐNG ĐỐC|GIÁM ĐỐC)(?!\p{L})/u.test(
      text,
    ) ||
    /^(?:Luật |Nghị quyết )?số\s*:/iu.test(text) ||
    /,\s*ngày\s+\d/u.test(text) ||
    /^(?:[-–—_=*\s]+|QUYẾT ĐỊNH:|QUYẾT NGHỊ:)$/u.test(text)
  )
}

function sentenceCase(text: string): string {
  const lower = text.toLowerCase()
  return lower.slice(0, 1).toUpperCase() + lower.slice(1)
}

/** The issuer that the number's letters name, read where the head prints it or else at the number. */
function issuerIn(lines: HeadLine[], number: Fact | null): Fact | null {
  const printed = lines.find(({ text }) => bodies.test(text) && !motto.test(text))
  const known = number ? issuerOfNumber(number.value) : undefined
  if (printed) {
    const value = known ?? properName(printed.text)
    return fact(value, printed.at, printed.text.length)
  }
  return known && number ? { ...number, value: known } : null
}

/** "ỦY BAN NHÂN DÂN TỈNH LÀO CAI" → "Ủy ban nhân dân tỉnh Lào Cai": what follows tỉnh or thành phố is a name. */
function properName(text: string): string {
  return sentenceCase(text).replace(/(?<=(?:tỉnh|thành phố|xã|phường) ).+$/u, (place) => {
    return place.replace(/(?<!\p{L})\p{Ll}/gu, (letter) => letter.toUpperCase())
  })
}

function signedIn(law: ParsedLaw, lines: HeadLine[]): Fact | null {
  const adopted = provisionsOf(law, 'closing').flatMap(({ own }) => own)
  const below = adopted.map(({ from, to }) => ({ text: law.source.slice(from, to), at: from }))
  const above = lines.filter(
    ({ text }) => /^[^.;]{0,80}?,?\s*ngày\s+\d/u.test(text) && !/Căn cứ/u.test(text),
  )
  const passed = below.filter(({ text }) => /thông qua\s+ngày/u.test(text))
  for (const { text, at } of [...above, ...passed]) {
    const start = Math.max(0, text.search(/thông qua\s+ngày/u))
    const told = dateIn(text.slice(start))
    if (told) return fact(told.date, at + start + told.from, told.to - told.from)
  }
  return null
}

function placeIn(lines: HeadLine[]): Fact | null {
  for (const { text, at } of lines) {
    const match =
      /(?:^|\s)((?:TP\.? |Thành phố )?\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+){0,3}),\s*ngày\s+\d/u.exec(
        text,
      )
    if (match?.[1])
      return fact(match[1], at + match[0].indexOf(match[1]) + match.index, match[1].length)
  }
  return null
}

/** The last line of the signature block that reads as a person's name. */
function signerIn(law: ParsedLaw): Fact | null {
  for (const { own } of provisionsOf(law, 'closing').slice(0, 1)) {
    for (const { from, to } of own) {
      const lines = [...law.source.slice(from, to).matchAll(/[^\n\r\f|]+/gu)].reverse()
      for (const match of lines) {
        const text = match[0].trim().replace(/^\*+|\*+$/gu, '')
        if (!name.test(text) || /^(?:Như|Lưu|Nơi|Đã|Các|Bộ|Văn|Công|Cổng)(?!\p{L})/u.test(text))
          continue
        return fact(text, from + match.index + match[0].indexOf(text), text.length)
      }
    }
  }
  return null
}
