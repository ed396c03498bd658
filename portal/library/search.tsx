import type { Context } from 'hono'
import { lookUp } from '#core/assistant/look-up.ts'
import type { Language } from '#core/language.ts'
import { kindsAndYears } from '#core/law/public/documents.ts'
import type { Finding, Shelf, Wish } from '#core/law/shelf.ts'
import { countAttempt } from '#core/staff/attempts.ts'
import type { Db } from '#db/client.ts'
import { namelessNetworkOf } from '#portal/network.ts'
import { secure } from '#portal/secure.ts'
import type { PortalSettings } from '#portal/settings.ts'
import { type Asked, narrowings, readAsked, wishOf } from './search-asked.ts'
import { SearchPage } from './search-page.tsx'
import { Suggestions } from './suggestions.tsx'
import { type Visit, visitOf } from './visit.ts'

/** `/tim`: the results of a search, or how to search. */
export async function showSearch(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const asked = readAsked(visit.query, visit.office)
  const { shelf, db } = settings
  const [{ findings, reference }, { kinds, years }] = await Promise.all([
    look(c, asked, visit, settings),
    kindsAndYears(db),
  ])
  secure(c, "'none'", 'private, no-cache')
  return c.html(
    <SearchPage
      {...{ visit, asked, findings, reference, kinds, years }}
      didYouMean={shelf?.didYouMean(asked.q)}
    />,
  )
}

/** `/tim/goi-y`: what a search finds while it is typed, as a piece of a page. */
export async function showSuggestions(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const q = (visit.query.get('q') ?? '').trim().slice(0, 200)
  const { shelf } = settings
  const findings =
    q.length < 2 || !shelf ? [] : await shelf.find(q, { most: 6, day: visit.day }, visit.language)
  secure(c, "'none'", 'private, max-age=60')
  c.header('Vary', 'Cookie')
  return c.html(
    <Suggestions
      t={visit.t}
      findings={findings}
      didYouMean={findings.length > 0 ? undefined : shelf?.didYouMean(q)}
    />,
  )
}

interface Looked {
  /** undefined: the search is not ready */
  findings: Finding[] | undefined
  reference: Finding[]
}

/** What the search finds, and which of it stands above as an automatic reference. */
async function look(
  c: Context,
  asked: Asked,
  visit: Visit,
  { db, shelf }: PortalSettings,
): Promise<Looked> {
  if (asked.q === '') return { findings: [], reference: [] }
  if (!shelf) return { findings: undefined, reference: [] }
  const wish = { ...wishOf(asked), day: visit.day }
  const looking = findIn(shelf, asked.q, wish, visit.language)
  const [findings, reference] = await Promise.all([
    looking,
    referenceFor(c, asked, visit, db, sharing(shelf, asked.q, looking)),
  ])
  return { findings, reference }
}

const patienceMs = 500

/**
 * What the shelf holds; undefined while it is still being read in, which a shelf says of itself by finding nothing and
 * not having caught up.
 */
async function findIn(
  shelf: Shelf,
  q: string,
  wish: Wish,
  language: Language,
): Promise<Finding[] | undefined> {
  const findings = await shelf.find(q, wish, language)
  if (findings.length > 0) return findings
  const ready = await inTime(shelf.caughtUp())
  return ready ? shelf.find(q, wish, language) : undefined
}

function inTime(work: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), patienceMs)
    work
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(() => clearTimeout(timer))
  })
}

const leastWords = 3
/** Questions of one network that are looked up and logged: an office full of people, and not a program. */
const questions = { max: 300, windowMs: 60 * 60_000 }

type Looking = Pick<Shelf, 'find' | 'didYouMean'>

/** The best passages for a question asked without narrowing it, as the assistant chooses and logs them. */
async function referenceFor(
  c: Context,
  asked: Asked,
  { language, day, now }: Visit,
  db: Db,
  shelf: Looking,
): Promise<Finding[]> {
  const isQuestion = asked.q.split(/\s+/).length >= leastWords && narrowings(asked).length === 0
  if (!isQuestion) return []
  const { allowed } = await countAttempt(db, `look-up:${namelessNetworkOf(c)}`, questions, now)
  if (!allowed) return []
  const looked = await lookUp(shelf, db, { text: asked.q, asked: 'portal', language, day }, now)
  return looked.found
}

/** A shelf that does not look again for what is being looked for already. */
function sharing(shelf: Shelf, q: string, looking: Promise<Finding[] | undefined>): Looking {
  return {
    didYouMean: shelf.didYouMean,
    async find(text, wish, language) {
      if (text !== q) return shelf.find(text, wish, language)
      return ((await looking) ?? []).slice(0, wish.most)
    },
  }
}
