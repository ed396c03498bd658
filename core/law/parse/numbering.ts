const ordinals = ['nhất', 'hai', 'ba', 'tư', 'năm', 'sáu', 'bảy', 'tám', 'chín', 'mười']
const telex: Record<string, string> = {
  đ: 'dd',
  ă: 'aw',
  â: 'aa',
  ê: 'ee',
  ô: 'oo',
  ơ: 'ow',
  ư: 'uw',
}
const order = 'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz'
const romanDigits: Record<string, number> = { I: 1, V: 5, X: 10, L: 50, C: 100 }

/** The number a heading bears: 4 for "IV", "4" or "thứ tư"; undefined when it bears none. */
export function numberOf(label: string): number | undefined {
  if (/^\d+$/u.test(label)) return Number(label)
  if (/^[IVXLC]+$/u.test(label)) return roman(label)
  const word = label.toLowerCase().replace(/^thứ\s+/u, '')
  const place = ordinals.indexOf(word === 'bốn' ? 'tư' : word === 'bẩy' ? 'bảy' : word)
  return place < 0 ? undefined : place + 1
}

function roman(label: string): number {
  let sum = 0
  for (let index = 0; index < label.length; index += 1) {
    const digit = romanDigits[label[index] ?? ''] ?? 0
    const next = romanDigits[label[index + 1] ?? ''] ?? 0
    sum += digit < next ? -digit : digit
  }
  return sum
}

/** Where a point's letter stands in the order a, b, c, d, đ, e ...; 0 for what is no such letter. */
export function letterRank(letter: string): number {
  return order.indexOf(letter) + 1
}

/** Letters as Telex types them, so that `d` and `đ` differ in plain ASCII: đ → dd, ê → ee, 12đ → 12dd. */
export function inTelex(label: string): string {
  return [...label.toLowerCase()].map((letter) => telex[letter] ?? letter).join('')
}
