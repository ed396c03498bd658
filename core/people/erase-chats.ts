import { randomUUID } from 'node:crypto'
import { and, eq, inArray, isNull, lt, notInArray, or, sql } from 'drizzle-orm'
import { eraseLookups } from '#core/assistant/lookups.ts'
import type { Outgoing } from '#core/channel.ts'
import type { Db } from '#db/client.ts'
import { linkCodes, mails } from '#db/schema/channels.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, drafts, heardEvents, messages, people } from '#db/schema/people.ts'
import { savedViews, staff } from '#db/schema/staff.ts'
import { files, tickets } from '#db/schema/tickets.ts'
import { inEveryString } from './identities.ts'

export type Chat = typeof conversations.$inferSelect

/** Why the outcome is told: it marks the chat whose address is forgotten too when nothing more is written there. */
export const farewell = 'erased'

interface Whose {
  ticketIds: number[]
  /** tickets of other people that took something of this person in */
  others: number[]
  chats: Chat[]
  cut: (text: string) => string
  standingIn: number | undefined
}

const silent: Outgoing = { text: '' }

/** Empties everything said in a person's chats, and takes the addresses from them. */
export async function eraseChats(
  tx: Db,
  whose: Whose,
  now: Date,
): Promise<{ messages: number; files: number; hashes: string[] }> {
  const chatIds = whose.chats.map((chat) => chat.id)
  const heard = await tx
    .update(messages)
    .set({ text: '', eventId: null })
    .where(inArray(messages.conversationId, chatIds))
    .returning({ id: messages.id })
  await tx.delete(mails).where(inArray(mails.conversationId, chatIds))
  const codes = or(inArray(linkCodes.conversationId, chatIds), inArray(linkCodes.otherId, chatIds))
  await tx.delete(linkCodes).where(codes)
  await tx.delete(drafts).where(inArray(drafts.conversationId, chatIds))
  const mine = inArray(files.conversationId, chatIds)
  const orphans = and(isNull(files.conversationId), inArray(files.ticketId, whose.ticketIds))
  const gone = await tx.delete(files).where(or(mine, orphans)).returning({ sha256: files.sha256 })
  await eraseLookups(tx, chatIds, whose.ticketIds)
  await eraseSaid(tx, chatIds)
  await cutFromOtherChats(tx, whose, chatIds)
  await eraseViews(tx, whose.cut)
  await tx.update(staff).set({ conversationId: null }).where(inArray(staff.conversationId, chatIds))
  for (const chat of whose.chats) {
    if (chat.id === whose.standingIn) await goOnAsStranger(tx, chat, now)
    else await forgetAddress(tx, chat, now)
  }
  const hashes = gone.map((file) => file.sha256).filter((hash) => hash !== null)
  return { messages: heard.length, files: gone.length, hashes: [...new Set(hashes)] }
}

/** What we said to the person; what is still to be said to them will not be. */
async function eraseSaid(tx: Db, chatIds: number[]): Promise<void> {
  const theirs = inArray(deliveries.conversationId, chatIds)
  await tx.update(deliveries).set({ body: silent, platformId: null, detail: null }).where(theirs)
  await tx
    .update(deliveries)
    .set({ state: 'dropped', why: 'erased' })
    .where(and(theirs, inArray(deliveries.state, ['queued', 'sending', 'held'])))
}

/** Answers that went to others too stay theirs without this person's identity; warnings to staff are emptied. */
async function cutFromOtherChats(tx: Db, whose: Whose, chatIds: number[]): Promise<void> {
  const rows = await tx
    .select({ id: deliveries.id, body: deliveries.body, staffId: staff.id })
    .from(deliveries)
    .leftJoin(staff, eq(staff.conversationId, deliveries.conversationId))
    .where(
      and(
        inArray(deliveries.ticketId, [...whose.ticketIds, ...whose.others]),
        notInArray(deliveries.conversationId, chatIds),
      ),
    )
  for (const { id, body, staffId } of rows) {
    const left = staffId === null ? inEveryString(body, whose.cut) : silent
    await tx.update(deliveries).set({ body: left }).where(eq(deliveries.id, id))
  }
}

