import { and, asc, eq, max, sql } from 'drizzle-orm'
import { isWebAddress } from '#core/outgoing.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { lessonResults, lessons } from '#db/schema/lessons.ts'
import { courseFiles, courses } from '#db/schema/training.ts'
import { courseFor } from './held-by.ts'

export interface QuizQuestion {
  ask: string
  choices: string[]
  /** which choice is right, from 0 on */
  right: number
  why?: string
}

export interface LessonFacts {
  title: string
  body: string
  link: string
  fileId: number | null
  quiz: QuizQuestion[]
}

export type Lesson = Awaited<ReturnType<typeof lessonsOf>>[number]

const mostQuestions = 20
const mostChoices = 6

/** The lessons of a course in their order. */
export function lessonsOf(db: Db, courseId: number) {
  return db
    .select({
      id: lessons.id,
      courseId: lessons.courseId,
      position: lessons.position,
      title: lessons.title,
      body: lessons.body,
      link: lessons.link,
      fileId: lessons.fileId,
      file: courseFiles.name,
      quiz: lessons.quiz,
    })
    .from(lessons)
    .leftJoin(courseFiles, eq(courseFiles.id, lessons.fileId))
    .where(eq(lessons.courseId, courseId))
    .orderBy(asc(lessons.position), asc(lessons.id))
}

/**
 * Reads a quiz as it is typed: a question a block, blocks apart by an empty line; the first line asks, each further
 * one beginning with `-` is a choice and with `*` the right one, a last one beginning with `=` says why. Refusal names
 * the block that does not fit.
 */
export function quizIn(text: string): QuizQuestion[] {
  const blocks = text.replace(/\r\n?/g, '\n').split(/\n[ \t]*\n+/)
  const asked = blocks.map((block) => block.trim()).filter((block) => block !== '')
  if (asked.length > mostQuestions) {
    throw new Refusal('courses:refusal.quiz-long', { most: mostQuestions })
  }
  return asked.map((block, index) => questionIn(block, index + 1))
}

function questionIn(block: string, number: number): QuizQuestion {
  const [ask = '', ...rest] = block.split('\n').map((line) => line.trim())
  const marked = rest.filter((line) => line !== '')
  const strange = marked.find((line) => !/^[-*=]\s*\S/.test(line))
  if (/^[-*=]/.test(ask) || strange !== undefined) {
    throw new Refusal('courses:refusal.quiz-line', { number })
  }
  const choices = marked.filter((line) => !line.startsWith('='))
  const right = choices.findIndex((line) => line.startsWith('*'))
  const rights = choices.filter((line) => line.startsWith('*')).length
  if (choices.length < 2 || choices.length > mostChoices) {
    throw new Refusal('courses:refusal.quiz-choices', { number, most: mostChoices })
  }
  if (rights !== 1) throw new Refusal('courses:refusal.quiz-right', { number })
  const why = marked.filter((line) => line.startsWith('=')).map(afterMark)
  return {
    ...{ ask, choices: choices.map(afterMark), right },
    ...(why.length > 0 && { why: why.join(' ') }),
  }
}

function afterMark(line: string): string {
  return line.slice(1).trim()
}

/** A quiz as it would be typed. */
export function quizText(quiz: QuizQuestion[]): string {
  return quiz
    .map(({ ask, choices, right, why }) =>
      [
        ask,
        ...choices.map((choice, index) => `${index === right ? '*' : '-'} ${choice}`),
        ...(why ? [`= ${why}`] : []),
      ].join('\n'),
    )
    .join('\n\n')
}

/** Writes a lesson of a course, a new one at the end. Refusal when `actor` may not, or the file is another course's. */
export async function saveLesson(
  db: Db,
  actor: Actor,
  { courseId, id }: { courseId: number; id?: number | undefined },
  facts: LessonFacts,
  now: Date,
): Promise<number> {
  return db.transaction(async (tx) => {
    await courseFor(tx, actor, 'training.write', courseId)
    await lockCourse(tx, courseId)
    if (facts.link !== '' && !isWebAddress(facts.link)) throw new Refusal('courses:fault.link')
    if (facts.fileId !== null) await checkFile(tx, courseId, facts.fileId)
    const saved =
      id === undefined
        ? await addLesson(tx, courseId, facts)
        : await tx
            .update(lessons)
            .set(facts)
            .where(and(eq(lessons.id, id), eq(lessons.courseId, courseId)))
            .returning({ id: lessons.id })
    const [row] = saved
    if (!row) throw new Refusal('courses:refusal.no-lesson')
    await noted(tx, actor, 'training.lesson-saved', courseId, now)
    return row.id
  })
}

async function addLesson(tx: Db, courseId: number, facts: LessonFacts) {
  const [last] = await tx
    .select({ position: max(lessons.position) })
    .from(lessons)
    .where(eq(lessons.courseId, courseId))
  const position = (last?.position ?? 0) + 1
  return tx
    .insert(lessons)
    .values({ ...facts, courseId, position })
    .returning({ id: lessons.id })
}

/** Puts a lesson one place earlier or later. */
export async function moveLesson(
  db: Db,
  actor: Actor,
  { courseId, id }: { courseId: number; id: number },
  by: -1 | 1,
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    await courseFor(tx, actor, 'training.write', courseId)
    await lockCourse(tx, courseId)
    const ids = (await lessonsOf(tx, courseId)).map((lesson) => lesson.id)
    const [from, to] = [ids.indexOf(id), ids.indexOf(id) + by]
    if (from < 0) throw new Refusal('courses:refusal.no-lesson')
    const other = ids[to]
    if (other === undefined) return
    ids[to] = id
    ids[from] = other
    for (const [position, lesson] of ids.entries()) {
      await tx
        .update(lessons)
        .set({ position: position + 1 })
        .where(eq(lessons.id, lesson))
    }
    await noted(tx, actor, 'training.lesson-moved', courseId, now)
  })
}

/** Takes a lesson away. Refusal once somebody has done it: their result would go with it. */
export async function removeLesson(
  db: Db,
  actor: Actor,
  { courseId, id }: { courseId: number; id: number },
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    await courseFor(tx, actor, 'training.write', courseId)
    // Whoever is just answering it is waited for.
    await tx.select({ id: lessons.id }).from(lessons).where(eq(lessons.id, id)).for('update')
    const [done] = await tx
      .select({ one: sql`1` })
      .from(lessonResults)
      .where(eq(lessonResults.lessonId, id))
      .limit(1)
    if (done) throw new Refusal('courses:refusal.lesson-done')
    await tx.delete(lessons).where(and(eq(lessons.id, id), eq(lessons.courseId, courseId)))
    await noted(tx, actor, 'training.lesson-removed', courseId, now)
  })
}

async function lockCourse(tx: Db, courseId: number): Promise<void> {
  await tx.select({ id: courses.id }).from(courses).where(eq(courses.id, courseId)).for('update')
}

async function checkFile(tx: Db, courseId: number, fileId: number): Promise<void> {
  const [file] = await tx
    .select({ id: courseFiles.id })
    .from(courseFiles)
    .where(and(eq(courseFiles.id, fileId), eq(courseFiles.courseId, courseId)))
  if (!file) throw new Refusal('courses:refusal.no-file')
}

async function noted(tx: Db, actor: Actor, action: string, courseId: number, now: Date) {
  const from = { staffId: actor.id, ip: actor.ip, subject: 'course', subjectId: courseId }
  await audit(tx, { at: now, ...from, action })
}
