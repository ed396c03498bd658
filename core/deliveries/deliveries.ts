import { sql } from 'drizzle-orm'
import type { Row } from 'postgres'
import type { ChannelName, Outgoing } from '#core/channel.ts'
import { type Db, driverOf } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { recordHeld } from './held.ts'
import { type Outcome, type Recipient, rowsOf } from './outcome.ts'
import { type Contact, isTyped } from './reach.ts'

/** Something to say to a person: to whom, why, and what. `notice` is not repeated after a crash, `reply` is. */
export interface Saying {
  conversationId: number
  channel: ChannelName
  cause: string
  body: Outgoing
  class?: 'reply' | 'notice'
  ticketId?: number
  answerId?: number
  staffId?: string
}

/**
 * Writes what is to be said, in the transaction of its cause. Returns the delivery's id. Holds the conversation until
 * the transaction ends, so that ids commit in the order in which a reader of the conversation counts them.
 */
export async function deliver(db: Db, saying: Saying, now: Date): Promise<number> {
  await holdOrder(db, saying.conversationId)
  const [row] = await db
    .insert(deliveries)
    .values({ ...saying, nextAt: now, createdAt: now })
    .returning({ id: deliveries.id })
  if (!row) throw new Error('a delivery was not written')
  return row.id
}

/** Whoever locks a ticket as well locks the conversation first, as hearing does: two orders would be a deadlock. */
async function holdOrder(db: Db, conversationId: number): Promise<void> {
  await db.execute(sql`select 1 from conversations where id = ${conversationId} for no key update`)
}

/** A delivery as the sender needs it. */
export interface Due {
  id: number
  conversationId: number
  address: string
  class: 'reply' | 'notice'
  body: Outgoing
  attempts: number
  partsSent: number
  createdAt: Date
  /** decides whether it can be said now */
  contact: Contact
  /** somebody of the staff typed it */
  byStaff: boolean
  /** it answers a question, or is about a class they signed up for: a template may tell that it waits, once */
  answers: boolean
  toldAt: Date | null
  notice?: DueNotice
}

/** The notice a delivery carries. */
interface DueNotice {
  title: string
  link: string
  urgent: boolean
  /** its author agreed to the paid template outside the window */
  template: boolean
  /** and to messages counted against the package */
  counted: boolean
  recipients: Recipient[]
}

/** What else there is to do on a channel: notices in the queue that are due, or one that is being sent out. */
export interface Claimed {
  due: Due[]
  queued: boolean
  feeding: boolean
}

/**
 * Takes the replies due on a channel, in order of each conversation: nothing behind a reply that is being sent or
 * waits for its next try, while no reply waits for a notice (`claimNotices` takes those); and stores first what became of what was taken before and is still so, in the same flight.
 * `holder` is the backend that took the channel's lock; undefined is returned, and nothing stored, when the statements
 * ran on another one, which means that the lock is lost.
 */
export async function claimDue(
  db: Db,
  claim: { channel: ChannelName; holder: number; limit: number },
  now: Date,
  outcomes: Outcome[] = [],
): Promise<Claimed | undefined> {
  const held = outcomes.filter((outcome) => outcome.state === 'held')
  if (held.length > 0) await recordHeld(db, held, claim.holder, now)
  const others = outcomes.filter((outcome) => outcome.state !== 'held')
  const ended = others.filter((outcome) => outcome.state !== 'queued').map(({ id }) => id)
  const values = [claim.channel, now.toISOString(), claim.holder, claim.limit, rowsOf(others)]
  const rows = await driverOf(db).unsafe(claiming, [...values, `{${ended}}`])
  if (Number(rows[0]?.holder) !== claim.holder) return undefined
  const due = rows.filter((row) => row.id !== null).map((row) => dueOf(row, claim.channel))
  return { due, queued: rows[0]?.queued === true, feeding: rows[0]?.feeding === true }
}

/**
 * Stores outcomes ($5, as of $2) as long as the lock is held by $3. The queue is nearly empty when a plan is made, which
 * would read it through, however long it is later: so the state is asked in a way that no index knows, and the bounds
 * let the outcomes count as few, whose deliveries are looked up by id.
 */
export const recording = `
    update deliveries d
    set state = o.state, next_at = coalesce(o.next_at, d.next_at), parts_sent = o.parts_sent,
        platform_id = coalesce(o.platform_id, d.platform_id), why = o.why, detail = o.detail,
        sent_at = case when o.state = 'sent' then $2::timestamptz end
    from jsonb_to_recordset($5::jsonb) as o(
      id bigint, state text, next_at timestamptz, parts_sent smallint, platform_id text, why text, detail text)
    where d.id = o.id and o.id between 1 and ${Number.MAX_SAFE_INTEGER}
      and d.state || '' = 'sending' and pg_backend_pid() = $3::int`

