import { and, asc, eq, isNull, lte, sql } from 'drizzle-orm'
import type { Logger } from 'pino'
import type { Db } from '#db/client.ts'
import { lawFeeds } from '#db/schema/law-import.ts'
import type { Feed } from './feeds.ts'
import { keepItems } from './items.ts'
import { type Failure, failed, type LookingOptions, lookAt } from './look.ts'

const minute = 60_000
const everyMs = 30 * minute
const longestPauseMs = 24 * 60 * minute
/** While one process looks, no other does. */
const leaseMs = 5 * minute
const atOnce = 4
const mostInARound = 200

export interface Polling extends LookingOptions {
  log: Logger
}

export interface Outcome {
  failure?: Failure
  seen: number
  drafts: number
}

/**
 * Looks at every address whose time has come, a few at a time: each has its own patience, so that one which never
 * ends delays no other. What fails is looked at again, ever later, and says why on the feeds' page. Any number of
 * processes may do it; each address is looked at by one.
 */
export async function pollFeeds(db: Db, polling: Polling, now: Date) {
  const total = { looked: 0, failed: 0, drafts: 0 }
  const turn = async () => {
    while (total.looked < mostInARound) {
      const feed = await takeDue(db, now)
      if (!feed) return
      total.looked++
      const outcome = await lookOnce(db, feed, polling, now).catch((error: unknown) => {
        // A fault of ours with one address keeps none of the others waiting; the page says that it failed.
        polling.log.error({ err: error, feed: feed.id }, 'a feed was not kept')
        return noteFailure(db, feed, failed('fault').failure, polling, now)
      })
      total.drafts += outcome.drafts
      if (outcome.failure) total.failed++
    }
  }
  await Promise.all(Array.from({ length: atOnce }, turn))
  return total
}

/** Looks at one address now, whenever it was due. */
export async function pollFeed(db: Db, feed: Feed, polling: Polling, now: Date): Promise<Outcome> {
  await db
    .update(lawFeeds)
    .set({ nextAt: new Date(now.getTime() + leaseMs) })
    .where(eq(lawFeeds.id, feed.id))
  return lookOnce(db, feed, polling, now)
}

async function takeDue(db: Db, now: Date): Promise<Feed | undefined> {
  return db.transaction(async (tx) => {
    const [feed] = await tx
      .select()
      .from(lawFeeds)
      .where(and(isNull(lawFeeds.closedAt), lte(lawFeeds.nextAt, now)))
      .orderBy(asc(lawFeeds.nextAt))
      .limit(1)
      .for('update', { skipLocked: true })
    if (!feed) return undefined
    const nextAt = new Date(now.getTime() + leaseMs)
    await tx.update(lawFeeds).set({ nextAt }).where(eq(lawFeeds.id, feed.id))
    return feed
  })
}

async function lookOnce(db: Db, feed: Feed, polling: Polling, now: Date): Promise<Outcome> {
  const looked = await lookAt(feed, polling)
  const none = { seen: 0, drafts: 0 }
  if (looked.what === 'failure') return noteFailure(db, feed, looked.failure, polling, now)
  if (looked.what === 'unchanged') {
    await noteHeard(db, feed, feed, now)
    return none
  }
  // Most offices have no feeds: the library is read with the first.
  const { readFeed } = await import('./read-feed.ts')
  const read = readFeed(looked.bytes, looked.type, feed.url)
  if ('failure' in read) return noteFailure(db, feed, read.failure, polling, now)
  const kept = await keepItems(db, feed, read.items, now)
  // Only now: had the keeping failed, the next look must bring the same items again.
  await noteHeard(db, feed, looked, now)
  polling.log.info({ feed: feed.id, ...kept }, 'looked at a feed')
  return kept
}

async function noteHeard(
  db: Db,
  { id }: Feed,
  { etag, lastModified }: Pick<Feed, 'etag' | 'lastModified'>,
  now: Date,
): Promise<void> {
  const nextAt = new Date(now.getTime() + everyMs)
  const heard = { checkedAt: now, heardAt: now, failure: null, failures: 0, nextAt }
  await db
    .update(lawFeeds)
    .set({ ...heard, etag, lastModified })
    .where(eq(lawFeeds.id, id))
}

/** Thirty minutes, an hour, two, ... a day. */
async function noteFailure(
  db: Db,
  { id, failures }: Feed,
  failure: Failure,
  { log }: Polling,
  now: Date,
): Promise<Outcome> {
  const pause = Math.min(longestPauseMs, everyMs * 2 ** Math.min(failures, 10))
  const nextAt = new Date(now.getTime() + pause)
  await db
    .update(lawFeeds)
    .set({ checkedAt: now, failure, failures: sql`${lawFeeds.failures} + 1`, nextAt })
    .where(eq(lawFeeds.id, id))
  log.warn({ feed: id, why: failure.key }, 'a feed was not read')
  return { failure, seen: 0, drafts: 0 }
}
