import { sql } from 'drizzle-orm'
import {
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { id, moment, reference } from './columns.ts'
import { people } from './people.ts'
import { units } from './profile.ts'

/** A survey (khảo sát): its questions are in its versions. */
export const surveys = pgTable(
  'surveys',
  {
    id: id(),
    slug: text('slug').notNull().unique(),
    title: text('title').notNull(),
    /** what it is for: its template's name, or 'own' */
    purpose: text('purpose').notNull(),
    unitId: reference('unit_id').references(() => units.id),
    /** no response can be tied to who gave it; fixed once there is one */
    anonymous: boolean('anonymous').notNull().default(false),
    state: text('state').$type<'draft' | 'open' | 'closed'>().notNull().default('draft'),
    opensAt: moment('opens_at'),
    closesAt: moment('closes_at'),
    /** closes by itself after so many responses */
    quota: integer('quota'),
    /** the document, course it is about */
    documentId: reference('document_id'),
    courseId: reference('course_id'),
    /** the newest version; the draft of the next lies beside it */
    current: integer('current').notNull().default(0),
    draft: jsonb('draft').$type<unknown>().notNull(),
    /** of the draft, for two who edit it at once */
    version: integer('version').notNull().default(1),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    updatedBy: text('updated_by'),
  },
  (t) => [index('surveys_state').on(t.state)],
)

/** Questions as they were asked; a version is never changed. The shape is that of core/surveys/shape.ts. */
export const surveyVersions = pgTable(
  'survey_versions',
  {
    surveyId: reference('survey_id')
      .notNull()
      .references(() => surveys.id),
    version: integer('version').notNull(),
    body: jsonb('body').$type<unknown>().notNull(),
    publishedAt: moment('published_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.surveyId, t.version] })],
)

/**
 * A response (phiếu trả lời). Of an anonymous survey it has no person, no chat and no channel (`anonymous`), of its moment
 * the month's first day alone, and an id that tells no order.
 */
export const surveyResponses = pgTable(
  'survey_responses',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    surveyId: reference('survey_id')
      .notNull()
      .references(() => surveys.id),
    version: integer('version').notNull(),
    personId: reference('person_id').references(() => people.id),
    state: text('state').$type<'partial' | 'complete'>().notNull(),
    answers: jsonb('answers').$type<Record<string, unknown>>().notNull(),
    channel: text('channel').notNull(),
    /** for cross-tables: as they were when it was given */
    fieldId: reference('field_id'),
    size: text('size'),
    commune: text('commune'),
    staffId: text('staff_id'),
    ticketId: reference('ticket_id'),
    signupId: reference('signup_id'),
    startedAt: moment('started_at'),
    completedOn: date('completed_on', { mode: 'string' }),
    completedAt: moment('completed_at'),
  },
  (t) => [
    uniqueIndex('survey_responses_person')
      .on(t.surveyId, t.personId, sql`coalesce(ticket_id, 0)`, sql`coalesce(signup_id, 0)`)
      .where(sql`${t.personId} is not null`),
    index('survey_responses_survey').on(t.surveyId, t.state, t.completedOn, t.version, t.channel),
    index('survey_responses_person_id').on(t.personId),
  ],
)

/**
 * Complete responses of one day, version and channel, counted once: `counts` holds by question how often each value was
 * given. Read again from the responses when `n` is no longer how many there are.
 */
export const surveyCounts = pgTable(
  'survey_counts',
  {
    surveyId: reference('survey_id')
      .notNull()
      .references(() => surveys.id),
    day: date('day', { mode: 'string' }).notNull(),
    version: integer('version').notNull(),
    channel: text('channel').notNull(),
    n: integer('n').notNull(),
    counts: jsonb('counts').$type<Record<string, Record<string, number>>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.surveyId, t.day, t.version, t.channel] })],
)

/**
 * Who was invited to a survey, once about each ticket or class; to an anonymous one once, and without these. `answered` is
 * set of surveys by name; of anonymous ones the marks tell. Of whoever was erased a row of nobody is left, for the rate.
 */
export const surveyInvitations = pgTable(
  'survey_invitations',
  {
    surveyId: reference('survey_id')
      .notNull()
      .references(() => surveys.id),
    personId: reference('person_id').references(() => people.id),
    ticketId: reference('ticket_id'),
    signupId: reference('signup_id'),
    answered: boolean('answered').notNull().default(false),
  },
  (t) => [
    uniqueIndex('survey_invitations_person')
      .on(t.surveyId, t.personId, sql`coalesce(ticket_id, 0)`, sql`coalesce(signup_id, 0)`)
      .where(sql`${t.personId} is not null`),
    index('survey_invitations_survey').on(t.surveyId),
    index('survey_invitations_person_id').on(t.personId),
  ],
)

/** Who has answered an anonymous survey, and nothing of what or when. */
export const surveyMarks = pgTable(
  'survey_marks',
  {
    surveyId: reference('survey_id')
      .notNull()
      .references(() => surveys.id),
    personId: reference('person_id')
      .notNull()
      .references(() => people.id),
  },
  (t) => [primaryKey({ columns: [t.surveyId, t.personId] })],
)

/** Somebody was not satisfied: they are to be called back. */
export const callBacks = pgTable(
  'call_backs',
  {
    id: id(),
    source: text('source').$type<'answer' | 'course' | 'survey'>().notNull(),
    sourceKey: text('source_key').notNull(),
    personId: reference('person_id').references(() => people.id),
    ticketId: reference('ticket_id'),
    unitId: reference('unit_id').references(() => units.id),
    score: integer('score').notNull(),
    comment: text('comment').notNull().default(''),
    openedAt: moment('opened_at').notNull(),
    closedAt: moment('closed_at'),
    closedBy: text('closed_by'),
    outcome: text('outcome').notNull().default(''),
  },
  (t) => [
    uniqueIndex('call_backs_source').on(t.source, t.sourceKey),
    index('call_backs_open').on(t.unitId).where(sql`${t.closedAt} is null`),
  ],
)
