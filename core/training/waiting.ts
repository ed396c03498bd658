import { and, asc, eq, or, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { courseSessions, courses, courseTold, signups } from '#db/schema/training.ts'
import { owed } from './owed.ts'
import { waysFor } from './reaching.ts'
import { offerByChat, offerByPhone } from './telling-hours.ts'

/**
 * Offers the free seats of a course, locked by the caller, to those who wait, in the order of asking: exactly as many
 * as there are seats. Each has 12 hours to accept from when they are to hear of it, never counted from the night, and
 * less when the class is nearer; nobody is offered a seat in a class that has begun. Returns how many were offered one.
 */
export async function promote(tx: Db, courseId: number, now: Date): Promise<number> {
  const [course] = await tx.select(opening).from(courses).where(promotes(courseId))
  if (!course || (course.startsAt !== null && course.startsAt <= now)) return 0
  const free = course.seats === null ? undefined : Math.max(course.seats - course.taken, 0)
  if (free === 0) return 0
  const waiting = tx
    .select({
      id: signups.id,
      personId: signups.personId,
      conversationId: signups.conversationId,
    })
    .from(signups)
    .where(and(eq(signups.courseId, courseId), eq(signups.state, 'waiting')))
    .orderBy(asc(signups.number))
  const next = await (free === undefined ? waiting : waiting.limit(free))
  const ways = await waysFor(tx, next, now)
  for (const { id } of next) {
    const { from, until } = ways.has(id)
      ? offerByChat(now, course.startsAt)
      : await offerByPhone(tx, now, course.startsAt)
    const set = { state: 'offered' as const, changedAt: now, offeredUntil: until }
    await tx.update(signups).set(set).where(eq(signups.id, id))
    await tx.insert(courseTold).values({ signupId: id, what: `${owed}offer`, at: from })
  }
  return next.length
}

/** A course followed alone goes on taking people while it runs. */
function promotes(courseId: number) {
  const alone = and(eq(courses.kind, 'e-learning'), eq(courses.state, 'running'))
  return and(eq(courses.id, courseId), or(eq(courses.state, 'published'), alone))
}

const opening = {
  seats: courses.seats,
  taken: sql<number>`(select count(*)::int from signups t where t.course_id = "courses"."id" and t.state in ('seated', 'offered'))`,
  startsAt: sql<Date | null>`case when "courses"."kind" <> 'e-learning' then (
    select min(s.starts_at) from course_sessions s where s.course_id = "courses"."id" and s.cancelled_at is null) end`.mapWith(
    courseSessions.startsAt,
  ),
}
