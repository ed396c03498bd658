import { and, asc, eq, gte, inArray, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { loadReachRules } from '#core/deliveries/reach-rules.ts'
import { say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { notices } from '#db/schema/notices.ts'
import { inDigest } from './bodies.ts'
import { audienceOf, type Notice } from './notice.ts'
import { loadNoticeSettings } from './settings.ts'
import { targetsSql } from './targets.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/**
 * Once a week, from the hour that the office set, makes the digest of what waits since before that hour for those who
 * wanted it so. Runs every hour; a second run after the same hour, anywhere, makes none. Returns its id; `prepareDigest`
 * says for whom it is.
 */
export async function makeDigest(db: Db, now: Date): Promise<number | undefined> {
  const hour = await digestHour(db, now)
  if (hour === undefined) return undefined
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('hoi-luat digest'))`)
    if (await madeSince(tx, hour)) return undefined
    const waiting = await waitingBefore(tx, hour)
    if (waiting.length === 0) return undefined
    const day = dayOf(now).split('-').reverse().join('/')
    const [made] = await tx
      .insert(notices)
      .values({
        kind: 'digest',
        title: say('vi', 'notices:digest.title', { day }),
        body: waiting.map(({ title }) => title).join('\n'),
        titleEn: say('en', 'notices:digest.title', { day }),
        audience: { noticeIds: waiting.map(({ id }) => id) },
        ...{ state: 'preparing', sendAt: hour, createdAt: now, updatedAt: now },
      })
      .returning({ id: notices.id })
    return made?.id
  })
}

/** A desk that was down at the hour makes up for it in these days; later, the next week's digest has it. */
const lateDays = 3

/** The hour of the last digest; undefined when that is too long ago to make it now. */
async function digestHour(db: Db, now: Date): Promise<Date | undefined> {
  const { digestDay, digestHour } = await loadNoticeSettings(db)
  const midnight = new Date(`${dayOf(now)}T00:00:00+07:00`).getTime()
  const weekday = new Date(now.getTime() + 7 * hourMs).getUTCDay()
  const ago = (weekday - digestDay + 7) % 7
  const hour = new Date(midnight - ago * dayMs + digestHour * hourMs)
  return now >= hour && ago <= lateDays ? hour : undefined
}

async function madeSince(tx: Db, hour: Date): Promise<boolean> {
  const since = and(eq(notices.kind, 'digest'), gte(notices.createdAt, hour))
  return (await tx.$count(notices, since)) > 0
}

/** The notices that wait for somebody's digest. */
function waitingBefore(tx: Db, hour: Date): Promise<{ id: number; title: string }[]> {
  return tx
    .select({ id: notices.id, title: notices.title })
    .from(notices)
    .where(
      and(
        inArray(notices.state, ['sending', 'done']),
        sql`exists (select 1 from notice_recipients r where r.notice_id = ${notices.id}
          and r.state = 'digest' and r.why = 'weekly' and r.at < ${hour.toISOString()}::timestamptz)`,
      ),
    )
    .orderBy(asc(notices.id))
}

/** People at a time, by their numbers. */
const chunk = 50_000

/**
 * Gives everybody for whom notices of a digest wait one row of it, by the route that is open now; returns how many. What
 * is in one digest is in no other. May be run again after a crash, or twice at once.
 */
export async function prepareDigest(db: Db, digest: Notice, now: Date): Promise<number> {
  const noticeIds = audienceOf(digest).noticeIds ?? []
  const before = (digest.sendAt ?? now).toISOString()
  const rules = await loadReachRules(db)
  const aimed = { audience: {}, routes: digest.routes, urgent: true }
  const [last] = await db.execute<{ id: number }>(
    sql`select coalesce(max(id), 0) as id from people`,
  )
  let added = 0
  for (let after = 0; after < (last?.id ?? 0); after += chunk) {
    const people = sql`s.person_id > ${after} and s.person_id <= ${after + chunk}`
    const targets = targetsSql(aimed, rules, now, { people })
    const result = await db.execute(sql`
      with taken as (
        update notice_recipients set why = ${inDigest(digest.id)}
        where notice_id in ${noticeIds} and person_id > ${after} and person_id <= ${after + chunk}
          and state = 'digest' and why = 'weekly' and at < ${before}::timestamptz
        returning person_id
      )
      insert into notice_recipients (notice_id, person_id, conversation_id, channel, route, state, why, at)
      select ${digest.id}::bigint, person_id, conversation_id, channel, route, state, why, ${now.toISOString()}::timestamptz
      from (${targets}) as targets
      where person_id in (select person_id from taken)
      order by person_id
      on conflict do nothing`)
    added += result.count
  }
  return added
}

const settledForMs = 45 * dayMs

/**
 * What became of a digest is what became of the notices in it, so that each notice's own list tells it. Returns how many
 * rows changed.
 */
export async function settleDigests(db: Db, now: Date): Promise<number> {
  const recent = gte(notices.createdAt, new Date(now.getTime() - settledForMs))
  const digests = await db
    .select({ id: notices.id, audience: notices.audience })
    .from(notices)
    .where(and(eq(notices.kind, 'digest'), recent))
  let settled = 0
  for (const digest of digests) {
    const noticeIds = audienceOf(digest).noticeIds ?? []
    const result = await db.execute(sql`
      update notice_recipients r set state = d.state, delivery_id = d.delivery_id, at = d.at
      from notice_recipients d
      where d.notice_id = ${digest.id} and d.state in ('sent', 'failed', 'unknown', 'dropped', 'stopped')
        and r.notice_id in ${noticeIds} and r.person_id = d.person_id
        and r.why = ${inDigest(digest.id)} and r.state in ('digest', 'failed') and r.state <> d.state`)
    settled += result.count
  }
  return settled
}
