import { readXlsx } from 'hucre/xlsx'
import { type DefaultTreeAdapterMap, parse } from 'parse5'
import { htmlOfDocx } from '#core/law/import/docx.ts'
import { Refusal } from '#core/refusal.ts'

/** A table as somebody sees it: every cell of a merged one holds its words. */
export type Grid = Cell[][]

interface Cell {
  text: string
  /** the words stand in the cell above or to the left, with which this one is merged */
  merged: boolean
}

const mostRows = 2_000
const mostColumns = 60

/**
 * The tables of a workbook or a Word document, each as a grid. Refuses what is neither, what cannot be read and what is
 * too long for a plan.
 */
export async function readGrids(bytes: Uint8Array, name: string): Promise<Grid[]> {
  const kind = /\.(xlsx|docx)$/i.exec(name)?.[1]?.toLowerCase()
  if (kind === undefined) throw new Refusal('plan:import.kind', { name })
  const grids = kind === 'xlsx' ? await sheetsOf(bytes, name) : tablesOf(await htmlOfDocx(bytes))
  if (grids.some((grid) => grid.length > mostRows)) {
    throw new Refusal('plan:import.long', { most: mostRows })
  }
  return grids.filter((grid) => grid.some((row) => row.some(({ text }) => text !== '')))
}

async function sheetsOf(bytes: Uint8Array, name: string): Promise<Grid[]> {
  const options = { maxRows: mostRows + 1, range: `A1:BH${mostRows + 1}` }
  const book = await readXlsx(bytes, options).catch(() => {
    throw new Refusal('plan:import.broken', { name })
  })
  return book.sheets.map(({ rows, merges = [] }) => {
    const grid = rows.map((row) =>
      row.slice(0, mostColumns).map((value): Cell => ({ text: textOf(value), merged: false })),
    )
    for (const { startRow, startCol, endRow, endCol } of merges) {
      const text = grid[startRow]?.[startCol]?.text ?? ''
      for (let row = startRow; row <= Math.min(endRow, grid.length - 1); row++) {
        for (let column = startCol; column <= Math.min(endCol, mostColumns - 1); column++) {
          if (row === startRow && column === startCol) continue
          const cells = grid[row] ?? []
          while (cells.length <= column) cells.push({ text: '', merged: false })
          cells[column] = { text, merged: true }
        }
      }
    }
    return grid
  })
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  return tidy(String(value))
}

function tidy(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim()
}

type Node = DefaultTreeAdapterMap['node']
type Element = DefaultTreeAdapterMap['element']

function tablesOf(html: string): Grid[] {
  return elements(parse(html), 'table').map(gridOf)
}

function elements(node: Node, name: string): Element[] {
  if (!('childNodes' in node)) return []
  return node.childNodes.flatMap((child) =>
    'tagName' in child && child.tagName === name ? [child] : elements(child, name),
  )
}

/** The cells of a table by row and column; what spans several is in each of them. */
function gridOf(table: Element): Grid {
  const grid: (Cell | undefined)[][] = []
  for (const [at, row] of elements(table, 'tr').entries()) {
    const cells = row.childNodes.filter(
      (child): child is Element => 'tagName' in child && /^t[dh]$/.test(child.tagName),
    )
    let column = 0
    for (const cell of cells) {
      while (grid[at]?.[column] !== undefined) column++
      const [down, across] = [span(cell, 'rowspan'), span(cell, 'colspan')]
      const text = tidy(wordsOf(cell))
      for (let r = at; r < at + down && r < mostRows + 2; r++) {
        const line = grid[r] ?? []
        grid[r] = line
        for (let k = column; k < column + across && k < mostColumns; k++) {
          line[k] = { text, merged: r > at || k > column }
        }
      }
      column += across
    }
  }
  return grid.map((row) => Array.from(row ?? [], (cell) => cell ?? { text: '', merged: false }))
}

function span(cell: Element, name: string): number {
  const value = Number(cell.attrs.find((one) => one.name === name)?.value ?? 1)
  return Number.isInteger(value) && value > 0 ? Math.min(value, mostRows) : 1
}

function wordsOf(node: Node): string {
  if ('value' in node) return node.value
  if (!('childNodes' in node)) return ''
  return node.childNodes.map((child) => `${wordsOf(child)}${isBlock(child) ? ' ' : ''}`).join('')
}

function isBlock(node: Node): boolean {
  return 'tagName' in node && /^(p|li|br|div|h\d)$/.test(node.tagName)
}
