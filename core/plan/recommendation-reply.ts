import { and, asc, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import { deliver } from '#core/deliveries/deliveries.ts'
import { waysTo } from '#core/deliveries/ways.ts'
import { type Language, say } from '#core/language.ts'
import { lastChatOf, personNow } from '#core/people/twins.ts'
import { Refusal } from '#core/refusal.ts'
import type { Actor } from '#core/staff/roles.ts'
import { paragraphs } from '#core/tickets/told.ts'
import type { Db } from '#db/client.ts'
import { difficulties, recommendationSources } from '#db/schema/difficulties.ts'
import { conversations, people } from '#db/schema/people.ts'
import {
  lockRecommendation,
  noteDeed,
  type Recommendation,
  requireRecommending,
  set,
} from './recommendation.ts'

export const outcomes = ['accepted', 'partly', 'declined'] as const
export type Outcome = (typeof outcomes)[number]

/**
 * Notes what the authority replied and how it ended. Everybody who raised one of its difficulties is told so in their
 * chat, once however many they raised; who cannot be written to now gets it when they next write. Returns how many were
 * told, and how many have no chat: these are to be phoned. Two who note it at once: the second finds it done.
 */
export async function replyToRecommendation(
  db: Db,
  actor: Actor,
  which: { id: number; version: number },
  given: { reply: string; outcome: Outcome },
  now: Date,
): Promise<{ told: number; toPhone: number }> {
  const reply = given.reply.trim()
  if (reply === '') throw new Refusal('tickets:refusal.no-reply')
  return db.transaction(async (tx) => {
    await lockChatsOfRaisers(tx, which.id)
    const row = await lockRecommendation(tx, actor, which, ['sent'])
    const { outcome } = given
    await set(tx, row.id, { state: 'replied', reply, outcome, repliedAt: now })
    await noteDeed(tx, actor, 'recommendations.replied', row.id, now)
    return tellRaisers(tx, { ...row, reply, outcome }, actor, now)
  })
}

/** Notes that somebody without a chat was told by phone. */
export async function notePhoned(
  db: Db,
  actor: Actor,
  { recommendationId, personId }: { recommendationId: number; personId: number },
  now: Date,
): Promise<void> {
  await requireRecommending(db, actor, recommendationId)
  const theirs = (await raisersOf(db, recommendationId)).filter((one) => one.now === personId)
  await markTold(db, recommendationId, theirs, now)
}

/** Those who raised a recommendation's difficulties and have not been told how it ended, with what they raised. */
export async function untoldOf(
  db: Db,
  recommendationId: number,
): Promise<{ personId: number; content: string }[]> {
  const waiting = await raisersOf(db, recommendationId)
  return [...Map.groupBy(waiting, ({ now }) => now)].map(([personId, [first]]) => ({
    personId,
    content: first?.content ?? '',
  }))
}

interface Raiser {
  difficultyId: number
  personId: number
  /** whom a merged row stands for now */
  now: number
  ticketId: number | null
  content: string
}

/** A message that is heard locks its chat before anything else, and so does an erasure: whoever tells does the same. */
async function lockChatsOfRaisers(tx: Db, recommendationId: number): Promise<void> {
  const ids = [...new Set((await raisersOf(tx, recommendationId)).map((one) => one.now))]
  if (ids.length === 0) return
  await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(inArray(conversations.personId, ids))
    .orderBy(asc(conversations.id))
    .for('no key update')
}

async function raisersOf(tx: Db, recommendationId: number): Promise<Raiser[]> {
  const rows = await tx
    .select({
      difficultyId: difficulties.id,
      personId: people.id,
      ticketId: difficulties.ticketId,
      content: difficulties.content,
    })
    .from(recommendationSources)
    .innerJoin(difficulties, eq(difficulties.id, recommendationSources.difficultyId))
    .innerJoin(people, eq(people.id, difficulties.personId))
    .where(
      and(
        eq(recommendationSources.recommendationId, recommendationId),
        isNull(recommendationSources.toldAt),
        isNotNull(difficulties.personId),
        isNull(people.erasedAt),
      ),
    )
    .orderBy(asc(difficulties.id))
  const now = new Map<number, number>()
  for (const { personId } of rows) {
    if (!now.has(personId)) now.set(personId, await personNow(tx, personId))
  }
  return rows.map((row) => ({ ...row, now: now.get(row.personId) ?? row.personId }))
}

async function tellRaisers(tx: Db, row: Recommendation, actor: Actor, now: Date) {
  const people = [...Map.groupBy(await raisersOf(tx, row.id), (one) => one.now)]
  let told = 0
  for (const [personId, raised] of people) {
    const chatId = await lastChatOf(tx, personId)
    const [way] = chatId === undefined ? [] : await waysTo(tx, [chatId], now)
    if (!way) continue
    const { id: conversationId, channel, language } = way.chat
    const body = { text: outcomeWords(language, row, raised) }
    const why = { cause: 'recommendation-reply', staffId: actor.id }
    await deliver(tx, { conversationId, channel, ...why, body }, now)
    await markTold(tx, row.id, raised, now)
    told += 1
  }
  return { told, toPhone: people.length - told }
}

async function markTold(tx: Db, recommendationId: number, raised: Raiser[], now: Date) {
  if (raised.length === 0) return
  const ids = raised.map(({ difficultyId }) => difficultyId)
  await tx
    .update(recommendationSources)
    .set({ toldAt: now })
    .where(
      and(
        eq(recommendationSources.recommendationId, recommendationId),
        inArray(recommendationSources.difficultyId, ids),
      ),
    )
}

const quoted = 240

/** What was raised, to whom it was taken, how it ended. What staff wrote is never read as a template. */
function outcomeWords(language: Language, row: Recommendation, raised: Raiser[]): string {
  const words = (key: string, values = {}) => say(language, `difficulties:told.${key}`, values)
  const outcome = say(language, `tickets:outcome.${row.outcome ?? 'declined'}`)
  const letter = row.number === '' ? '' : words('letter', { number: row.number })
  return paragraphs(
    words('head', { n: raised.length }),
    ...raised.slice(0, 3).map(({ content }) => `• ${shortened(content)}`),
    words('outcome', { authority: row.authority, letter, outcome }),
    row.reply ?? '',
    words('foot'),
  )
}

function shortened(text: string): string {
  return text.length > quoted ? `${text.slice(0, quoted).trimEnd()}…` : text
}
