import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { and, desc, eq, gt, isNull, lt, ne, notLike, sql } from 'drizzle-orm'
import type { ChannelName } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { type Language, say } from '#core/language.ts'
import { codeIn } from '#core/tickets/search.ts'
import type { Db } from '#db/client.ts'
import { linkCodes } from '#db/schema/channels.ts'
import { conversations } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { readPhone } from './phone.ts'
import { peopleMarked } from './twins.ts'

const minute = 60_000
const livesMs = 10 * minute
const mostTries = 5
/** How often one chat may ask within an hour, and how many codes may reach one chat within a day. */
const mostAsked = 3
const mostSent = 3

interface Asking {
  conversation: { id: number; personId: number; channel: string }
  /** of the business the person named here; without one a phone number proves nothing */
  taxCode: string | null
  /** the phone number used on the other channel, or the code of a request sent there */
  key: string
}

/**
 * Sends a code of six digits to the chat of the same person on another channel, if there is one. What is stored, what
 * it costs and what is answered are the same whether there is one or not: nobody learns whom the desk knows. False when
 * this chat has asked too often.
 */
export async function sendLinkCode(tx: Db, asking: Asking, now: Date): Promise<boolean> {
  const { conversation } = asking
  const here = eq(linkCodes.conversationId, conversation.id)
  if ((await countSince(tx, here, new Date(now.getTime() - 60 * minute))) >= mostAsked) return false
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const hash = await hashed(code)
  const other = await otherChat(tx, asking, now)
  await tx
    .update(linkCodes)
    .set({ usedAt: now })
    .where(and(here, isNull(linkCodes.usedAt)))
  const forgotten = new Date(now.getTime() - 48 * 60 * minute)
  await tx.delete(linkCodes).where(and(here, lt(linkCodes.expiresAt, forgotten)))
  const expiresAt = new Date(now.getTime() + livesMs)
  const row = { conversationId: conversation.id, otherId: other?.id ?? null, hash, expiresAt }
  await tx.insert(linkCodes).values(row)
  if (other) {
    const values = { code, channel: say(other.language, `data:channel.${conversation.channel}`) }
    const text = say(other.language, 'data:connect.code', values)
    const to = { conversationId: other.id, channel: other.channel }
    await deliver(tx, { ...to, cause: 'link-code', body: { text } }, now)
  }
  return true
}

/** `right`: the chat the code was sent to; `wrong`: may be typed again; `over`: too late or too often, a new one is needed. */
export type Checked = { is: 'right'; otherId: number } | { is: 'wrong' | 'over' }

/** Compares what was typed with the code of this chat. Every try counts, five at most, ten minutes long. */
export async function checkLinkCode(
  tx: Db,
  conversationId: number,
  typed: string,
  now: Date,
): Promise<Checked> {
  const [row] = await tx
    .select()
    .from(linkCodes)
    .where(and(eq(linkCodes.conversationId, conversationId), isNull(linkCodes.usedAt)))
    .orderBy(desc(linkCodes.id))
    .limit(1)
  if (!row || row.expiresAt <= now || row.tries >= mostTries) return { is: 'over' }
  const tries = row.tries + 1
  const right = (await matches(typed, row.hash)) && row.otherId !== null
  const usedAt = right || tries >= mostTries ? now : null
  await tx.update(linkCodes).set({ tries, usedAt }).where(eq(linkCodes.id, row.id))
  if (right && row.otherId !== null) return { is: 'right', otherId: row.otherId }
  return { is: tries >= mostTries ? 'over' : 'wrong' }
}

/** The code was right, but a chat was just being heard: it may be typed once more. */
export async function reopenLinkCode(tx: Db, conversationId: number, now: Date): Promise<void> {
  await tx
    .update(linkCodes)
    .set({ usedAt: null, tries: mostTries - 1 })
    .where(
      and(
        eq(linkCodes.conversationId, conversationId),
        eq(linkCodes.usedAt, now),
        gt(linkCodes.expiresAt, now),
      ),
    )
}

interface Chat {
  id: number
  channel: ChannelName
  language: Language
}

/**
 * The chat on another channel that was used last. Whoever is being heard there just now gets no code: who holds one chat
 * may not wait for another.
 */
async function otherChat(tx: Db, asking: Asking, now: Date): Promise<Chat | undefined> {
  const personId = await otherPerson(tx, asking)
  if (personId === undefined) return undefined
  const [chat] = await tx
    .select({
      id: conversations.id,
      channel: conversations.channel,
      language: conversations.language,
    })
    .from(conversations)
    .where(
      and(
        eq(conversations.personId, personId),
        ne(conversations.channel, asking.conversation.channel),
        isNull(conversations.blockedAt),
        notLike(conversations.address, 'erased:%'),
      ),
    )
    .orderBy(desc(conversations.lastHeardAt))
    .limit(1)
    .for('no key update', { skipLocked: true })
  if (!chat) return undefined
  const sent = eq(linkCodes.otherId, chat.id)
  const day = new Date(now.getTime() - 24 * 60 * minute)
  return (await countSince(tx, sent, day)) < mostSent ? (chat as Chat) : undefined
}

async function otherPerson(tx: Db, asking: Asking): Promise<number | undefined> {
  const { key, taxCode, conversation } = asking
  const code = codeIn(key)
  if (code !== undefined) {
    const [ticket] = await tx
      .select({ personId: tickets.personId })
      .from(tickets)
      .where(and(eq(tickets.code, code), ne(tickets.personId, conversation.personId)))
    return ticket?.personId
  }
  const phone = readPhone(key)
  if (!('value' in phone) || taxCode === null) return undefined
  const marked = await peopleMarked(tx, { phone: phone.value, taxCode })
  const others = marked.filter((twin) => twin.id !== conversation.personId)
  const elsewhere = ({ channels }: (typeof others)[number]) =>
    channels.some((channel) => channel !== conversation.channel)
  return others.find(elsewhere)?.id
}

async function countSince(tx: Db, which: ReturnType<typeof eq>, since: Date): Promise<number> {
  const from = new Date(since.getTime() + livesMs)
  const [row] = await tx
    .select({ n: sql<number>`count(*)::int` })
    .from(linkCodes)
    .where(and(which, gt(linkCodes.expiresAt, from)))
  return row?.n ?? 0
}

/** Slow on purpose: whoever reads the table cannot try a million codes in ten minutes. */
const cost: ScryptOptions = { N: 2 ** 14, r: 8, p: 1 }

async function hashed(code: string, salt = randomBytes(12).toString('base64url')): Promise<string> {
  const key = await new Promise<Buffer>((done, failed) =>
    scrypt(code, salt, 24, cost, (error, made) => (error ? failed(error) : done(made))),
  )
  return `${salt}.${key.toString('base64url')}`
}

async function matches(typed: string, hash: string): Promise<boolean> {
  const again = await hashed(typed, hash.split('.')[0])
  return again.length === hash.length && timingSafeEqual(Buffer.from(again), Buffer.from(hash))
}
