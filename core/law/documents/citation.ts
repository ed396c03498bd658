import { type Language, say } from '#core/language.ts'

type Cited = { kind: string; number: string | null; title: string; anchor: string }

/**
 * A provision as a clerk cites it: "khoản 2 Điều 72 Luật Sở hữu trí tuệ (50/2005/QH11)"; the document alone when
 * `anchor` is ''.
 */
export function citationOf({ anchor, ...document }: Cited, language: Language): string {
  const name = nameOf(document, language)
  const place = placeOf(anchor, language)
  return place === '' ? name : say(language, 'law:citation.in', { place, document: name })
}

const namedByTitle = /^(?:bộ luật|luật|pháp lệnh)$/iu

/** Laws go by their name with the number behind it, everything else by its number. */
export function nameOf({ kind, number, title }: Omit<Cited, 'anchor'>, language: Language): string {
  const bare = title.trim()
  const titled = bare.toLowerCase().startsWith(kind.toLowerCase()) ? bare : `${kind} ${bare}`
  if (number === null) return titled
  if (!namedByTitle.test(kind)) return `${kind} ${number}`
  return say(language, 'law:citation.named', { name: titled, number })
}

/** "điểm a khoản 3 Điều 12" for d12.k3.da; '' for what bears no number. */
export function placeOf(anchor: string, language: Language): string {
  const steps = stepsOf(anchor).map(({ what, label }) =>
    say(language, `law:citation.${what}`, { label }),
  )
  const [innermost = '', ...outer] = steps.reverse()
  return outer.reduce(
    (inner, one) => say(language, 'law:citation.within', { inner, outer: one }),
    innermost,
  )
}

/** The address of a document on the portal, or of a provision on its article's page. */
export function pathOf(slug: string, anchor = ''): string {
  const document = `/van-ban/${slug}`
  if (anchor === '') return document
  const article = articleOf(anchor)
  return article === '' ? `${document}#${anchor}` : `${document}/${article}#${anchor}`
}

/** The anchor of the article or appendix a provision is or stands in; '' for what stands above. */
export function articleOf(anchor: string): string {
  return /^(?:pl[^.]*\.)?d\d[^.]*|^pl[^.]*/u.exec(anchor)?.[0] ?? ''
}

type Step = {
  what: 'part' | 'chapter' | 'section' | 'subsection' | 'article' | 'clause' | 'point' | 'appendix'
  label: string
}

const letters: Record<string, Step['what']> = {
  p: 'part',
  c: 'chapter',
  m: 'section',
  t: 'subsection',
  k: 'clause',
}

function stepsOf(anchor: string): Step[] {
  const pieces = anchor === '' ? [] : anchor.split('.').map((one) => one.replace(/-\d+$/u, ''))
  return pieces.flatMap((piece): Step[] => {
    if (piece.startsWith('pl')) return [{ what: 'appendix', label: roman(piece.slice(2)) }]
    const [letter = ''] = piece
    const label = piece.slice(1)
    if (letter === 'd' && /^\d/u.test(label)) return [{ what: 'article', label: typed(label) }]
    if (letter === 'd') return [{ what: 'point', label: typed(label) }]
    const what = letters[letter]
    if (what === undefined || !/^\d/u.test(label)) return []
    return [{ what, label: what === 'chapter' || what === 'part' ? roman(label) : typed(label) }]
  })
}

const telex: Record<string, string> = {
  dd: 'đ',
  aw: 'ă',
  aa: 'â',
  ee: 'ê',
  oo: 'ô',
  ow: 'ơ',
  uw: 'ư',
}

/** The letters behind their Telex: 12dd is 12đ. */
function typed(label: string): string {
  return label.replace(/dd|aw|aa|ee|oo|ow|uw/gu, (pair) => telex[pair] ?? pair)
}

const romans: [number, string][] = [
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
]

function roman(label: string): string {
  const match = /^(\d{1,3})(.*)$/u.exec(label)
  if (!match) return label.toUpperCase()
  let left = Number(match[1])
  let text = ''
  for (const [worth, sign] of romans) {
    for (; left >= worth; left -= worth) text += sign
  }
  return text + typed(match[2] ?? '').toUpperCase()
}
