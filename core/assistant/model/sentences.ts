/** One sentence of a draft with the passages it names. */
export interface Sentence {
  text: string
  numbers: number[]
}

const marker = /\[\s*\d{1,3}(?:\s*[,;]\s*\d{1,3})*\s*\]/gu
/** Behind the stop of a sentence a citation still belongs to it. */
const belated = /([.!?…])\s*((?:\[\s*\d[\d\s,;]*\]\s*)+)/gu
/**
 * A stop ends a sentence whatever follows: behind "[1]. bạn được miễn" nothing may hide in small letters. Only the point
 * of a bare number, as in "Điều 5. Hồ sơ", and a semicolon want a capital or a number after them.
 */
const marks = '["”»)]*(?:\\s*\\[[\\d\\s,;]+\\])*'
const stop = new RegExp(
  `(?<=(?:[!?…]|(?<!(?:^|\\s)\\d{1,3})\\.)${marks})\\s+|(?<=[.;]${marks})\\s+(?=["“«(]*[\\p{Lu}\\d])`,
  'u',
)
/** Headings, bullets, emphasis: the model's ornaments. */
const ornaments = /^(?:[#>*•-]+\s+)+|\*\*|__|`/gmu

/** The sentences of what a model wrote, each with the numbers in its square brackets, ornaments taken off. */
export function sentencesOf(raw: string): Sentence[] {
  const moved = raw.replace(ornaments, '').replace(belated, ' $2$1')
  return moved
    .split(/\n+/u)
    .flatMap((line) => line.split(stop))
    .map((piece) => ({ text: withoutMarkers(piece), numbers: numbersIn(piece) }))
    .filter(({ text }) => /[\p{L}\d]/u.test(text))
}

function withoutMarkers(piece: string): string {
  return piece
    .replace(marker, '')
    .replace(/\s+/gu, ' ')
    .replace(/\s+([.,;:!?…])/gu, '$1')
    .trim()
}

function numbersIn(piece: string): number[] {
  const found = (piece.match(marker) ?? []).flatMap((group) => group.match(/\d+/gu) ?? [])
  return [...new Set(found.map(Number))]
}
