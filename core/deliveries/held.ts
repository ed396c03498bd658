import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { sendElsewhere } from './elsewhere.ts'
import { type Outcome, rowsOf } from './outcome.ts'

/**
 * The person cannot be reached until they write. Where they do not want us, replies wait and notices are dropped at
 * once; outside a window each is judged by itself, for one may still go where another may not. False, and nothing
 * held, when they wrote after `heardAt`: what was tried knew nothing of it.
 */
export async function holdConversation(
  db: Db,
  conversationId: number,
  why: 'blocked' | 'closed',
  now: Date,
  heardAt?: Date,
): Promise<boolean> {
  const held = await db.execute(sql`
    with held as (
      update conversations set blocked_at = ${now.toISOString()}::timestamptz, blocked_why = ${why}
      where id = ${conversationId}
        and date_trunc('milliseconds', last_heard_at) <= coalesce(${heardAt?.toISOString() ?? null}::timestamptz, 'infinity')
        and (blocked_at is null or blocked_why = 'closed' or ${why}::text = 'blocked')
      returning id
    ), kept as (
      update deliveries d set state = case class when 'reply' then 'held' else 'dropped' end, why = ${why}
      from held
      where d.conversation_id = held.id and state in ('queued', 'sending') and state = 'queued'
        and ${why}::text = 'blocked'
    )
    select id from held`)
  return held.length > 0
}

/**
 * Keeps replies until the person writes; queues them again when they wrote since the try, for nothing else would. What
 * staff said about a ticket goes to another chat of the person where one can be reached. Whoever is being heard just
 * now is heard to the end first: conversations before deliveries, in the order of their ids, as everywhere.
 */
export async function recordHeld(
  db: Db,
  held: Outcome[],
  holder: number,
  now: Date,
): Promise<void> {
  const at = now.toISOString()
  const rows = rowsOf(held)
  await db.transaction(async (tx) => {
    await tx.execute(sql`
      select 1 from conversations where person_id in (
        select c.person_id from conversations c
        join deliveries d on d.conversation_id = c.id
        join jsonb_to_recordset(${rows}::jsonb) as o(id bigint) on d.id = o.id)
      order by id for no key update`)
    const kept = await tx.execute<{ id: string; state: string }>(sql`
      update deliveries d
      set state = case when c.blocked_at is null then 'queued' else 'held' end, next_at = ${at}::timestamptz,
          parts_sent = o.parts_sent, why = o.why, detail = o.detail
      from jsonb_to_recordset(${rows}::jsonb) as o(id bigint, parts_sent smallint, why text, detail text),
        conversations c
      where d.id = o.id and d.state = 'sending' and c.id = d.conversation_id
        and pg_backend_pid() = ${holder}::int
      returning c.id, d.state`)
    const waiting = kept.filter(({ state }) => state === 'held').map(({ id }) => Number(id))
    await sendElsewhere(tx, [...new Set(waiting)], now)
  })
}

/** The person wrote again: what was held for them is sent first. */
export async function releaseHeld(db: Db, conversationId: number, now: Date): Promise<void> {
  await db.execute(sql`
    update deliveries set state = 'queued', next_at = ${now.toISOString()}::timestamptz, why = null
    where conversation_id = ${conversationId} and state = 'held'`)
}

/** Notes that the template is about to tell that an answer waits; false when it was told before. */
export async function markTold(db: Db, id: number, now: Date): Promise<boolean> {
  const told = await db.execute(sql`
    update deliveries set told_at = ${now.toISOString()}::timestamptz
    where id = ${id} and told_at is null returning id`)
  return told.length > 0
}

/** The platform did not take the template: nothing was told. */
export async function unmarkTold(db: Db, id: number): Promise<void> {
  await db.execute(sql`update deliveries set told_at = null where id = ${id}`)
}
