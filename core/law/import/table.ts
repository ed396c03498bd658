export type Block = string
/** Rows of cells; a cell has one line or several. */
export type Table = string[][]

/**
 * A table as text: a row a line with `|` between its cells. Where cells hold paragraphs of their own the table only
 * places them, as the head of every decree does, and each cell is read to its end before the next.
 */
export function tableText(rows: Table): string {
  const filled = rows.map((cells) => cells.filter((cell) => !isBlank(cell))).filter((row) => row[0])
  const places = filled.length <= 3 && filled.every((row) => row.length <= 2)
  const tall = filled.some((row) => row.some((cell) => cell.includes('\n')))
  if (places || (tall && filled.length === 1)) return filled.flat().join('\n')
  return filled.map((row) => row.map(oneLine).join(' | ')).join('\n')
}

function oneLine(cell: string): string {
  return cell.replace(/\s*\n\s*/gu, ' ').trim()
}

export function isBlank(text: string): boolean {
  return !/\S/u.test(text)
}

/** Blocks under one another, without the empty ones. */
export function blockText(blocks: Block[]): string {
  return blocks
    .map((block) =>
      block
        .split('\n')
        .map((line) => line.replace(/[ \t]+/gu, ' ').trim())
        .join('\n'),
    )
    .filter((block) => block !== '')
    .join('\n')
}
