import { asc, eq } from 'drizzle-orm'
import { lookUp } from '#core/assistant/look-up.ts'
import { linkLookups, noteVerdict } from '#core/assistant/lookups.ts'
import { judgeLookup } from '#core/assistant/review.ts'
import { putLater, settle } from '#core/law/search/law-index.ts'
import { suggestSpelling } from '#core/law/search/spelling.ts'
import { findIn } from '#core/law/shelf/find.ts'
import { keepStandings } from '#core/law/shelf/standings.ts'
import { documentsHeld, nothingHeld, takeDocument, takePublished } from '#core/law/shelf/taking.ts'
import { inTurns } from '#core/law/shelf/turns.ts'
import type { Shelf } from '#core/law/shelf.ts'
import { lawDocuments } from '#db/schema/law.ts'
import { publishedAnswers } from '#db/schema/published.ts'
import { coordinator } from './handling.ts'
import { type LawWorld, personOf, ticketOf, workday } from './law-world.ts'
import type { LookedFor } from './read-law-data.ts'

type Looking = Pick<Shelf, 'find' | 'didYouMean'>

/** A look-up is given up after a while; on a busy machine it is made again, so that every demo has the same ones. */
const tries = 4

/** What people and visitors looked up in the last weeks, found in the law base as the demo office has it. */
export async function lookUpPast(world: LawWorld): Promise<void> {
  const shelf = await shelfOf(world)
  const moments = []
  for (const [order, one] of world.law.lookups.entries()) {
    moments.push({ one, at: await momentOf(world, one, order) })
  }
  moments.sort((a, b) => a.at.getTime() - b.at.getTime())
  for (const { one, at } of moments) await lookUpOnce(world, shelf, one, at)
}

async function momentOf(world: LawWorld, one: LookedFor, order: number): Promise<Date> {
  if ('q' in one) return workday(world, one.ago, 7 * 60 + 40 + ((order * 97) % 720))
  const { openedAt } = await ticketOf(world, one.by, one.ticket)
  return new Date(openedAt.getTime() - 45_000)
}

async function lookUpOnce(world: LawWorld, shelf: Looking, one: LookedFor, at: Date) {
  const { db, end } = world
  const ticket = 'ticket' in one ? await ticketOf(world, one.by, one.ticket) : undefined
  const chat = one.by === undefined ? undefined : await personOf(world, one.by)
  const asked = {
    text: 'q' in one ? one.q : (ticket?.question ?? ''),
    asked: chat ? ('chat' as const) : ('portal' as const),
    ...(chat && { conversationId: chat.id }),
    ...(!chat && { documents: true }),
    language: 'vi' as const,
  }
  let looked = await lookUp(shelf, db, asked, at)
  for (let left = tries; looked.lookupId === undefined && left > 0; left--) {
    looked = await lookUp(shelf, db, asked, at)
  }
  const { lookupId: id } = looked
  if (id === undefined) return
  if (ticket) await linkLookups(db, [id], ticket.id)
  if (!('q' in one)) return
  if (one.verdict) await noteVerdict(db, [id], one.verdict)
  if (one.judged === undefined) return
  const now = new Date(Math.min(end.getTime(), workday(world, one.ago - 1, 16 * 60).getTime()))
  const by = { actor: coordinator(world), ip: undefined, now }
  await judgeLookup(db, id, { judgement: one.judged, note: one.note }, by)
}

/** The law base as it is at the end of the past, for this one reader. */
async function shelfOf({ db, end: now }: LawWorld): Promise<Looking> {
  const held = nothingHeld()
  const documents = await db
    .select({ id: lawDocuments.id })
    .from(lawDocuments)
    .where(eq(lawDocuments.state, 'published'))
    .orderBy(asc(lawDocuments.id))
  for (const { id } of documents) await takeDocument(db, held, id, putLater)
  const answers = await db
    .select({ id: publishedAnswers.id })
    .from(publishedAnswers)
    .where(eq(publishedAnswers.state, 'published'))
    .orderBy(asc(publishedAnswers.id))
  const ids = answers.map(({ id }) => id)
  await takePublished(db, held, ids, putLater)
  await inTurns(settle(held.index), () => false)
  const { index } = held
  const documentIds = () => documentsHeld(held)
  const { on: standingsOn } = keepStandings(db, { documents: documentIds, edition: () => 0 })
  return {
    find: (text, wish, language) =>
      findIn({ db, index, standingsOn, now }, { text, wish, language }),
    didYouMean: (text) => suggestSpelling(index, text),
  }
}
