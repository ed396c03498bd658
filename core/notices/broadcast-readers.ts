import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'

/** Begins the mass route of notices that chose it; where no platform offers it, its readers wait until they write. */
export async function startBroadcasts(db: Db, channels: string[], now: Date): Promise<void> {
  const at = now.toISOString()
  const chosen = sql`n.state = 'sending' and (n.routes ->> 'broadcast')::boolean
    and exists (
      select 1 from notice_recipients r
      where r.notice_id = n.id and r.state = 'waiting' and r.route = 'broadcast')`
  for (const channel of channels) {
    await db.execute(sql`
      insert into notice_broadcasts (notice_id, channel, state, next_at, at)
      select n.id, ${channel}, 'waiting', ${at}::timestamptz, ${at}::timestamptz from notices n where ${chosen}
      on conflict do nothing`)
  }
  if (channels.length > 0) return
  await db.execute(sql`
    update notice_recipients r set state = 'later', why = 'no-broadcast', at = ${at}::timestamptz
    from notices n
    where ${chosen} and r.notice_id = n.id and r.state = 'waiting' and r.route = 'broadcast'`)
}

const chunk = 20_000

/**
 * What became of the article is what became of its readers, of whom the platform tells nothing singly; those whom it did
 * not reach wait until they write. Goes on after a crash.
 */
export async function settleReaders(db: Db, now: Date): Promise<number> {
  let settled = 0
  for (;;) {
    const { count } = await db.execute(sql`
      update notice_recipients r
      set state = case w.became when 'failed' then 'later' else w.became end,
          why = case w.became when 'sent' then null else w.detail end, at = ${now.toISOString()}::timestamptz
      from (
        select r.notice_id, r.person_id, b.state as became, b.detail
        from notice_broadcasts b join notices n on n.id = b.notice_id
        join notice_recipients r on r.notice_id = b.notice_id and r.state = 'waiting' and r.route = 'broadcast'
        where b.ended_at is not null and n.state in ('sending', 'paused') limit ${chunk}) w
      where r.notice_id = w.notice_id and r.person_id = w.person_id and r.state = 'waiting'`)
    settled += count
    if (count < chunk) return settled
  }
}
