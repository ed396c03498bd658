import { beginsClosing, isCapitals } from './edges.ts'
import type { Line } from './lines.ts'
import {
  articleMarker,
  clauseMarker,
  containerMarker,
  type Marker,
  pointMarker,
} from './markers.ts'

/** A heading's words, where they end in the source, and the last line they take. */
export type Title = { title: string; headingTo: number; lastLine: number }

const longestTitle = 400
/** No sentence ends on these: what a gazette's line break cut off goes on in the next line. */
const unfinished =
  /(?:,|(?<!\p{L})(?:của|và|về|cho|tại|theo|với|trong|đối với|hoặc|các|do|từ|đến|là|bởi|những|một số))$/iu
/** Words after which no sentence ends: a line that ends with them goes on in the next. */
export const hanging =
  /(?:(?<!\p{L})(?:khoản|tại|của|và|theo|hoặc|với|các|đến|từ|về|bởi)|khoản \d+[a-zđ]?|điểm [a-zđ]\d?)$/iu

/**
 * Whether the line goes on with the sentence of the line before: then its "Điều 5." is a reference. A
 * comma alone decides only where the number is `unexpected`: scans read full stops as commas.
 */
export function hangs(lines: Line[], index: number, unexpected = false): boolean {
  const [before, line] = [lines[index - 1], lines[index]]
  if (!before || !line || before.end !== line.from || isCapitals(before.text)) return false
  return hanging.test(before.text) || (unexpected && before.text.endsWith(','))
}

/**
 * The title of an article: the rest of its line, what a line break cut off from it, or the line below
 * when the marker stands alone and that line reads as a title.
 */
export function articleTitle(lines: Line[], index: number, marker: Marker): Title {
  const parts = marker.rest === '' ? [] : [marker.rest]
  let last = index
  for (let next = index + 1; next < lines.length; next += 1) {
    const line = lines[next]
    if (!line || beginsAnything(line) || !goesOn(parts, line.text)) break
    parts.push(line.text)
    last = next
    if (parts.join(' ').length > longestTitle) break
  }
  const end = lines[last]
  const headingTo = last === index || !end ? marker.restAt + marker.rest.length : textEnd(end)
  return { title: tidyTitle(parts.join(' ')), headingTo, lastLine: last }
}

function goesOn(parts: string[], text: string): boolean {
  const told = parts.at(-1)
  if (told === undefined) return text.length <= 200 && !/[.;:,]$/u.test(text)
  if (/[.;:!?]$/u.test(told) || (text.length > 150 && /[.;:]$/u.test(text))) return false
  return unfinished.test(told) || /^[\p{Ll}(]/u.test(text)
}

/**
 * The title of a phần, chương or mục: everything up to what stands under it. Undefined when nothing
 * of the kind follows soon: then the line was a reference or a table's.
 */
export function containerTitle(lines: Line[], index: number, marker: Marker): Title | undefined {
  const parts = marker.rest === '' ? [] : [marker.rest]
  let headingTo = marker.restAt + marker.rest.length
  for (let next = index + 1; next < Math.min(lines.length, index + 9); next += 1) {
    const line = lines[next]
    if (!line) break
    if (articleMarker(line) || containerMarker(line)) {
      return { title: tidyTitle(parts.join(' ')), headingTo, lastLine: next - 1 }
    }
    const told = /[.;,]$/u.test(line.text) && !isCapitals(line.text)
    if (told || line.text.length > 250) return undefined
    parts.push(line.text)
    headingTo = textEnd(line)
  }
  return undefined
}

/** The title of an appendix: its capital letters, and the note which document it belongs to. */
export function appendixTitle(lines: Line[], index: number, rest: string): Title {
  const parts = rest === '' ? [] : [rest]
  let last = index
  for (let next = index + 1; next < Math.min(lines.length, index + 9); next += 1) {
    const text = lines[next]?.text ?? ''
    const note = /^\(?\s*(?:Ban hành )?kèm theo/iu.test(text)
    if (!note && !isCapitals(text)) break
    if (/^CỘNG HÒA|^Mẫu số|^PHỤ LỤC/iu.test(text)) break
    if (!note) parts.push(text)
    last = next
    if (note) break
  }
  const end = lines[last]
  return { title: tidyTitle(parts.join(' ')), headingTo: end ? textEnd(end) : 0, lastLine: last }
}

function beginsAnything(line: Line): boolean {
  return Boolean(
    articleMarker(line) ||
      clauseMarker(line) ||
      pointMarker(line) ||
      containerMarker(line) ||
      beginsClosing(line.text),
  )
}

function textEnd(line: Line): number {
  return line.at + line.text.length
}

function tidyTitle(text: string): string {
  return text
    .replace(/[*_|#]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
}
