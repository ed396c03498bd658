import { type DefaultTreeAdapterMap, parse } from 'parse5'
import { refused } from './refused.ts'
import { type Block, blockText, isBlank, type Table, tableText } from './table.ts'

type Node = DefaultTreeAdapterMap['node']
type Element = DefaultTreeAdapterMap['element']

const skipped = new Set(
  (
    'script style noscript template head nav footer aside form button select option input textarea iframe object ' +
    'embed svg math canvas audio video picture img map dialog menu datalist dialog link meta'
  ).split(' '),
)
const inline = new Set(
  (
    'a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark q s samp small span strike strong ' +
    'sub sup tt u var wbr o:p st1:place time data'
  ).split(' '),
)
const around =
  /(?:^|[-_\s])(?:nav|navbar|menu|breadcrumbs?|sidebar|footer|foot|comments?|related|share|sharing|social|advert|ads?|banner|login|toolbar|pagination|paging|cookie|popup|modal|hotline|skip)(?:$|[-_\s])/iu
/** What a page about a law prints in its text and nowhere around it. */
const lawful =
  /^\s*(?:Điều\s+\d|Chương\s+[IVXL\d]|Căn cứ|Nơi nhận|PHỤ LỤC|Phụ lục|Độc lập\s*-|CỘNG H[ÒO]|QUỐC HỘI|CHÍNH PHỦ|BỘ\s+\p{Lu}|ỦY BAN|UỶ BAN|Số\s*:|Luật số\s*:|LUẬT|NGHỊ ĐỊNH|NGHỊ QUYẾT|QUYẾT ĐỊNH|THÔNG TƯ|CHỈ THỊ|TM\.|KT\.)/mu
/** Nesting beyond what any editor writes; reading deeper costs a time that grows with its square. */
const deepest = 400

/** The encoding a page names in its head; undefined when it names none. */
export function declaredCharset(start: string): string | undefined {
  return /<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w:-]{3,30})/iu.exec(
    start,
  )?.[1]
}

/**
 * The text of a page, a paragraph a line, without what stands around the document on a site. Nothing is fetched or
 * run. Throws a refusal when it is nested beyond reading.
 */
export function textOfHtml(html: string): string {
  if (tooDeep(html)) throw refused('nested')
  const page = parse(html)
  const body = find(page, 'body') ?? page
  return linesOf(documentIn(body as Element))
}

const voids = new Set(
  'area base br col embed frame hr img input link meta param source track wbr'.split(' '),
)
const closesItself = new Set('p li td th tr dd dt option'.split(' '))

function tooDeep(html: string): boolean {
  const open: string[] = []
  for (const found of html.matchAll(/<(\/?)([a-z][^\s/>]*)/gi)) {
    const name = found[2]?.toLowerCase() ?? ''
    if (found[1]) {
      const at = open.lastIndexOf(name)
      if (at >= 0) open.length = at
    } else if (!voids.has(name) && !(closesItself.has(name) && open.at(-1) === name)) {
      if (open.push(name) > deepest) return true
    }
  }
  return false
}

function find(from: Node, name: string): Element | undefined {
  for (const child of childrenOf(from)) {
    if (child.nodeName === name) return child as Element
    const found = child.nodeName === 'html' ? find(child, name) : undefined
    if (found) return found
  }
  return undefined
}

/** Goes down as long as one part holds nearly all the words and the rest nothing that a law prints. */
function documentIn(body: Element): Element {
  let here = body
  for (;;) {
    const parts = childrenOf(here).filter((node): node is Element => 'tagName' in node)
    const lengths = parts.map((part) => lengthOf(part))
    const whole = lengths.reduce((sum, one) => sum + one, 0)
    const at = lengths.findIndex((one) => one > whole * 0.6)
    const next = parts[at]
    if (!next || inline.has(next.tagName) || next.tagName === 'table') return here
    const rest = childrenOf(here).filter((node) => node !== next)
    if (rest.some((node) => lawful.test(plainWords(node)))) return here
    here = next
  }
}

