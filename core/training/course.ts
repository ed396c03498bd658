import { and, asc, eq, inArray, isNull, like, or, sql } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Deed } from '#core/staff/deeds.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { courseSessions, courses, signups } from '#db/schema/training.ts'
import { oweMoved } from './changed.ts'
import { placeOfCourse } from './held-by.ts'
import { checkPlaces, lockPlaces } from './places.ts'
import { tellNow } from './telling.ts'
import { promote } from './waiting.ts'

export type Course = typeof courses.$inferSelect
export type CourseKind = Course['kind']
export type CourseState = Course['state']

/** What somebody plans: everything of a course but its sessions, files and lessons. */
export type CourseDraft = Pick<
  Course,
  | 'kind'
  | 'title'
  | 'summary'
  | 'fieldIds'
  | 'leadUnitId'
  | 'cooperatingUnitIds'
  | 'mode'
  | 'place'
  | 'meetingLink'
  | 'seats'
  | 'closesAt'
  | 'speakers'
  | 'plannedFor'
  | 'documentId'
  | 'collectsQuestions'
  | 'budgetVnd'
  | 'societyVnd'
>

/** Which course, and the version of it that was read. */
export interface Which {
  id: number
  version: number
}

const longestTitle = 200
const mostSeats = 100_000
/** `lop-` and this fit the 64 characters of Telegram's start parameter. */
const longestSlug = 48

