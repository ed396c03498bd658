import { fold } from '#core/fold.ts'
import { numberKey } from '#core/law/documents/documents.ts'
import { words } from '#core/words.ts'

/** A document that a text may name: by its folded number, or, for a law, by its folded name and its year. */
export interface Named {
  id: number
  numberKey: string | null
  /** without its kind: "so huu tri tue"; '' when it goes by its number only */
  name: string
  year: number | undefined
  /** the public may read it: of two of one name it is meant */
  shown?: boolean
}

export interface Cited {
  documentId: number
  /** d72.k2; '' for the whole document */
  anchor: string
}

const longest = 60_000
const numbers =
  /(?<![\w/])\d{1,5}(?:\.\d{1,3})?\/(?:\d{4}\/)?[a-z][a-z0-9]*(?:-[a-z0-9]+)*|(?<=(?:nghi dinh|nd) (?:so )?)\d{1,5}\/\d{4}(?![\d/])/g
const lawWord = /(?<!\w|phap |quy )(?:bo luat|luat|phap lenh) (?!nay\b|su\b|dinh\b|so \d|\d)/g
const unitWord = /(?<!\w)(diem|khoan|dieu) (?=\w)/g
const numberLabel = /^(\d{1,4}[a-z]{0,2})(?![\w/]|\.\d)/
const letterLabel = /^(dd|[a-z])(?!\w)/
const listGap = /^(?:\s*,\s*|\s+(?:va|hoac)\s+)/
const runGap = /^[\s,]*(?:va|hoac|cua|tai)?[\s,]*$/
const beforeDocument =
  /^\s*(?:(?:cua|tai|theo|trong) )?\s*(?:(?:bo luat|luat|nghi dinh|thong tu lien tich|thong tu|quyet dinh|nghi quyet|phap lenh|chi thi|nd|tt|qd|nq)\s*)?(?:so)?:?\s*$/
