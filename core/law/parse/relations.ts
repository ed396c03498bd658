import { numberForm } from './numbers.ts'
import { type ParsedLaw, type Provision, type Span, walk } from './tree.ts'

/**
 * What a document does to another: replaces it, amends it, repeals it, says that it ceases, or details
 * it. `part` names what of it, '' for the whole; `number` is null when only a name is told.
 */
export type Relation = Span & {
  kind: 'replaces' | 'amends' | 'repeals' | 'ends' | 'guides'
  number: string | null
  name: string
  part: string
}
type Statement = { text: string; at: number }
type Deed = { kind: Relation['kind']; from: number; to: number }

const acts =
  'Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết|Quyết định|Thông tư liên tịch|Thông tư|Chỉ thị'
const named = new RegExp(
  `(?:${acts})(?!\\p{L})(?: (?!này|số)[^;.:\\d“”]{2,120}?)?\\s*(?:số:?\\s*)?(?<number>${numberForm.source})`,
  'gu',
)
const namedLaw = /(?:Bộ luật|Luật) (?!này|số)\p{L}[^;.:,\d“”]{2,120}/u
/** How a document was amended before is history, not what this one does. */
const history =
  /(?:đã )?được (?:sửa đổi|bổ sung|thay thế)[^;:.]{0,60}?(?:theo|bởi|tại|bằng)(?:(?!hết hiệu lực|như sau)[^;:.])*/giu
const deeds: [Relation['kind'], RegExp][] = [
  ['ends', /(?:hết|chấm dứt) hiệu lực/iu],
  ['replaces', /(?<!\p{L})(?<!(?:được|bị|hoặc) )thay thế(?! (?:từ|cụm|các cụm|một số|bằng))/iu],
  ['repeals', /(?<!\p{L})(?<!(?:được|bị|hoặc) )bãi bỏ(?! (?:từ|cụm))/iu],
  [
    'amends',
    /^\W*(?:điều \d+\w*\.\s*)?(?:sửa đổi|bổ sung|bỏ (?:từ|cụm)|thay thế (?:từ|cụm|các cụm|một số))/iu,
  ],
]
const partOf =
  /(?:một số |các )?(?<!\p{L})(?<!danh )(?:điểm|khoản|điều|mục|chương|phụ lục)(?!\p{L}).*$/isu

/** The relations that the title, the closing provisions and the amending articles name, each once. */
export function relationsOf(law: ParsedLaw, title: Span | null, own: string | null): Relation[] {
  const found = title
    ? fromTitle({ text: law.source.slice(title.from, title.to), at: title.from })
    : []
  for (const provision of walk(law.root)) {
    if (!speaks(provision)) continue
    const told = statements(law, provision)
    for (const statement of told) found.push(...fromStatement(statement))
    found.push(...fromList(law, provision, told.at(-1)))
  }
  return once(found.filter(({ number }) => number === null || number !== own))
}

function speaks({ kind, anchor }: Provision): boolean {
  return ['article', 'clause', 'point'].includes(kind) && !anchor.startsWith('pl')
}

function statements(law: ParsedLaw, { kind, heading, own }: Provision): Statement[] {
  const spans = kind === 'article' ? [...heading, ...own] : own
  return spans.flatMap(({ from, to }) => {
    const text = law.source.slice(from, to).replace(/“[^“”]*”|"[^"\n]*"/gu, blank)
    return [...text.matchAll(/(?:[^;.]|\.(?!\s))+/gu)].map((one) => {
      const masked = one[0].replace(history, blank)
      return { text: masked, at: from + one.index }
    })
  })
}

function blank(words: string): string {
  return ' '.repeat(words.length)
}

function fromTitle({ text, at }: Statement): Relation[] {
  if (/^\W*(?:sửa đổi|bổ sung)/iu.test(text)) return fromStatement({ text, at })
  const guides =
    /(?:quy định chi tiết|hướng dẫn)[^;]*?(?=(?:Bộ luật|Luật|Pháp lệnh|Nghị định)(?!\p{L}))/isu.exec(
      text,
    )
  if (!guides) return []
  const deed: Deed = { kind: 'guides', from: guides.index, to: guides.index + guides[0].length }
  return namedIn({ text, at }, deed)
}

function fromStatement(statement: Statement): Relation[] {
  const deed = deedIn(statement.text)
  return deed ? namedIn(statement, deed) : []
}

/** "Các văn bản sau đây hết hiệu lực: a) ...; b) ...": the deed stands above the points that name them. */
function fromList(law: ParsedLaw, provision: Provision, lead: Statement | undefined): Relation[] {
  if (!lead || !/:\s*$/u.test(lead.text) || provision.children.length === 0) return []
  const deed = deedIn(lead.text)
  if (!deed || deed.kind === 'amends' || namedIn(lead, deed).length > 0) return []
  const listed = provision.children.flatMap((child) => statements(law, child))
  return listed.flatMap((one) => namedIn(one, { kind: deed.kind, from: 0, to: 0 }))
}

function deedIn(text: string): Deed | undefined {
  for (const [kind, form] of deeds) {
    const match = form.exec(text)
    if (match) return { kind, from: match.index, to: match.index + match[0].length }
  }
  return undefined
}

/** What the deed is done to: documents named behind it, or before it for "hết hiệu lực". */
function namedIn({ text, at }: Statement, deed: Deed): Relation[] {
  const before = deed.kind === 'ends' && deed.from > 0
  const [from, to] = before ? [0, deed.from] : [deed.to, text.length]
  const single = deed.kind === 'amends' || deed.kind === 'guides'
  const all = [...text.slice(from, to).matchAll(named)].slice(0, single ? 1 : undefined)
  const law = all.length === 0 && single ? namedLaw.exec(text.slice(from, to)) : null
  let last = from
  return (law ? [law] : all).map((match) => {
    const start = from + match.index
    const part = deed.kind === 'guides' ? '' : (partOf.exec(text.slice(last, start))?.[0] ?? '')
    last = start + match[0].length
    return {
      kind: deed.kind,
      number: match.groups?.number ?? null,
      name: tidy(match[0]).replace(/ (?:năm|như sau|và)$/u, ''),
      part: tidy(part).replace(/ (?:của|tại|và|ban hành kèm theo)$/u, ''),
      from: at + start,
      to: at + last,
    }
  })
}

function tidy(text: string): string {
  return text.replace(/\s+/gu, ' ').trim()
}

/** Each deed to each document once: what concerns the whole goes before what concerns a part. */
function once(relations: Relation[]): Relation[] {
  const found = new Map<string, Relation>()
  for (const one of relations) {
    const key = `${one.kind} ${one.number ?? one.name}`
    const known = found.get(key)
    if (!known || (known.part !== '' && one.part === '')) found.set(key, one)
  }
  return [...found.values()].sort((a, b) => a.from - b.from)
}
