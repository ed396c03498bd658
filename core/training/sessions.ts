import { randomInt } from 'node:crypto'
import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { attendances, courseSessions, courses } from '#db/schema/training.ts'
import { oweTimes } from './changed.ts'
import { type Course, lockedCourse, noted, stamp, upcoming, type Which } from './course.ts'
import { checkPlaces, lockPlaces } from './places.ts'
import { remindAgain } from './reminders.ts'
import { tellNow } from './telling.ts'
import { promote } from './waiting.ts'

export type CourseSession = typeof courseSessions.$inferSelect

/** A session as it is to be; `id` of one that is there already. */
export interface SessionDraft {
  id?: number | undefined
  startsAt: Date
  endsAt: Date
  /** '' : the course's own place */
  place: string
}

/**
 * Sets the sessions of a course; one left out is gone, and called off when people know of it already. Those signed up
 * are told when a published course has other times or places. Refusal when sessions overlap, one ends before it begins,
 * is moved into the past, or its place is taken by another course; the values say which.
 */
export async function setSessions(
  db: Db,
  actor: Actor,
  which: Which,
  wanted: SessionDraft[],
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    await lockPlaces(tx)
    const course = await lockedCourse(tx, actor, 'training.write', which)
    if (!['draft', 'published', 'running'].includes(course.state)) {
      throw new Refusal(`training:refusal.when-${course.state}`)
    }
    const before = await sessionsOf(tx, course.id)
    const sorted = wanted
      .map((one) => ({ ...one, place: one.place.trim() }))
      .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
    checkTimes(sorted, before, now)
    if (sorted.length === 0 && course.state !== 'draft' && course.kind !== 'e-learning') {
      throw new Refusal('training:refusal.no-sessions')
    }
    await checkPlaces(tx, course, sorted)
    const begins = await written(tx, course, sorted, before, now)
    const startsAt = sorted[0]?.startsAt ?? null
    const again = putOff(course, before, startsAt, now)
    const set = { ...(again && { state: 'published' as const }), ...stamp(actor, now) }
    await tx.update(courses).set(set).where(eq(courses.id, course.id))
    if (begins.length > 0 && upcoming.includes(course.state)) {
      await oweTimes(tx, course, { begins, startsAt }, now)
      await promote(tx, course.id, now)
      await tellNow(tx, course.id, now)
    }
    await noted(tx, actor, 'training.sessions-set', course.id, now)
  })
}

/** The sessions of a course that were not called off, by time. */
export function sessionsOf(db: Db, courseId: number): Promise<CourseSession[]> {
  return db
    .select()
    .from(courseSessions)
    .where(and(eq(courseSessions.courseId, courseId), isNull(courseSessions.cancelledAt)))
    .orderBy(asc(courseSessions.startsAt), asc(courseSessions.id))
}

function checkTimes(sorted: SessionDraft[], before: CourseSession[], now: Date): void {
  for (const [at, session] of sorted.entries()) {
    const number = at + 1
    const { id, startsAt, endsAt } = session
    if (Number.isNaN(startsAt.getTime()) || Number.isNaN(endsAt.getTime())) {
      throw new Refusal('training:refusal.no-time', { number })
    }
    if (endsAt <= startsAt) throw new Refusal('training:refusal.ends-before', { number })
    const known = before.find((one) => one.id === id)
    if (id !== undefined && !known) throw new Refusal('training:refusal.changed')
    const moved = known?.startsAt.getTime() !== startsAt.getTime()
    if (moved && startsAt < now) throw new Refusal('training:refusal.past', { number })
    const next = sorted[at + 1]
    if (next && next.startsAt < endsAt) {
      throw new Refusal('training:refusal.overlap', { number, other: number + 1 })
    }
  }
}

/** Writes them; gives the times that came or went: those who come must know. */
async function written(
  tx: Db,
  course: Course,
  sorted: SessionDraft[],
  before: CourseSession[],
  now: Date,
): Promise<Date[]> {
  const begins: Date[] = []
  for (const { id, startsAt, endsAt, place } of sorted) {
    const known = before.find((one) => one.id === id)
    const values = { startsAt, endsAt, place }
    if (!known) {
      await tx
        .insert(courseSessions)
        .values({ courseId: course.id, ...values, attendCode: attendCode() })
      begins.push(startsAt)
    } else if (differs(known, values)) {
      await tx.update(courseSessions).set(values).where(eq(courseSessions.id, known.id))
      await remindAgain(tx, known.id, startsAt, now)
      begins.push(known.startsAt, startsAt)
    }
  }
  const kept = new Set(sorted.map(({ id }) => id))
  const gone = before.filter(({ id }) => !kept.has(id))
  if (gone.length === 0) return begins
  const ids = gone.map(({ id }) => id)
  await callOff(tx, course, ids, now)
  return [...begins, ...gone.map(({ startsAt }) => startsAt)]
}

/** The clock let it run, and then its first session was put off: people may sign up again. */
function putOff(
  { state, kind }: Course,
  [first]: CourseSession[],
  startsAt: Date | null,
  now: Date,
): boolean {
  if (state !== 'running' || kind === 'e-learning' || !first || first.endsAt <= now) return false
  return startsAt !== null && startsAt > now
}

function differs(known: CourseSession, values: SessionDraft): boolean {
  return (
    known.startsAt.getTime() !== values.startsAt.getTime() ||
    known.endsAt.getTime() !== values.endsAt.getTime() ||
    known.place !== values.place
  )
}

/** What nobody has seen may vanish; the rest stays in the file as called off. */
async function callOff(tx: Db, course: Course, ids: number[], now: Date): Promise<void> {
  const which = inArray(courseSessions.id, ids)
  const attended = await tx.$count(attendances, inArray(attendances.sessionId, ids))
  if (course.state === 'draft' && attended === 0) {
    await tx.delete(courseSessions).where(which)
    return
  }
  await tx.update(courseSessions).set({ cancelledAt: now }).where(which)
}

const letters = 'ABCDEHKLMNPRSTVX'

/** Four letters and two digits that are not mistaken for each other when read aloud. */
function attendCode(): string {
  const letter = () => letters[randomInt(letters.length)] ?? 'A'
  const digit = () => String(randomInt(2, 10))
  return [letter(), letter(), letter(), letter(), digit(), digit()].join('')
}
