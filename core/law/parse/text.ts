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

/** Lines that a page's width broke are one again; a word broken with a hyphen loses it. */
export function unwrapped(text: string): string {
  const lines = text
    .replace(/\u00ad[ \t]*(?:\r\n|[\n\r\f])?/gu, '')
    .split(/\r\n|[\n\r\f\u2028\u2029]/u)
    .map((line) => line.replace(/[ \t\u00a0]+/gu, ' ').trim())
  const found: string[] = []
  let blank = true
  for (const line of lines) {
    if (line === '') {
      blank = true
      continue
    }
    const last = found.at(-1)
    if (last !== undefined && continues(last, line, blank))
      found[found.length - 1] = sewn(last, line)
    else found.push(line)
    blank = false
  }
  return found.join('\n')
}

function continues(last: string, line: string, blank: boolean): boolean {
  if (!blank && (hanging.test(last) || /\p{L}-$/u.test(last))) return true
  if (begins.test(line) || /[.;:!?|”]$/u.test(last)) return false
  if (/^\p{Ll}/u.test(line)) return true
  return !blank && last.length >= 45 && /[\p{Ll},\d]$/u.test(last) && !/^\p{Lu}{2,}/u.test(line)
}

function sewn(last: string, line: string): string {
  if (/\p{L}-$/u.test(last)) {
    return /^\p{Ll}/u.test(line) ? last.slice(0, -1) + line : last + line
  }
  return `${last} ${line}`
}
