import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { conversations } from '#db/schema/people.ts'
import type { Incoming } from './channel.ts'
import { keepMessage } from './conversation/keep-heard.ts'
import { respond } from './conversation/respond.ts'
import type { Conversation, Desk, Scene } from './conversation/scene.ts'
import { releaseHeld } from './deliveries/held.ts'
import { keepFiles } from './files/files.ts'
import { type AfterCommit, type Known, together } from './hear-together.ts'
import { isLanguage, say } from './language.ts'
import { releaseLater } from './notices/later.ts'
import { heardAt, hearFrom, type Met } from './people/meet.ts'
import { type HandOvers, type Stored, storeAll, toStore } from './store-heard.ts'
import { visibleText } from './visible-text.ts'

/**
 * The one door in. Stores what a person said, moves the dialogue on and writes the replies, all in one transaction;
 * the same event heard again changes nothing. Throws when nothing was stored: the platform may send it again.
 */
export async function hear(desk: Desk, incoming: Incoming): Promise<void> {
  await inOrder(`${incoming.channel} ${incoming.from}`, () =>
    together(desk, cleaned(incoming), hearAll),
  )
  desk.nudge(incoming.channel)
}

const lanes = new Map<string, Promise<unknown>>()

/** One person's events run one after the other as they came; only different people's are heard together. */
function inOrder<T>(key: string, deed: () => Promise<T>): Promise<T> {
  const before = lanes.get(key) ?? Promise.resolve()
  const run = before.then(deed, deed)
  lanes.set(key, run)
  const leave = () => {
    if (lanes.get(key) === run) lanes.delete(key)
  }
  run.then(leave, leave)
  return run
}

/** All of it has come to rest before a failure is told: nothing may be written after the rollback. */
async function hearAll(desk: Desk, known: Known, tx: Db, all: Incoming[]): Promise<AfterCommit> {
  const now = desk.now()
  const fresh = (await hearFrom(tx, all, now)).filter((one) => one.fresh)
  const turns = await Promise.allSettled(
    fresh.map((met) => hearOne(desk, tx, { ...known, now, ...met })),
  )
  const failed = turns.find((turn) => turn.status === 'rejected')
  if (failed) throw failed.reason
  const stored = turns.flatMap((turn) => (turn.status === 'fulfilled' && turn.value) || [])
  const handOver = storeAll(tx, stored, handOversOf(desk, all))
  await releaseLater(tx, whoWaited(fresh, stored), now)
  return handOver
}

function handOversOf(desk: Desk, all: Incoming[]): HandOvers {
  const channels = new Set(all.map(({ channel }) => channel))
  const found = [...channels].flatMap((channel) => {
    const handOver = desk.handOver?.(channel)
    return handOver ? [[channel, handOver] as const] : []
  })
  return new Map(found)
}

/** The chats that were written in now, of people for whom notices wait; in the language they speak from now on. */
function whoWaited(heard: Met[], stored: Stored[]) {
  return heard.flatMap(({ conversation: chat, noticesWait }) => {
    const row = noticesWait && chat && stored.find(({ id }) => id === chat.id)
    return row ? [{ ...chat, language: row.language }] : []
  })
}

type Given = Known & Pick<Scene, 'now'> & Met

/** What is to be stored of an event; undefined when that is done already. */
async function hearOne(
  desk: Desk,
  tx: Db,
  { office, selfChecks, incoming, now, conversation, facts }: Given,
): Promise<Stored | undefined> {
  if (!conversation || incoming.kind === 'seen') return undefined
  if (incoming.kind === 'unfollow') return markBlocked(tx, conversation, incoming, now)
  if (conversation.blockedAt) await releaseHeld(tx, conversation.id, now)
  const count = counted(conversation, now)
  const language = isLanguage(conversation.language) ? conversation.language : 'vi'
  const stored = { messageId: await early(tx, conversation, incoming, now) }
  const fileIds = await keptFiles(tx, conversation, incoming, stored.messageId, now)
  const storing = { conversation, incoming, now, count, stored }
  if (count.counted > perMinute) {
    const first = count.counted === perMinute + 1
    const out = first ? [{ text: say(language, 'conversation:too-fast') }] : []
    return toStore(tx, storing, { out })
  }
  const scene: Scene = {
    ...{ desk, tx, office, selfChecks, conversation, facts, incoming, language, now },
    ...{ stored, fileIds },
  }
  return toStore(tx, storing, await respond(scene))
}

/** Files point to their message, which is therefore stored first. */
async function early(tx: Db, conversation: Conversation, incoming: Incoming, now: Date) {
  return incoming.kind === 'files' ? keepMessage(tx, conversation.id, incoming, now) : undefined
}

async function keptFiles(
  tx: Db,
  conversation: Conversation,
  incoming: Incoming,
  messageId: number | undefined,
  now: Date,
): Promise<number[]> {
  if (incoming.kind !== 'files' || messageId === undefined) return []
  const { files } = incoming
  return keepFiles(tx, { conversationId: conversation.id, messageId, files }, now)
}

/** They left; not when they have come back since, and the platform only tells of it late. */
async function markBlocked(
  tx: Db,
  { id }: Conversation,
  left: Incoming,
  now: Date,
): Promise<undefined> {
  await tx
    .update(conversations)
    .set({ blockedAt: now, blockedWhy: 'blocked', followedAt: null })
    .where(
      sql`${conversations.id} = ${id} and ${conversations.lastHeardAt} <= ${heardAt(left, now)}::timestamptz`,
    )
}

/** More than this in a minute is kept, but not answered one by one. */
const perMinute = 120
const highest = 30_000

function counted(conversation: Conversation, now: Date): { countedFrom: Date; counted: number } {
  const { countedFrom, counted } = conversation
  const past = countedFrom ? now.getTime() - countedFrom.getTime() : Number.POSITIVE_INFINITY
  if (!countedFrom || past < 0 || past >= 60_000) return { countedFrom: now, counted: 1 }
  return { countedFrom, counted: Math.min(counted + 1, highest) }
}

function cleaned(incoming: Incoming): Incoming {
  if (incoming.kind === 'choice') return { ...incoming, choice: visibleText(incoming.choice) }
  if (incoming.kind === 'contact') return { ...incoming, phone: visibleText(incoming.phone) }
  if (incoming.kind === 'text') return { ...incoming, text: visibleText(incoming.text) }
  if (incoming.kind !== 'files' || incoming.text === undefined) return incoming
  return { ...incoming, text: visibleText(incoming.text) }
}
