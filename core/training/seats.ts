import { and, asc, eq, lte } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { courses, signups } from '#db/schema/training.ts'
import { type Course, noted, upcoming } from './course.ts'
import { placeOfCourse } from './held-by.ts'
import { oweTo } from './owed.ts'
import { activeSignups } from './own-seats.ts'
import { tellNow } from './telling.ts'
import { tellAt } from './telling-hours.ts'
import { promote } from './waiting.ts'

type Signup = typeof signups.$inferSelect

/** Whose seat: the person who signed up, whoever holds the ticket, or one of staff for somebody who phones. */
export type SeatHolder = { personId: number } | { token: string } | { actor: Actor }

/**
 * Gives a seat up, or the place on the waiting list, or declines an offer; a freed seat is offered to exactly the next
 * who waits. Refusal when it is not theirs, is gone already, or the course is over.
 */
export async function giveUp(
  tx: Db,
  who: SeatHolder,
  signupId: number,
  now: Date,
): Promise<{ course: Course; signup: Signup; promoted: number }> {
  const { course, signup } = await lockedSeat(tx, who, signupId)
  if (!upcoming.includes(course.state)) throw new Refusal(`training:refusal.when-${course.state}`)
  if (!['seated', 'waiting', 'offered'].includes(signup.state)) {
    throw new Refusal('training:refusal.no-seat')
  }
  await change(tx, signupId, 'given-up', now)
  const promoted = signup.state === 'waiting' ? 0 : await promote(tx, course.id, now)
  if (promoted > 0) await tellNow(tx, course.id, now)
  if ('actor' in who) await noted(tx, who.actor, 'training.seat-given-up', course.id, now)
  return { course, signup, promoted }
}

/** The same of everything somebody has in a course, at once. Refusal when they have nothing there, or it is over. */
export async function giveUpAll(
  tx: Db,
  personId: number,
  courseId: number,
  now: Date,
): Promise<{ course: Course; left: Signup[] }> {
  const [course] = await tx.select().from(courses).where(eq(courses.id, courseId)).for('update')
  if (!course) throw new Refusal('training:refusal.gone')
  if (!upcoming.includes(course.state)) throw new Refusal(`training:refusal.when-${course.state}`)
  const left = await activeSignups(tx, personId, courseId)
  if (left.length === 0) throw new Refusal('training:refusal.no-seat')
  for (const { id } of left) await change(tx, id, 'given-up', now)
  if ((await promote(tx, courseId, now)) > 0) await tellNow(tx, courseId, now)
  return { course, left }
}

/** Takes the seat one was offered. Refusal when the offer is over or was none. */
export async function acceptOffer(
  tx: Db,
  who: SeatHolder,
  signupId: number,
  now: Date,
): Promise<{ course: Course; signup: Signup }> {
  const { course, signup } = await lockedSeat(tx, who, signupId)
  if (signup.state === 'seated') return { course, signup }
  const stands = signup.state === 'offered' && signup.offeredUntil && signup.offeredUntil > now
  if (!stands || !upcoming.includes(course.state)) throw new Refusal('training:refusal.no-offer')
  await change(tx, signupId, 'seated', now)
  if ('actor' in who) await noted(tx, who.actor, 'training.offer-accepted', course.id, now)
  return { course, signup: { ...signup, state: 'seated' } }
}

/** Offers that nobody took in time pass to the next who waits. Returns how many lapsed. */
export async function lapseOffers(db: Db, now: Date): Promise<number> {
  const over = and(eq(signups.state, 'offered'), lte(signups.offeredUntil, now))
  const due = await db
    .selectDistinct({ id: signups.courseId })
    .from(signups)
    .where(over)
    .orderBy(asc(signups.courseId))
  let lapsed = 0
  for (const { id } of due) {
    lapsed += await db.transaction(async (tx) => {
      await tx.select({ id: courses.id }).from(courses).where(eq(courses.id, id)).for('update')
      const gone = await tx
        .update(signups)
        .set({ state: 'lapsed', changedAt: now, offeredUntil: null })
        .where(and(over, eq(signups.courseId, id)))
        .returning({ id: signups.id })
      const ids = gone.map((row) => row.id)
      if (ids.length > 0) {
        await oweTo(tx, id, ids, 'lapsed', tellAt(now))
        await promote(tx, id, now)
        await tellNow(tx, id, now)
      }
      return ids.length
    })
  }
  return lapsed
}

async function change(tx: Db, id: number, state: Signup['state'], now: Date): Promise<void> {
  const set = { state, changedAt: now, offeredUntil: null }
  await tx.update(signups).set(set).where(eq(signups.id, id))
}

/** The course is locked before the seat is read: whoever waits for a seat waits for the course. */
async function lockedSeat(
  tx: Db,
  who: SeatHolder,
  signupId: number,
): Promise<{ course: Course; signup: Signup }> {
  const [course] = await tx
    .select()
    .from(courses)
    .where(
      eq(
        courses.id,
        tx.select({ id: signups.courseId }).from(signups).where(eq(signups.id, signupId)),
      ),
    )
    .for('update')
  const [signup] = await tx.select().from(signups).where(eq(signups.id, signupId))
  if (!course || !signup) throw new Refusal('training:refusal.no-seat')
  if ('personId' in who && signup.personId !== who.personId) {
    throw new Refusal('training:refusal.no-seat')
  }
  if ('token' in who && signup.token !== who.token) throw new Refusal('training:refusal.no-seat')
  if ('actor' in who && !may(who.actor, 'training.write', placeOfCourse(course))) {
    throw new Refusal('training:refusal.not-yours')
  }
  return { course, signup }
}
