import { and, eq, isNull, lte, type SQL, sql } from 'drizzle-orm'
import type { Articles, Channel, Step } from '#core/channel.ts'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { noticeBroadcasts, notices } from '#db/schema/notices.ts'
import { settleReaders, startBroadcasts } from './broadcast-readers.ts'
import type { Notice } from './notice.ts'
import { minuteOfDay, quietUntil } from './quiet-hours.ts'

type Row = typeof noticeBroadcasts.$inferSelect
type Failed = Extract<Step<unknown>, { ok: false }>

interface Going {
  db: Db
  articles: Articles
  row: Row
  notice: Notice
  timeZone: string
  now: Date
}

const minuteMs = 60_000
const callMs = 30_000
/** A step that was begun so long ago, and of which nothing is known, was cut. */
const leaseMs = 3 * minuteMs
const giveUpMs = 3 * 24 * 60 * minuteMs
const handed = 'handed over'

/**
 * Goes on with the mass route of every notice that chose it: creates the article, asks until the platform has read it,
 * and sends it to all followers by day. Each step is stored before the next, and begun by one process only; one that was
 * cut is in doubt and not repeated. A job of every minute. Returns how many steps were done.
 */
export async function runBroadcasts(
  db: Db,
  channels: Channel[],
  { now, timeZone = 'Asia/Ho_Chi_Minh' }: { now: Date; timeZone?: string },
): Promise<number> {
  const able = channels.filter(({ articles }) => articles !== undefined)
  await startBroadcasts(
    db,
    able.map(({ name }) => name),
    now,
  )
  let steps = 0
  for (const { name, articles } of able) {
    if (articles === undefined) continue
    for (const { row, notice } of await dueOn(db, name, now)) {
      for (let going: Row | undefined = row; going; steps++) {
        going = await stepOn({ db, articles, row: going, notice, timeZone, now })
      }
    }
  }
  await settleReaders(db, now)
  return steps
}

async function dueOn(db: Db, channel: string, now: Date) {
  return db
    .select({ row: noticeBroadcasts, notice: notices })
    .from(noticeBroadcasts)
    .innerJoin(notices, eq(notices.id, noticeBroadcasts.noticeId))
    .where(
      and(
        eq(noticeBroadcasts.channel, channel),
        isNull(noticeBroadcasts.endedAt),
        lte(noticeBroadcasts.nextAt, now),
      ),
    )
}

/** One step; what it gives is to go on with at once. */
async function stepOn(going: Going): Promise<Row | undefined> {
  const { row, notice, now } = going
  if (notice.state === 'stopped') return end(going, 'failed', 'stopped')
  if (row.state === 'creating' || row.detail === handed) return end(going, 'unknown', 'cut')
  if (now.getTime() - row.at.getTime() > giveUpMs) return end(going, 'failed', row.detail ?? 'late')
  if (notice.state !== 'sending') return undefined
  if (row.state === 'waiting') return create(going)
  if (row.state === 'verifying') return verify(going)
  return row.state === 'sending' ? broadcast(going) : undefined
}

async function create(going: Going): Promise<Row | undefined> {
  const begun = await move(going, {
    state: 'creating',
    detail: null,
    nextAt: after(going, leaseMs),
  })
  if (!begun) return undefined
  const { title, body, link } = going.notice
  const office = await loadOffice(going.db)
  const description = body.split(/\n\s*\n/)[0] ?? title
  const article = { title, body, link, description, author: office.organisation.shortName }
  const made = await going.articles.create(article, AbortSignal.timeout(callMs))
  const next = { ...going, row: begun }
  if (!made.ok) return failed(next, made, 'waiting')
  return move(next, { state: 'verifying', platformId: made.token, nextAt: going.now })
}

async function verify(going: Going): Promise<Row | undefined> {
  const token = going.row.platformId ?? ''
  const found = await going.articles.verify(token, AbortSignal.timeout(callMs))
  // Asking changes nothing: also after a doubt it is asked again.
  if (!found.ok) {
    const harmless = found.why === 'doubt' ? { ...found, why: 'later' as const } : found
    return failed(going, harmless, 'verifying')
  }
  if (found.id === undefined) {
    await move(going, { nextAt: after(going, minuteMs) })
    return undefined
  }
  return move(going, { state: 'sending', platformId: found.id, detail: null, nextAt: going.now })
}

async function broadcast(going: Going): Promise<Row | undefined> {
  const day = nextHour(going.now, going.timeZone, going.notice.urgent)
  if (day) {
    await move(going, { nextAt: day })
    return undefined
  }
  const begun = await move(going, { detail: handed, nextAt: after(going, leaseMs) }, stillSent)
  if (!begun) return undefined
  const { articles, row } = going
  const sent = await articles.broadcast(row.platformId ?? '', AbortSignal.timeout(callMs))
  const next = { ...going, row: begun }
  if (!sent.ok) return failed(next, sent, 'sending')
  return end(next, 'sent', sent.messageId)
}

async function failed(
  going: Going,
  { why, detail, retryAfterMs }: Failed,
  state: Row['state'],
): Promise<undefined> {
  const words = detail.slice(0, 300)
  if (why === 'doubt') return end(going, 'unknown', words)
  if (why !== 'later') return end(going, 'failed', words)
  await move(going, { state, detail: words, nextAt: after(going, retryAfterMs ?? 5 * minuteMs) })
  return undefined
}

async function end(
  going: Going,
  state: 'sent' | 'failed' | 'unknown',
  detail: string,
): Promise<undefined> {
  await move(going, { state, detail, endedAt: going.now })
}

/** It may have been paused or stopped while the article was made. */
const stillSent = sql`exists (
  select 1 from ${notices} where ${notices.id} = ${noticeBroadcasts.noticeId} and ${notices.state} = 'sending')`

/** Moves the row on when it still is as it was read: of two processes one does. */
async function move(going: Going, set: Partial<Row>, only?: SQL): Promise<Row | undefined> {
  const { db, row } = going
  const [moved] = await db
    .update(noticeBroadcasts)
    .set(set)
    .where(
      and(
        eq(noticeBroadcasts.noticeId, row.noticeId),
        eq(noticeBroadcasts.channel, row.channel),
        eq(noticeBroadcasts.state, row.state),
        sql`${noticeBroadcasts.detail} is not distinct from ${row.detail}`,
        isNull(noticeBroadcasts.endedAt),
        only,
      ),
    )
    .returning()
  return moved
}

function after({ now }: Going, ms: number): Date {
  return new Date(now.getTime() + ms)
}

const zone = 'Asia/Ho_Chi_Minh'
const reviewMs = 30 * minuteMs
const openMinute = 6 * 60
const closeMinute = 21 * 60 + 59

/**
 * When it may be handed over; undefined: now. The platform reviews for half an hour and takes broadcasts from 6:00 to
 * 21:59 only (error -234), urgent or not; others keep our own quiet hours as well.
 */
function nextHour(now: Date, timeZone: string, urgent: boolean): Date | undefined {
  const out = new Date(now.getTime() + reviewMs)
  const night = urgent ? undefined : (quietUntil(now, timeZone) ?? quietUntil(out, timeZone))
  if (night) return night
  const minutes = [now, out].map((at) => minuteOfDay(at, zone))
  if (minutes.every((minute) => minute >= openMinute && minute <= closeMinute)) return undefined
  const left = (openMinute - (minutes[0] ?? 0) + 24 * 60) % (24 * 60)
  return new Date(now.getTime() + (left || 24 * 60) * minuteMs)
}
