import { appendixAt, beginsClosing } from './edges.ts'
import type { Page } from './lines.ts'
import {
  articleMarker,
  clauseMarker,
  containerMarker,
  type Marker,
  pointMarker,
} from './markers.ts'
import { letterRank } from './numbering.ts'
import { appendixTitle, articleTitle, containerTitle, hangs } from './titles.ts'
import type { Doubt, Kind } from './tree.ts'

/** Where a provision begins, and where its heading ends. It lasts until the next mark of its rank. */
export type Mark = { kind: Kind; label: string; title: string; at: number; headingTo: number }
export type Scanned = { marks: Mark[]; doubts: Doubt[] }

type Scan = Scanned & {
  page: Page
  phase: 'opening' | 'body' | 'closing' | 'appendix'
  bodyFrom: number
  /** Whether articles can begin here: in the body, and in regulations that are attached to it. */
  articles: boolean
  article: number
  articleSuffix: string
  clause: number
  clauseSuffix: string
  point: number
  /** Lines on which an article of a number could begin, by number. */
  starts: Map<number, number[]>
  closings: number[]
  appendices: number[]
}

/** Reads the lines once, in order, and says where each provision begins. */
export function scan(page: Page): Scanned {
  const state = begin(page)
  for (let index = 0; index < page.lines.length; index += 1) {
    index = readLine(state, index)
  }
  const [opening, next] = state.marks
  const empty = opening?.kind === 'opening' && next?.at === page.lines[0]?.at
  return { marks: empty ? state.marks.slice(1) : state.marks, doubts: state.doubts }
}

function begin(page: Page): Scan {
  const starts = new Map<number, number[]>()
  const closings: number[] = []
  const appendices: number[] = []
  for (const [index, line] of page.lines.entries()) {
    const marker = articleMarker(line)
    if (marker?.strong && !hangs(page.lines, index)) {
      const places = starts.get(marker.number)
      if (places) places.push(index)
      else starts.set(marker.number, [index])
    }
    if (beginsClosing(line.text)) closings.push(index)
    if (appendixAt(page.lines, index)) appendices.push(index)
  }
  const opening: Mark = { kind: 'opening', label: '', title: '', at: 0, headingTo: 0 }
  return {
    page,
    marks: page.lines.length > 0 ? [opening] : [],
    doubts: [],
    phase: 'opening',
    bodyFrom: 0,
    articles: true,
    ...nothingRead,
    starts,
    closings,
    appendices,
  }
}

const nothingRead = { article: 0, articleSuffix: '', clause: 0, clauseSuffix: '', point: 0 }

/** Reads what begins on a line; the answer is the last line it took. */
function readLine(state: Scan, index: number): number {
  return (
    readAppendix(state, index) ??
    readClosing(state, index) ??
    readContainer(state, index) ??
    readArticle(state, index) ??
    readWithin(state, index) ??
    readBasis(state, index) ??
    index
  )
}

function readAppendix(state: Scan, index: number): number | undefined {
  const { lines } = state.page
  const found = state.phase === 'opening' ? undefined : appendixAt(lines, index)
  const line = lines[index]
  if (!found || !line || hangs(lines, index)) return undefined
  const next = state.phase === 'body' ? nextStart(state, index) : undefined
  if (next !== undefined && !state.closings.some((at) => at > index && at < next)) return undefined
  const { title, headingTo, lastLine } = appendixTitle(lines, index, found.rest)
  state.marks.push({ kind: 'appendix', label: found.label, title, at: line.at, headingTo })
  Object.assign(state, nothingRead, { phase: 'appendix', articles: found.regulation })
  return lastLine
}

function readClosing(state: Scan, index: number): number | undefined {
  const line = state.page.lines[index]
  if (state.phase !== 'body' || !line || !beginsClosing(line.text)) return undefined
  const next = nextStart(state, index)
  if (next !== undefined && !state.appendices.some((at) => at > index && at < next)) {
    return undefined
  }
  state.marks.push({ kind: 'closing', label: '', title: '', at: line.at, headingTo: line.at })
  Object.assign(state, nothingRead, { phase: 'closing', articles: false })
  return index
}

/** The line on which the body's next article begins, if it does below this line. */
function nextStart(state: Scan, index: number): number | undefined {
  return state.starts.get(state.article + 1)?.find((at) => at > index)
}

function readContainer(state: Scan, index: number): number | undefined {
  const { lines } = state.page
  const line = lines[index]
  const marker = line && state.articles ? containerMarker(line) : undefined
  if (!line || !marker || hangs(lines, index)) return undefined
  const found = containerTitle(lines, index, marker)
  if (!found) return undefined
  const { title, headingTo, lastLine } = found
  state.marks.push({ kind: marker.kind, label: marker.label, title, at: line.at, headingTo })
  Object.assign(state, { clause: 0, clauseSuffix: '', point: 0 })
  beginBody(state, index)
  return lastLine
}

