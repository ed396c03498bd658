import { dateIn } from '#core/law/parse/dates.ts'
import { issuerOfNumber, kindOfNumber, numberForm } from '#core/law/parse/numbers.ts'

/** What the title of a feed's item says of a document. */
export interface ItemFacts {
  number: string
  kind: string
  title: string
  issuer: string
  signedOn: string | null
}

const kinds =
  'Hiến pháp|Bộ luật|Luật|Pháp lệnh|Nghị quyết liên tịch|Nghị quyết|Nghị định|Quyết định|Thông tư liên tịch|Thông tư|Chỉ thị|Công văn|Kế hoạch|Kết luận|Lệnh|Văn bản hợp nhất'
const first = new RegExp(`^(?<kind>${kinds})(?!\\p{L})`, 'iu')
const numbered = new RegExp(
  `^(?:(?:${kinds})\\s+)?(?:số(?: hiệu)?\\s*:?\\s*)?(?<number>${numberForm.source})`,
  'iu',
)
/** "ngày 17 tháng 4 năm 2023 của Chính phủ: ..." */
const preamble =
  /^(?:\s*năm\s+\d{4}(?!\d))?(?:\s*[,;]?\s*ngày\s+\d{1,2}\s*(?:[/.-]\s*\d{1,2}\s*[/.-]|tháng\s+\d{1,2}\s+năm)\s*\d{4})?(?:\s*của\s+[^:;,–-]{3,80}?(?=\s*(?:[:;,–-]|về |quy định |sửa đổi|ban hành)))?[\s:;,.–-]*(?:\(TH\)\s*)?/iu

/**
 * The document an item tells of: its number where the title begins with one or its summary names it as its own,
 * its kind, and the rest as the title. undefined for what is no document, such as news about one.
 */
export function factsOfItem(title: string, summary: string): ItemFacts | undefined {
  const head = numbered.exec(title)
  const number = head?.groups?.number ?? numberIn(summary)
  const kind = (number && kindOfNumber(number)) ?? kindIn(title)
  if (kind === undefined || (!number && /[?!…]|\.\.\.$/u.test(title))) return undefined
  const rest = head ? title.slice(head[0].length).replace(preamble, '') : title
  const signed = dateIn(title)?.date ?? dateIn(signedPart(summary))?.date ?? null
  return {
    number: number ?? '',
    kind,
    title: rest.length >= 10 ? capital(rest) : title,
    issuer: (number && issuerOfNumber(number)) ?? '',
    signedOn: signed,
  }
}

/** "Số hiệu: 13/2023/NĐ-CP" in the summary; a number that only comes up there may be another document's. */
function numberIn(summary: string): string | undefined {
  const own = new RegExp(
    `(?:số\\s*(?:/|và)?\\s*(?:ký )?hiệu|số\\s*:)\\s*:?\\s*(?<number>${numberForm.source})`,
    'iu',
  )
  return own.exec(summary)?.groups?.number
}

/** A title that begins with a kind and goes on as a document's does; "Luật sư nói gì" does not. */
function kindIn(title: string): string | undefined {
  const found = first.exec(title)?.groups?.kind
  if (!found) return undefined
  const after = title.slice(found.length).trimStart()
  const goesOn = /^(?:số|về|quy định|sửa đổi|ban hành|hướng dẫn|phê duyệt)(?!\p{L})/iu.test(after)
  if (!goesOn) return undefined
  return capital(found.toLowerCase())
}

function signedPart(summary: string): string {
  const at = summary.search(/ngày (?:ban hành|ký)/iu)
  const part = at < 0 ? '' : summary.slice(at, at + 60)
  return part.replace(/ngày (?:ban hành|ký)\s*:?\s*(?:ngày)?/iu, 'ngày ')
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
