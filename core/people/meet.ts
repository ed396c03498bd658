import { and, eq, getTableColumns } from 'drizzle-orm'
import type { Row } from 'postgres'
import type { Incoming } from '#core/channel.ts'
import { type Db, driverOf } from '#db/client.ts'
import { conversations, people } from '#db/schema/people.ts'

type Conversation = typeof conversations.$inferSelect
type Whom = Pick<Incoming, 'channel' | 'from' | 'language'>

/**
 * The conversation of an address, locked until the transaction ends. A full `for update` would also hold off an officer
 * who only refers to the row by saying something in it, and block both when they hold the ticket.
 */
export async function lockConversation(tx: Db, whom: Whom): Promise<Conversation | undefined> {
  const [row] = await tx
    .select()
    .from(conversations)
    .where(and(eq(conversations.channel, whom.channel), eq(conversations.address, whom.from)))
    .for('no key update')
  return row
}

/** The columns of a conversation, and how the driver's text becomes their values. */
const columns = Object.entries(getTableColumns(conversations))
const listed = (table: string) => columns.map(([, { name }]) => `${table}."${name}"`).join(', ')

function conversationOf(row: Row): Conversation {
  const read = columns.map(([key, column]) => {
    const value = row[column.name]
    return [key, value === null ? null : column.mapFromDriverValue(value)]
  })
  return Object.fromEntries(read) as Conversation
}

const hearing = `
  with known as (
    select * from conversations where channel = $1 and address = $2 for no key update
  ), fresh as (
    insert into heard_events (channel, event_id, at) values ($1, $3, $4::timestamptz)
    on conflict do nothing returning 1
  )
  select (select count(*) from fresh)::int as fresh, ${listed('known')}
  from (select 1) one left join known on true`

/**
 * The hot path's first round trip: notes that an event was heard, and locks the conversation it came from, as
 * `lockConversation` does. An event heard before is not fresh; a stranger's conversation is not known.
 */
export async function hearFrom(
  tx: Db,
  incoming: Incoming,
  now: Date,
): Promise<{ fresh: boolean; known: Conversation | undefined }> {
  const { channel, from, eventId } = incoming
  const [row] = await driverOf(tx).unsafe(hearing, [channel, from, eventId, now.toISOString()])
  if (!row) throw new Error('an event was neither noted nor known')
  return { fresh: row.fresh > 0, known: row.id === null ? undefined : conversationOf(row) }
}

const meeting = `
  with person as (
    insert into people (created_at) values ($4::timestamptz) returning id
  ), met as (
    insert into conversations (channel, address, person_id, language, created_at, last_heard_at)
    select $1, $2, id, $3, $4::timestamptz, $4::timestamptz from person
    on conflict do nothing returning *
  )
  select person.id as stranger, ${listed('met')} from person left join met on true`

/** A stranger: a person and a conversation. No name is kept, nobody has consented yet. */
export async function meet(tx: Db, whom: Whom, now: Date): Promise<Conversation> {
  const values = [whom.channel, whom.from, whom.language ?? 'vi', now.toISOString()]
  const [row] = await driverOf(tx).unsafe(meeting, values)
  if (!row) throw new Error('a person was not written')
  if (row.id !== null) return conversationOf(row)
  await tx.delete(people).where(eq(people.id, row.stranger))
  const other = await lockConversation(tx, whom)
  if (!other) throw new Error('a conversation was neither written nor found')
  return other
}
