import { sql } from 'drizzle-orm'
import { type Db, driverOf } from '#db/client.ts'
import { conversations } from '#db/schema/people.ts'
import type { Incoming } from './channel.ts'
import { labelOf } from './conversation/buttons.ts'
import { keepMessage, textOf } from './conversation/keep-heard.ts'
import { respond } from './conversation/respond.ts'
import type { Conversation, Desk, Reply, Scene } from './conversation/scene.ts'
import { releaseHeld } from './deliveries/deliveries.ts'
import { keepFiles } from './files/files.ts'
import { isLanguage, say } from './language.ts'
import { loadOffice } from './office.ts'
import { hearFrom, meet } from './people/meet.ts'
import { codeToCome } from './tickets/open.ts'

/**
 * The one door in. Stores what a person said, moves the dialogue on and writes the replies, all in one transaction;
 * the same event heard again changes nothing. Throws when nothing was stored: the platform may send it again.
 */
export async function hear(desk: Desk, incoming: Incoming): Promise<void> {
  const office = await loadOffice(desk.db)
  await inOrder(`${incoming.channel} ${incoming.from}`, () =>
    desk.db.transaction((tx) => hearOnce(desk, tx, { office, incoming: cleaned(incoming) })),
  )
  desk.nudge(incoming.channel)
}

const lanes = new Map<string, Promise<unknown>>()

/** One person's events run one after the other as they came, so that a flood of theirs takes one connection. */
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

type Given = Pick<Scene, 'office' | 'incoming'>

async function hearOnce(desk: Desk, tx: Db, { office, incoming }: Given): Promise<void> {
  const now = desk.now()
  const { fresh, known } = await hearFrom(tx, incoming, now)
  if (!fresh) return
  const conversation = known ?? (await meet(tx, incoming, now))
  if (incoming.kind === 'seen') return
  if (incoming.kind === 'unfollow') return markBlocked(tx, conversation, now)
  if (conversation.blockedAt) await releaseHeld(tx, conversation.id, now)
  const count = counted(conversation, now)
  const language = isLanguage(conversation.language) ? conversation.language : 'vi'
  const stored = { messageId: await early(tx, conversation, incoming, now) }
  const fileIds = await keptFiles(tx, conversation, incoming, stored.messageId, now)
  const storing = { conversation, incoming, now, count, stored }
  if (count.counted > perMinute) {
    const first = count.counted === perMinute + 1
    const out = first ? [{ text: say(language, 'conversation:too-fast') }] : []
    return store(tx, storing, { out })
  }
  const scene: Scene = {
    ...{ desk, tx, office, conversation, incoming, language, now },
    ...{ stored, fileIds },
  }
  await store(tx, storing, await respond(scene))
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

async function markBlocked(tx: Db, conversation: Conversation, now: Date): Promise<void> {
  await tx
    .update(conversations)
    .set({ blockedAt: now })
    .where(sql`${conversations.id} = ${conversation.id}`)
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

/** What PostgreSQL cannot store, marks that turn text round for its reader, and our own mark are taken out; nothing else. */
function cleaned(incoming: Incoming): Incoming {
  if (incoming.kind === 'choice') return { ...incoming, choice: visible(incoming.choice) }
  if (incoming.kind === 'contact') return { ...incoming, phone: visible(incoming.phone) }
  if (incoming.kind === 'text') return { ...incoming, text: visible(incoming.text) }
  if (incoming.kind !== 'files' || incoming.text === undefined) return incoming
  return { ...incoming, text: visible(incoming.text) }
}

function visible(text: string): string {
  return (
    text
      .toWellFormed()
      .normalize('NFC')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069\ue000]/gu, '')
  )
}

/** A pressed button is kept as the words on it. */
async function wordsOf(tx: Db, conversation: Conversation, incoming: Incoming): Promise<string> {
  if (incoming.kind !== 'choice') return textOf(incoming)
  return labelOf(tx, conversation, incoming.choice)
}

interface Storing {
  conversation: Conversation
  incoming: Incoming
  now: Date
  count: { countedFrom: Date; counted: number }
  stored: Scene['stored']
}

/** Message, conversation and replies in one statement, the transaction's last: the hot path's second round trip. */
async function store(tx: Db, storing: Storing, reply: Reply): Promise<void> {
  const { conversation, incoming, now, count } = storing
  const at = now.toISOString()
  const progress = reply.progress
  const choices = reply.out.findLast((out) => out.choices)?.choices
  const keep = conversation
  const row = {
    language: reply.language ?? keep.language,
    ticket_id: reply.ticketId === undefined ? keep.ticketId : reply.ticketId,
    welcomed_at: reply.welcomed ? at : (keep.welcomedAt?.toISOString() ?? null),
    flow: progress === undefined ? keep.flow : (progress?.flow ?? null),
    flow_version: progress === undefined ? keep.flowVersion : (progress?.version ?? null),
    asking: progress === undefined ? keep.asking : (progress?.asking ?? null),
    asking_since:
      progress === undefined ? (keep.askingSince?.toISOString() ?? null) : progress ? at : null,
    answers: progress === undefined ? keep.answers : (progress?.answers ?? {}),
    replay: progress === undefined ? keep.replay : (progress?.replay ?? null),
    choices: choices ?? (reply.out.length > 0 ? [] : keep.choices),
  }
  const text = await wordsOf(tx, keep, incoming)
  const about = reply.about ?? reply.belongsTo ?? null
  const out = reply.out.map((body) => ({ body, ticket_id: about }))
  const driver = driverOf(tx)
  driver.last(driver`
    with heard as (
      insert into messages (conversation_id, ticket_id, kind, text, event_id, at)
      select ${keep.id}, ${reply.belongsTo ?? null}::bigint, ${incoming.kind}, ${text},
        ${incoming.eventId}, ${at}::timestamptz
      where ${storing.stored.messageId === undefined} and ${incoming.kind !== 'follow'}
    ), belonging as (
      update messages set ticket_id = coalesce(${reply.belongsTo ?? null}::bigint, ticket_id)
      where id = ${storing.stored.messageId ?? null}::bigint
    ), talked as (
      update conversations c set
        last_heard_at = ${at}::timestamptz, blocked_at = null,
        reminded_at = case when c.asking is not distinct from r.asking then c.reminded_at end,
        counted_from = ${count.countedFrom.toISOString()}::timestamptz, counted = ${count.counted},
        language = r.language, ticket_id = r.ticket_id, welcomed_at = r.welcomed_at, flow = r.flow,
        flow_version = r.flow_version, asking = r.asking, asking_since = r.asking_since, answers = r.answers,
        replay = r.replay, choices = r.choices
      from jsonb_to_record(${JSON.stringify(row)}::jsonb) as r(
        language text, ticket_id bigint, welcomed_at timestamptz, flow text, flow_version smallint, asking text,
        asking_since timestamptz, answers jsonb, replay jsonb, choices jsonb)
      where c.id = ${keep.id}
    )
    insert into deliveries (conversation_id, channel, cause, body, ticket_id, next_at, created_at)
    select ${keep.id}, ${keep.channel}, 'reply', o.body, o.ticket_id, ${at}::timestamptz, ${at}::timestamptz
    from jsonb_to_recordset(replace(${JSON.stringify(out)}, ${codeToCome}, coalesce(
      (select code from tickets where id = ${about}::bigint), ''))::jsonb
    ) as o(body jsonb, ticket_id bigint)`)
}
