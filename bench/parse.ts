import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { gunzipSync } from 'node:zlib'
import { fold } from '#core/fold.ts'
import { readHead } from '#core/law/parse/head.ts'
import { parseLaw } from '#core/law/parse/parse.ts'
import { bodyOf } from '#core/law/parse/text.ts'
import {
  type Kind,
  type ParsedLaw,
  type Provision,
  provisionsOf,
  walk,
} from '#core/law/parse/tree.ts'

type Told = { file: string; article: string; title: string; text: string }
type Doc = {
  file: string
  quality: string
  doc_no: string
  issued: string | null
  effective_from: string | null
}
type Verdict = { file: string; article: string; what: string; theirs: string; ours: string }
type Tally = {
  aside: number
  articles: number
  found: number
  titled: number
  same: number
  explained: number
}

const lawdata = new URL('../../shared/lawdata/', import.meta.url)
const listing = new URL('../node_modules/.cache/bench-parse/disagreements.jsonl', import.meta.url)
const verdicts: Verdict[] = []
const speed = { bytes: 0, ms: 0 }
const facts = { number: [0, 0, 0], signed: [0, 0, 0], 'in force': [0, 0, 0] }
const lines = { clauses: 0, points: 0, unread: 0 }

/** Quality as the collection names it, in the classes the aims are set for. */
function classOf(quality: string): string {
  if (/Công báo PDF \(official/u.test(quality)) return 'gazette PDF text'
  if (/OCR|community site/u.test(quality)) return 'OCR and community copies'
  return 'clean text'
}

/** A "title" that is a quoted article or a khoản: the reference itself shows that it is no article. */
const misread = /^["“]Điều \d|^\d+\. /u

function linesOf<T>(name: string): T[] {
  const bytes = readFileSync(new URL(name, lawdata))
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** Letters and digits only: line breaks, bullets and table bars are not the law's words. */
function plain(text: string): string {
  return fold(text.replace(/(?:Ký bởi|Người ký):[^“”]{0,260}?\+\d{2}:\d{2}/gu, ' ')).replace(
    /[^\p{L}\p{N}]+/gu,
    '',
  )
}

function timed(source: string): ParsedLaw {
  const begun = performance.now()
  const law = parseLaw(source)
  speed.ms += performance.now() - begun
  speed.bytes += Buffer.byteLength(source)
  return law
}

/** Why the reference differs where the source itself shows which reading is right. */
function explained(law: ParsedLaw, told: Told, ours: Provision | undefined): string {
  const title = told.title.replace(/^["“].*?Điều \d+\w*\.\s*/u, '')
  if (!ours) return whyMissing(law, told, title)
  const swallowed = new RegExp(
    `(?:^|\\n)(?:Chương|Mục|Điều) .*(?:\\n.*)?\\n?Điều ${told.article}\\.`,
    'u',
  )
  if (swallowed.test(`\n${told.text}`)) return 'theirs took a chapter heading for the title'
  const [mine, other] = [plain(bodyOf(law, ours)), plain(told.text)]
  const whole = plain(`${ours.title}${bodyOf(law, ours)}`)
  if (whole === plain(told.title + told.text)) return 'title and text divided elsewhere'
  const rest = other.startsWith(mine) ? other.slice(mine.length) : ''
  const next = [...walk(law.root)].find(({ from }) => from >= ours.to)
  const below = next ? plain(law.source.slice(ours.to, ours.to + 300)).slice(0, 60) : ''
  if (next && below !== '' && (rest.startsWith(below) || below.startsWith(rest)) && rest !== '') {
    return `theirs runs on into ${beyond[next.kind] ?? 'what stands below'}`
  }
  const quoted = provisionsOf(law, 'quote').some(({ from }) => from >= ours.from && from < ours.to)
  if (quoted && mine.startsWith(other)) return 'theirs ends where a quoted provision begins'
  return ''
}

/** Their next "article" is a khoản of this one: the text stops where they cut it. */
function brokenOff(law: ParsedLaw, told: Told, ours: Provision | undefined, next?: Told): string {
  const cut = next !== undefined && /^\d+\. /u.test(next.title)
  const goesOn =
    ours && plain(`${ours.title}${bodyOf(law, ours)}`).startsWith(plain(told.title + told.text))
  return cut && goesOn ? 'theirs breaks off where a khoản was taken for an article' : ''
}

const beyond: Partial<Record<Kind, string>> = {
  closing: 'the signature block',
  appendix: 'an appendix',
  chapter: 'the heading of the next part, chapter or section',
  part: 'the heading of the next part, chapter or section',
  section: 'the heading of the next part, chapter or section',
  subsection: 'the heading of the next part, chapter or section',
  article: 'the next article',
}

function whyMissing(law: ParsedLaw, told: Told, title: string): string {
  const wanted = plain(`Điều ${told.article}. ${title.slice(0, 60)}`)
  const holds = ({ from, to }: Provision) => plain(law.source.slice(from, to)).includes(wanted)
  if (provisionsOf(law, 'quote').some(holds)) return 'theirs is a provision quoted for another law'
  if (provisionsOf(law, 'appendix').some(holds)) return 'theirs belongs to an attached form'
  return ''
}

function compare(law: ParsedLaw, told: Told[], tally: Tally): void {
  const own = new Map<string, Provision[]>()
  for (const one of provisionsOf(law, 'article')) {
    own.set(one.number, [...(own.get(one.number) ?? []), one])
  }
  for (const [index, one] of told.entries()) {
    if (misread.test(one.title)) {
      tally.aside += 1
      if (/^\d/u.test(one.title)) own.get(one.article)?.shift()
      continue
    }
    const candidates = own.get(one.article) ?? []
    const ours = candidates.find(({ title }) => plain(title) === plain(one.title)) ?? candidates[0]
    if (ours) candidates.splice(candidates.indexOf(ours), 1)
    const titled = ours !== undefined && plain(ours.title) === plain(one.title)
    const same = ours !== undefined && plain(bodyOf(law, ours)) === plain(one.text)
    tally.articles += 1
    tally.found += Number(ours !== undefined)
    tally.titled += Number(titled)
    tally.same += Number(same)
    if (titled && same) {
      tally.explained += 1
      continue
    }
    const why = explained(law, one, ours) || brokenOff(law, one, ours, told[index + 1])
    tally.explained += Number(why !== '')
    const what = ours ? (same ? 'title' : titled ? 'text' : 'title and text') : 'missing'
    verdicts.push({
      file: one.file,
      article: one.article,
      what: why === '' ? what : `${what}: ${why}`,
      theirs: `${one.title} | ${one.text.slice(0, 200)} … ${one.text.slice(-200)}`,
      ours: ours ? `${ours.title} | ${clip(bodyOf(law, ours))}` : '',
    })
  }
  for (const one of [...own.values()].flat().filter(({ anchor }) => !anchor.includes('.'))) {
    verdicts.push({
      file: told[0]?.file ?? '',
      article: one.number,
      what: 'only ours',
      theirs: '',
      ours: `${one.title} | ${clip(bodyOf(law, one))}`,
    })
  }
}

function clip(text: string): string {
  return text.length <= 400 ? text : `${text.slice(0, 200)} … ${text.slice(-200)}`
}

function grouped(told: Told[]): Map<string, Told[]> {
  const files = new Map<string, Told[]>()
  for (const one of told) {
    const group = files.get(one.file)
    if (group) group.push(one)
    else files.set(one.file, [one])
  }
  return files
}

function tallyOf(tallies: Map<string, Tally>, name: string): Tally {
  const tally = tallies.get(name) ?? {
    aside: 0,
    articles: 0,
    found: 0,
    titled: 0,
    same: 0,
    explained: 0,
  }
  tallies.set(name, tally)
  return tally
}

function targetLaws(tallies: Map<string, Tally>): void {
  const docs = new Map(linesOf<Doc>('target-laws/docs.jsonl').map((doc) => [doc.file, doc]))
  for (const [file, told] of grouped(linesOf<Told>('target-laws/articles.jsonl.gz'))) {
    const law = timed(readFileSync(new URL(`target-laws/${file}`, lawdata), 'utf8'))
    compare(law, told, tallyOf(tallies, classOf(docs.get(file)?.quality ?? '')))
    countLines(law)
    const doc = docs.get(file)
    if (doc) checkHead(law, doc)
  }
}

/** Facts of the head beside the collection's: right, wrong, not read (many copies print no head). */
function checkHead(law: ParsedLaw, doc: Doc): void {
  const head = readHead(law)
  const count = (
    name: keyof typeof facts,
    ours: string | null | undefined,
    told: string | null,
  ) => {
    if (told !== null) facts[name][ours === told ? 0 : ours ? 1 : 2]! += 1
  }
  count('number', head.number?.value, /^\d+[./\d]*[/-]\p{Lu}/u.test(doc.doc_no) ? doc.doc_no : null)
  count('signed', head.signed?.value, isoOf(doc.issued))
  count('in force', head.inForce?.date, isoOf(doc.effective_from))
}

function isoOf(date: string | null): string | null {
  const parts = date?.split('/').map((part) => part.padStart(2, '0'))
  return parts ? parts.reverse().join('-') : null
}

/** Lines that look like a khoản or a điểm in the law's own articles and were read as plain text. */
function countLines(law: ParsedLaw): void {
  const own = provisionsOf(law, 'article').filter(({ anchor }) => !anchor.includes('.'))
  const below = own.flatMap((article) => [...walk(article)])
  const starts = new Set(below.map(({ from }) => from))
  lines.clauses += below.filter(({ kind }) => kind === 'clause').length
  lines.points += below.filter(({ kind }) => kind === 'point').length
  for (const { kind, own: spans } of below) {
    if (kind === 'quote') continue
    for (const { from, to } of spans) {
      const text = law.source.slice(from, to)
      for (const match of text.matchAll(/(?<=\n[\s*]*)(?:\d{1,3}[a-zđ]?\.|[a-zđ]\d?\)) /gu)) {
        if (!starts.has(from + match.index)) lines.unread += 1
      }
    }
  }
}

/** This collection has articles only: written out one below the other they must be read back. */
function laws2024(tallies: Map<string, Tally>): void {
  const told = linesOf<Told & { doc_slug?: string; doc_no: string }>('laws-2024-articles.jsonl.gz')
  const named = told.map((one) => ({ ...one, file: `laws-2024/${one.doc_slug ?? one.doc_no}` }))
  for (const [, articles] of grouped(named)) {
    const source = articles
      .map((one) => {
        const numbered = misread.test(one.title)
        return `${numbered ? '' : `Điều ${one.article}. `}${one.title}\n${one.text}`
      })
      .join('\n')
    compare(timed(source), articles, tallyOf(tallies, 'laws-2024, written out again'))
  }
}

function print(tallies: Map<string, Tally>): void {
  const share = (count: number, all: number) => `${((100 * count) / all).toFixed(2)} %`
  console.log('| | set aside | articles | found | titles equal | text equal | equal or explained |')
  console.log('|---|---:|---:|---:|---:|---:|---:|')
  for (const [name, { aside, articles, found, titled, same, explained }] of tallies) {
    const shares = [found, titled, same, explained].map((count) => share(count, articles))
    console.log(`| ${name} | ${aside} | ${articles} | ${shares.join(' | ')} |`)
  }
  const kinds = new Map<string, number>()
  for (const { what } of verdicts) kinds.set(what, (kinds.get(what) ?? 0) + 1)
  for (const [what, count] of [...kinds].sort((a, b) => b[1] - a[1]))
    console.log(`${count} ${what}`)
  console.log(
    `${(speed.bytes / 1e6 / (speed.ms / 1000)).toFixed(1)} MB/s over ${(speed.bytes / 1e6).toFixed(1)} MB`,
  )
  for (const [name, [right, wrong, unread]] of Object.entries(facts)) {
    console.log(`${name}: ${right} as the collection says, ${wrong} other, ${unread} not read`)
  }
  const { clauses, points, unread } = lines
  console.log(
    `target-laws: ${clauses} khoản, ${points} điểm; ${unread} numbered lines left as text`,
  )
  mkdirSync(new URL('.', listing), { recursive: true })
  writeFileSync(listing, verdicts.map((one) => `${JSON.stringify(one)}\n`).join(''))
  console.log(`Every disagreement: ${listing.pathname}`)
}

if (existsSync(lawdata)) {
  const tallies = new Map<string, Tally>()
  targetLaws(tallies)
  laws2024(tallies)
  print(tallies)
} else {
  console.log('SKIPPED: no collection of real laws beside this repository (../shared/lawdata).')
}
