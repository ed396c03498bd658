import { sql } from 'drizzle-orm'
import {
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { id, moment, reference } from './columns.ts'

const day = (name: string) => date(name, { mode: 'string' })

/** A legal document (văn bản): what is known of it, and its text once somebody has imported it. */
export const lawDocuments = pgTable(
  'law_documents',
  {
    id: id(),
    /** its address on the portal; never changes once shown */
    slug: text('slug').notNull().unique(),
    /** as printed: 74/2025/QH15; null for what has none */
    number: text('number'),
    /** the number folded, by which two spellings of it are one */
    numberKey: text('number_key'),
    kind: text('kind').notNull(),
    title: text('title').notNull(),
    issuer: text('issuer').notNull().default(''),
    signer: text('signer').notNull().default(''),
    signedOn: day('signed_on'),
    publishedOn: day('published_on'),
    inForceOn: day('in_force_on'),
    /** the last day is the one before */
    expiresOn: day('expires_on'),
    fieldIds: jsonb('field_ids').$type<number[]>().notNull().default([]),
    link: text('link').notNull().default(''),
    /** what changes for a business (điều gì thay đổi với doanh nghiệp) */
    summary: text('summary').notNull().default(''),
    state: text('state').$type<'draft' | 'reviewed' | 'published'>().notNull().default('draft'),
    origin: text('origin').$type<'typed' | 'import' | 'feed' | 'catalogue'>().notNull(),
    /** somebody, or the gazette's own data, has confirmed number, title and dates */
    factsChecked: boolean('facts_checked').notNull().default(false),
    /** the text as read and corrected; null: only the facts are known */
    text: text('text'),
    textVersion: integer('text_version').notNull().default(0),
    version: integer('version').notNull().default(1),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    updatedBy: text('updated_by'),
    reviewedAt: moment('reviewed_at'),
    reviewedBy: text('reviewed_by'),
    /** first seen by the public */
    shownAt: moment('shown_at'),
    shownBy: text('shown_by'),
  },
  (t) => [
    uniqueIndex('law_documents_number').on(t.numberKey).where(sql`${t.numberKey} is not null`),
    index('law_documents_state').on(t.state, t.updatedAt),
    index('law_documents_fields').using('gin', t.fieldIds.op('jsonb_path_ops')),
    index('law_documents_in_force').on(t.inForceOn),
  ],
)

/** The files a document came in as, or that go with it. Bytes lie under the data folder by content hash. */
export const lawFiles = pgTable(
  'law_files',
  {
    id: id(),
    documentId: reference('document_id')
      .notNull()
      .references(() => lawDocuments.id),
    name: text('name').notNull(),
    type: text('type').notNull(),
    size: integer('size').notNull(),
    sha256: text('sha256').notNull(),
    addedAt: moment('added_at').notNull(),
    addedBy: text('added_by'),
  },
  (t) => [index('law_files_document').on(t.documentId)],
)

/** Phần, chương, mục, điều, khoản, điểm of a document's present text, in its order. */
export const lawProvisions = pgTable(
  'law_provisions',
  {
    id: id(),
    documentId: reference('document_id')
      .notNull()
      .references(() => lawDocuments.id),
    position: integer('position').notNull(),
    depth: smallint('depth').notNull(),
    kind: text('kind').notNull(),
    /** d12.k3.da; stable from one reading to the next */
    anchor: text('anchor').notNull(),
    /** the anchor it stands under; '' at the top */
    parent: text('parent').notNull(),
    /** the anchor of the article or appendix it is or stands in; '' above */
    article: text('article').notNull().default(''),
    number: text('number').notNull(),
    title: text('title').notNull(),
    /** its own words, without those below it */
    own: text('own').notNull(),
    /** of an article or an appendix: all its words, for search and quotation; '' of others */
    body: text('body').notNull().default(''),
  },
  (t) => [
    uniqueIndex('law_provisions_anchor').on(t.documentId, t.anchor),
    index('law_provisions_order').on(t.documentId, t.position),
    index('law_provisions_article').on(t.documentId, t.article),
  ],
)

/** What one document does to another, wholly (`anchors` empty) or in part. Effective from `fromOn`, else when it comes into force. */
export const lawRelations = pgTable(
  'law_relations',
  {
    id: id(),
    documentId: reference('document_id')
      .notNull()
      .references(() => lawDocuments.id),
    kind: text('kind')
      .$type<'amends' | 'replaces' | 'repeals' | 'guides' | 'consolidates'>()
      .notNull(),
    /** null: not in the base yet; bound as soon as a document of that number is */
    otherId: reference('other_id').references(() => lawDocuments.id),
    otherNumber: text('other_number').notNull().default(''),
    otherKey: text('other_key').notNull().default(''),
    otherName: text('other_name').notNull().default(''),
    anchors: jsonb('anchors').$type<string[]>().notNull().default([]),
    fromOn: day('from_on'),
    note: text('note').notNull().default(''),
    /** read from the text and not yet confirmed: has no effect */
    proposed: boolean('proposed').notNull().default(false),
  },
  (t) => [
    index('law_relations_document').on(t.documentId),
    index('law_relations_other').on(t.otherId),
    index('law_relations_other_key').on(t.otherKey),
  ],
)

/** Earlier readings of a document's text: what a re-import or a correction replaced. */
export const lawTexts = pgTable(
  'law_texts',
  {
    documentId: reference('document_id')
      .notNull()
      .references(() => lawDocuments.id),
    version: integer('version').notNull(),
    text: text('text').notNull(),
    replacedAt: moment('replaced_at').notNull(),
    replacedBy: text('replaced_by'),
  },
  (t) => [primaryKey({ columns: [t.documentId, t.version] })],
)

/** What search must take in: every process reads on from the last it took. */
export const lawChanges = pgTable('law_changes', {
  id: id(),
  what: text('what').$type<'document' | 'published'>().notNull(),
  whatId: reference('what_id').notNull(),
  at: moment('at').notNull(),
})
