import { firstAfter, noiseOf, rawLines } from './noise.ts'
import type { Quotes } from './quotes.ts'
import { quotesOf } from './quotes.ts'
import type { Span } from './tree.ts'

/**
 * One line as a clerk reads it: `text` without markdown's and tables' marks at its ends, `at` where
 * that text begins in the source. `end` is where the line ends, its break included.
 */
export type Line = { from: number; end: number; at: number; text: string }

/** A source made ready for reading: its telling lines, its cut noise, and the quotations over several lines. */
export type Page = { source: string; lines: Line[]; noise: Span[]; quotes: Quotes }

const leading = /^[\s*#>|_\ufeff\u200b]*/u
const trailing = /[\s*|_]+$/u

/**
 * Blank lines, noise and lines inside a quotation are left out: none of them can begin a provision.
 * A line that opens a quotation is left out too, one that ends with its opening is kept up to it.
 */
export function readPage(source: string): Page {
  const raw = rawLines(source)
  const noise = noiseOf(source, raw)
  const quotes = quotesOf(source)
  const lines: Line[] = []
  for (const { from, to, text } of raw) {
    const at = from + (leading.exec(text)?.[0].length ?? 0)
    const until = firstCut(from + text.length, at, noise, quotes.blocks)
    const told = source.slice(at, until).replace(trailing, '')
    if (told !== '') lines.push({ from, end: to, at, text: told })
  }
  return { source, lines, noise, quotes }
}

/** Where the readable part of a line ends: at noise, at a quotation, or where it begins, inside one. */
function firstCut(end: number, at: number, ...cuts: Span[][]): number {
  let until = end
  for (const spans of cuts) {
    const next = spans[firstAfter(spans, at)]
    if (next && next.from < until) until = Math.max(at, next.from)
  }
  return until
}
