import { eq, sql } from 'drizzle-orm'
import type { ReachRules } from '#core/deliveries/reach.ts'
import { costOf, isVisited } from '#core/deliveries/reach.ts'
import { loadReachRules } from '#core/deliveries/reach-rules.ts'
import type { Db } from '#db/client.ts'
import { notices } from '#db/schema/notices.ts'
import { dropTwinsOf } from './one-person.ts'
import { type Aimed, targetsSql } from './targets.ts'

/** So many subscriptions at a time: short statements, and no memory held for those to come. */
const chunk = 100_000

/**
 * Writes a row for everybody a notice is for, each with the route it takes now; returns how many are new. Whoever has a
 * row keeps it, so that it may be run again, twice at once, or after a crash. Ends early when the notice is stopped.
 * `since`: only subscriptions agreed or changed since.
 */
export async function prepareRecipients(
  db: Db,
  noticeId: number,
  now: Date,
  { since }: { since?: Date } = {},
): Promise<number> {
  const [notice] = await db.select().from(notices).where(eq(notices.id, noticeId))
  if (!notice) throw new Error(`no notice ${noticeId}`)
  const rules = await loadReachRules(db)
  const from = { db, noticeId, now, rules, aimed: notice, since }
  let added = 0
  let after = 0
  for (;;) {
    const upTo = await endOfChunk(db, after)
    if (upTo === undefined || (await isStopped(db, noticeId))) break
    added += await prepareChunk(from, after, upTo)
    after = upTo
  }
  await dropTwinsOf(db, noticeId)
  return added
}

async function endOfChunk(db: Db, after: number): Promise<number | undefined> {
  const [row] = await db.execute<{ id: number | null }>(sql`
    select max(id) as id from (select id from subscriptions where id > ${after} order by id limit ${chunk}) s`)
  return row?.id ?? undefined
}

async function isStopped(db: Db, noticeId: number): Promise<boolean> {
  const [row] = await db
    .select({ state: notices.state })
    .from(notices)
    .where(eq(notices.id, noticeId))
  return row?.state === 'stopped'
}

interface Preparing {
  db: Db
  noticeId: number
  now: Date
  rules: ReachRules
  aimed: Aimed
  since: Date | undefined
}

/** In the order of the people's numbers, so that two who prepare at once never wait for each other crosswise. */
async function prepareChunk(
  { db, noticeId, now, rules, aimed, since }: Preparing,
  after: number,
  upTo: number,
): Promise<number> {
  const targets = targetsSql(aimed, rules, now, { after, upTo, ...(since && { since }) })
  return db.transaction(async (tx) => {
    // Each stretch would read all conversations, to join a tenth of them: a million took twice as long a head as few.
    await tx.execute(
      sql`select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`,
    )
    const result = await tx.execute(sql`
      insert into notice_recipients (notice_id, person_id, conversation_id, channel, route, state, why, at)
      select ${noticeId}::bigint, person_id, conversation_id, channel, route, state, why, ${now.toISOString()}::timestamptz
      from (${targets}) as targets order by person_id
      on conflict do nothing`)
    return result.count
  })
}

/** How many people a notice would reach now on a channel, by which route, and why not. */
export interface Reached {
  channel: string
  route: 'free' | 'counted' | 'template' | 'broadcast' | 'later' | 'digest' | 'none'
  why: string | null
  n: number
  /** read when the person opens the page: nobody is called there */
  visited: boolean
  costVnd: number
}

export interface Preview {
  rows: Reached[]
  total: number
  /** people who subscribed and still want notices, whether or not this one is for them */
  subscribers: number
  costVnd: number
}

/** Whom a notice is for and what it would cost, if it were sent now. */
export async function previewAudience(db: Db, aimed: Aimed, now: Date): Promise<Preview> {
  const rules = await loadReachRules(db)
  const counted = await db.execute<Pick<Reached, 'channel' | 'route' | 'why' | 'n'>>(sql`
    select channel, route, why, count(*)::int as n from (${targetsSql(aimed, rules, now)}) as targets
    group by 1, 2, 3 order by n desc`)
  const rows = counted.map((row) => ({
    ...row,
    visited: isVisited(row.channel),
    costVnd: row.n * costOf(row.channel, row.route),
  }))
  const sum = (of: (row: Reached) => number) => rows.reduce((all, row) => all + of(row), 0)
  return {
    rows,
    total: sum(({ n }) => n),
    subscribers: await countSubscribers(db),
    costVnd: sum(({ costVnd }) => costVnd),
  }
}

async function countSubscribers(db: Db): Promise<number> {
  const [row] = await db.execute<{ n: number }>(sql`
    select count(*)::int as n from subscriptions s join people p on p.id = s.person_id
    where s.stopped_at is null and p.notices_stopped_at is null and p.erased_at is null`)
  return row?.n ?? 0
}
