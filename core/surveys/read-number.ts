import { plain } from '#core/conversation/questions.ts'

const units: Record<string, number> = {
  '': 1,
  nghin: 1e3,
  ngan: 1e3,
  k: 1e3,
  trieu: 1e6,
  tr: 1e6,
  ty: 1e9,
  ti: 1e9,
}

const about = /^(?:khoang|tam|gan|hon|chung|co|la)\s+/

/** A number as people write it: `1.234,5`, `12 triệu`, `khoảng 30 người`. Undefined when there is none. */
export function readNumber(text: string): number | undefined {
  const words = /^(-?[\d][\d.,\s]*)\s*(\p{L}*)/u.exec(
    text.trim().replace(/^\D*?(?=-?\d)/u, (head) => (about.test(`${plain(head)} `) ? '' : head)),
  )
  if (!words?.[1]) return undefined
  const unit = plain(words[2] ?? '')
  const value = digits(words[1].replace(/\s/g, ''))
  return value === undefined ? undefined : value * (units[unit] ?? 1)
}

/** Groups of three after a point are thousands; what stands after a comma, or a lone other point, are decimals. */
function digits(typed: string): number | undefined {
  const bare = typed.replace(/[.,]+$/, '')
  if (/^-?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/.test(bare)) {
    return Number(bare.replaceAll('.', '').replace(',', '.'))
  }
  if (/^-?\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?$/.test(bare)) return Number(bare.replaceAll(',', ''))
  return /^-?\d+(?:[.,]\d+)?$/.test(bare) ? Number(bare.replace(',', '.')) : undefined
}
