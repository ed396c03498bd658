/** How one level of a list is numbered. */
interface Level {
  format: string
  /** "Điều %1.": `%n` stands for the number of the n-th level */
  words: string
  start: number
}

type List = Map<number, Level>

/**
 * The document with the numbers that Word only shows ("Điều 3.", "2.", "a)") written into their paragraphs: an
 * automatically numbered clause would lose its number otherwise. `numbering` and `styles` are the parts of these
 * names; '' when there are none.
 */
export function withNumbers(document: string, numbering: string, styles: string): string {
  if (numbering === '') return document
  const lists = readLists(numbering)
  const byStyle = listsOfStyles(styles)
  const counts = new Map<string, number[]>()
  const plain = document.replace(/<w:pPrChange\b[\s\S]*?<\/w:pPrChange>/gu, '')
  return plain.replace(/<w:pPr>([\s\S]*?)<\/w:pPr>/gu, (whole, inside: string) => {
    const own = numberingIn(inside)
    const style = value(inside, 'pStyle')
    const of = { ...(style === undefined ? {} : byStyle.get(style)), ...own }
    if (of.id === undefined || of.id === '0') return whole
    const list = lists.get(of.id)
    const number = list && nextNumber(list.levels, of.level ?? 0, countsOf(counts, list.counted))
    if (!number) return whole
    const properties = inside.replace(/<w:numPr>[\s\S]*?<\/w:numPr>/gu, '')
    return `<w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${number} </w:t></w:r>`
  })
}

function countsOf(counts: Map<string, number[]>, key: string): number[] {
  const found = counts.get(key) ?? []
  counts.set(key, found)
  return found
}

function nextNumber(list: List, at: number, counts: number[]): string | undefined {
  const level = list.get(at)
  if (!level || level.format === 'none') return undefined
  counts[at] = (counts[at] ?? level.start - 1) + 1
  counts.length = at + 1
  if (level.format === 'bullet') return '-'
  const words = level.words.replace(/%(\d)/gu, (_, place: string) => {
    const index = Number(place) - 1
    const { format = 'decimal', start = 1 } = list.get(index) ?? {}
    counts[index] ??= start
    return written(counts[index] ?? start, format)
  })
  return words.trim() === '' ? undefined : words.trim()
}

function written(number: number, format: string): string {
  if (format === 'lowerLetter') return letter(number)
  if (format === 'upperLetter') return letter(number).toUpperCase()
  if (format === 'lowerRoman') return roman(number).toLowerCase()
  if (format === 'upperRoman') return roman(number)
  if (format === 'decimalZero') return String(number).padStart(2, '0')
  return String(number)
}

/** a … z, aa, bb …, as Word counts. */
function letter(number: number): string {
  const at = (number - 1) % 26
  const times = Math.min(Math.floor((number - 1) / 26) + 1, 20)
  return String.fromCharCode(97 + Math.max(0, at)).repeat(times)
}

const romans: [number, string][] = [
  ...([[1000, 'M'] as const, [900, 'CM'] as const, [500, 'D'] as const] as [number, string][]),
  ...([[400, 'CD'] as const, [100, 'C'] as const, [90, 'XC'] as const] as [number, string][]),
  ...([[50, 'L'] as const, [40, 'XL'] as const, [10, 'X'] as const] as [number, string][]),
  ...([[9, 'IX'] as const, [5, 'V'] as const, [4, 'IV'] as const, [1, 'I'] as const] as [
    number,
    string,
  ][]),
]

function roman(number: number): string {
  let left = Math.min(Math.max(number, 0), 4000)
  let found = ''
  for (const [worth, sign] of romans) {
    for (; left >= worth; left -= worth) found += sign
  }
  return found
}

interface Numbered {
  id?: string
  level?: number
}

function numberingIn(properties: string): Numbered {
  const inside = /<w:numPr>([\s\S]*?)<\/w:numPr>/u.exec(properties)?.[1]
  if (inside === undefined) return {}
  const [id, level] = [value(inside, 'numId'), value(inside, 'ilvl')]
  return { ...(id !== undefined && { id }), ...(level !== undefined && { level: Number(level) }) }
}

function value(xml: string, tag: string): string | undefined {
  return new RegExp(`<w:${tag}\\b[^>]*?\\bw:val="([^"]*)"`, 'u').exec(xml)?.[1]
}

function attribute(tag: string, name: string): string {
  return new RegExp(`\\bw:${name}="([^"]*)"`, 'u').exec(tag)?.[1] ?? ''
}

/** The lists by `numId`; those of one definition count on together unless they begin anew. */
function readLists(numbering: string): Map<string, { counted: string; levels: List }> {
  const definitions = new Map<string, List>()
  for (const [whole] of numbering.matchAll(/<w:abstractNum\b[\s\S]*?<\/w:abstractNum>/gu)) {
    definitions.set(attribute(whole, 'abstractNumId'), readLevels(whole))
  }
  const lists = new Map<string, { counted: string; levels: List }>()
  for (const [whole] of numbering.matchAll(/<w:num\b(?!\w)[\s\S]*?<\/w:num>/gu)) {
    const id = attribute(whole, 'numId')
    const of = value(whole, 'abstractNumId') ?? ''
    const levels = new Map(definitions.get(of))
    const anew = overridden(whole, levels)
    lists.set(id, { counted: anew ? `num ${id}` : `abstract ${of}`, levels })
  }
  return lists
}

function overridden(num: string, levels: List): boolean {
  let anew = false
  for (const [whole] of num.matchAll(/<w:lvlOverride\b[\s\S]*?<\/w:lvlOverride>/gu)) {
    const at = Number(attribute(whole, 'ilvl'))
    for (const [index, level] of readLevels(whole)) levels.set(index, level)
    const start = value(whole, 'startOverride')
    const level = levels.get(at)
    if (start === undefined || !level) continue
    levels.set(at, { ...level, start: Number(start) })
    anew = true
  }
  return anew
}

function readLevels(xml: string): List {
  const found: List = new Map()
  for (const [whole] of xml.matchAll(/<w:lvl\b(?!\w)[\s\S]*?<\/w:lvl>/gu)) {
    found.set(Number(attribute(whole, 'ilvl') || 0), {
      format: value(whole, 'numFmt') ?? 'decimal',
      words: value(whole, 'lvlText') ?? '',
      start: Number(value(whole, 'start') ?? 1),
    })
  }
  return found
}

/** Styles whose paragraphs are numbered, with those based on them. */
function listsOfStyles(styles: string): Map<string, Numbered> {
  const own = new Map<string, { numbered: Numbered; above: string | undefined }>()
  for (const [whole] of styles.matchAll(/<w:style\b(?!\w)[\s\S]*?<\/w:style>/gu)) {
    const numbered = numberingIn(whole)
    own.set(attribute(whole, 'styleId'), { numbered, above: value(whole, 'basedOn') })
  }
  const found = new Map<string, Numbered>()
  for (const id of own.keys()) {
    let all: Numbered = {}
    let next: string | undefined = id
    for (let depth = 0; next !== undefined && depth < 20; depth++) {
      const style = own.get(next)
      all = { ...style?.numbered, ...all }
      next = style?.above
    }
    if (all.id !== undefined) found.set(id, all)
  }
  return found
}
