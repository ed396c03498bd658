/** No document comes near it: the longest law of the state has 600,000 characters. */
export const longestText = 4_000_000

/** A text as it is kept: composed letters, no unseen characters, no more than one empty line together. */
export function tidyText(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029\u0085\v]/gu, '\n')
    .replace(/[^\P{Cc}\n\t\f]|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '')
    .replace(/[ \u00a0\u2000-\u200a\u202f\u3000]/gu, ' ')
    .replace(/[ \t]+(?=[\n\f]|$)/gu, '')
    .replace(/\n{3,}/gu, '\n\n')
    .replace(/^\n+|\s+$/gu, '')
}

/** How many letters and digits of a text a reader could make something of. */
export function lettersIn(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
}
