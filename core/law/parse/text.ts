import { hanging } from './titles.ts'
import { type ParsedLaw, type Provision, type Span, spansWithin } from './tree.ts'

/** The provision as a reader sees it, with all below it: noise cut out, the gazette's line breaks joined. */
export function textOf(law: ParsedLaw, provision: Provision): string {
  return joined(law.source, spansWithin(provision))
}

/** The text under a provision's heading: for an article what follows its title. */
export function bodyOf(law: ParsedLaw, provision: Provision): string {
  const from = provision.heading.at(-1)?.to ?? provision.from
  return joined(
    law.source,
    spansWithin(provision).filter((span) => span.from >= from),
  )
}

/** The words that are the provision's alone, without its marker and without what stands below it. */
export function ownText(law: ParsedLaw, provision: Provision): string {
  return joined(law.source, provision.own)
}

const begins =
  /^(?:[-+*•–|“"#□]|\d{1,3}[a-zđ]?[.)]|[a-zđ]\d?\)|(?:Điều|Chương|Mục|Phần|Phụ lục)\s)/u

function joined(source: string, spans: Span[]): string {
  let text = ''
  let last = -1
  for (const { from, to } of spans) {
    const cut = last >= 0 && from > last && text !== '' && !/\s$/u.test(text)
    text += (cut && !/^\s/u.test(source.slice(from, from + 1)) ? ' ' : '') + source.slice(from, to)
    last = to
  }
  return unwrapped(text)
}

/** A line in the making; its end is looked at again with each line that may go on with it, the whole never. */
interface Sewn {
  pieces: string[]
  end: string
}

const endLength = 60

/** Lines that a page's width broke are one again; a word broken with a hyphen loses it. */
export function unwrapped(text: string): string {
  const lines = text
    .replace(/\u00ad[ \t]*(?:\r\n|[\n\r\f])?/gu, '')
    .split(/\r\n|[\n\r\f\u2028\u2029]/u)
    .map((line) => line.replace(/[ \t\u00a0]+/gu, ' ').trim())
  const found: Sewn[] = []
  let blank = true
  for (const line of lines) {
    if (line === '') {
      blank = true
      continue
    }
    const last = found.at(-1)
    if (last !== undefined && continues(last.end, line, blank)) sew(last, line)
    else found.push({ pieces: [line], end: line.slice(-endLength) })
    blank = false
  }
  return found.map(({ pieces }) => pieces.join('')).join('\n')
}

function continues(end: string, line: string, blank: boolean): boolean {
  if (!blank && (hanging.test(end) || /\p{L}-$/u.test(end))) return true
  if (begins.test(line) || /[.;:!?|”]$/u.test(end)) return false
  if (/^\p{Ll}/u.test(line)) return true
  return !blank && end.length >= 45 && /[\p{Ll},\d]$/u.test(end) && !/^\p{Lu}{2,}/u.test(line)
}

function sew(last: Sewn, line: string): void {
  const { pieces, end } = last
  const hyphen = /\p{L}-$/u.test(end)
  const broken = hyphen && /^\p{Ll}/u.test(line)
  if (broken) pieces.push((pieces.pop() ?? '').slice(0, -1))
  pieces.push(hyphen ? line : ` ${line}`)
  last.end = `${broken ? end.slice(0, -1) : end}${hyphen ? '' : ' '}${line}`.slice(-endLength)
}