/** Plans a course as a draft of its leading unit. Refusal when it is not the actor's to plan, or says too little. */
export async function createCourse(
  db: Db,
  actor: Actor,
  draft: CourseDraft,
  now: Date,
): Promise<{ id: number; slug: string }> {
  checkDraft(actor, draft)
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('course-slugs'))`)
    const slug = await freeSlug(tx, draft.title)
    const [row] = await tx
      .insert(courses)
      .values({ ...valuesOf(draft), slug, createdAt: now, updatedAt: now, updatedBy: actor.id })
      .returning({ id: courses.id })
    if (!row) throw new Error('a course was not written')
    await noted(tx, actor, 'training.course-created', row.id, now)
    return { id: row.id, slug }
  })
}

/**
 * Changes a course. Those signed up for a published one are told of another place or link; more seats are offered to
 * those who wait. Refusal when somebody else changed it meanwhile, when it is over, or has more seats taken.
 */
export async function changeCourse(
  db: Db,
  actor: Actor,
  which: Which,
  draft: CourseDraft,
  now: Date,
): Promise<void> {
  checkDraft(actor, draft)
  await db.transaction(async (tx) => {
    await lockPlaces(tx)
    const course = await lockedCourse(tx, actor, 'training.write', which)
    if (['closed', 'cancelled'].includes(course.state)) {
      throw new Refusal(`training:refusal.when-${course.state}`)
    }
    if (course.state !== 'draft') checkPublished(draft)
    const taken = await takenSeats(tx, course.id)
    if (draft.seats !== null && draft.seats < taken) {
      throw new Refusal('training:refusal.seats-taken', { taken })
    }
    const set = { ...valuesOf(draft), ...stamp(actor, now) }
    const times = await timesOf(tx, course.id)
    if (upcoming.includes(course.state) || course.state === 'draft') {
      await checkPlaces(tx, { id: course.id, mode: set.mode, place: set.place }, times)
    }
    await tx.update(courses).set(set).where(eq(courses.id, course.id))
    if (upcoming.includes(course.state)) {
      const begins = times.map(({ startsAt }) => startsAt)
      await oweMoved(tx, course, set, begins, now)
    }
    await promote(tx, course.id, now)
    await tellNow(tx, course.id, now)
    await noted(tx, actor, 'training.course-changed', course.id, now)
  })
}

/** The states in which people still come. */
export const upcoming: readonly CourseState[] = ['published', 'running']

/** The course, locked, when `actor` may do `deed` on it and nobody changed it since. */
export async function lockedCourse(
  tx: Db,
  actor: Actor,
  deed: Deed,
  { id, version }: Which,
): Promise<Course> {
  const [course] = await tx.select().from(courses).where(eq(courses.id, id)).for('update')
  if (!course) throw new Refusal('training:refusal.gone')
  if (!may(actor, deed, placeOfCourse(course))) throw new Refusal('training:refusal.not-yours')
  if (course.version !== version) throw new Refusal('training:refusal.changed')
  return course
}

/** What every change of a course writes beside the change. */
export function stamp(actor: Actor | undefined, now: Date) {
  return {
    version: sql`${courses.version} + 1`,
    updatedAt: now,
    ...(actor && { updatedBy: actor.id }),
  }
}

/** A line of the audit log about a course. */
export async function noted(
  tx: Db,
  actor: Actor,
  action: string,
  courseId: number,
  now: Date,
): Promise<void> {
  const from = { staffId: actor.id, ip: actor.ip, subject: 'course', subjectId: courseId }
  await audit(tx, { at: now, ...from, action })
}

/** A class is published with a place when people come in person. */
export function checkPublished(draft: Pick<CourseDraft, 'kind' | 'mode' | 'place'>): void {
  if (draft.kind !== 'e-learning' && draft.mode !== 'online' && draft.place.trim() === '') {
    throw new Refusal('training:refusal.no-place')
  }
}

function checkDraft(actor: Actor, draft: CourseDraft): void {
  if (!may(actor, 'training.write', placeOfCourse(draft))) {
    throw new Refusal('training:refusal.not-yours')
  }
  const { title, seats, meetingLink } = draft
  if (!/\p{L}{2}/u.test(title)) throw new Refusal('training:refusal.no-title')
  if (title.length > longestTitle) {
    throw new Refusal('training:refusal.long-title', { most: longestTitle })
  }
  if (seats !== null && !(Number.isInteger(seats) && seats >= 1 && seats <= mostSeats)) {
    throw new Refusal('training:refusal.seats')
  }
  if (meetingLink.trim() !== '' && !/^https?:\/\/\S+$/.test(meetingLink.trim())) {
    throw new Refusal('training:refusal.link')
  }
  if (draft.plannedFor !== null && !/^\d{4}-Q[1-4]$/.test(draft.plannedFor)) {
    throw new Refusal('training:refusal.quarter')
  }
  for (const money of [draft.budgetVnd, draft.societyVnd]) {
    if (money !== null && !(Number.isSafeInteger(money) && money >= 0)) {
      throw new Refusal('training:refusal.money')
    }
  }
}

function valuesOf(draft: CourseDraft): CourseDraft {
  return {
    kind: draft.kind,
    title: draft.title.trim().replace(/\s+/g, ' '),
    summary: draft.summary.trim(),
    fieldIds: [...new Set(draft.fieldIds)],
    leadUnitId: draft.leadUnitId,
    cooperatingUnitIds: [...new Set(draft.cooperatingUnitIds)].filter(
      (id) => id !== draft.leadUnitId,
    ),
    mode: draft.kind === 'e-learning' ? 'online' : draft.mode,
    place: draft.place.trim(),
    meetingLink: draft.meetingLink.trim(),
    seats: draft.seats,
    closesAt: draft.closesAt,
    speakers: draft.speakers.trim(),
    plannedFor: draft.plannedFor,
    documentId: draft.documentId,
    collectsQuestions: draft.collectsQuestions,
    budgetVnd: draft.budgetVnd,
    societyVnd: draft.societyVnd,
  }
}

function timesOf(tx: Db, courseId: number) {
  return tx
    .select({
      startsAt: courseSessions.startsAt,
      endsAt: courseSessions.endsAt,
      place: courseSessions.place,
    })
    .from(courseSessions)
    .where(and(eq(courseSessions.courseId, courseId), isNull(courseSessions.cancelledAt)))
    .orderBy(asc(courseSessions.startsAt))
}

/** Seats held, or kept for somebody who was offered one. */
async function takenSeats(tx: Db, courseId: number): Promise<number> {
  const held = and(eq(signups.courseId, courseId), inArray(signups.state, ['seated', 'offered']))
  return tx.$count(signups, held)
}

/** Whole words of `words` up to `most` characters; what is one long word is cut. */
function cutAtWord(words: string, most: number): string {
  const end = words.lastIndexOf('-', most)
  return words.slice(0, end > 0 ? end : most)
}

/** The title in ASCII, with a number behind it when another course has it. */
async function freeSlug(tx: Db, title: string): Promise<string> {
  const words = fold(title)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  const whole = words.length <= longestSlug
  const wanted = whole ? words || 'lop' : cutAtWord(words, longestSlug)
  const rows = await tx
    .select({ slug: courses.slug })
    .from(courses)
    .where(or(eq(courses.slug, wanted), like(courses.slug, `${wanted}-%`)))
  // Below /lop/ve are people's own pages.
  const used = new Set(['ve', ...rows.map(({ slug }) => slug)])
  if (!used.has(wanted)) return wanted
  for (let number = 2; ; number += 1) {
    if (!used.has(`${wanted}-${number}`)) return `${wanted}-${number}`
  }
}
