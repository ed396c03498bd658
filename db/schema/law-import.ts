import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { id, moment, reference } from './columns.ts'
import { lawDocuments } from './law.ts'

/** One file handed in for import; read by a job, then corrected and taken, or refused with a reason. */
export const lawImports = pgTable(
  'law_imports',
  {
    id: id(),
    /** files handed in together */
    batch: text('batch').notNull(),
    name: text('name').notNull(),
    type: text('type').notNull().default(''),
    size: integer('size').notNull(),
    sha256: text('sha256').notNull(),
    state: text('state')
      .$type<'waiting' | 'reading' | 'read' | 'taken' | 'refused' | 'dropped'>()
      .notNull(),
    /** why it was refused: a locale key and its values */
    reason: jsonb('reason').$type<{ key: string; values?: Record<string, string | number> }>(),
    text: text('text'),
    /** what the head said, as proposed */
    facts: jsonb('facts').$type<Record<string, unknown>>(),
    /** the document of the same number, or the one made of it */
    documentId: reference('document_id').references(() => lawDocuments.id),
    staffId: text('staff_id'),
    at: moment('at').notNull(),
    readAt: moment('read_at'),
  },
  (t) => [
    index('law_imports_batch').on(t.batch, t.id),
    index('law_imports_waiting').on(t.id).where(sql`${t.state} in ('waiting', 'reading')`),
  ],
)

/** An address that tells of new documents: RSS, Atom or JSON. */
export const lawFeeds = pgTable('law_feeds', {
  id: id(),
  name: text('name').notNull(),
  url: text('url').notNull().unique(),
  fieldIds: jsonb('field_ids').$type<number[]>().notNull().default([]),
  etag: text('etag'),
  lastModified: text('last_modified'),
  checkedAt: moment('checked_at'),
  /** when it last answered as it should */
  heardAt: moment('heard_at'),
  /** why the last look failed, as a locale key with values; null when it did not */
  failure: jsonb('failure').$type<{ key: string; values?: Record<string, string | number> }>(),
  failures: integer('failures').notNull().default(0),
  nextAt: moment('next_at').notNull(),
  closedAt: moment('closed_at'),
})

/** What a feed told of, once each. */
export const lawFeedItems = pgTable(
  'law_feed_items',
  {
    id: id(),
    feedId: reference('feed_id')
      .notNull()
      .references(() => lawFeeds.id),
    guid: text('guid').notNull(),
    title: text('title').notNull(),
    link: text('link').notNull(),
    documentId: reference('document_id').references(() => lawDocuments.id),
    seenAt: moment('seen_at').notNull(),
  },
  (t) => [uniqueIndex('law_feed_items_guid').on(t.feedId, t.guid)],
)
