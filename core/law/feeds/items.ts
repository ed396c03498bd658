import { and, eq } from 'drizzle-orm'
import { documentByNumber } from '#core/law/documents/documents.ts'
import { type DocumentFacts, saveFacts } from '#core/law/documents/facts.ts'
import { Refusal } from '#core/refusal.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { lawFeedItems } from '#db/schema/law-import.ts'
import type { Feed } from './feeds.ts'
import { factsOfItem, type ItemFacts } from './item-facts.ts'
import type { FeedItem } from './read-feed.ts'

/**
 * Notes what a feed tells of, each item once: one that names a document becomes a draft, or is kept with the document
 * of its number when there is one. Returns how many were new and how many drafts came of them.
 */
export async function keepItems(
  db: Db,
  feed: Pick<Feed, 'id' | 'fieldIds'>,
  items: FeedItem[],
  now: Date,
): Promise<{ seen: number; drafts: number }> {
  let [seen, drafts] = [0, 0]
  // The oldest first: feeds begin with their latest.
  for (const item of items.toReversed()) {
    await db.transaction(async (tx) => {
      const { guid, title, link } = item
      const [row] = await tx
        .insert(lawFeedItems)
        .values({ feedId: feed.id, guid, title, link, seenAt: now })
        .onConflictDoNothing()
        .returning({ id: lawFeedItems.id })
      if (!row) return
      seen++
      const facts = factsOfItem(item.title, item.summary)
      if (!facts) return
      const { id, added } = await documentOf(tx, undefined, facts, { ...feed, link }, now)
      if (added) drafts++
      await tx.update(lawFeedItems).set({ documentId: id }).where(eq(lawFeedItems.id, row.id))
    })
  }
  return { seen, drafts }
}

/** Makes a draft of an item that was not taken for a document. Refused when there is no such item; twice is once. */
export async function draftOfItem(
  db: Db,
  actor: Actor,
  feed: Feed,
  itemId: number,
  now: Date,
): Promise<number> {
  return db.transaction(async (tx) => {
    const [item] = await tx
      .select()
      .from(lawFeedItems)
      .where(and(eq(lawFeedItems.id, itemId), eq(lawFeedItems.feedId, feed.id)))
      .for('update')
    if (!item) throw new Refusal('law-feeds:refusal.item')
    if (item.documentId !== null) return item.documentId
    const { title, link } = item
    const bare = { number: '', kind: 'Văn bản khác', title, issuer: '', signedOn: null }
    const facts = factsOfItem(title, '') ?? bare
    const { id } = await documentOf(tx, actor, facts, { fieldIds: feed.fieldIds, link }, now)
    await tx.update(lawFeedItems).set({ documentId: id }).where(eq(lawFeedItems.id, itemId))
    return id
  })
}

async function documentOf(
  tx: Db,
  actor: Actor | undefined,
  facts: ItemFacts,
  { fieldIds, link }: { fieldIds: number[]; link: string },
  now: Date,
): Promise<{ id: number; added: boolean }> {
  const known = facts.number === '' ? undefined : await documentByNumber(tx, facts.number)
  if (known) return { id: known.id, added: false }
  const draft: DocumentFacts = {
    ...{ ...facts, number: facts.number || null, fieldIds, link, origin: 'feed' },
    ...{ signer: '', summary: '', publishedOn: null, inForceOn: null, expiresOn: null },
  }
  try {
    const { id } = await saveFacts(tx, actor, draft, now)
    return { id, added: true }
  } catch (error) {
    // Somebody else added it this moment.
    const twin = error instanceof Refusal && (await documentByNumber(tx, facts.number))
    if (!twin) throw error
    return { id: twin.id, added: false }
  }
}