/** What the sender is told of a delivery `d` in a conversation `c`. */
export const dueColumns = `d.id, d.conversation_id, c.address, d.class, d.body, d.attempts, d.parts_sent, d.created_at,
      d.cause, d.staff_id, d.told_at, c.last_heard_at, c.blocked_at, c.blocked_why`

/**
 * One statement, so that a look is one round trip and one flush; it sees what was before it, and so is told which
 * deliveries it ends itself. What stands before a delivery is compared as a row, to be looked up by conversation:
 * among all that waits it would be read as often as it is long.
 */
const claiming = `
  with recorded as (${recording}), due as (
    select d.id from deliveries d
    where d.channel = $1 and d.class = 'reply' and d.state = 'queued'
      and d.next_at <= $2::timestamptz
      and pg_backend_pid() = $3::int
      and not exists (
        select 1 from deliveries e
        where e.conversation_id = d.conversation_id
          and (e.conversation_id, e.id) < (d.conversation_id, d.id)
          and e.class = 'reply' and e.state in ('queued', 'sending')
          and (e.state = 'sending' or e.next_at > $2::timestamptz)
          and e.id <> all ($6::bigint[]))
    order by d.id limit $4
  ), taken as (
    update deliveries d set state = 'sending', attempts = d.attempts + 1
    from due, conversations c
    where d.id = due.id and c.id = d.conversation_id
    returning ${dueColumns}
  )
  select pg_backend_pid() as holder, taken.*,
    exists (
      select 1 from deliveries
      where channel = $1 and class = 'notice' and state = 'queued' and next_at <= $2::timestamptz) as queued,
    exists (select 1 from notices where state = 'sending') as feeding
  from (select 1) one left join taken on true order by taken.id`

/** A row of `dueColumns` as the sender reads it. */
export function dueOf(row: Row, channel: ChannelName): Due {
  const moment = (value: unknown) => (value === null ? null : new Date(value as string))
  return {
    id: Number(row.id),
    conversationId: Number(row.conversation_id),
    address: String(row.address),
    class: row.class as Due['class'],
    body: row.body as Outgoing,
    attempts: Number(row.attempts),
    partsSent: Number(row.parts_sent),
    createdAt: new Date(row.created_at as string),
    contact: {
      channel,
      lastHeardAt: new Date(row.last_heard_at as string),
      blockedAt: moment(row.blocked_at),
      blockedWhy: row.blocked_why as Contact['blockedWhy'],
    },
    byStaff: isTyped({ cause: row.cause, staffId: row.staff_id }),
    answers: row.cause === 'answer' || String(row.cause).startsWith('course-'),
    toldAt: moment(row.told_at),
  }
}

/** Marks that a part of a long text has been taken by the platform. */
export async function recordPart(db: Db, id: number, partsSent: number): Promise<void> {
  await db.execute(sql`update deliveries set parts_sent = ${partsSent} where id = ${id}`)
}

/**
 * After the former sender died: what was being sent is sent again when it is a reply, and marked unknown when it
 * is a notice, because a notice twice is worse than a notice in doubt.
 */
export async function recoverSending(db: Db, channel: ChannelName): Promise<void> {
  await db.execute(sql`
    with cut as (
      update deliveries set state = case class when 'reply' then 'queued' else 'unknown' end
      where channel = ${channel} and state in ('queued', 'sending') and state = 'sending'
      returning id, class, conversation_id
    )
    update notice_recipients r set state = 'unknown', why = 'cut'
    from cut join conversations c on c.id = cut.conversation_id
    where cut.class = 'notice' and r.person_id = c.person_id and r.delivery_id = cut.id`)
}

/**
 * Replies stored as being sent before a moment that no sender has in hand go into the queue: the process that was to
 * take them has ended since. False when there are none.
 */
export async function recoverStrays(
  db: Db,
  channel: ChannelName,
  inHand: number[],
  before: Date,
): Promise<boolean> {
  const found = await db.execute(sql`
    update deliveries set state = 'queued'
    where channel = ${channel} and class = 'reply' and state in ('queued', 'sending') and state = 'sending'
      and created_at < ${before.toISOString()}::timestamptz and id <> all (${`{${inHand.join()}}`}::bigint[])
    returning id`)
  return found.length > 0
}

/** When the next delayed delivery of a channel is due, after a moment; undefined when none waits. */
export async function nextDue(
  db: Db,
  channel: ChannelName,
  after: Date,
): Promise<Date | undefined> {
  const [row] = await db.execute<{ at: string | null }>(sql`
    select min(next_at) as at from deliveries
    where channel = ${channel} and state = 'queued' and next_at > ${after.toISOString()}::timestamptz`)
  return row?.at ? new Date(row.at) : undefined
}
