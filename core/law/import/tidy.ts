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
    .replace(/ {9,}/gu, ' '.repeat(8))
    .split('\n')
    .map(withoutEnd)
    .join('\n')
    .replace(/\n{3,}/gu, '\n\n')
    .replace(/^\n+/u, '')
    .trimEnd()
}

/** A line without the blanks at its end; a pattern would take a time that grows with the square of their number. */
function withoutEnd(line: string): string {
  let end = line.length
  while (end > 0 && ' \t'.includes(line[end - 1] ?? '')) end--
  return line.slice(0, end)
}

/** How many letters and digits of a text a reader could make something of. */
export function lettersIn(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
}
