import { and, eq, inArray, sql } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import type { Deed } from '#core/staff/deeds.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { courses, signups } from '#db/schema/training.ts'
import {
  type Course,
  type CourseState,
  checkPublished,
  lockedCourse,
  noted,
  stamp,
  type Which,
} from './course.ts'
import { owe } from './owed.ts'
import { sessionsOf } from './sessions.ts'
import { tellNow } from './telling.ts'
import { tellAt } from './telling-hours.ts'

/** From which states a course comes to a state. */
const from: Partial<Record<CourseState, readonly CourseState[]>> = {
  published: ['draft'],
  running: ['published'],
  held: ['published', 'running'],
  closed: ['held'],
  cancelled: ['draft', 'published', 'running'],
}

/** Opens a course to the public. Refusal without sessions to come, or without a place when people come in person. */
export async function publishCourse(db: Db, actor: Actor, which: Which, now: Date): Promise<void> {
  await move(db, actor, 'training.publish', which, 'published', now, async (tx, course) => {
    checkPublished(course)
    const sessions = await sessionsOf(tx, course.id)
    if (course.kind !== 'e-learning' && sessions.length === 0) {
      throw new Refusal('training:refusal.no-sessions')
    }
    const [first] = sessions
    if (first && first.startsAt < now) throw new Refusal('training:refusal.past', { number: 1 })
    return { publishedAt: now }
  })
}

/** It has begun. The clock says so too (`tendCourses`). */
export async function startCourse(db: Db, actor: Actor, which: Which, now: Date): Promise<void> {
  await move(db, actor, 'training.write', which, 'running', now)
}

/** It is over: those who were there are asked how it was. */
export async function holdCourse(db: Db, actor: Actor, which: Which, now: Date): Promise<void> {
  await move(db, actor, 'training.write', which, 'held', now, async (tx, course) => {
    const [first] = await sessionsOf(tx, course.id)
    if (first && first.startsAt > now) throw new Refusal('training:refusal.not-begun')
    await askHowItWas(tx, course.id, now)
    return { heldAt: now }
  })
}

/** The file of the course is complete: nothing of it changes any more. */
export async function closeCourse(db: Db, actor: Actor, which: Which, now: Date): Promise<void> {
  await move(db, actor, 'training.write', which, 'closed', now)
}

/** Calls a course off: everybody signed up, waiting or offered a seat is told the reason. */
export async function cancelCourse(
  db: Db,
  actor: Actor,
  which: Which,
  reason: string,
  now: Date,
): Promise<void> {
  const cancelReason = reason.trim()
  if (!/\p{L}{2}/u.test(cancelReason)) throw new Refusal('training:refusal.no-reason')
  await move(db, actor, 'training.publish', which, 'cancelled', now, async (tx, course) => {
    const active = ['seated', 'waiting', 'offered'] as const
    const begins = (await sessionsOf(tx, course.id)).map(({ startsAt }) => startsAt)
    await owe(tx, course.id, [...active], 'cancelled', tellAt(now, begins))
    await tx
      .update(signups)
      .set({ state: 'cancelled', changedAt: now, offeredUntil: null })
      .where(and(eq(signups.courseId, course.id), inArray(signups.state, [...active])))
    return { cancelReason }
  })
}

/** Who was there is asked; everybody seated where nobody was counted; nobody who has stopped all messages. */
async function askHowItWas(tx: Db, courseId: number, now: Date): Promise<void> {
  const there = sql`and not exists (
    select 1 from people p where p.id = s.person_id and p.notices_stopped_at >= s.created_at) and (
    exists (select 1 from attendances a where a.signup_id = s.id)
    or not exists (
      select 1 from attendances a join signups o on o.id = a.signup_id where o.course_id = ${courseId}))`
  await owe(tx, courseId, ['seated'], 'rating', tellAt(now), there)
}

const day = 86_400_000
/** How long after its end a course that was held is closed by the clock. */
const closesAfterMs = 60 * day

/** What the clock does to courses: begun ones run, ended ones are held, and after two months closed. Returns how many. */
export async function tendCourses(db: Db, now: Date): Promise<number> {
  const at = now.toISOString()
  const due = await db.execute<{ id: string; next: CourseState }>(sql`
    select * from (
      select c.id, case
        when c.state in ('published', 'running') and max(s.ends_at) <= ${at}::timestamptz then 'held'
        when c.state = 'published' and min(s.starts_at) <= ${at}::timestamptz then 'running'
        when c.state = 'held' and max(s.ends_at) <= ${new Date(now.getTime() - closesAfterMs).toISOString()}::timestamptz
          then 'closed' end as next
      from courses c join course_sessions s on s.course_id = c.id and s.cancelled_at is null
      where c.state in ('published', 'running', 'held') and c.kind <> 'e-learning'
      group by c.id) d
    where next is not null order by id`)
  for (const { id, next } of due) {
    await db.transaction(async (tx) => {
      const held = next === 'held' ? { heldAt: now } : {}
      const set = { state: next, ...held, ...stamp(undefined, now) }
      const stands = and(
        eq(courses.id, Number(id)),
        inArray(courses.state, [...(from[next] ?? [])]),
      )
      const moved = await tx.update(courses).set(set).where(stands).returning({ id: courses.id })
      if (moved.length > 0 && next === 'held') await askHowItWas(tx, Number(id), now)
    })
  }
  return due.length
}

async function move(
  db: Db,
  actor: Actor,
  deed: Deed,
  which: Which,
  to: CourseState,
  now: Date,
  act: (tx: Db, course: Course) => Promise<Partial<Course>> = async () => ({}),
): Promise<void> {
  await db.transaction(async (tx) => {
    const course = await lockedCourse(tx, actor, deed, which)
    if (!from[to]?.includes(course.state)) {
      throw new Refusal(`training:refusal.when-${course.state}`)
    }
    const more = await act(tx, course)
    const set = { ...more, state: to, ...stamp(actor, now) }
    await tx.update(courses).set(set).where(eq(courses.id, course.id))
    await tellNow(tx, course.id, now)
    await noted(tx, actor, `training.course-${to}`, course.id, now)
  })
}
