import type { Span } from './tree.ts'

/** The gazette's signature stamp, which PDF readers drop into the middle of a sentence. */
const stamp =
  /(?:Người ký|Ký bởi):[^“”]{0,260}?\d{2}:\d{2}:\d{2}[ \t]*(?:[+-]\d{2}:?\d{2}|Z)(?:[ \t]*\d{1,4}(?=[ \t]*(?:[\r\n]|$)))?/gu
const runningHeader =
  /^\s*(?:\d{1,4}\s+)?CÔNG BÁO\s*(?:[/|]\s*)?Số\s+\d+(?:\s*[+&-]\s*\d+)*.{0,60}$|^\s*\((?:Xem tiếp|Tiếp theo)\s+Công báo số[^)]{0,60}\)\s*$/iu
const rule = /^\s*(?:[-–—_=*]\s*){3,}$/u
const pageNumber = /^\s*(?:[-–]\s*)?(?:Trang\s+)?(\d{1,4})(?:\s*[-–]|\s*\/\s*\d{1,4})?\s*$/iu

type RawLine = { from: number; to: number; text: string }

/** Lines with their breaks; a form feed ends a line, so that pages begin on one. */
export function rawLines(source: string): RawLine[] {
  const found: RawLine[] = []
  for (const match of source.matchAll(
    /[^\n\r\f\u2028\u2029]*(?:\r\n|[\n\r\f\u2028\u2029]|(?<=[^\n\r\f\u2028\u2029])$)/gu,
  )) {
    if (match[0] === '') continue
    const text = match[0].replace(/[\n\r\f\u2028\u2029]+$/u, '')
    found.push({ from: match.index, to: match.index + match[0].length, text })
  }
  return found
}

/** What belongs to the page and not to the document: stamps, running headers, page numbers, rules. */
export function noiseOf(source: string, lines: RawLine[]): Span[] {
  const spans: Span[] = [...source.matchAll(stamp)].map((match) => {
    return { from: match.index, to: match.index + match[0].length }
  })
  const numbers = pageNumbers(lines)
  const repeated = pageEdges(source, lines)
  for (const [index, line] of lines.entries()) {
    const cut = runningHeader.test(line.text) || rule.test(line.text)
    if (cut || numbers.has(index) || repeated.has(index))
      spans.push({ from: line.from, to: line.to })
  }
  return merged(spans)
}

/** Bare numbers that count up by one, each a page apart: a table's column counts up line by line. */
function pageNumbers(lines: RawLine[]): Set<number> {
  const candidates = lines.flatMap(({ text }, index) => {
    const match = text.length < 20 ? pageNumber.exec(text) : null
    return match ? [{ index, page: Number(match[1]) }] : []
  })
  const found = new Set<number>()
  let chain: number[] = []
  let last = { index: -100, page: -1 }
  for (const next of candidates) {
    const follows = next.page === last.page + 1 && next.index - last.index >= 12
    if (!follows) {
      if (next.index - last.index < 12) continue
      chain = []
    }
    chain.push(next.index)
    last = next
    if (chain.length >= 3) for (const index of chain.slice(-3)) found.add(index)
  }
  return found
}

/** First and last lines of pages that are the same, but for digits, on three pages or more. */
function pageEdges(source: string, lines: RawLine[]): Set<number> {
  const found = new Set<number>()
  if (!source.includes('\f')) return found
  const edges = new Map<string, number[]>()
  for (const [index, line] of lines.entries()) {
    const ends = source.slice(line.from, line.to).includes('\f')
    const before = lines[index - 1]
    const begins = before ? source.slice(before.from, before.to).includes('\f') : true
    if (!(ends || begins) || line.text.trim() === '' || line.text.length > 120) continue
    const shape = line.text.trim().replace(/\d+/gu, '0')
    edges.set(shape, [...(edges.get(shape) ?? []), index])
  }
  for (const places of edges.values()) {
    if (places.length >= 3) for (const index of places) found.add(index)
  }
  return found
}

function merged(spans: Span[]): Span[] {
  const found: Span[] = []
  for (const span of spans.sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = found.at(-1)
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to)
    else found.push({ ...span })
  }
  return found
}

/** What is left of a span when the noise is cut out of it. */
export function withoutNoise(span: Span, noise: Span[]): Span[] {
  const found: Span[] = []
  let from = span.from
  for (let index = firstAfter(noise, span.from); index < noise.length; index += 1) {
    const cut = noise[index]
    if (!cut || cut.from >= span.to) break
    if (cut.from > from) found.push({ from, to: cut.from })
    from = Math.max(from, cut.to)
  }
  if (from < span.to) found.push({ from, to: span.to })
  return found
}

/** The first span that ends after the offset, by halving: a law has thousands of lines. */
export function firstAfter(spans: Span[], offset: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.to ?? 0) > offset) high = middle
    else low = middle + 1
  }
  return low
}
