import type { Language } from '#core/language.ts'
import { readReferences } from '#core/law/search/references.ts'
import type { Finding, Shelf, What } from '#core/law/shelf.ts'
import type { Db } from '#db/client.ts'
import { lookups } from '#db/schema/assistant.ts'
import { goodEnough } from './good-enough.ts'
import { withClause } from './named-clause.ts'
import { namesIn, strip } from './strip.ts'

export interface Asked {
  text: string
  asked: 'chat' | 'portal' | 'ticket'
  conversationId?: number
  language: Language
  /** somebody looks for documents too: of those without a text only title and summary are known, which answer nothing */
  documents?: boolean
  /** whether it is plainly of the office's own fields; asked only when something was found */
  inField?: () => boolean
  /** a language model is to write from what is found */
  drafted?: boolean
  /** the day whose validity is told: today unless told */
  day?: string
}

/**
 * `shown`: the findings are good enough to be shown; `nothing`: the law base holds nothing good enough; `absent`:
 * there is no law base to look in, or it did not answer in time, and nothing was logged.
 */
export interface LookedUp {
  state: 'shown' | 'nothing' | 'absent'
  found: Finding[]
  /** the words that were looked up in place of misspelt ones */
  read?: string
  lookupId?: number
}

const absent: LookedUp = { state: 'absent', found: [] }
/** Nobody who writes waits longer for what is an offer only. */
const patienceMs = 300
const mostLookedAt = 12
/** A question may be very long; what it is about is said by then. */
const mostCharacters = 2_000

/**
 * Looks a question up in the law base and the published answers, and logs it without personal data. Never throws for
 * what the shelf does: a shelf that fails or takes too long is as good as none.
 */
export async function lookUp(
  shelf: Pick<Shelf, 'find' | 'didYouMean'> | undefined,
  db: Db,
  asked: Asked,
  now: Date,
  tell: (error: unknown) => void = () => {},
): Promise<LookedUp> {
  if (!shelf) return absent
  const looked = await inTime(consulted(shelf, asked)).catch((error: unknown) => {
    tell(error)
    return absent
  })
  if (looked.state === 'absent') return absent
  const found = await withClause(
    db,
    asked.text.slice(0, mostCharacters),
    looked.found,
    asked.language,
  )
  return { ...looked, found, lookupId: await noteLookup(db, asked, looked, now) }
}

async function consulted(
  shelf: Pick<Shelf, 'find' | 'didYouMean'>,
  { text, language, day, documents, inField }: Asked,
): Promise<LookedUp> {
  const question = text.slice(0, mostCharacters)
  const numbered = readReferences(question).some(({ number }) => number !== undefined)
  const what: What[] = ['provision', 'published']
  if (documents || numbered) what.push('document')
  const wish = { what, most: mostLookedAt, ...(day && { day }) }
  const findings = await shelf.find(question, wish, language)
  if (findings.length === 0) return absent
  const own = inField?.() ?? false
  const found = goodEnough(question, findings, own)
  if (found.length > 0) return { state: 'shown', found }
  const read = shelf.didYouMean(question)
  const again = read ? goodEnough(read, await shelf.find(read, wish, language), own) : []
  if (read && again.length > 0) return { state: 'shown', found: again, read }
  return { state: 'nothing', found: [] }
}

const turns = 10

/**
 * Given up after a while; what comes later is of no use any more. Counted in turns of our own, so that a machine under
 * load, where everything is slow, is not taken for a shelf that stalls.
 */
function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let left = turns
    let timer: NodeJS.Timeout
    const wait = () => {
      left -= 1
      if (left < 0) reject(new Error('a look-up took too long'))
      else timer = setTimeout(wait, patienceMs / turns)
    }
    wait()
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

async function noteLookup(
  db: Db,
  { text, asked, conversationId, drafted }: Asked,
  { state, found }: LookedUp,
  now: Date,
): Promise<number> {
  const question = strip(text, await namesIn(db, text)).slice(0, mostCharacters)
  const [row] = await db
    .insert(lookups)
    .values({
      conversationId: conversationId ?? null,
      asked,
      question,
      shown: found.map(({ key, anchor, coverage }) => ({ key: keyOf(key, anchor), coverage })),
      state: state === 'nothing' ? 'nothing' : drafted ? 'waiting' : 'shown',
      at: now,
    })
    .returning({ id: lookups.id })
  if (!row) throw new Error('a look-up was not written')
  return row.id
}

/** What was shown of an article may be one clause of it. */
function keyOf(key: string, anchor: string): string {
  const [kind, id] = key.split(':')
  return kind === 'd' && anchor !== '' ? `d:${id}:${anchor}` : key
}
