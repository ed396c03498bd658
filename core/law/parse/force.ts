import { dateIn, daysAfter } from './dates.ts'
import { type ParsedLaw, provisionsOf, type Span, walk } from './tree.ts'

/**
 * When a document takes effect and what says so. `date` is null when it counts from a day the text does
 * not tell, such as the gazette's. `partly`: the sentence makes exceptions a reviewer should read.
 */
export type InForce = Span & {
  date: string | null
  rule: 'date' | 'signing' | 'days-after-signing' | 'days-after-gazette'
  days: number
  partly: boolean
}
export type Expiry = Span & { date: string }

const kind =
  '(?:Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết|Quyết định|Thông tư(?: liên tịch)?|Chỉ thị|Quy chế|Lệnh)'
const effect = `(?<!(?:ngày|khi|đã) )${kind} này có hiệu lực(?: thi hành)?`
const takesEffect = new RegExp(`${effect}(?:[^.]|\\.(?=\\d)){0,220}`, 'iu')
const afterDays =
  /sau\s+(?:(\d{1,3})\s*(?:\([^)]*\)\s*)?|([\p{L} ]{2,20}?)\s+)ngày,?\s+kể\s+từ\s+ngày\s+(ký|ban hành|thông qua|công bố|đăng)/iu
const onSigning = /(?:kể\s+)?từ\s+ngày\s+(?:ký|ban hành|được thông qua|thông qua)/iu
const words: Record<string, number> = {
  bảy: 7,
  mười: 10,
  'mười lăm': 15,
  'hai mươi': 20,
  'ba mươi': 30,
  'bốn mươi lăm': 45,
  'sáu mươi': 60,
}

type Statement = { text: string; at: number }

/**
 * The document's own sentences on its effect, in order: first those of the articles whose titles speak
 * of effect or implementation. What it quotes for another law is not its own, nor are its appendices.
 */
function ownTexts(law: ParsedLaw): Statement[] {
  const first: Statement[] = []
  const rest: Statement[] = []
  for (const article of provisionsOf(law, 'article')) {
    if (article.anchor.startsWith('pl')) continue
    const closing = article.title === '' || /hiệu lực|thi hành/iu.test(article.title)
    for (const { kind, heading, own } of walk(article)) {
      if (kind === 'quote') continue
      const spans = kind === 'article' ? [...heading, ...own] : own
      const texts = spans.map(({ from, to }) => ({ text: law.source.slice(from, to), at: from }))
      ;(closing ? first : rest).push(...texts)
    }
  }
  return [...first, ...rest]
}

/** The effect that the document states for itself; null when it states none. */
export function inForceOf(law: ParsedLaw, signed: string | null): InForce | null {
  for (const { text, at } of ownTexts(law)) {
    const match = takesEffect.exec(text)
    const told = match && effectIn(match[0], signed)
    if (match && told) {
      return { ...told, from: at + match.index, to: at + match.index + match[0].trimEnd().length }
    }
  }
  return null
}

function effectIn(sentence: string, signed: string | null): Omit<InForce, 'from' | 'to'> | null {
  const partly = /(?<!\p{L})trừ(?!\p{L})/iu.test(sentence)
  const later = afterDays.exec(sentence)
  if (later) {
    const days = Number(later[1] ?? words[later[2]?.trim().toLowerCase() ?? ''] ?? 0)
    const gazette = /công bố|đăng/iu.test(later[3] ?? '')
    const date = gazette || signed === null || days === 0 ? null : daysAfter(signed, days)
    return { date, rule: gazette ? 'days-after-gazette' : 'days-after-signing', days, partly }
  }
  const signing = onSigning.exec(sentence)
  const told = dateIn(sentence)
  if (signing && (!told || signing.index < told.from)) {
    return { date: signed, rule: 'signing', days: 0, partly }
  }
  const upTo = /đến\s+(?:hết\s+)?$/iu
  if (!told || upTo.test(sentence.slice(0, told.from))) return null
  return { date: told.date, rule: 'date', days: 0, partly }
}

const until = new RegExp(
  `${effect}(?:\\s+(?:kể )?từ ngày[^,;]{1,50}?)?(?:,? và được thực hiện)?,?\\s+(?:đến|tới)\\s+(?:hết\\s+)?(ngày[^,;]{5,60})`,
  'iu',
)

/** The day the document says it ends ("... đến hết ngày 31 tháng 12 năm 2027"); null when it does not. */
export function expiryOf(law: ParsedLaw): Expiry | null {
  for (const { text, at } of ownTexts(law)) {
    const match = until.exec(text)
    const told = match?.[1] === undefined ? undefined : dateIn(match[1])
    if (match?.[1] && told) {
      const from = at + match.index + match[0].length - match[1].length + told.from
      return { date: told.date, from, to: from + told.to - told.from }
    }
  }
  return null
}
