import { raw } from 'hono/html'
import { say } from '#core/language.ts'
import type { Amendment, Validity } from '#core/law/documents/standing.ts'
import type { Read } from '#core/law/public/provisions.ts'
import { escaped } from './escape.ts'
import { type Visit, written } from './visit.ts'

interface TextView {
  visit: Visit
  /** the address of the document */
  path: string
  rows: Read[]
  validityOf: (anchor: string) => Validity
  /** what others changed in the document so far */
  amendments: Amendment[]
  /** whether the document itself is out of force: then nothing in it is marked singly */
  expired: boolean
  /** the first provision is the page, and its heading stands above the text */
  alone?: boolean
}

const starts = [
  'part',
  'chapter',
  'section',
  'subsection',
  'article',
  'appendix',
  'opening',
  'closing',
]
const blocks = ['article', 'appendix', 'opening', 'closing', 'basis']

/**
 * The provisions as a reader sees them, each with its anchor as id. Made as text, not as elements: a code has thousands
 * of provisions. The words of law stay Vietnamese in every language.
 */
export function lawText(view: TextView) {
  const parts: string[] = []
  let open = false
  const notes = notesOf(view)
  for (const row of view.rows) {
    if (row.kind === 'document') continue
    if (open && starts.includes(row.kind)) {
      parts.push('</section>')
      open = false
    }
    if (blocks.includes(row.kind) && !open) {
      parts.push(`<section class="law-${row.kind}">`)
      open = true
    }
    parts.push(provision(row, view), ...(notes.get(row.anchor) ?? []))
  }
  if (open) parts.push('</section>')
  return raw(`<div class="law" lang="vi">${parts.join('')}</div>`)
}

function provision(row: Read, view: TextView): string {
  const id = escaped(row.anchor)
  const heading = headingOf(row)
  const own = escaped(row.own)
  const gone = isGone(row, view) ? ' class="is-gone"' : ''
  if (heading !== '' && row === view.rows[0] && view.alone) {
    return `<div id="${id}"></div>${own && `<p${gone}>${own}</p>`}`
  }
  if (heading !== '') {
    const high = view.alone || ['part', 'chapter', 'appendix'].includes(row.kind)
    const level = high ? 'h2' : 'h3'
    const words =
      row.kind === 'article'
        ? `<a href="${escaped(`${view.path}/${row.anchor}`)}">${escaped(heading)}</a>`
        : escaped(heading)
    return `<${level} id="${id}"${gone}>${words}</${level}>${own && `<p${gone}>${own}</p>`}`
  }
  const mark = markOf(row)
  const shown = mark && view.alone ? `<a href="#${id}">${mark}</a>` : mark
  if (!mark && own === '') return ''
  return `<p id="${id}" class="${row.kind}${gone ? ' is-gone' : ''}">${shown}${mark && ' '}${own}</p>`
}

/** The line above a provision: Điều 5. Phạm vi; '' for what has none. */
export function headingOf({
  kind,
  number,
  title,
}: Pick<Read, 'kind' | 'number' | 'title'>): string {
  if (!['part', 'chapter', 'section', 'subsection', 'article', 'appendix'].includes(kind)) return ''
  const label = say('vi', `library:text.${kind}`, { number }).trim()
  return title === '' ? label : `${label}. ${title}`
}

function markOf({ kind, number }: Read): string {
  if (kind === 'clause') return `${escaped(number)}.`
  return kind === 'point' ? `${escaped(number)})` : ''
}

function isGone(row: Read, view: TextView): boolean {
  return !view.expired && view.validityOf(row.anchor).standing === 'expired'
}

/** What other documents did to single provisions, told right below each: once for all that stands in it. */
function notesOf(view: TextView): Map<string, string[]> {
  const { rows, visit, amendments } = view
  const notes = new Map<string, string[]>()
  const add = (anchor: string, text: string) =>
    notes.set(anchor, [...(notes.get(anchor) ?? []), text])
  const known = new Set(rows.map(({ anchor }) => anchor))
  for (const amendment of amendments) {
    for (const anchor of amendment.anchors) {
      const place = nearest(anchor, known)
      if (place !== undefined) add(place, amendedNote(amendment, place === anchor, visit))
    }
  }
  const told = new Set<string>()
  for (const row of rows) {
    if (!isGone(row, view)) continue
    if (!told.has(row.parent)) add(row.anchor, goneNote(view.validityOf(row.anchor), visit))
    told.add(row.anchor)
  }
  return notes
}

/** The provision itself, or what it would stand in: an amendment may add a clause that this text does not have. */
function nearest(anchor: string, known: Set<string>): string | undefined {
  for (let at = anchor; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    if (known.has(at)) return at
  }
  return undefined
}

function goneNote({ until, by }: Validity, { t, language }: Visit): string {
  const day = until ? written(until) : ''
  const words = escaped(t('text.gone', { day }))
  const link = by
    ? ` <a href="/van-ban/${escaped(by.slug)}">${escaped(by.number ?? by.title)}</a>`
    : ''
  return `<p class="law-note gone" lang="${language}">${words}${link}</p>`
}

function amendedNote(
  { slug, number, title, from }: Amendment,
  itself: boolean,
  { t, language }: Visit,
): string {
  const words = escaped(t(itself ? 'text.amended' : 'text.amended.below', { day: written(from) }))
  return `<p class="law-note changed" lang="${language}">${words} <a href="/van-ban/${escaped(slug)}">${escaped(number ?? title)}</a></p>`
}
