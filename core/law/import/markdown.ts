/** Whether a plain text is written in Markdown: it has headings, bold words or tables of it in several places. */
export function looksMarkdown(text: string): boolean {
  const signs =
    text
      .slice(0, 100_000)
      .match(/^#{1,6} \S|\*\*[^*\n]+\*\*|^\|(?:[^|\n]*\|){2,}\s*$|^\s*\|?\s*:?-{3,}/gmu) ?? []
  return signs.length >= 2
}

/** The words of a Markdown text, line by line, without the signs that only give them a look. */
export function textOfMarkdown(markdown: string): string {
  return markdown
    .replace(/^---\n[\s\S]{0,5000}?\n---\n/u, '')
    .replace(/<!--[\s\S]*?-->/gu, '')
    .split('\n')
    .flatMap(lineOf)
    .join('\n')
}

function lineOf(line: string): string[] {
  if (/^\s*(?:```|~~~)/u.test(line) || isRule(line)) return []
  const bare = line
    .replace(/^\s{0,3}#{1,6}\s+/u, '')
    .replace(/\s+#+\s*$/u, '')
    .replace(/^(?:\s*>)+\s?/u, '')
    .replace(/^(\s*)[*+]\s+(?=\S)/u, '$1- ')
    .replace(/^\s*\|(.*)\|\s*$/u, (_, cells: string) =>
      cells
        .split('|')
        .map((cell) => cell.trim())
        .join(' | '),
    )
    .replace(/!\[[^\]\n]*\]\([^)\n]*\)/gu, '')
    .replace(/\[([^\]\n]+)\]\([^)\n]*\)/gu, '$1')
    .replace(/(\*\*|__)(?=\S)(.+?)\1/gu, '$2')
    .replace(/(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]+)\*(?![\p{L}\p{N}*])/gu, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!|>~])/gu, '$1')
    .replace(/<br\s*\/?>/giu, '\n')
  return bare.split('\n')
}

/** "---", "***" between parts, or "|---|:--:|" under the head of a table. */
function isRule(line: string): boolean {
  return /^[\s|:*_-]+$/u.test(line) && /[-*_]{3}/u.test(line)
}
