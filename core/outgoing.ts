import type { Outgoing } from './channel.ts'

/** The choices as numbered lines below the text, for platforms or texts where buttons do not fit. */
export function withNumbers(out: Outgoing): string {
  const said = out.text.split('\n')
  const lines = (out.choices ?? [])
    .map(({ label }, index) => numberedLabel(label, index + 1))
    .filter((line) => !said.some((one) => one === line || one.startsWith(`${line} · `)))
  const link = out.link ? [`${out.link.label}: ${out.link.url}`] : []
  return [out.text, lines.join('\n'), ...link].filter((part) => part !== '').join('\n\n')
}

/** A choice with the number that may be typed for it; a score, which is its number or begins with it, has it once. */
export function numberedLabel(label: string, number: number): string {
  return label === String(number) || label.startsWith(`${number} - `)
    ? label
    : `${number}. ${label}`
}

/** A label as far as a button has room for it, cut after a word where possible. */
export function shortLabel(label: string, limit: number): string {
  if (label.length <= limit) return label
  const kept = Array.from(splitText(label, limit - 1)[0] ?? '')
  while (kept.join('').length >= limit) kept.pop()
  return `${kept.join('').replace(/[\s\p{P}]+$/u, '')}…`
}

/**
 * Cuts a text into pieces of at most `limit` code points, on paragraph borders where possible, else after a
 * sentence, else after a word, else between what a reader sees as characters. Joined pieces hold every character but the
 * white space at the cuts.
 */
export function splitText(text: string, limit: number): string[] {
  const pieces: string[] = []
  let rest = Array.from(text.normalize('NFC').trim())
  while (rest.length > limit) {
    const cut = bestCut(rest.slice(0, limit + 1).join(''), limit)
    const head = Array.from(
      rest
        .slice(0, limit + 1)
        .join('')
        .slice(0, cut),
    ).length
    pieces.push(rest.slice(0, head).join('').trimEnd())
    rest = Array.from(rest.slice(head).join('').trimStart())
  }
  const last = rest.join('')
  return last === '' && pieces.length > 0 ? pieces : [...pieces, last]
}

/**
 * The single texts of at most `limit` UTF-16 units that a platform takes; none of an empty text. `splitText` counts code
 * points: only a piece full of emoji has more units than that.
 */
export function piecesOf(text: string, limit: number): string[] {
  if (text.trim() === '') return []
  if (text.length <= limit) return [text]
  return splitText(text, limit).flatMap((piece) =>
    piece.length <= limit ? [piece] : splitText(piece, limit / 2),
  )
}

/** Platforms refuse the whole message when a button leads to `localhost` or to no web address. */
export function isWebAddress(url: string): boolean {
  const address = URL.parse(url)
  return address !== null && /^https?:$/.test(address.protocol) && address.hostname.includes('.')
}

const characters = new Intl.Segmenter('vi', { granularity: 'grapheme' })
/** The point of `1. Tờ khai`, `a. Bản sao` or `Điều 5. Hồ sơ` at the start of a line ends no sentence. */
const sentence = /(?<!^\s*(?:(?:Điều )?\d{1,3}|\p{L}))[.!?…;:]["”’)\]]*\s/gmu
const borders = [/\n\s*\n/gu, sentence, /\n/gu, /\s/gu]

/** The UTF-16 offset after which to cut: the last border of the best kind in the second half of the window. */
function bestCut(window: string, limit: number): number {
  const hard = Array.from(window).slice(0, limit).join('').length
  for (const border of borders) {
    let best = 0
    for (const found of window.matchAll(border)) {
      // The white space of a border is dropped, so it may lie beyond the limit.
      if (found.index + found[0].trimEnd().length <= hard) best = found.index + found[0].length
    }
    if (best >= hard / 2) return best
  }
  return characters.segment(window).containing(hard)?.index || hard
}
