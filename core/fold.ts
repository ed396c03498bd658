/** Accents, tone marks and any other combining mark. */
const marks = /\p{M}+/gu
/** Zero-width, right-to-left and other invisible formatting characters: they split no word. */
const invisible = /[\p{Cf}\u115f\u1160\u3164\uffa0]+/gu
const blanks = /[\s\p{Cc}]+/gu
const dLetters = /[đðɖ]/g
const plain = /^[\x21-\x7e]*(?: [\x21-\x7e]+)*$/

/**
 * The form two texts share when a reader would call them the same words: lower case, without accents
 * (đ → d, so old and new tone placement meet), without invisible characters, single spaces, any
 * Unicode form. Punctuation stays.
 */
export function fold(text: string): string {
  if (plain.test(text)) return text.toLowerCase()
  const letters = text.normalize('NFKD').replace(marks, '').toLowerCase().normalize('NFKD')
  return withoutNoise(letters.replace(marks, '').replace(dLetters, 'd')).trim()
}

/** The same words with their accents: composed, visible characters only, single spaces, case kept. */
export function tidy(text: string): string {
  return withoutNoise(text).normalize('NFC').trim()
}

function withoutNoise(text: string): string {
  return text.replace(invisible, '').replace(blanks, ' ')
}
