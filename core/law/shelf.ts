import type { Logger } from 'pino'
import type { Sql } from 'postgres'
import { dayOf } from '#core/calendar/calendar.ts'
import type { Language } from '#core/language.ts'
import type { Day, Validity } from '#core/law/documents/standing.ts'
import type { Passage } from '#core/law/search/highlight.ts'
import { suggestSpelling } from '#core/law/search/spelling.ts'
import type { Db } from '#db/client.ts'
import { findIn } from './shelf/find.ts'
import { keepInStep } from './shelf/in-step.ts'
import { keepStandings } from './shelf/standings.ts'
import { documentsHeld } from './shelf/taking.ts'

export type What = 'provision' | 'document' | 'published'

/** What may be found; what is absent narrows nothing. */
export type Wish = {
  /** How many, 10 unless told. */
  most?: number
  fieldIds?: number[]
  /** As documents bear them: Luật, Nghị định. Published answers bear none and are left out when kinds are named. */
  kinds?: string[]
  /** The first and last year of signing, of an answer that of its publication. */
  years?: [from: number, to: number]
  /** Only what is in force on the day; otherwise all, in force first. */
  standing?: 'in force' | 'all'
  what?: What[]
  /** The day whose validity is told and preferred: today unless told. */
  day?: Day
}

/** Something found, as it stands in the database at this moment. */
export type Finding = {
  what: What
  /** d:<document>, d:<document>:<article anchor>, a:<published answer> */
  key: string
  documentId?: number
  publishedId?: number
  /** The clause or point the passage stands in, else the article; '' of a document or an answer. */
  anchor: string
  path: string
  /** As a clerk cites it: khoản 2 Điều 72 Luật Sở hữu trí tuệ (50/2005/QH11). */
  label: string
  /** The article's title, the document's, or the answered question. */
  heading: string
  passage: Passage
  /** How much of the question, by rarity, its best passage holds (0-1). */
  coverage: number
  score: number
  validity?: Validity
  publishedAt?: Date
  unitName?: string
}

/** The law base as one process searches it; every process has its own. */
export type Shelf = {
  /** The best answers to a text, best first; none for a text without a known word. At most three statements. */
  find(text: string, wish: Wish, language: Language): Promise<Finding[]>
  /** "Ý bạn là": the text with misspelt syllables put right, or undefined. */
  didYouMean(text: string): string | undefined
  /** Resolves when everything committed before the call is found here. */
  caughtUp(): Promise<void>
  stop(): Promise<void>
}

export type ShelfDeps = { db: Db; sql: Sql; dataDir: string; log: Logger; now(): Date }

/** Opens the law base of this process; answers at once with what it has, and goes on reading behind. */
export async function openShelf(deps: ShelfDeps): Promise<Shelf> {
  let renew = async () => {}
  const base = await keepInStep(deps, () => {
    renew().catch((error: unknown) => deps.log.warn({ err: error }, 'validity cannot be read'))
  })
  const standings = keepStandings(deps.db, {
    documents: () => documentsHeld(base.held()),
    edition: base.edition,
  })
  renew = standings.renew
  // Nobody's first question waits for it.
  standings.on(dayOf(deps.now())).catch(() => {})
  return {
    find(text, wish, language) {
      const { index } = base.held()
      const standingsOn = standings.on
      return findIn({ db: deps.db, index, standingsOn, now: deps.now() }, { text, wish, language })
    },
    didYouMean: (text) => suggestSpelling(base.held().index, text),
    async caughtUp() {
      await base.caughtUp()
      await standings.renew()
    },
    stop: base.stop,
  }
}
