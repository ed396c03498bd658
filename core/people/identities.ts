import { fold } from '#core/fold.ts'

/** What points at one person: names of them and their business, phone and tax numbers, addresses, their own words. */
export interface Identities {
  names: string[]
  businesses: string[]
  numbers: string[]
  addresses: string[]
  /** texts the person wrote */
  texts: string[]
}

/** Stands where something was cut out. */
export const cutMark = '[…]'

interface Token {
  text: string
  plain: string
  from: number
  to: number
}

type Finder = (tokens: Token[], at: number, text: string) => number

/**
 * Makes the function that cuts identities out of a text: de-identification (khử nhận dạng) as Law 91/2025/QH15
 * art. 14.6 names it. Names are found with or without accents, numbers with blanks or dots in them, quotes of the
 * person's own words from twelve syllables on.
 */
export function identityCutter(of: Identities): (text: string) => string {
  const find = identityFinder(of)
  return (text) => {
    const composed = text.normalize('NFC')
    const spans = find(composed)
    if (spans.length === 0) return text
    let kept = ''
    let position = 0
    for (const { from, to } of spans) {
      kept += composed.slice(position, from) + cutMark
      position = to
    }
    return kept + composed.slice(position)
  }
}

/** Where identities stand in a composed (NFC) text: unbroken rows of them are one place. */
export function identityFinder(of: Identities): (text: string) => { from: number; to: number }[] {
  const finders: Finder[] = [
    ...of.names.flatMap(nameFinders),
    ...of.businesses.flatMap(businessFinders),
    ...of.numbers.flatMap(numberFinders),
    ...of.addresses.filter((address) => address.length > 0).map(addressFinder),
    quoteFinder(of.texts),
  ]
  return (text) => {
    const tokens = tokensOf(text)
    const found = new Set<number>()
    tokens.forEach((_, at) => {
      for (const find of finders) {
        const length = find(tokens, at, text)
        for (let index = at; index < at + length; index++) found.add(index)
      }
    })
    return spansOf(tokens, found)
  }
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map(([found], index, all) => {
    const from = all[index]?.index ?? 0
    return { text: found, plain: fold(found), from, to: from + found.length }
  })
}

function spansOf(tokens: Token[], found: Set<number>): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = []
  tokens.forEach(({ from, to }, at) => {
    const last = spans.at(-1)
    if (!found.has(at)) return
    if (last && found.has(at - 1)) last.to = to
    else spans.push({ from, to })
  })
  return spans
}

const courtesies = new Set(['ong', 'ba', 'anh', 'chi', 'em', 'co', 'chu', 'bac', 'mr', 'mrs', 'ms'])

/** A full name; and the given name alone where a courtesy stands before it (chị Mẩy). */
function nameFinders(name: string): Finder[] {
  const wanted = tokensOf(name.normalize('NFC')).map((token) => token.plain)
  const given = wanted.at(-1)
  if (given === undefined) return []
  const called: Finder = (tokens, at) => {
    const before = tokens[at - 1]
    return tokens[at]?.plain === given &&
      before &&
      courtesies.has(before.plain) &&
      isCapital(tokens[at])
      ? 1
      : 0
  }
  return [phraseFinder(wanted), called]
}

const kinds =
  /^(?:(?:công ty|doanh nghiệp|tổng công ty|hợp tác xã|htx|hộ kinh doanh|hkd|cơ sở|xưởng|cửa hàng|cp|cổ phần|tnhh|mtv|một thành viên|tư nhân|sản xuất|thương mại|dịch vụ|và)\s+)+/iu

/** A business by its full name and by the part that is its own (HTX Quế Văn Bàn: Quế Văn Bàn). */
function businessFinders(name: string): Finder[] {
  const composed = name.normalize('NFC').trim()
  const own = `${composed} `.replace(kinds, '').trim()
  if (own === '') return []
  return [...new Set([composed, own])].map((each) =>
    phraseFinder(tokensOf(each).map((token) => token.plain)),
  )
}

const longEnough = 5

/**
 * Words one after the other. One or two could be everyday words (an toàn, bình an): they count only with capitals, a
 * single one only when it is long.
 */
function phraseFinder(wanted: string[]): Finder {
  if (wanted.length === 0) return () => 0
  if (wanted.length === 1 && (wanted[0]?.length ?? 0) < longEnough) return () => 0
  return (tokens, at) => {
    const found = tokens.slice(at, at + wanted.length)
    if (!wanted.every((word, index) => found[index]?.plain === word)) return 0
    return wanted.length > 2 || found.every(isCapital) ? wanted.length : 0
  }
}

function isCapital(token: Token | undefined): boolean {
  return token !== undefined && /^\p{Lu}/u.test(token.text)
}

/** A number however it is grouped, also with +84 for the leading 0; a tax code also without its branch. */
function numberFinders(number: string): Finder[] {
  const digits = number.replace(/\D/g, '')
  if (digits.length < 6) return []
  const wanted = new Set([digits])
  if (digits.startsWith('0')) wanted.add(`84${digits.slice(1)}`)
  if (/^\d{10}-\d{3}$/.test(number)) wanted.add(digits.slice(0, 10))
  const longest = Math.max(...[...wanted].map((each) => each.length))
  const grouped: Finder = (tokens, at, text) => {
    let joined = ''
    for (let index = at; joined.length < longest; index++) {
      const token = tokens[index]
      const before = tokens[index - 1]
      if (!token || !/^\d+$/.test(token.text)) return 0
      if (index > at && before && !/^[\s.()–-]{1,3}$/u.test(text.slice(before.to, token.from)))
        return 0
      joined += token.text
      if (wanted.has(joined)) return index - at + 1
    }
    return 0
  }
  const inside: Finder = (tokens, at) =>
    [...wanted].some((each) => tokens[at]?.text.includes(each)) ? 1 : 0
  return [grouped, inside]
}

/** An address on a channel, as it is. */
function addressFinder(address: string): Finder {
  const wanted = tokensOf(address.normalize('NFC')).map((token) => token.text)
  return (tokens, at) =>
    wanted.length > 0 && wanted.every((word, index) => tokens[at + index]?.text === word)
      ? wanted.length
      : 0
}

/** Fewer syllables in a row are phrases anybody uses, more are a quote. */
const quoteLength = 12

function quoteFinder(texts: string[]): Finder {
  const quotes = new Set<string>()
  for (const text of texts) {
    const plain = tokensOf(text.normalize('NFC')).map((token) => token.plain)
    for (let at = 0; at + quoteLength <= plain.length; at++) {
      quotes.add(plain.slice(at, at + quoteLength).join(' '))
    }
  }
  if (quotes.size === 0) return () => 0
  return (tokens, at) => {
    const run = tokens.slice(at, at + quoteLength)
    if (run.length < quoteLength) return 0
    return quotes.has(run.map((token) => token.plain).join(' ')) ? quoteLength : 0
  }
}

/** The same cut in every string of a JSON value. */
export function inEveryString(value: unknown, deed: (text: string) => string): unknown {
  if (typeof value === 'string') return deed(value)
  if (Array.isArray(value)) return value.map((each) => inEveryString(each, deed))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, inEveryString(each, deed)]),
  )
}
