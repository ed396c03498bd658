import { sql } from 'drizzle-orm'
import type { ChannelName } from '#core/channel.ts'
import type { Db } from '#db/client.ts'

/** So many rows in one statement: a stop of a million recipients must not hold up what else is stored. */
const chunk = 5_000

/**
 * Ends what has come to its end: of stopped notices nobody is told any more; whoever stopped all notices is told of
 * none (on `channel`, whose recipients have been walked through); recipients follow deliveries that others ended; and a
 * notice nobody waits for is done. Returns whether there may be more to do at once.
 */
export async function endNotices(db: Db, now: Date, channel?: ChannelName): Promise<boolean> {
  return db.transaction(async (tx) => {
    // A million rows may be new to the planner: everything here is found by its key.
    await tx.execute(sql`
      select set_config(name, 'off', true) from unnest(array['enable_hashjoin', 'enable_mergejoin', 'enable_seqscan']) name`)
    const stopped = await stopRecipients(tx, now)
    await letGo(tx)
    await followDeliveries(tx, now)
    if (channel) await leaveAlone(tx, channel, now)
    await markDone(tx, now)
    return stopped === chunk
  })
}

/** The same whether or not anything is being sent: what a crash or a stop left over. A job of every minute. */
export async function endLeftNotices(db: Db, now: Date): Promise<void> {
  while (await endNotices(db, now));
}

async function markDone(db: Db, now: Date): Promise<void> {
  await db.execute(sql`
    update notices n set state = 'done', ended_at = ${now.toISOString()}::timestamptz
    where n.state = 'sending'
      and not exists (
        select 1 from notice_recipients r where r.notice_id = n.id and r.state in ('waiting', 'sending'))
      and not exists (select 1 from notice_broadcasts b where b.notice_id = n.id and b.ended_at is null)`)
}

async function stopRecipients(db: Db, now: Date): Promise<number> {
  const at = now.toISOString()
  await db.execute(sql`
    update deliveries d set state = 'dropped', why = 'stopped'
    from notices n
    where n.state = 'stopped' and d.notice_id = n.id and d.state = 'queued'`)
  const { count } = await db.execute(sql`
    update notice_recipients r set state = 'stopped', at = ${at}::timestamptz
    from (
      select w.notice_id, w.person_id from notices n join lateral (
        select r.notice_id, r.person_id from notice_recipients r
        where r.notice_id = n.id and r.state in ('waiting', 'later', 'digest') limit ${chunk}) w on true
      where n.state = 'stopped' limit ${chunk}) w
    where r.notice_id = w.notice_id and r.person_id = w.person_id
      and r.state in ('waiting', 'later', 'digest')`)
  return count
}

/** Who stopped all notices while one was being tried: it is not tried again. */
async function letGo(db: Db): Promise<void> {
  await db.execute(sql`
    update deliveries d set state = 'dropped', why = 'unsubscribed'
    from conversations c, people p
    where d.class = 'notice' and d.cause = 'notice' and d.state = 'queued'
      and c.id = d.conversation_id and p.id = c.person_id
      and (p.notices_stopped_at is not null or p.erased_at is not null)`)
}

/** A delivery may be ended without the sender: dropped when somebody left, by staff, by a stop. */
async function followDeliveries(db: Db, now: Date): Promise<void> {
  await db.execute(sql`
    update notice_recipients r
    set state = case
          when d.state = 'dropped' and d.why = 'stopped' then 'stopped'
          when d.state = 'dropped' and d.why in ('closed', 'cost') and d.parts_sent = 0 then 'later'
          when d.state = 'held' then 'dropped' else d.state end,
        why = d.why, at = ${now.toISOString()}::timestamptz
    from notices n, deliveries d
    where n.state in ('sending', 'stopped', 'done') and r.notice_id = n.id and r.state = 'sending'
      and d.id = r.delivery_id and d.state not in ('queued', 'sending')`)
}

async function leaveAlone(db: Db, channel: ChannelName, now: Date): Promise<void> {
  await db.execute(sql`
    update notice_recipients r set state = 'dropped', why = 'unsubscribed', at = ${now.toISOString()}::timestamptz
    from notices n, people p
    where n.state = 'sending' and r.channel = ${channel} and r.notice_id = n.id
      and r.state in ('waiting', 'sending') and r.route <> 'broadcast' and r.state = 'waiting'
      and p.id = r.person_id and (p.notices_stopped_at is not null or p.erased_at is not null)`)
}
