/** Whether a plain text is written in Markdown: it has headings, bold words or tables of it in several places. */
export function looksMarkdown(text: string): boolean {
  const signs =
    text
      .slice(0, 100_000)
      .match(
        /^#{1,6} \S|\*\*[^*\n]+\*\*|^\|(?:[^|\n]*\|){2,}[ \t]{0,20}$|^[ \t]{0,20}\|?[ \t]{0,20}:?-{3,}/gmu,
      ) ?? []
  return signs.length >= 2
}

/** The words of a Markdown text, line by line, without the signs that only give them a look. */
export function textOfMarkdown(markdown: string): string {
  return withoutComments(markdown.replace(/^---\n[\s\S]{0,5000}?\n---\n/u, ''))
    .split('\n')
    .flatMap(lineOf)
    .join('\n')
}

function lineOf(line: string): string[] {
  if (/^\s*(?:```|~~~)/u.test(line) || isRule(line)) return []
  const bare = line
    .replace(/^\s{0,3}#{1,6}\s+/u, '')
    .replace(/\s{1,20}#{1,10}\s{0,20}$/u, '')
    .replace(/^(?:\s*>)+\s?/u, '')
    .replace(/^(\s*)[*+]\s+(?=\S)/u, '$1- ')
    .replace(/^\s*\|(.*)\|\s*$/u, (_, cells: string) =>
      cells
        .split('|')
        .map((cell) => cell.trim())
        .join(' | '),
    )
    .replace(/!\[[^\]\n]{0,300}\]\([^)\n]{0,1000}\)/gu, '')
    .replace(/\[([^[\]\n]{1,300})\]\([^)\n]{0,1000}\)/gu, '$1')
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

/** One that does not end is no comment. Sought by hand: a pattern would try every beginning to the end of the text. */
function withoutComments(text: string): string {
  let found = ''
  for (let at = 0; ; ) {
    const from = text.indexOf('<!--', at)
    const to = from < 0 ? -1 : text.indexOf('-->', from)
    if (to < 0) return found + text.slice(at)
    found += text.slice(at, from)
    at = to + 3
  }
}