/** A view somebody saved to find this person finds nobody any more. */
async function eraseViews(tx: Db, cut: Whose['cut']): Promise<void> {
  const views = await tx.select().from(savedViews)
  const theirs = views.filter(({ name, query }) => {
    const asked = [...new URLSearchParams(query).values()].join(' ')
    return [name, query, asked].some((text) => cut(text) !== text)
  })
  const ids = theirs.map((view) => view.id)
  if (ids.length > 0) await tx.delete(savedViews).where(inArray(savedViews.id, ids))
}

/** An address that nobody had and nobody can turn back: whoever writes from the old one again is a new person. */
const nowhere = () => `erased:${randomUUID()}`

const untold = {
  flow: null,
  flowVersion: null,
  asking: null,
  askingSince: null,
  answers: {},
  replay: null,
  choices: [],
  remindedAt: null,
  ticketId: null,
}

const departed = (now: Date) => ({
  blockedAt: now,
  blockedWhy: 'blocked' as const,
  followedAt: null,
})

async function forgetAddress(tx: Db, chat: Pick<Chat, 'id' | 'address'>, now: Date): Promise<void> {
  await tx
    .update(conversations)
    .set({ ...untold, ...departed(now), address: nowhere(), countedFrom: null, counted: 0 })
    .where(eq(conversations.id, chat.id))
  // Web chat's event ids begin with the visitor's address.
  const parts = sql`regexp_split_to_array(${heardEvents.eventId}, '[:/|]')`
  await tx.delete(heardEvents).where(sql`${parts} @> array[${chat.address}]`)
}

/** The chat the person stands in is a stranger's from now on; what was said in it goes to a chat without address. */
async function goOnAsStranger(tx: Db, chat: Chat, now: Date): Promise<void> {
  const { channel, personId, language, createdAt, lastHeardAt, welcomedAt } = chat
  const [past] = await tx
    .insert(conversations)
    .values({
      ...{ channel, personId, language, createdAt, lastHeardAt, welcomedAt },
      address: nowhere(),
      ...departed(now),
    })
    .returning({ id: conversations.id })
  const [stranger] = await tx.insert(people).values({ createdAt: now }).returning({ id: people.id })
  if (!past || !stranger) throw new Error('a chat was not parted')
  const moved = { conversationId: past.id }
  await tx.update(messages).set(moved).where(eq(messages.conversationId, chat.id))
  await tx.update(deliveries).set(moved).where(eq(deliveries.conversationId, chat.id))
  await tx.update(tickets).set(moved).where(eq(tickets.conversationId, chat.id))
  await tx
    .update(conversations)
    .set({ ...untold, personId: stranger.id, createdAt: now })
    .where(eq(conversations.id, chat.id))
}

const patienceMs = 24 * 60 * 60 * 1000

/**
 * Forgets the address of chats that went on after an erasure only to say so: once a day has passed and nothing more
 * was written there. Returns how many.
 */
export async function forgetLeftChats(db: Db, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    const left = await tx
      .select({ id: conversations.id, address: conversations.address })
      .from(conversations)
      .innerJoin(deliveries, eq(deliveries.conversationId, conversations.id))
      .where(
        and(
          eq(deliveries.cause, farewell),
          lt(deliveries.createdAt, new Date(now.getTime() - patienceMs)),
          sql`${conversations.lastHeardAt} <= ${deliveries.createdAt}`,
          sql`${conversations.address} not like 'erased:%'`,
        ),
      )
      .for('no key update', { of: conversations, skipLocked: true })
    for (const chat of left) await forgetAddress(tx, chat, now)
    const ids = left.map((chat) => chat.id)
    await tx
      .update(messages)
      .set({ text: '', eventId: null })
      .where(inArray(messages.conversationId, ids))
    await eraseLookups(tx, ids, [])
    await eraseSaid(tx, ids)
    return left.length
  })
}
