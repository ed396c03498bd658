import type { Span } from './tree.ts'

export type Quotes = { blocks: Span[]; open: number[] }

/** A quotation of no provision that is longer than this was never closed where it should have been. */
const longestInline = 1500

/**
 * Quotations that run over more than one line, outermost first: in an amending law they hold
 * another law's provisions, so nothing inside counts as this law's own. An opening mark that is never
 * closed takes the next closing mark at the end of a line, or is reported and ignored.
 */
export function quotesOf(source: string): Quotes {
  const { pairs, open } = paired(source)
  const unsolved: number[] = []
  for (const from of open) {
    const to = startsLine(source, from) ? closingLine(source, from) : undefined
    if (to === undefined) unsolved.push(from)
    else pairs.push({ from, to })
  }
  pairs.push(...straight(source))
  const blocks = outermost(pairs.filter((pair) => isBlock(source, pair)))
  return {
    blocks: endedByArticles(
      source,
      blocks.map((pair) => withTail(source, pair)),
    ),
    open: unsolved,
  }
}

/**
 * A quotation ends where the document's own next article begins, whatever its marks say: footnotes go on
 * over pages, and scans lose marks. The own next one is the number after the last outside any quotation,
 * when no article outside bears it.
 */
function endedByArticles(source: string, blocks: Span[]): Span[] {
  const articles = [
    ...source.matchAll(/(?<=^|[\n\r\f])[ \t*#>|_]*Điều (\d{1,4})[.,]\s+(?=\p{Lu})/gu),
  ].map((match) => {
    return { at: match.index, number: Number(match[1]), inside: false }
  })
  let next = 0
  for (const { from, to } of blocks) {
    while ((articles[next]?.at ?? to) < from) next += 1
    for (; (articles[next]?.at ?? to) < to; next += 1) {
      const one = articles[next]
      if (one) one.inside = true
    }
  }
  const outside = new Set(articles.filter(({ inside }) => !inside).map(({ number }) => number))
  let last = 0
  const cuts: number[] = []
  for (const one of articles) {
    if (one.inside && one.number === last + 1 && !outside.has(one.number)) {
      cuts.push(one.at)
      outside.add(one.number)
      last = one.number
    } else if (
      !one.inside &&
      one.number > last &&
      !(outside.has(last + 1) && one.number > last + 1)
    )
      last = one.number
  }
  return cuts.length === 0 ? blocks : blocks.map((block) => cutAt(block, cuts))
}

function cutAt({ from, to }: Span, cuts: number[]): Span {
  return { from, to: cuts.find((at) => at > from && at < to) ?? to }
}

function paired(source: string): { pairs: Span[]; open: number[] } {
  const pairs: Span[] = []
  const lost: number[] = []
  let open: number[] = []
  for (const match of source.matchAll(/[“”]/gu)) {
    if (match[0] === '“' && open.length > 0 && followsLead(source, match.index)) {
      lost.push(...open)
      open = []
    }
    if (match[0] === '“') open.push(match.index)
    else {
      const from = open.pop()
      if (from !== undefined) pairs.push({ from, to: match.index + 1 })
    }
  }
  return { pairs, open: [...lost, ...open] }
}

/** After "... như sau:" a new quotation begins: what was open before it lost its closing mark. */
function followsLead(source: string, offset: number): boolean {
  return /:[ \t]*[\n\r\f][\s*]*$/u.test(before(source, offset))
}

/** What quoted provisions begin with. */
const provision =
  /^(?:Điều|Chương|Mục|Tiểu mục|Phần|Phụ lục|Mẫu)\s|^(?:\d{1,3}[a-zđ]?\d?|[IVX]+)\.|^[a-zđ]\d?\)/u

function isBlock(source: string, { from, to }: Span): boolean {
  if (!/[\n\r\f]/u.test(source.slice(from, to))) return false
  if (to - from <= longestInline) return true
  return /:\s*$/u.test(before(source, from)) || provision.test(source.slice(from + 1, from + 12))
}

function before(source: string, offset: number): string {
  return source.slice(Math.max(0, offset - 12), offset)
}

function startsLine(source: string, offset: number): boolean {
  return /(?:^|[\n\r\f])[\s*#>|_]*$/u.test(before(source, offset))
}

/** The end of the first line after `from` that a closing mark ends, before another block opens. */
function closingLine(source: string, from: number): number | undefined {
  const next = /[\n\r\f][ \t*#>|_]*“/gu
  next.lastIndex = from + 1
  const until = next.exec(source)?.index ?? source.length
  const rest = source.slice(from + 1, Math.min(until, from + 60_000))
  const end = /”[.;,]*[ \t]*(?=[\n\r\f]|$)/u.exec(rest)
  if (!end) return undefined
  return from + 1 + end.index + 1
}

/** Typewriter marks open a block only before a provision's number, and close it only where a line ends. */
function straight(source: string): Span[] {
  const found: Span[] = []
  const opening =
    /(?<=(?:^|[\n\r\f])[ \t*]*)"(?=(?:Điều|Chương|Mục|Phụ lục) |\d{1,3}[a-zđ]?\. |[a-zđ]\d?\) )/gu
  const closing = /"(?=[.;,]*[ \t]*(?:[\n\r\f]|$))/gu
  for (let match = opening.exec(source); match; match = opening.exec(source)) {
    closing.lastIndex = match.index + 1
    const end = closing.exec(source)
    if (!end) break
    found.push({ from: match.index, to: end.index + 1 })
    opening.lastIndex = end.index + 1
  }
  return found
}

function outermost(spans: Span[]): Span[] {
  const found: Span[] = []
  for (const span of spans.sort((a, b) => a.from - b.from || b.to - a.to)) {
    const last = found.at(-1)
    if (!last || span.from >= last.to) found.push(span)
  }
  return found
}

/** The full stop after the closing mark goes with the quotation when nothing else follows it. */
function withTail(source: string, { from, to }: Span): Span {
  const tail = /^[.;,]*[ \t]*(?=[\n\r\f]|$)/u.exec(source.slice(to, to + 40))
  return { from, to: to + (tail?.[0].length ?? 0) }
}
