import { fold, tidy } from '#core/fold.ts'
import { plainPhrase } from '#core/words.ts'
import { endings, type Kind, kindNames, kindOfEnding } from './kinds.ts'

/** A document or provision someone names, in whatever form; absent parts were not said. */
export type Reference = {
  /** As the document carries it when it could be completed: 13/2023/NĐ-CP; else only what was typed (13/2023). */
  number?: string
  kind?: Kind
  /** What follows the kind when there is no number: "sở hữu trí tuệ", folded, syllables joined by spaces. */
  name?: string
  year?: number
  article?: string
  clause?: string
  point?: string
}

const numberShape = /^(\d{1,5})(?:\/(\d{4}))?(?:\/([\p{L}\d]+(?:-[\p{L}\d]+)*))?$/u
const piece = /[\p{L}\d]+(?:[/-][\p{L}\d]+)*/gu
/** Beyond this a text names no document any more; it keeps the reading time small. */
const mostCharacters = 10_000
const mostNameWords = 8
const mostReferences = 20

type Piece = { plain: string; typed: string }

/**
 * The documents and provisions a text names: "nđ 13/2023", "luật shtt 2022 điều 72 khoản 2", "74/2025/QH15", "Điều 5".
 * Any text; the time grows with its length. A provision stands in the document named last before it, or, as in law
 * ("khoản 2 Điều 72 Luật ..."), in the one right behind it.
 */
export function readReferences(text: string): Reference[] {
  const pieces = piecesOf(text)
  const found: Reference[] = []
  let open: Reference | undefined
  for (let at = 0; at < pieces.length && found.length < mostReferences; ) {
    const provision = provisionAt(pieces, at)
    if (provision !== undefined) {
      open = joinProvision(found, open, provision.part)
      at = provision.next
      continue
    }
    const act = documentAt(pieces, at)
    if (act === undefined) {
      at += 1
      continue
    }
    if (open !== undefined && !namesDocument(open)) Object.assign(open, act.reference)
    else {
      open = act.reference
      found.push(open)
    }
    at = act.next
  }
  return found
}

const grown = /^(nd|ttlt|tt|qd|nq|ct|k)(\d.*)$/

/** The words and numbers of a text; "nđ13/2023" and "k2" are two each. */
function piecesOf(text: string): Piece[] {
  const all = tidy(text.slice(0, mostCharacters)).match(piece) ?? []
  return all.flatMap((typed) => {
    const plain = fold(typed)
    const [, lead = '', rest = ''] = (plain.length === typed.length && grown.exec(plain)) || []
    if (lead === '') return [{ typed, plain }]
    const cut = lead.length
    return [
      { typed: typed.slice(0, cut), plain: lead },
      { typed: typed.slice(cut), plain: rest },
    ]
  })
}

function namesDocument(reference: Reference): boolean {
  return reference.number !== undefined || reference.kind !== undefined
}

/** Adds a provision's part to the reference being read, or begins another when it has that part already. */
function joinProvision(
  found: Reference[],
  open: Reference | undefined,
  part: Reference,
): Reference {
  const clashes = Object.keys(part).some((key) => open !== undefined && key in open)
  if (open !== undefined && !clashes) return Object.assign(open, part)
  const document =
    open !== undefined && part.article !== undefined && namesDocument(open) ? documentOf(open) : {}
  const next = { ...document, ...part }
  found.push(next)
  return next
}

function documentOf({ article: _a, clause: _c, point: _p, ...document }: Reference): Reference {
  return document
}

/** No law has a thousand articles; four digits behind "điều" are the year of the Law on Dykes (đê điều). */
const articleNumber = /^(\d{1,3}[a-z]?)$/
const clauseNumber = /^\d{1,3}[a-z]?$/
const pointLetter = /^(?:[a-z]|dd)\d?$/

function provisionAt(pieces: Piece[], at: number): { part: Reference; next: number } | undefined {
  const word = pieces[at]?.plain
  const value = pieces[at + 1]
  if (word === undefined) return undefined
  const joined = /^d(\d{1,3}[a-z]?)$/.exec(word)
  if (joined?.[1] !== undefined) return { part: { article: joined[1] }, next: at + 1 }
  if (value === undefined) return undefined
  const next = at + 2
  if ((word === 'dieu' || word === 'd') && articleNumber.test(value.plain)) {
    return { part: { article: value.plain }, next }
  }
  if ((word === 'khoan' || word === 'k') && clauseNumber.test(value.plain)) {
    return { part: { clause: value.plain }, next }
  }
  if (word === 'diem' && pointLetter.test(value.plain)) {
    return { part: { point: value.typed.toLowerCase() }, next }
  }
  return undefined
}

