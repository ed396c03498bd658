import { sql } from 'drizzle-orm'
import {
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
import { lawDocuments } from './law.ts'
import { fields, units } from './profile.ts'
import { tickets } from './tickets.ts'

/** An answer made public without identities (Decree 55/2019/NĐ-CP, art. 8.2). */
export const publishedAnswers = pgTable(
  'published_answers',
  {
    id: id(),
    slug: text('slug').notNull().unique(),
    ticketId: reference('ticket_id').references(() => tickets.id),
    question: text('question').notNull(),
    body: text('body').notNull(),
    basis: text('basis').notNull().default(''),
    fieldId: reference('field_id').references(() => fields.id),
    unitId: reference('unit_id').references(() => units.id),
    state: text('state')
      .$type<'draft' | 'submitted' | 'returned' | 'published' | 'withdrawn'>()
      .notNull(),
    version: integer('version').notNull().default(1),
    authorId: text('author_id').notNull(),
    reviewerId: text('reviewer_id'),
    reason: text('reason'),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    publishedAt: moment('published_at'),
    /** the sent answer its text was made of */
    answerId: reference('answer_id'),
    /** how often it was made public: more than once when it was corrected */
    edition: smallint('edition').notNull().default(0),
    correctedAt: moment('corrected_at'),
    /** another wording of a public answer on its way: the old one stays public until it is published */
    correction: jsonb('correction').$type<{
      question: string
      body: string
      basis: string
      stage: 'draft' | 'submitted' | 'returned'
      authorId: string
      reason?: string
    }>(),
  },
  (t) => [
    uniqueIndex('published_answers_ticket').on(t.ticketId).where(sql`${t.ticketId} is not null`),
    index('published_answers_state').on(t.state, t.updatedAt),
    index('published_answers_field').on(t.fieldId, t.publishedAt),
  ],
)

/** What rests on which provision: the reverse index. `anchor` '' is the whole document. */
export const citations = pgTable(
  'citations',
  {
    holder: text('holder').$type<'answer' | 'published' | 'canned' | 'self-check'>().notNull(),
    holderId: reference('holder_id').notNull(),
    documentId: reference('document_id')
      .notNull()
      .references(() => lawDocuments.id),
    anchor: text('anchor').notNull().default(''),
    citedAt: moment('cited_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.holder, t.holderId, t.documentId, t.anchor] }),
    index('citations_document').on(t.documentId),
  ],
)

/** Something rests on law that was amended, replaced, repealed or ran out: its division looks at it again. */
export const reviewTasks = pgTable(
  'review_tasks',
  {
    id: id(),
    holder: text('holder').$type<'published' | 'canned' | 'self-check'>().notNull(),
    holderId: reference('holder_id').notNull(),
    documentId: reference('document_id')
      .notNull()
      .references(() => lawDocuments.id),
    /** what was done to it, and by which document; `expires`: its own day came */
    cause: text('cause').$type<'amends' | 'replaces' | 'repeals' | 'expires'>().notNull(),
    byId: reference('by_id').references(() => lawDocuments.id),
    unitId: reference('unit_id').references(() => units.id),
    openedAt: moment('opened_at').notNull(),
    closedAt: moment('closed_at'),
    closedBy: text('closed_by'),
    outcome: text('outcome').$type<'kept' | 'changed' | 'withdrawn'>(),
    note: text('note').notNull().default(''),
  },
  (t) => [
    uniqueIndex('review_tasks_once').on(
      t.holder,
      t.holderId,
      t.documentId,
      t.cause,
      sql`coalesce(by_id, 0)`,
    ),
    index('review_tasks_open').on(t.unitId).where(sql`${t.closedAt} is null`),
  ],
)
