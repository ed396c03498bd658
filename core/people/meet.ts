import { and, eq, getTableColumns } from 'drizzle-orm'
import type { Row } from 'postgres'
import type { Incoming } from '#core/channel.ts'
import { type Db, driverOf } from '#db/client.ts'
import { conversations, people } from '#db/schema/people.ts'
import type { Facts } from './person.ts'

type Conversation = typeof conversations.$inferSelect
type Whom = Pick<Incoming, 'channel' | 'from'>

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

/** Looks up each person by their key: an `exists` becomes a list made of everybody. */
const hearing = `
  with asked as materialized (
    select * from jsonb_to_recordset($1::jsonb) as a(
      n int, channel text, address text, event_id text, at timestamptz, heard_at timestamptz, language text, meets boolean)
  ), known as materialized (
    select c.* from asked a join conversations c on c.channel = a.channel and c.address = a.address
    order by c.id for no key update of c
  ), fresh as (
    insert into heard_events (channel, event_id, at)
    select channel, event_id, at from asked order by channel, event_id
    on conflict do nothing returning channel, event_id
  ), strangers as materialized (
    select a.*, row_number() over (order by a.n) as r
    from asked a join fresh using (channel, event_id)
    where a.meets and not exists (select 1 from known k where k.channel = a.channel and k.address = a.address)
  ), born as (
    insert into people (created_at) select at from strangers order by r returning id
  ), persons as (
    select s.n, b.id from strangers s join (select id, row_number() over (order by id) as r from born) b using (r)
  ), met as (
    insert into conversations (channel, address, person_id, language, created_at, last_heard_at)
    select s.channel, s.address, persons.id, s.language, s.at, s.heard_at from strangers s join persons using (n)
    order by s.channel, s.address on conflict do nothing returning *
  ), chats as (
    select * from known union all select * from met
  )
  select fresh.event_id is not null as fresh, persons.id as stranger, ${listed('chats')},
    p.business_id as f_business_id, b.name as f_business, b.tax_code as f_tax_code, p.commune as f_commune,
    p.phone as f_phone, (
      select true from consents where person_id = p.id and withdrawn_at is null limit 1) is true as f_consented, (
      select true from notice_recipients w
      where w.person_id = p.id and w.state in ('later', 'digest') and w.state = 'later' limit 1) is true as notices_wait
  from asked
  left join chats on chats.channel = asked.channel and chats.address = asked.address
  left join people p on p.id = chats.person_id
  left join businesses b on b.id = p.business_id
  left join persons on persons.n = asked.n
  left join fresh on fresh.channel = asked.channel and fresh.event_id = asked.event_id
  order by asked.n`

/** An event, whether it is heard for the first time, the conversation it belongs to, and what is known of the person. */
export interface Met {
  incoming: Incoming
  fresh: boolean
  /** absent: somebody whom we do not know only saw something, or left */
  conversation: Conversation | undefined
  facts: Facts
  /** notices wait until they write */
  noticesWait: boolean
}

/**
 * The hot path's first round trip: notes that events of different people were heard, and locks the conversations they
 * came from, as `lockConversation` does, in one order everywhere; a stranger who does something becomes a person with
 * a conversation. No name is kept, nobody has consented yet. An event heard before is not fresh.
 */
export async function hearFrom(tx: Db, all: Incoming[], now: Date): Promise<Met[]> {
  const asked = all.map((incoming, n) => {
    const { channel, from: address, eventId: event_id, language = 'vi', kind } = incoming
    const meets = kind !== 'seen' && kind !== 'unfollow'
    return {
      n,
      channel,
      address,
      event_id,
      at: now,
      heard_at: heardAt(incoming, now),
      language,
      meets,
    }
  })
  const rows = await driverOf(tx).unsafe(hearing, [JSON.stringify(asked)])
  const met: Met[] = []
  for (const [n, incoming] of all.entries()) {
    const row = rows[n]
    if (!row) throw new Error('an event was neither noted nor known')
    const { stranger } = row
    const found = row.id === null ? undefined : conversationOf(row)
    const conversation = found ?? (stranger && (await meetBeside(tx, incoming, stranger)))
    const fresh = row.fresh === true
    const noticesWait = row.notices_wait === true
    met.push({ incoming, fresh, conversation, facts: factsOf(row), noticesWait })
  }
  return met
}

/** Another process met the stranger in the same moment: the person made here goes again. */
async function meetBeside(tx: Db, whom: Whom, personId: number): Promise<Conversation> {
  await tx.delete(people).where(eq(people.id, personId))
  const other = await lockConversation(tx, whom)
  if (!other) throw new Error('a conversation was neither written nor found')
  return other
}

function factsOf(row: Row): Facts {
  return {
    businessId: row.f_business_id,
    business: row.f_business,
    taxCode: row.f_tax_code,
    commune: row.f_commune,
    phone: row.f_phone,
    consented: row.f_consented,
  }
}

/** An event that comes so much later than the platform says was kept back on its way; much more is a wrong clock. */
const lateMs = { from: 60_000, to: 12 * 60 * 60_000 }

/** When a person did something, for the window in which we may answer: not when a platform's third try reached us. */
export function heardAt({ at }: { at: Date }, now: Date): string {
  const late = now.getTime() - at.getTime()
  return (late > lateMs.from && late < lateMs.to ? at : now).toISOString()
}
