import type { Row } from 'postgres'
import { type Db, driverOf } from '#db/client.ts'
import type { ChannelName, Incoming } from './channel.ts'
import { labelOf } from './conversation/buttons.ts'
import { textOf } from './conversation/keep-heard.ts'
import type { Conversation, Reply, Scene } from './conversation/scene.ts'
import type { Due } from './deliveries/deliveries.ts'
import type { HandOver } from './deliveries/hand-over.ts'
import { heardAt } from './people/meet.ts'
import { unkeptCause } from './surveys/anonymous.ts'
import { codeToCome } from './tickets/open.ts'

/** An event that was heard, and how it counts for the person's limit. */
export interface Storing {
  conversation: Conversation
  incoming: Incoming
  now: Date
  count: { countedFrom: Date; counted: number }
  stored: Scene['stored']
}

export type Stored = Awaited<ReturnType<typeof toStore>>

/** The message, the conversation as it is from now on, and the replies: one row for `storeAll`. */
export async function toStore(tx: Db, storing: Storing, reply: Reply) {
  const { conversation: keep, incoming, now, count } = storing
  const { progress } = reply
  const heard_at = heardAt(incoming, now)
  const lastHeardAt = new Date(Math.max(keep.lastHeardAt.getTime(), Date.parse(heard_at)))
  const choices = reply.out.findLast((out) => out.choices)?.choices
  return {
    ...{ id: keep.id, channel: keep.channel, address: keep.address },
    ...{ at: now, heard_at, lastHeardAt },
    ...{ kind: incoming.kind, text: await wordsOf(tx, keep, incoming), event_id: incoming.eventId },
    follows: incoming.kind === 'follow' && incoming.opened !== true,
    message_id: storing.stored.messageId ?? null,
    belongs_to: reply.belongsTo ?? null,
    about: reply.about ?? reply.belongsTo ?? null,
    ...{ out: reply.out, unkept: reply.unkept === true },
    ...{ counted_from: count.countedFrom, counted: count.counted },
    language: reply.language ?? keep.language,
    ticket_id: reply.ticketId === undefined ? keep.ticketId : reply.ticketId,
    welcomed_at: reply.welcomed ? now : keep.welcomedAt,
    flow: progress === undefined ? keep.flow : (progress?.flow ?? null),
    flow_version: progress === undefined ? keep.flowVersion : (progress?.version ?? null),
    asking: progress === undefined ? keep.asking : (progress?.asking ?? null),
    asking_since: progress === undefined ? keep.askingSince : progress ? now : null,
    answers: progress === undefined ? keep.answers : (progress?.answers ?? {}),
    replay: progress === undefined ? keep.replay : (progress?.replay ?? null),
    choices: choices ?? (reply.out.length > 0 ? [] : keep.choices),
  }
}

/** A pressed button is kept as the words on it. */
async function wordsOf(tx: Db, conversation: Conversation, incoming: Incoming): Promise<string> {
  if (incoming.kind !== 'choice') return textOf(incoming)
  return labelOf(tx, conversation, incoming.choice)
}

/** To whom replies are handed over once they are stored. */
export type HandOvers = Map<ChannelName, HandOver>

/**
 * Messages, conversations and replies in one statement, which travels with the commit: the hot path's second round
 * trip. A reply with nothing unsent before it is stored as being sent where there is somebody to hand it to. Returns
 * how to hand them over, once the transaction is committed.
 */
export function storeAll(tx: Db, rows: Stored[], handOvers: HandOvers): () => Promise<void> {
  if (rows.length === 0) return async () => {}
  const driver = driverOf(tx)
  const sent = [...handOvers.values()].flatMap((one) => [...one.sent])
  const told = [codeToCome, `{${[...handOvers.keys()].join()}}`, `{${sent.join()}}`]
  const written = driver.last(driver.unsafe(storingAll, [JSON.stringify(rows), ...told]))
  return async () => {
    const replies = await written
    for (const [channel, { take }] of handOvers) take(handed(channel, rows, replies))
  }
}

/** The replies of a channel that are stored as being sent, as the sender takes them. */
function handed(channel: ChannelName, rows: Stored[], replies: Row[]): Due[] {
  const byConversation = Map.groupBy(replies, (reply) => Number(reply.conversation_id))
  return rows.flatMap((row) => {
    if (row.channel !== channel) return []
    const written = byConversation.get(row.id) ?? []
    return written.flatMap((reply, at): Due[] => {
      const body = reply.body ?? row.out[at]
      if (reply.state !== 'sending' || !body) return []
      return [
        {
          ...{ id: Number(reply.id), conversationId: row.id, address: row.address },
          ...{ class: 'reply', body, attempts: 1, partsSent: 0, createdAt: row.at },
          contact: { channel, lastHeardAt: row.lastHeardAt, blockedAt: null, blockedWhy: null },
          ...{ byStaff: false, answers: false, toldAt: null },
        },
      ]
    })
  })
}

/** Looks for an earlier reply by its key: an `exists` becomes a list made of all that are unsent. */
const storingAll = `
  with said as materialized (
    select * from jsonb_to_recordset($1::jsonb) as r(
      id bigint, channel text, at timestamptz, heard_at timestamptz, kind text, text text, event_id text, follows boolean, message_id bigint,
      belongs_to bigint, about bigint, out jsonb, unkept boolean, counted_from timestamptz, counted smallint, language text,
      ticket_id bigint, welcomed_at timestamptz, flow text, flow_version smallint, asking text,
      asking_since timestamptz, answers jsonb, replay jsonb, choices jsonb)
  ), heard as (
    insert into messages (conversation_id, ticket_id, kind, text, event_id, at)
    select id, belongs_to, kind, text, event_id, at from said
    where message_id is null and kind <> 'follow' and not unkept
  ), belonging as (
    update messages m set ticket_id = coalesce(r.belongs_to, m.ticket_id),
      text = case when r.unkept then '' else m.text end
    from said r where m.id = r.message_id
  ), talked as (
    update conversations c set
      last_heard_at = greatest(c.last_heard_at, r.heard_at), blocked_at = null, blocked_why = null,
      followed_at = case when r.follows then r.at else c.followed_at end,
      reminded_at = case when c.asking is not distinct from r.asking then c.reminded_at end,
      counted_from = r.counted_from, counted = r.counted, language = r.language, ticket_id = r.ticket_id,
      welcomed_at = r.welcomed_at, flow = r.flow, flow_version = r.flow_version, asking = r.asking,
      asking_since = r.asking_since, answers = r.answers, replay = r.replay, choices = r.choices
    from said r where c.id = r.id
  )
  insert into deliveries (conversation_id, channel, cause, body, ticket_id, next_at, created_at, state, attempts)
  select r.id, r.channel, case when r.unkept then '${unkeptCause}' else 'reply' end, o.body, r.about, r.at, r.at,
    case when r.handed then 'sending' else 'queued' end, r.handed::int
  from (
    select *, channel = any ($3::text[]) and (
      select e.id from deliveries e
      where e.conversation_id = said.id and e.class = 'reply' and e.state in ('queued', 'sending')
        and e.id <> all ($4::bigint[]) limit 1) is null as handed
    from said offset 0
  ) r, jsonb_array_elements(replace(r.out::text, $2, coalesce(
    (select code from tickets where id = r.about), ''))::jsonb) with ordinality as o(body, n)
  order by r.id, o.n
  returning id, conversation_id, state, case when ticket_id is not null then body end as body`
