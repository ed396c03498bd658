import { sql } from 'drizzle-orm'
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { id, moment, reference, tsvector } from './columns.ts'
import { businesses, conversations, people } from './people.ts'
import { fields, units } from './profile.ts'

/** Not ended; written out, so that lists that say the same can use these indexes. */
const open = sql`state in ('received', 'routed', 'waiting', 'submitted')`

export const tickets = pgTable(
  'tickets',
  {
    id: id(),
    code: text('code').notNull().unique(),
    personId: reference('person_id')
      .notNull()
      .references(() => people.id),
    businessId: reference('business_id').references(() => businesses.id),
    conversationId: reference('conversation_id').references(() => conversations.id),
    channel: text('channel').notNull(),
    /** where a question that staff typed in came from, in their words */
    sourceNote: text('source_note'),
    question: text('question').notNull(),
    commune: text('commune'),
    state: text('state')
      .$type<
        | 'received'
        | 'routed'
        | 'waiting'
        | 'submitted'
        | 'answered'
        | 'recommended'
        | 'referred'
        | 'withdrawn'
        | 'merged'
      >()
      .notNull()
      .default('received'),
    fieldId: reference('field_id').references(() => fields.id),
    leadUnitId: reference('lead_unit_id').references(() => units.id),
    cooperatingUnitIds: jsonb('cooperating_unit_ids').$type<number[]>().notNull().default([]),
    scope: text('scope').$type<'general' | 'specific'>(),
    assigneeId: text('assignee_id'),
    consultantId: text('consultant_id'),
    /** what triage thought: field, units, scope, how sure, why */
    suggestion: jsonb('suggestion').$type<unknown>(),
    sure: real('sure').notNull().default(0),
    /** the person's own choice of field in the dialogue */
    askedFieldId: reference('asked_field_id').references(() => fields.id),
    version: integer('version').notNull().default(1),
    complex: boolean('complex').notNull().default(false),
    termDays: smallint('term_days').notNull().default(15),
    openedAt: moment('opened_at').notNull(),
    acknowledgeBy: moment('acknowledge_by'),
    acknowledgedAt: moment('acknowledged_at'),
    classifyBy: moment('classify_by'),
    classifiedAt: moment('classified_at'),
    dueAt: moment('due_at').notNull(),
    pausedAt: moment('paused_at'),
    pausedMinutes: integer('paused_minutes').notNull().default(0),
    warningLevel: text('warning_level')
      .$type<'calm' | 'half' | 'late' | 'twice-late'>()
      .notNull()
      .default('calm'),
    /** a term of this ticket was missed once: kept when the due date moves or the ticket is reopened */
    wasLate: boolean('was_late').notNull().default(false),
    /** the latest answer sent; its satisfaction was asked then */
    answeredAt: moment('answered_at'),
    closedAt: moment('closed_at'),
    reopenedAt: moment('reopened_at'),
    mergedIntoId: reference('merged_into_id'),
    /** the person wrote and nobody of the staff has read it yet */
    unreadSince: moment('unread_since'),
    satisfaction: smallint('satisfaction'),
    updatedAt: moment('updated_at').notNull(),
    searchText: text('search_text').notNull().default(''),
    search: tsvector('search').generatedAlwaysAs(sql`to_tsvector('simple', search_text)`),
  },
  (t) => [
    index('tickets_open_due').on(t.dueAt, t.id).where(open),
    index('tickets_open_unit').on(t.leadUnitId, t.dueAt, t.id).where(open),
    index('tickets_open_assignee').on(t.assigneeId, t.dueAt).where(open),
    index('tickets_assignee').on(t.assigneeId, t.openedAt),
    index('tickets_consultant').on(t.consultantId).where(sql`${t.consultantId} is not null`),
    index('tickets_cooperating').using('gin', t.cooperatingUnitIds.op('jsonb_path_ops')),
    index('tickets_person').on(t.personId, t.openedAt),
    index('tickets_business').on(t.businessId),
    index('tickets_merged').on(t.mergedIntoId).where(sql`${t.mergedIntoId} is not null`),
    index('tickets_opened').on(t.openedAt, t.id),
    index('tickets_updated').on(t.updatedAt, t.id),
    index('tickets_state').on(t.state, t.openedAt),
    index('tickets_unit').on(t.leadUnitId, t.openedAt),
    index('tickets_field').on(t.fieldId, t.openedAt),
    index('tickets_channel').on(t.channel, t.openedAt),
    index('tickets_answered').on(t.answeredAt).where(sql`${t.state} = 'answered'`),
    index('tickets_unread').on(t.openedAt).where(sql`${t.unreadSince} is not null`),
    /** with what such lists are narrowed by beside, so that what they skip is skipped without the table */
    index('tickets_specific')
      .on(t.openedAt, t.id, t.wasLate, t.state, t.assigneeId)
      .where(sql`${t.scope} = 'specific'`),
    index('tickets_nobody')
      .on(t.openedAt, t.id, t.scope, t.wasLate, t.state)
      .where(sql`${t.assigneeId} is null`),
    index('tickets_search').using('gin', t.search),
    index('tickets_open_search').using('gin', t.search).where(open),
    /** all that the desk's numbers count, so that they are read without the table */
    index('tickets_numbers').on(
      t.openedAt,
      t.leadUnitId,
      t.fieldId,
      t.state,
      t.wasLate,
      t.answeredAt,
      t.satisfaction,
      t.channel,
      t.commune,
    ),
  ],
)