const nameToNumber = /^\s*(?:nam (?:19|20)\d\d)?[\s,]*\(?\s*(?:luat )?(?:so)?:?\s*$/

/** The numbers that a text names, folded, without those that have only half of one. */
export function numbersIn(text: string): string[] {
  const keys = linesOf(text).flatMap((line) => line.match(numbers) ?? [])
  return [...new Set(keys.map((key) => numberKey(key) ?? ''))]
}

/**
 * The documents and provisions that an officer's text rests on, in whatever order it names them: "khoản 2 Điều 72 Luật
 * Sở hữu trí tuệ (50/2005/QH11)", "Nghị định 13/2023/NĐ-CP, Điều 5, 6". A provision belongs to the document right
 * behind it, else to the one named last before it, else to the next. A document is cited as a whole only where no part
 * of it is. What `base` does not know is left out.
 */
export function citationsIn(text: string, base: Named[]): Cited[] {
  const found = new Map<string, Cited>()
  let last: number | undefined
  for (const line of linesOf(text)) {
    const documents = documentsIn(line, base)
    const runs = runsIn(line)
    const held = new Set<Document>()
    for (const run of runs) {
      const behind = documents.find(
        (one) => one.from >= run.to && beforeDocument.test(line.slice(run.to, one.from)),
      )
      const before = documents.findLast((one) => one.to <= run.from)
      const owner = behind ?? before
      if (owner) held.add(owner)
      const next = last === undefined ? documents.find((one) => one.from >= run.to) : undefined
      const documentId = owner ? owner.id : (last ?? next?.id)
      if (owner === undefined && next) held.add(next)
      for (const anchor of run.anchors) keep(found, documentId, anchor)
    }
    for (const one of documents) {
      if (!held.has(one)) keep(found, one.id, '')
      last = one.id
    }
  }
  const all = [...found.values()]
  const inPart = new Set(all.flatMap(({ documentId, anchor }) => (anchor ? [documentId] : [])))
  return all.filter(({ documentId, anchor }) => anchor !== '' || !inPart.has(documentId))
}

function keep(found: Map<string, Cited>, documentId: number | undefined, anchor: string): void {
  if (documentId !== undefined) found.set(`${documentId}:${anchor}`, { documentId, anchor })
}

/** Folded, with the đ of labels kept apart from d as anchors have it. */
function linesOf(text: string): string[] {
  return text
    .slice(0, longest)
    .normalize('NFC')
    .replace(/(điểm\s+|diem\s+|\d|[,]\s*|(?:và|va)\s+)đ(?!\p{L})/giu, '$1dd')
    .split('\n')
    .map(oneSpelling)
    .filter((line) => line !== '')
}

/** Folded words with final y as i: kỹ thuật and kĩ thuật are one name. */
export function oneSpelling(text: string): string {
  return fold(text).replace(/(?<!\w)(b|d|h|k|l|m|n|qu|s|t|v)y(?!\w)/g, '$1i')
}

interface Document {
  from: number
  to: number
  id: number | undefined
}

function documentsIn(line: string, base: Named[]): Document[] {
  const byNumber = [...line.matchAll(numbers)].map(({ 0: key, index }) => ({
    from: index,
    to: index + key.length,
    id: numbered(base, numberKey(key) ?? ''),
  }))
  const byName = [...line.matchAll(lawWord)].map((match) => lawAt(line, match, base))
  const all = [...byNumber, ...byName].sort((a, b) => a.from - b.from)
  return all.flatMap((one, at) => {
    const before = all[at - 1]
    if (before && isNameOf(line, before, one, byName)) return []
    const next = all[at + 1]
    if (!next || !isNameOf(line, one, next, byName)) return [one]
    return [{ from: one.from, to: next.to, id: next.id ?? one.id }]
  })
}

/** Whether a law's name goes with the number right behind it: "Luật Sở hữu trí tuệ (50/2005/QH11)". */
function isNameOf(line: string, name: Document, number: Document, names: Document[]): boolean {
  if (!names.includes(name) || names.includes(number)) return false
  return nameToNumber.test(line.slice(name.to, number.from))
}

function numbered(base: Named[], key: string): number | undefined {
  const exact = base.find(({ numberKey }) => numberKey === key)
  if (exact) return exact.id
  const begun = base.filter(({ numberKey }) => numberKey?.startsWith(`${key}/`))
  return begun.length === 1 ? begun[0]?.id : undefined
}

/** The law of the longest name that stands here, of the year told behind it, else the newest of that name. */
function lawAt(line: string, match: RegExpExecArray, base: Named[]): Document {
  const from = match.index
  const start = from + match[0].length
  const rest = line.slice(start)
  const long = words(rest.slice(0, 200))
    .map((word) => word.plain)
    .join(' ')
  const fits = base.filter(({ name }) => name !== '' && (begins(rest, name) || begins(long, name)))
  const name = fits.reduce((best, one) => (one.name.length > best.length ? one.name : best), '')
  if (name === '')
    return { from, to: start + (unknownName.exec(rest)?.[0].length ?? 0), id: undefined }
  const to = start + (begins(rest, name) ? name.length : (/^\S+/.exec(rest)?.[0].length ?? 0))
  const year = /^\s*(?:nam\s)?((?:19|20)\d\d)(?![\w/])/.exec(line.slice(to))?.[1]
  const same = fits.filter((one) => one.name === name)
  const meant = year === undefined ? same : same.filter((one) => one.year === Number(year))
  const [newest] = meant.toSorted(
    (a, b) => Number(b.shown ?? false) - Number(a.shown ?? false) || (b.year ?? 0) - (a.year ?? 0),
  )
  return { from, to, id: newest?.id }
}

const unknownName = /^[^\d,;.:()]{0,60}?(?=\s*(?:[\d,;.:()]|nam \d|$))/

function begins(text: string, name: string): boolean {
  return text.startsWith(name) && !/^\w/.test(text.slice(name.length))
}

interface Unit {
  what: 'diem' | 'khoan' | 'dieu'
  labels: string[]
  from: number
  to: number
}

/** Provisions named in one breath: "điểm a, b khoản 3 Điều 12", "Điều 72 khoản 2". */
function runsIn(line: string): { from: number; to: number; anchors: string[] }[] {
  const runs: Unit[][] = []
  for (const unit of unitsIn(line)) {
    const run = runs.at(-1)
    const end = run?.at(-1)?.to
    if (run && end !== undefined && runGap.test(line.slice(end, unit.from))) run.push(unit)
    else runs.push([unit])
  }
  return runs.map((run) => ({
    from: run[0]?.from ?? 0,
    to: run.at(-1)?.to ?? 0,
    anchors: anchorsOf(run),
  }))
}

function unitsIn(line: string): Unit[] {
  return [...line.matchAll(unitWord)].flatMap((match) => {
    const what = match[1] as Unit['what']
    const label = what === 'diem' ? letterLabel : numberLabel
    const labels: string[] = []
    let to = match.index + match[0].length
    for (let gap = 0; ; ) {
      const one = label.exec(line.slice(to + gap))?.[1]
      if (one === undefined) break
      labels.push(one)
      to += gap + one.length
      gap = listGap.exec(line.slice(to))?.[0].length ?? 0
      if (gap === 0) break
    }
    return labels.length === 0 ? [] : [{ what, labels, from: match.index, to }]
  })
}

/** In law the smaller stands before the larger; on the portal and in speech behind it. */
function anchorsOf(run: Unit[]): string[] {
  const anchors: string[] = []
  let waiting: Unit[] = []
  let bare: string[] = []
  for (const unit of run) {
    if (unit.what !== 'dieu') {
      waiting.push(unit)
      continue
    }
    anchors.push(...bare)
    bare = waiting.length === 0 ? unit.labels.map((label) => `d${label}`) : []
    if (waiting.length > 0) anchors.push(...below(unit.labels, waiting))
    waiting = []
  }
  const articles = run.findLast(({ what }) => what === 'dieu')?.labels ?? []
  if (waiting.length === 0 || articles.length === 0) return [...anchors, ...bare]
  return [...anchors, ...below(articles, waiting.toReversed())]
}

/** The anchors of clauses and points, points standing before their clause, under the first of some articles. */
function below(articles: string[], units: Unit[]): string[] {
  const [article = ''] = articles
  const more = articles.slice(1).map((label) => `d${label}`)
  const anchors: string[] = []
  let points: string[] = []
  for (const { what, labels } of units) {
    if (what === 'diem') {
      points.push(...labels)
      continue
    }
    const clauses = labels.map((label) => `d${article}.k${label}`)
    const [first = ''] = clauses
    anchors.push(...points.map((point) => `${first}.d${point}`))
    anchors.push(...(points.length === 0 ? clauses : clauses.slice(1)))
    points = []
  }
  return [...anchors, ...points.map((point) => `d${article}.d${point}`), ...more]
}
