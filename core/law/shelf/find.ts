import { dayOf } from '#core/calendar/calendar.ts'
import { type Language, say } from '#core/language.ts'
import { citationOf, pathOf } from '#core/law/documents/citation.ts'
import type { Day } from '#core/law/documents/standing.ts'
import { inTelex } from '#core/law/parse/numbering.ts'
import { passageOf, readHits, readWorths, type Worths } from '#core/law/search/highlight.ts'
import type { LawIndex } from '#core/law/search/law-index.ts'
import type { Reference } from '#core/law/search/references.ts'
import { behind, type Found, search } from '#core/law/search/search.ts'
import type { Finding, Wish } from '#core/law/shelf.ts'
import type { Db } from '#db/client.ts'
import { bestPlace } from './clause.ts'
import { readKey } from './readings.ts'
import { readShown, type Shown } from './shown.ts'
import type { Standings } from './standings.ts'
import { holdsAny, wantedBy } from './wanted.ts'

type Asked = {
  db: Db
  index: LawIndex
  standingsOn(day: Day): Promise<Standings>
  now: Date
}

const usual = 10
/** An answer of this office's own goes before a provision that is a little better. */
const publishedAhead = 0.75

/** What answers a text best, as the public may see it now. */
export async function findIn(
  asked: Asked,
  { text, wish, language }: { text: string; wish: Wish; language: Language },
): Promise<Finding[]> {
  if (!/[\p{L}\p{N}]/u.test(text)) return []
  if (wish.what !== undefined && !holdsAny(asked.index.entries, wish.what)) return []
  const standings = await asked.standingsOn(wish.day ?? dayOf(asked.now))
  const most = wish.most ?? usual
  // A few more than wanted: some may be gone from the public's sight, others change places below.
  const found = search(asked.index, text, {
    most: most + 10,
    wanted: wantedBy(wish, standings),
    standing: (_, key) => standings.of(readKey(key)?.id ?? 0)?.standing,
  })
  const ordered = (await weighed(found, standings, wish)).slice(0, most + 4)
  if (ordered.length === 0) return []
  const shown = await readShown(
    asked.db,
    ordered.map(({ key }) => key),
  )
  const around = { language, standings, shown, worths: readWorths(asked.index, text) }
  const all: Finding[] = []
  for (const one of ordered) {
    if (all.length === most) break
    const finding = await findingOf(one, around)
    if (finding !== undefined) all.push(finding)
  }
  return all
}

/** An article may be out of force though its document is not; the office's own answers come first among equals. */
async function weighed(found: Found[], standings: Standings, wish: Wish): Promise<Found[]> {
  const all: Found[] = []
  for (const one of found) {
    const read = readKey(one.key)
    if (read?.what === 'published') all.push({ ...one, score: one.score + publishedAhead })
    if (read === undefined || read.what === 'published') continue
    const provision = await standings.provision(read.id)
    const stands = read.article === '' ? undefined : provision?.(read.article).standing
    const ended = stands === 'expired' && one.standing !== 'expired'
    if (ended && wish.standing === 'in force') continue
    all.push(ended && !one.reference ? { ...one, score: one.score - behind.expired } : one)
  }
  return all.toSorted((a, b) => b.score - a.score)
}

type Around = { language: Language; standings: Standings; shown: Shown; worths: Worths }

async function findingOf(found: Found, around: Around): Promise<Finding | undefined> {
  const read = readKey(found.key)
  if (read === undefined) return undefined
  if (read.what === 'published') return publishedFinding(found, read.id, around)
  if (read.what === 'document') return documentFinding(found, read.id, around)
  return provisionFinding(found, read, around)
}

function publishedFinding(
  { key, coverage, score }: Found,
  id: number,
  { worths, language, shown }: Around,
): Finding | undefined {
  const answer = shown.published.get(id)
  if (answer === undefined) return undefined
  const { slug, question, body, publishedAt, unitName } = answer
  const label =
    unitName === null
      ? say(language, 'shelf:published')
      : say(language, 'shelf:published.of', { unit: unitName })
  return {
    ...{ what: 'published', key, publishedId: id, anchor: '', coverage, score, label },
    ...{ path: `/hoi-dap/${slug}`, heading: question },
    passage: passageOf(body, readHits(body, worths)),
    ...(publishedAt && { publishedAt }),
    ...(unitName !== null && { unitName }),
  }
}

function documentFinding(
  { key, coverage, score }: Found,
  id: number,
  { worths, language, shown, standings }: Around,
): Finding | undefined {
  const document = shown.documents.get(id)
  if (document === undefined) return undefined
  const validity = standings.of(id)
  const text = document.summary || document.title
  return {
    ...{ what: 'document', key, documentId: id, anchor: '', coverage, score },
    path: pathOf(document.slug),
    label: citationOf({ ...document, anchor: '' }, language),
    heading: document.title,
    passage: passageOf(text, readHits(text, worths)),
    ...(validity && { validity }),
  }
}

async function provisionFinding(
  { key, coverage, score, reference }: Found,
  { id, article }: { id: number; article: string },
  { worths, language, shown, standings }: Around,
): Promise<Finding | undefined> {
  const document = shown.documents.get(id)
  const parts = shown.partsOf(id, article)
  const whole = parts.find(({ anchor }) => anchor === article)
  if (document === undefined || whole === undefined) return undefined
  const { anchor, passage } = bestPlace(worths, {
    ...{ article, parts, body: whole.body },
    named: namedWithin(article, reference),
  })
  const validity = (await standings.provision(id))?.(anchor)
  return {
    ...{ what: 'provision', key, documentId: id, anchor, coverage, score, passage },
    path: pathOf(document.slug, anchor),
    label: citationOf({ ...document, anchor }, language),
    heading: whole.title || document.title,
    ...(validity && { validity }),
  }
}

/** The anchor of the clause or point somebody named within the article. */
function namedWithin(article: string, reference: Reference | undefined): string | undefined {
  const { clause, point } = reference ?? {}
  if (clause === undefined && point === undefined) return undefined
  return [article, clause && `k${inTelex(clause)}`, point && `d${inTelex(point)}`]
    .filter(Boolean)
    .join('.')
}