/** Everything that happened to a ticket, in order: the history, the notes, and the drill-down of numbers. */
export const ticketEvents = pgTable(
  'ticket_events',
  {
    id: id(),
    ticketId: reference('ticket_id')
      .notNull()
      .references(() => tickets.id),
    at: moment('at').notNull(),
    staffId: text('staff_id'),
    kind: text('kind').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull().default({}),
  },
  (t) => [
    index('ticket_events_ticket').on(t.ticketId, t.id),
    index('ticket_events_kind').on(t.kind, t.at),
  ],
)

export const answers = pgTable(
  'answers',
  {
    id: id(),
    ticketId: reference('ticket_id')
      .notNull()
      .references(() => tickets.id),
    body: text('body').notNull(),
    /** legal basis (căn cứ pháp lý), told below the body */
    basis: text('basis').notNull().default(''),
    state: text('state').$type<'submitted' | 'returned' | 'sent'>().notNull(),
    unitId: reference('unit_id').references(() => units.id),
    authorId: text('author_id').notNull(),
    deciderId: text('decider_id'),
    reason: text('reason'),
    createdAt: moment('created_at').notNull(),
    decidedAt: moment('decided_at'),
    sentAt: moment('sent_at'),
    /** how staff told it to somebody who has no chat; null: not told so, or sent in the chat */
    told: text('told').$type<'phone' | 'visit' | 'letter'>(),
    toldAt: moment('told_at'),
    toldBy: text('told_by'),
  },
  (t) => [index('answers_ticket').on(t.ticketId, t.id)],
)

/** Half-written answers and notes, one a person and ticket: never lost. */
export const staffDrafts = pgTable(
  'staff_drafts',
  {
    ticketId: reference('ticket_id').notNull(),
    staffId: text('staff_id').notNull(),
    kind: text('kind').$type<'answer' | 'basis' | 'note' | 'more'>().notNull(),
    body: text('body').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.ticketId, t.staffId, t.kind] })],
)

/** Satisfaction with one answer, asked once: 1-5, satisfied = 4 or 5. */
export const ratings = pgTable(
  'ratings',
  {
    id: id(),
    ticketId: reference('ticket_id')
      .notNull()
      .references(() => tickets.id),
    answerId: reference('answer_id')
      .notNull()
      .references(() => answers.id),
    askedAt: moment('asked_at').notNull(),
    score: smallint('score'),
    comment: text('comment'),
    /** who of the staff noted a score that was said to them; null: the person gave it */
    staffId: text('staff_id'),
    ratedAt: moment('rated_at'),
  },
  (t) => [uniqueIndex('ratings_answer').on(t.answerId), index('ratings_ticket').on(t.ticketId)],
)

/** A file a person sent. Bytes lie under the data folder by content hash. */
export const files = pgTable(
  'files',
  {
    id: id(),
    conversationId: reference('conversation_id').references(() => conversations.id),
    messageId: reference('message_id'),
    ticketId: reference('ticket_id'),
    name: text('name').notNull(),
    /** how the adapter fetches it: its own reference, never a token */
    source: jsonb('source').$type<Record<string, unknown>>(),
    state: text('state').$type<'fetching' | 'stored' | 'refused' | 'failed'>().notNull(),
    reason: text('reason'),
    type: text('type'),
    size: integer('size'),
    sha256: text('sha256'),
    attempts: smallint('attempts').notNull().default(0),
    nextAt: moment('next_at'),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [
    index('files_ticket').on(t.ticketId),
    index('files_conversation').on(t.conversationId),
    index('files_fetching').on(t.nextAt).where(sql`${t.state} = 'fetching'`),
  ],
)
