import { index, jsonb, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core'
import { id, moment, reference } from './columns.ts'
import { courseFiles, courses, signups } from './training.ts'

/** Proof of attendance; `code` is its address on the portal. */
export const certificates = pgTable('certificates', {
  id: id(),
  signupId: reference('signup_id')
    .notNull()
    .references(() => signups.id)
    .unique(),
  /** the verification address; cannot be guessed */
  code: text('code').notNull().unique(),
  /** as printed */
  printed: jsonb('printed').$type<Record<string, string>>().notNull(),
  issuedAt: moment('issued_at').notNull(),
  issuedBy: text('issued_by').notNull(),
  revokedAt: moment('revoked_at'),
})

/** Lessons and the quiz of a course. */
export const lessons = pgTable(
  'lessons',
  {
    id: id(),
    courseId: reference('course_id')
      .notNull()
      .references(() => courses.id),
    position: smallint('position').notNull(),
    title: text('title').notNull(),
    body: text('body').notNull().default(''),
    link: text('link').notNull().default(''),
    fileId: reference('file_id').references(() => courseFiles.id),
    /** questions with choices and the right one */
    quiz: jsonb('quiz')
      .$type<{ ask: string; choices: string[]; right: number; why?: string }[]>()
      .notNull()
      .default([]),
  },
  (t) => [index('lessons_course').on(t.courseId, t.position)],
)

export const lessonResults = pgTable(
  'lesson_results',
  {
    lessonId: reference('lesson_id')
      .notNull()
      .references(() => lessons.id),
    signupId: reference('signup_id')
      .notNull()
      .references(() => signups.id),
    answers: jsonb('answers').$type<number[]>().notNull().default([]),
    right: smallint('right').notNull().default(0),
    at: moment('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.lessonId, t.signupId] })],
)