function readArticle(state: Scan, index: number): number | undefined {
  const { lines } = state.page
  const line = lines[index]
  const marker = line && state.articles ? articleMarker(line) : undefined
  const unexpected = !marker?.strong || marker.number !== state.article + 1
  if (!line || !marker || hangs(lines, index, unexpected)) return undefined
  if (marker.number === 1 && marker.strong && state.article > 2) dropContents(state, index)
  if (!isNextArticle(state, marker, index, line.at)) return undefined
  const { title, headingTo, lastLine } = articleTitle(lines, index, marker)
  const mark: Mark = { kind: 'article', label: marker.label, title, at: line.at, headingTo }
  state.marks.push(mark)
  Object.assign(state, nothingRead, { article: marker.number, articleSuffix: marker.suffix })
  beginBody(state, index)
  splitGlued(state, mark, lines.slice(index, lastLine + 1).length === 1 ? marker : undefined)
  return lastLine
}

/** Whether the number fits: the next one, or a later one when the numbers between are nowhere below. */
function isNextArticle(state: Scan, marker: Marker, index: number, at: number): boolean {
  const { number, suffix, label } = marker
  if (number === state.article + 1) return true
  if (number === state.article && suffix > state.articleSuffix) return true
  if (!marker.strong) return false
  if (number <= state.article) {
    state.doubts.push({ at, what: 'repeated', label })
    return false
  }
  const next = nextStart(state, index)
  const edge = state.appendices.find((line) => line > index) ?? Number.POSITIVE_INFINITY
  if (next !== undefined && next < edge) return false
  state.doubts.push({ at, what: 'gap', label })
  return true
}

/** A table of contents names every article before the text does: its lines are the opening's. */
function dropContents(state: Scan, index: number): void {
  if (state.phase !== 'body' || index - state.bodyFrom > state.article * 2.5) return
  state.marks.splice(state.marks.findIndex(({ kind }) => kind !== 'opening' && kind !== 'basis'))
  Object.assign(state, nothingRead, { phase: 'opening' })
}

/** The body begins with its first phần, chương, mục or article. */
function beginBody(state: Scan, index: number): void {
  if (state.phase === 'opening') Object.assign(state, { phase: 'body', bodyFrom: index })
}

/** Copies that lost their line breaks glue the title to "1." and the khoản to each other. */
function splitGlued(state: Scan, mark: Mark, marker: Marker | undefined): void {
  const glue = marker ? /(?<=[\p{Ll})])\s*(?=1\.\s*\p{Lu})/u.exec(marker.rest) : null
  if (!marker || !glue || marker.rest.length - glue.index < 60) return
  mark.title = marker.rest.slice(0, glue.index).trim()
  mark.headingTo = marker.restAt + glue.index
  let from = glue.index + glue[0].length
  for (let number = 1; ; number += 1) {
    const at = marker.restAt + from
    state.marks.push({ ...clauseMark(String(number), at), headingTo: at + `${number}.`.length })
    state.clause = number
    const next = new RegExp(`(?<=[.;:/])\\s+(?=${number + 1}\\.\\s*\\p{Lu})`, 'u')
    const found = next.exec(marker.rest.slice(from))
    if (!found) return
    from += found.index + found[0].length
  }
}

function clauseMark(label: string, at: number): Mark {
  return { kind: 'clause', label, title: '', at, headingTo: at }
}

function readWithin(state: Scan, index: number): number | undefined {
  const { lines } = state.page
  const line = lines[index]
  if (!line || state.article === 0) return undefined
  if (!standsUnderHeading(state, index) && hangs(lines, index)) return undefined
  const clause = clauseMarker(line)
  if (clause && isNextClause(state, clause, index)) {
    state.marks.push({ ...clauseMark(clause.label, line.at), headingTo: clause.restAt })
    Object.assign(state, { clause: clause.number, clauseSuffix: clause.suffix, point: 0 })
    return index
  }
  const point = pointMarker(line)
  const rank = point ? letterRank(point.label[0] ?? '') : 0
  if (!point || rank === 0) return undefined
  const back = rank < state.point && rank > 1
  if (back) state.doubts.push({ at: line.at, what: 'repeated', label: point.label })
  state.marks.push({ ...clauseMark(point.label, line.at), kind: 'point', headingTo: point.restAt })
  state.point = rank
  return index
}

/** A title may end as no sentence does: "Xác định giá khởi điểm". */
function standsUnderHeading(state: Scan, index: number): boolean {
  const before = state.page.lines[index - 1]
  return before !== undefined && state.marks.at(-1)?.headingTo === before.at + before.text.length
}

function isNextClause(state: Scan, marker: Marker, index: number): boolean {
  const { number, suffix, strong } = marker
  const before = state.page.lines[index - 1]?.text ?? ''
  const ended =
    /[.;:”")\]/|!?]$/u.test(before) || articleMarker({ from: 0, end: 0, at: 0, text: before })
  if (number === state.clause + 1) return strong || Boolean(ended)
  if (number === state.clause && suffix > state.clauseSuffix) return true
  return strong && Boolean(ended) && number > state.clause && number <= state.clause + 3
}

function readBasis(state: Scan, index: number): number | undefined {
  const line = state.page.lines[index]
  if (state.phase !== 'opening' || !line || !/^Căn cứ (?!pháp lý)/u.test(line.text))
    return undefined
  if (state.marks.at(-1)?.kind === 'basis') return undefined
  state.marks.push({ kind: 'basis', label: '', title: '', at: line.at, headingTo: line.at })
  return index
}
