import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments } from '#db/schema/law.ts'
import { lawFeedItems, lawFeeds } from '#db/schema/law-import.ts'

export type Feed = typeof lawFeeds.$inferSelect
export type FeedRow = Feed & { items: number; documents: number }

/** All addresses with what they told of so far; those looked at first, closed ones last. */
export function listFeeds(db: Db): Promise<FeedRow[]> {
  const of = eq(lawFeedItems.feedId, lawFeeds.id)
  return db
    .select({
      id: lawFeeds.id,
      name: lawFeeds.name,
      url: lawFeeds.url,
      fieldIds: lawFeeds.fieldIds,
      etag: lawFeeds.etag,
      lastModified: lawFeeds.lastModified,
      checkedAt: lawFeeds.checkedAt,
      heardAt: lawFeeds.heardAt,
      failure: lawFeeds.failure,
      failures: lawFeeds.failures,
      nextAt: lawFeeds.nextAt,
      closedAt: lawFeeds.closedAt,
      items: sql<number>`count(${lawFeedItems.id})::int`,
      documents: sql<number>`count(distinct ${lawFeedItems.documentId})::int`,
    })
    .from(lawFeeds)
    .leftJoin(lawFeedItems, of)
    .groupBy(lawFeeds.id)
    .orderBy(sql`${lawFeeds.closedAt} is not null`, asc(lawFeeds.name))
}

export async function feedById(db: Db, id: number): Promise<Feed | undefined> {
  const [feed] = await db.select().from(lawFeeds).where(eq(lawFeeds.id, id))
  return feed
}

/** What an address told of lately, with the document each became or belongs to. */
export function itemsOfFeed(db: Db, feedId: number, most = 100) {
  return db
    .select({
      id: lawFeedItems.id,
      title: lawFeedItems.title,
      link: lawFeedItems.link,
      seenAt: lawFeedItems.seenAt,
      documentId: lawFeedItems.documentId,
      number: lawDocuments.number,
      kind: lawDocuments.kind,
      state: lawDocuments.state,
      origin: lawDocuments.origin,
    })
    .from(lawFeedItems)
    .leftJoin(lawDocuments, eq(lawDocuments.id, lawFeedItems.documentId))
    .where(eq(lawFeedItems.feedId, feedId))
    .orderBy(desc(lawFeedItems.seenAt), desc(lawFeedItems.id))
    .limit(most)
}

export type FeedItemRow = Awaited<ReturnType<typeof itemsOfFeed>>[number]

/**
 * Takes up an address to look at; one that was closed before is opened again. Refused when it is no web address or
 * is looked at already, and to those who may not decide what is looked at.
 */
export async function addFeed(
  db: Db,
  given: { name: string; url: string; fieldIds: number[] },
  { actor, ip, now }: By & { actor: Actor },
): Promise<number> {
  checkMayEdit(actor)
  const url = addressOf(given.url)
  return db.transaction(async (tx) => {
    const [known] = await tx
      .select({ id: lawFeeds.id, closedAt: lawFeeds.closedAt })
      .from(lawFeeds)
      .where(eq(lawFeeds.url, url))
      .for('update')
    if (known && known.closedAt === null) throw new Refusal('law-feeds:refusal.known')
    const { name, fieldIds } = given
    const anew = { name, fieldIds, nextAt: now, closedAt: null, failure: null, failures: 0 }
    const [row] = await tx
      .insert(lawFeeds)
      .values({ ...anew, url })
      .onConflictDoUpdate({
        target: lawFeeds.url,
        set: { ...anew, etag: null, lastModified: null },
      })
      .returning({ id: lawFeeds.id })
    if (!row) throw new Error('a feed was not written')
    const entry = { at: now, staffId: actor.id, ip, subject: 'feed', subjectId: row.id }
    await audit(tx, { ...entry, action: 'feeds.added', detail: { url } })
    return row.id
  })
}

/** Leaves an address alone; what it told of stays. Refused to those who may not decide that. */
export async function closeFeed(
  db: Db,
  id: number,
  { actor, ip, now }: By & { actor: Actor },
): Promise<void> {
  checkMayEdit(actor)
  await db.transaction(async (tx) => {
    const closed = await tx
      .update(lawFeeds)
      .set({ closedAt: now })
      .where(and(eq(lawFeeds.id, id), isNull(lawFeeds.closedAt)))
      .returning({ id: lawFeeds.id })
    const entry = { at: now, staffId: actor.id, ip, subject: 'feed', subjectId: id }
    if (closed.length > 0) await audit(tx, { ...entry, action: 'feeds.closed' })
  })
}

function checkMayEdit(actor: Actor): void {
  if (!may(actor, 'feeds.edit')) throw new Refusal('law-feeds:refusal.not-allowed')
}

/** A web address as it is kept. Throws a refusal when it is none, or carries a password. */
function addressOf(text: string): string {
  const url = URL.parse(text.trim())
  if (!url || !/^https?:$/u.test(url.protocol) || url.hostname === '' || text.length > 1000) {
    throw new Refusal('law-feeds:refusal.address')
  }
  if (url.username !== '' || url.password !== '') throw new Refusal('law-feeds:refusal.secret')
  url.hash = ''
  return url.href
}
