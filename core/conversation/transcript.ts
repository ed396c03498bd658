import { and, asc, desc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { ChannelName, Choice, Outgoing } from '#core/channel.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, messages } from '#db/schema/people.ts'
import { files } from '#db/schema/tickets.ts'

/** How far a reader has read: the last message and the last delivery seen. */
export interface Cursor {
  message: number
  delivery: number
}

/** One thing said in a conversation, as the person's own screen shows it. */
export interface Spoken {
  /** of what the person said: the id their page made; of what we said: `d` and the delivery's number */
  id: string
  from: 'me' | 'desk'
  text: string
  choices: Choice[]
  link?: { label: string; url: string }
  file?: { id: number; name: string }
  /** names of the files the person sent with it */
  sent: string[]
  at: Date
  /** reading on after this cursor never skips anything */
  cursor: Cursor
}

interface Place {
  channel: ChannelName
  address: string
}

/** The last `limit` things said at an address, oldest first; nothing when nobody has spoken there. */
export async function lastSpoken(db: Db, place: Place, limit: number): Promise<Spoken[]> {
  const [mine, ours] = await Promise.all([heard(db, place, limit), said(db, place, limit)])
  const all = inOrder(mine.reverse(), ours.reverse())
  return withCursors(all, { message: 0, delivery: 0 }).slice(-limit)
}

/** What was said at an address after `after`, oldest first, at most `limit` of each side. */
export async function spokenAfter(
  db: Db,
  place: Place,
  after: Cursor,
  limit: number,
): Promise<Spoken[]> {
  const [mine, ours] = await Promise.all([
    heard(db, place, limit, after.message),
    said(db, place, limit, after.delivery),
  ])
  return withCursors(inOrder(mine, ours), after)
}

/** The language chosen in a conversation; undefined when there is none at the address. */
export async function languageAt(db: Db, place: Place): Promise<string | undefined> {
  const [row] = await db
    .select({ language: conversations.language })
    .from(conversations)
    .where(at(place))
  return row?.language
}

/** Whether a file was sent to an address, or came from there. */
export async function hasFile(db: Db, place: Place, id: number): Promise<boolean> {
  const sent = sql`exists (select 1 from ${deliveries} where ${deliveries.conversationId} = ${conversations.id}
    and ${deliveries.state} in ('sending', 'sent') and ${deliveries.body} -> 'file' ->> 'id' = ${String(id)})`
  const rows = await db
    .select({ id: files.id })
    .from(conversations)
    .innerJoin(files, sql`${files.conversationId} = ${conversations.id} or ${sent}`)
    .where(and(at(place), eq(files.id, id)))
    .limit(1)
  return rows.length > 0
}

interface Line extends Omit<Spoken, 'cursor'> {
  number: number
}

async function heard(db: Db, place: Place, limit: number, after?: number): Promise<Line[]> {
  const rows = await db
    .select({
      number: messages.id,
      text: messages.text,
      at: messages.at,
      eventId: messages.eventId,
      sent: sql<
        string[]
      >`array(select f.name from files f where f.message_id = ${messages.id} order by f.id)`,
    })
    .from(messages)
    .innerJoin(conversations, eq(conversations.id, messages.conversationId))
    .where(and(at(place), after === undefined ? undefined : gt(messages.id, after)))
    .orderBy(after === undefined ? desc(messages.id) : asc(messages.id))
    .limit(limit)
  return rows.map((row) => ({
    number: row.number,
    id: ownId(row.eventId, place.address) ?? `m${row.number}`,
    from: 'me',
    text: row.text,
    choices: [],
    sent: row.sent,
    at: row.at,
  }))
}

/**
 * A delivery being sent already shows: on the web `sending` lasts from the sender's commit to its next one, and
 * the page is told in between.
 */
async function said(db: Db, place: Place, limit: number, after?: number): Promise<Line[]> {
  const rows = await db
    .select({ number: deliveries.id, body: deliveries.body, at: deliveries.createdAt })
    .from(deliveries)
    .innerJoin(conversations, eq(conversations.id, deliveries.conversationId))
    .where(
      and(
        at(place),
        inArray(deliveries.state, ['sending', 'sent']),
        after === undefined ? undefined : gt(deliveries.id, after),
      ),
    )
    .orderBy(after === undefined ? desc(deliveries.id) : asc(deliveries.id))
    .limit(limit)
  return rows.map(({ number, body, at }) => {
    const out = body as Outgoing
    return {
      number,
      id: `d${number}`,
      from: 'desk',
      text: out.text,
      choices: out.choices ?? [],
      ...(out.link && { link: out.link }),
      ...(out.file && { file: { id: out.file.id, name: out.file.name } }),
      sent: [],
      at,
    }
  })
}

function at(place: Place) {
  return and(eq(conversations.channel, place.channel), eq(conversations.address, place.address))
}

/** The id that the page made: what follows the address in the event's id. */
function ownId(eventId: string | null, address: string): string | undefined {
  return eventId?.startsWith(`${address}:`) ? eventId.slice(address.length + 1) : undefined
}

function inOrder(mine: Line[], ours: Line[]): Line[] {
  return [...mine, ...ours].sort(
    (a, b) =>
      a.at.getTime() - b.at.getTime() ||
      Number(a.from === 'desk') - Number(b.from === 'desk') ||
      a.number - b.number,
  )
}

/**
 * Clocks may put a later number first. A cursor then stays below what is still to come, so that whoever resumes
 * there gets something twice rather than never.
 */
function withCursors(lines: Line[], start: Cursor): Spoken[] {
  const waiting = { me: lowestFrom(lines, 'me'), desk: lowestFrom(lines, 'desk') }
  const reached = { me: start.message, desk: start.delivery }
  return lines.map(({ number, ...line }, index) => {
    reached[line.from] = Math.max(reached[line.from], number)
    const below = (side: 'me' | 'desk') =>
      Math.min(reached[side], (waiting[side][index + 1] ?? Number.POSITIVE_INFINITY) - 1)
    return { ...line, cursor: { message: below('me'), delivery: below('desk') } }
  })
}

/** For every index the lowest number of a side from there to the end. */
function lowestFrom(lines: Line[], side: 'me' | 'desk'): number[] {
  const lowest: number[] = []
  let least = Number.POSITIVE_INFINITY
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index]
    if (line?.from === side) least = Math.min(least, line.number)
    lowest[index] = least
  }
  return lowest
}