function lengthOf(node: Node): number {
  if (isSkipped(node)) return 0
  if ('value' in node) return node.value.trim().length
  return childrenOf(node).reduce((sum, child) => sum + lengthOf(child), 0)
}

/** Words outside links, a part a line. */
function plainWords(node: Node): string {
  if (isSkipped(node) || node.nodeName === 'a') return ''
  if ('value' in node) return node.value
  return childrenOf(node)
    .map(plainWords)
    .join(inline.has(node.nodeName) ? '' : '\n')
}

function childrenOf(node: Node): Node[] {
  return 'childNodes' in node ? node.childNodes : []
}

function isSkipped(node: Node): boolean {
  if (node.nodeName === '#comment' || skipped.has(node.nodeName)) return true
  if (!('attrs' in node)) return false
  const of = (name: string) => node.attrs.find((one) => one.name === name)?.value ?? ''
  if (/display\s*:\s*none|mso-hide\s*:\s*all/iu.test(of('style'))) return true
  if (node.attrs.some(({ name }) => name === 'hidden')) return true
  if (inline.has(node.nodeName) || ['p', 'td', 'table', 'body'].includes(node.nodeName))
    return false
  const named = `${of('class')} ${of('id')} ${of('role')}`.slice(0, 300)
  return around.test(named) && lengthOfPlain(node) < 3000
}

function lengthOfPlain(node: Node): number {
  if ('value' in node) return node.value.trim().length
  return childrenOf(node).reduce((sum, child) => sum + lengthOfPlain(child), 0)
}

/** Words by lines: a block begins and ends one, a table is laid out by itself. */
function linesOf(top: Node): string {
  const blocks: Block[] = ['']
  const counts = new Map<Node, number>()
  const newLine = () => {
    if (!isBlank(blocks.at(-1) ?? '')) blocks.push('')
  }
  const say = (words: string) => {
    blocks[blocks.length - 1] += words
  }
  const take = (node: Node, exact: boolean): void => {
    const name = node.nodeName
    if (isSkipped(node)) return
    if ('value' in node) {
      say(exact ? node.value : node.value.replace(/\s+/gu, ' '))
      return
    }
    if (name === 'br' || name === 'table') newLine()
    if (name === 'table') blocks.push(tableText(tableOf(node as Element)), '')
    if (name === 'br' || name === 'table') return
    const apart = !inline.has(name)
    if (apart) newLine()
    if (name === 'li') say(bulletOf(node as Element, counts))
    for (const child of childrenOf(node)) take(child, exact || name === 'pre')
    if (apart) newLine()
  }
  take(top, false)
  return blockText(blocks)
}

/** "1. " in a numbered list, "- " in another; a footnote of Word's goes by its own number. */
function bulletOf(item: Element, counts: Map<Node, number>): string {
  const note = item.attrs.find(({ name }) => name === 'id')?.value.match(/(?:foot|end)note-(\d+)$/u)
  if (note) return `[${note[1]}] `
  const list = item.parentNode
  if (list?.nodeName !== 'ol') return list?.nodeName === 'ul' ? '- ' : ''
  const start = (list as Element).attrs.find(({ name }) => name === 'start')?.value
  const number = counts.get(list) ?? (/^\d{1,4}$/u.test(start ?? '') ? Number(start) : 1)
  counts.set(list, number + 1)
  return `${number}. `
}

function tableOf(table: Element): Table {
  const rows: Table = []
  for (const row of rowsOf(table)) {
    const cells = childrenOf(row).filter(({ nodeName }) => /^t[dh]$/.test(nodeName))
    rows.push(cells.map(linesOf))
  }
  return rows
}

function rowsOf(table: Element): Node[] {
  return childrenOf(table).flatMap((part) => {
    if (part.nodeName === 'tr') return [part]
    return childrenOf(part).filter(({ nodeName }) => nodeName === 'tr')
  })
}
