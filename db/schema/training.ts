import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
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
import { businesses, conversations, people } from './people.ts'
import { units } from './profile.ts'
import { tickets } from './tickets.ts'

/** A class (lớp tập huấn), a conference, a workshop, a dialogue, or a course one follows alone. */
export const courses = pgTable(
  'courses',
  {
    id: id(),
    /** its address on the portal and in deep links; ASCII, never changes once published */
    slug: text('slug').notNull().unique(),
    kind: text('kind')
      .$type<'class' | 'conference' | 'workshop' | 'dialogue' | 'e-learning'>()
      .notNull(),
    title: text('title').notNull(),
    summary: text('summary').notNull().default(''),
    fieldIds: jsonb('field_ids').$type<number[]>().notNull().default([]),
    leadUnitId: reference('lead_unit_id')
      .notNull()
      .references(() => units.id),
    cooperatingUnitIds: jsonb('cooperating_unit_ids').$type<number[]>().notNull().default([]),
    mode: text('mode').$type<'in-person' | 'online' | 'both'>().notNull(),
    place: text('place').notNull().default(''),
    /** told to those signed up alone */
    meetingLink: text('meeting_link').notNull().default(''),
    /** null: no bound */
    seats: integer('seats'),
    closesAt: moment('closes_at'),
    speakers: text('speakers').notNull().default(''),
    /** the quarter it is planned for while it has no sessions: 2026-Q3 */
    plannedFor: text('planned_for'),
    /** the law document it is about */
    documentId: reference('document_id'),
    /** questions are collected beforehand and become tickets */
    collectsQuestions: boolean('collects_questions').notNull().default(false),
    state: text('state')
      .$type<'draft' | 'published' | 'running' | 'held' | 'closed' | 'cancelled'>()
      .notNull()
      .default('draft'),
    cancelReason: text('cancel_reason'),
    /** money spent, in đồng, for the report: from the budget, from society */
    budgetVnd: bigint('budget_vnd', { mode: 'number' }),
    societyVnd: bigint('society_vnd', { mode: 'number' }),
    version: integer('version').notNull().default(1),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    updatedBy: text('updated_by'),
    publishedAt: moment('published_at'),
    /** when it was over; what dates a course without sessions in the reports */
    heldAt: moment('held_at'),
    /** the next number in the order of sign-ups; moves in the sign-up's own transaction */
    nextNumber: integer('next_number').notNull().default(1),
  },
  (t) => [index('courses_state').on(t.state), index('courses_unit').on(t.leadUnitId)],
)

export const courseSessions = pgTable(
  'course_sessions',
  {
    id: id(),
    courseId: reference('course_id')
      .notNull()
      .references(() => courses.id),
    startsAt: moment('starts_at').notNull(),
    endsAt: moment('ends_at').notNull(),
    /** '' : the course's own place */
    place: text('place').notNull().default(''),
    /** said aloud in class for those who attend online */
    attendCode: text('attend_code').notNull(),
    cancelledAt: moment('cancelled_at'),
  },
  (t) => [
    index('course_sessions_course').on(t.courseId, t.startsAt),
    index('course_sessions_start').on(t.startsAt),
  ],
)

/** Materials. Bytes lie under the data folder by content hash. */
export const courseFiles = pgTable(
  'course_files',
  {
    id: id(),
    courseId: reference('course_id')
      .notNull()
      .references(() => courses.id),
    name: text('name').notNull(),
    type: text('type').notNull(),
    size: integer('size').notNull(),
    sha256: text('sha256').notNull(),
    /** everybody may read it, or those signed up alone */
    open: boolean('open').notNull().default(false),
    addedAt: moment('added_at').notNull(),
    addedBy: text('added_by'),
  },
  (t) => [index('course_files_course').on(t.courseId)],
)

/** One seat asked for. `number` is the order of asking: the waiting list is in it. */
export const signups = pgTable(
  'signups',
  {
    id: id(),
    courseId: reference('course_id')
      .notNull()
      .references(() => courses.id),
    number: integer('number').notNull(),
    personId: reference('person_id')
      .notNull()
      .references(() => people.id),
    conversationId: reference('conversation_id').references(() => conversations.id),
    businessId: reference('business_id').references(() => businesses.id),
    /** who comes: the person themself or a colleague; folded in `attendeeKey`, so that nobody is down twice */
    attendee: text('attendee').notNull(),
    attendeeKey: text('attendee_key').notNull(),
    state: text('state')
      .$type<'seated' | 'waiting' | 'offered' | 'given-up' | 'lapsed' | 'cancelled'>()
      .notNull(),
    /** a seat is kept for them until then */
    offeredUntil: moment('offered_until'),
    channel: text('channel').notNull(),
    staffId: text('staff_id'),
    /** what the QR to check in holds; 16 random bytes */
    token: text('token').notNull().unique(),
    createdAt: moment('created_at').notNull(),
    changedAt: moment('changed_at').notNull(),
    score: smallint('score'),
    comment: text('comment'),
    ratingAskedAt: moment('rating_asked_at'),
    ratedAt: moment('rated_at'),
  },
  (t) => [
    uniqueIndex('signups_number').on(t.courseId, t.number),
    uniqueIndex('signups_attendee')
      .on(t.courseId, t.personId, t.attendeeKey)
      .where(sql`${t.state} in ('seated', 'waiting', 'offered')`),
    index('signups_course').on(t.courseId, t.state, t.number),
    index('signups_person').on(t.personId),
    index('signups_offered').on(t.offeredUntil).where(sql`${t.state} = 'offered'`),
  ],
)

/** Was there: once a session, however it was noted and however often it was sent. */
export const attendances = pgTable(
  'attendances',
  {
    sessionId: reference('session_id')
      .notNull()
      .references(() => courseSessions.id),
    signupId: reference('signup_id')
      .notNull()
      .references(() => signups.id),
    at: moment('at').notNull(),
    how: text('how').$type<'scan' | 'typed' | 'own' | 'code'>().notNull(),
    staffId: text('staff_id'),
  },
  (t) => [
    primaryKey({ columns: [t.sessionId, t.signupId] }),
    index('attendances_signup').on(t.signupId),
  ],
)

/** What was said once to somebody about a session or a course, so that it is not said again. */
export const courseTold = pgTable(
  'course_told',
  {
    signupId: reference('signup_id')
      .notNull()
      .references(() => signups.id),
    what: text('what').notNull(),
    at: moment('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.signupId, t.what] })],
)

/** Questions collected beforehand, as the tickets they became. */
export const courseQuestions = pgTable(
  'course_questions',
  {
    courseId: reference('course_id')
      .notNull()
      .references(() => courses.id),
    ticketId: reference('ticket_id')
      .notNull()
      .references(() => tickets.id),
  },
  (t) => [
    primaryKey({ columns: [t.courseId, t.ticketId] }),
    index('course_questions_ticket').on(t.ticketId),
  ],
)
