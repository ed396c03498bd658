import { createHash } from 'node:crypto'
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { certificates, lessonResults, lessons } from '#db/schema/lessons.ts'
import { businesses } from '#db/schema/people.ts'
import { courses, signups } from '#db/schema/training.ts'
import type { QuizQuestion } from './lessons.ts'

/** A lesson counts as passed with at least half of its questions right. */
function enoughRight(questions: number): number {
  return Math.ceil(questions / 2)
}

export interface QuizResult {
  right: number
  of: number
  passed: boolean
  /** for each question: what was chosen, what is right, and why */
  marks: { ask: string; chosen: string; answer: string; right: boolean; why?: string }[]
}

/** What was asked, in short: answers to other questions are told by it. */
export function quizMark(quiz: Pick<QuizQuestion, 'ask' | 'choices'>[]): string {
  const asked = JSON.stringify(quiz.map(({ ask, choices }) => [ask, choices]))
  return createHash('sha256').update(asked).digest('base64url').slice(0, 16)
}

/**
 * Marks the answers (index of the choice, a question each) to a lesson's quiz and keeps the best attempt; with no
 * quiz, notes that the lesson was read. Refusal when the seat is no seat of that course, a question is unanswered, or
 * the answers are to questions (`mark`) that were changed meanwhile.
 */
export async function answerLesson(
  tx: Db,
  { signupId, lessonId }: { signupId: number; lessonId: number },
  answers: number[],
  now: Date,
  mark?: string,
): Promise<QuizResult> {
  const quiz = await quizFor(tx, signupId, lessonId)
  if (mark !== undefined && mark !== quizMark(quiz)) {
    throw new Refusal('training:refusal.quiz-changed')
  }
  const sound = quiz.every(({ choices }, index) => choices[answers[index] ?? -1] !== undefined)
  if (!sound) throw new Refusal('courses:refusal.quiz-unanswered')
  const given = answers.slice(0, quiz.length)
  const result = markQuiz(quiz, given)
  await tx
    .insert(lessonResults)
    .values({ lessonId, signupId, answers: given, right: result.right, at: now })
    .onConflictDoUpdate({
      target: [lessonResults.lessonId, lessonResults.signupId],
      set: { answers: given, right: result.right, at: now },
      setWhere: sql`${lessonResults.right} < ${result.right}`,
    })
  return result
}

async function quizFor(tx: Db, signupId: number, lessonId: number): Promise<QuizQuestion[]> {
  const [row] = await tx
    .select({ quiz: lessons.quiz })
    .from(lessons)
    .innerJoin(signups, eq(signups.courseId, lessons.courseId))
    .innerJoin(courses, eq(courses.id, lessons.courseId))
    .where(
      and(
        eq(lessons.id, lessonId),
        eq(signups.id, signupId),
        eq(signups.state, 'seated'),
        sql`${courses.state} in ('published', 'running', 'held', 'closed')`,
      ),
    )
    .for('key share', { of: lessons })
  if (!row) throw new Refusal('courses:refusal.no-lesson')
  return row.quiz
}

/** What is right of the answers to a quiz. */
export function markQuiz(quiz: QuizQuestion[], answers: number[]): QuizResult {
  const marks = quiz.map(({ ask, choices, right, why }, index) => ({
    ...{ ask, chosen: choices[answers[index] ?? -1] ?? '', answer: choices[right] ?? '' },
    right: answers[index] === right,
    ...(why && { why }),
  }))
  const right = marks.filter((mark) => mark.right).length
  return { right, of: quiz.length, passed: right >= enoughRight(quiz.length), marks }
}

/** What a seat has done of its course: lesson by lesson. */
export async function progressOf(db: Db, signupId: number) {
  const rows = await db
    .select({
      id: lessons.id,
      title: lessons.title,
      quiz: lessons.quiz,
      answers: lessonResults.answers,
      right: lessonResults.right,
      at: lessonResults.at,
    })
    .from(signups)
    .innerJoin(lessons, eq(lessons.courseId, signups.courseId))
    .leftJoin(
      lessonResults,
      and(eq(lessonResults.lessonId, lessons.id), eq(lessonResults.signupId, signups.id)),
    )
    .where(eq(signups.id, signupId))
    .orderBy(asc(lessons.position), asc(lessons.id))
  return rows.map(({ quiz, right, at, ...row }) => {
    const done = at !== null && (right ?? 0) >= enoughRight(quiz.length)
    return { ...row, of: quiz.length, right: right ?? 0, tried: at !== null, done, at }
  })
}

/** Of each lesson: how many of the seated have passed it, and the share of right answers. */
export async function lessonCounts(db: Db, courseId: number) {
  const rows = await db
    .select({
      id: lessons.id,
      tried: sql<number>`count(${signups.id})::int`,
      passed: sql<number>`(count(${signups.id}) filter (where ${lessonResults.right} >= ceil(jsonb_array_length(${lessons.quiz}) / 2.0)))::int`,
    })
    .from(lessons)
    .leftJoin(lessonResults, eq(lessonResults.lessonId, lessons.id))
    .leftJoin(signups, and(eq(signups.id, lessonResults.signupId), eq(signups.state, 'seated')))
    .where(eq(lessons.courseId, courseId))
    .groupBy(lessons.id)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Seated people of a course followed alone who passed every lesson of it and have no certificate. */
export async function followedThrough(tx: Db, courseId: number) {
  const [all] = await tx
    .select({ n: sql<number>`count(*)::int` })
    .from(lessons)
    .where(eq(lessons.courseId, courseId))
  const sessions = all?.n ?? 0
  if (sessions === 0) return []
  const rows = await tx
    .select({
      signupId: signups.id,
      number: signups.number,
      attendee: signups.attendee,
      business: businesses.name,
      attended: sql<number>`count(*)::int`,
    })
    .from(signups)
    .innerJoin(lessonResults, eq(lessonResults.signupId, signups.id))
    .innerJoin(lessons, eq(lessons.id, lessonResults.lessonId))
    .leftJoin(businesses, eq(businesses.id, signups.businessId))
    .leftJoin(certificates, eq(certificates.signupId, signups.id))
    .where(
      and(
        eq(signups.courseId, courseId),
        eq(signups.state, 'seated'),
        isNull(certificates.id),
        sql`${signups.attendee} <> ''`,
        sql`${lessonResults.right} >= ceil(jsonb_array_length(${lessons.quiz}) / 2.0)`,
      ),
    )
    .groupBy(signups.id, signups.number, signups.attendee, businesses.name)
    .having(sql`count(*) >= ${sessions}`)
    .orderBy(asc(signups.number))
  return rows.map((row) => ({ ...row, sessions }))
}