function documentAt(
  pieces: Piece[],
  at: number,
): { reference: Reference; next: number } | undefined {
  const whole = numberAt(pieces, at)
  if (whole?.ending !== undefined) {
    const { number, year, next } = whole
    const kind = kindOfEnding(whole.ending)
    return {
      reference: { number, ...(kind && { kind }), ...(year !== undefined && { year }) },
      next,
    }
  }
  const kind = kindAt(pieces, at)
  if (kind === undefined) return undefined
  const from = isSo(pieces, kind.next) ? kind.next + 1 : kind.next
  const given = withYear(pieces, numberAt(pieces, from))
  if (given !== undefined && !looksLikeYear(kind.kind, given)) {
    return { reference: completed(kind.kind, given), next: given.next }
  }
  return named(pieces, kind, from)
}

type Given = { number: string; year?: number; ending?: string; next: number }

/** A document's number, also one typed with blanks for its strokes: "13 2023" is not, "13/2023 nd-cp" is. */
function numberAt(pieces: Piece[], at: number): Given | undefined {
  const typed = pieces[at]?.typed
  const shape = typed === undefined ? null : numberShape.exec(typed)
  if (shape === null) return undefined
  const [, first = '', year, ending] = shape
  const tail = ending?.toUpperCase()
  const number = [first, year, tail && barred(tail)].filter(Boolean).join('/')
  return {
    number,
    ...(year !== undefined && { year: Number(year) }),
    ...(tail !== undefined && { ending: barred(tail) }),
    next: at + 1,
  }
}

/** "Nghị định 13 năm 2023" is 13/2023. */
function withYear(pieces: Piece[], given: Given | undefined): Given | undefined {
  if (given === undefined || given.year !== undefined) return given
  const year = /^(?:19|20)\d\d$/.exec(pieces[given.next + 1]?.plain ?? '')?.[0]
  if (pieces[given.next]?.plain !== 'nam' || year === undefined) return given
  return { number: `${given.number}/${year}`, year: Number(year), next: given.next + 2 }
}

/** ND-CP typed without its bar. */
function barred(ending: string): string {
  return ending.replace(/^ND(?=-|$)/, 'NĐ').replace(/^QD(?=-|$)/, 'QĐ')
}

function kindAt(pieces: Piece[], at: number): { kind: Kind; next: number } | undefined {
  const match = kindNames.find(([name]) =>
    name.every((word, offset) => pieces[at + offset]?.plain === word),
  )
  if (match === undefined) return undefined
  const short = match[0].length === 1 && match[1] !== 'luat'
  const next = at + match[0].length
  const numbered = /^\d/.test(pieces[next]?.plain ?? '') || pieces[next]?.plain === 'so'
  // "tt", "ct", "bl" alone are half the chat shorthand of the country.
  if (short && !numbered) return undefined
  return { kind: match[1], next }
}

/** Laws go by their name and year, decrees by their number: "luật 2022", but "nghị định 168". */
function looksLikeYear(kind: Kind, given: Given): boolean {
  const byName = kind === 'luat' || kind === 'bo-luat' || kind === 'phap-lenh'
  return byName && given.year === undefined && /^(?:19|20)\d\d$/.test(given.number)
}

function completed(kind: Kind, { number, year, ending }: Given): Reference {
  const tail = ending === undefined && year !== undefined ? endings[kind] : undefined
  return {
    kind,
    number: tail === undefined ? number : `${number}/${tail}`,
    ...(year !== undefined && { year }),
  }
}

/** "số" before a number; folded, the sở of "sở hữu trí tuệ" looks the same. */
function isSo(pieces: Piece[], at: number): boolean {
  return pieces[at]?.plain === 'so' && /^\d/.test(pieces[at + 1]?.plain ?? '')
}

const nameEnds = new Set(['nam', 'quy', 'co', 'thi', 'la', 'va'])

function named(
  pieces: Piece[],
  { kind, next }: { kind: Kind; next: number },
  from: number,
): { reference: Reference; next: number } | undefined {
  const name: string[] = []
  let at = Math.max(next, from)
  for (; at < pieces.length && name.length < mostNameWords; at += 1) {
    const word = pieces[at]?.plain ?? ''
    if (nameEnds.has(word) || isSo(pieces, at)) break
    if (/\d/.test(word) || provisionAt(pieces, at)) break
    name.push(pieces[at]?.typed ?? '')
  }
  if (pieces[at]?.plain === 'nam') at += 1
  const year = /^(?:19|20)\d\d$/.exec(pieces[at]?.plain ?? '')?.[0]
  if (name.length === 0 && year === undefined) return undefined
  return {
    reference: {
      kind,
      ...(name.length > 0 && { name: plainPhrase(name.join(' ')) }),
      ...(year !== undefined && { year: Number(year) }),
    },
    next: year === undefined ? at : at + 1,
  }
}
