import type { Context } from 'hono'
import { lookUp } from '#core/assistant/look-up.ts'
import { kindsAndYears } from '#core/law/public/documents.ts'
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
  const wish = { ...wishOf(asked), day: visit.day }
  const [findings, reference, { kinds, years }] = await Promise.all([
    asked.q === '' ? [] : shelf?.find(asked.q, wish, visit.language),
    referenceFor(asked, visit, settings),
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

const leastWords = 3

/** The best passages for a question asked without narrowing it, as the assistant chooses and logs them. */
async function referenceFor(asked: Asked, visit: Visit, { db, shelf }: PortalSettings) {
  const isQuestion = asked.q.split(/\s+/).length >= leastWords && narrowings(asked).length === 0
  if (!isQuestion) return []
  const { language, day, now } = visit
  const looked = await lookUp(shelf, db, { text: asked.q, asked: 'portal', language, day }, now)
  return looked.found
}
