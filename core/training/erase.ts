import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { type Language, say } from '#core/language.ts'
import { moment } from '#core/tickets/told.ts'
import type { Db } from '#db/client.ts'
import { certificates } from '#db/schema/lessons.ts'
import { courses, courseTold, signups } from '#db/schema/training.ts'
import { upcoming } from './course.ts'
import { tellNow } from './telling.ts'
import { promote } from './waiting.ts'

const active = ['seated', 'waiting', 'offered'] as const

/**
 * Takes people out of the lists of classes, within the transaction that erases them: seats to come are given up and
 * offered to the next; of the past the state, the mark and the attendance stay, without a name. Certificates are revoked
 * and emptied, tickets lead nowhere.
 */
export async function eraseSignups(tx: Db, personIds: number[], now: Date): Promise<void> {
  const theirs = inArray(signups.personId, personIds)
  const freed = await leaveComing(tx, personIds, now)
  const own = tx.select({ id: signups.id }).from(signups).where(theirs)
  await tx.delete(courseTold).where(inArray(courseTold.signupId, own))
  await tx
    .update(certificates)
    .set({
      printed: {},
      revokedAt: sql`coalesce(${certificates.revokedAt}, ${now.toISOString()}::timestamptz)`,
    })
    .where(inArray(certificates.signupId, own))
  await tx
    .update(signups)
    .set({
      ...{
        attendee: '',
        attendeeKey: sql`${signups.id}::text`,
        comment: null,
        conversationId: null,
      },
      token: sql`md5(random()::text) || md5(random()::text)`,
    })
    .where(theirs)
  for (const courseId of freed) {
    await promote(tx, courseId, now)
    await tellNow(tx, courseId, now)
  }
}

/** The names under which people signed up, and what they said of classes, so that both are found where they were quoted. */
export async function wordsInClasses(
  tx: Db,
  personIds: number[],
): Promise<{ names: string[]; comments: string[] }> {
  const rows = await tx
    .select({ attendee: signups.attendee, comment: signups.comment })
    .from(signups)
    .where(inArray(signups.personId, personIds))
  return {
    names: [...new Set(rows.map(({ attendee }) => attendee))],
    comments: rows.flatMap(({ comment }) => comment ?? []),
  }
}

/** Gives up what is to come. */
async function leaveComing(tx: Db, personIds: number[], now: Date): Promise<number[]> {
  const ids = await lockCoursesOf(tx, personIds, inArray(courses.state, [...upcoming]))
  if (ids.length === 0) return []
  const standing = and(inArray(signups.personId, personIds), inArray(signups.state, [...active]))
  await tx
    .update(signups)
    .set({ state: 'given-up', changedAt: now, offeredUntil: null })
    .where(and(standing, inArray(signups.courseId, ids)))
  return ids
}

/** The courses people have something in, locked before their seats, as by everybody, in the order of their ids. */
async function lockCoursesOf(tx: Db, personIds: number[], which?: SQL): Promise<number[]> {
  const standing = and(inArray(signups.personId, personIds), inArray(signups.state, [...active]))
  const theirs = tx.select({ id: signups.courseId }).from(signups).where(standing)
  const locked = await tx
    .select({ id: courses.id })
    .from(courses)
    .where(and(which, inArray(courses.id, theirs)))
    .orderBy(asc(courses.id))
    .for('update')
  return locked.map(({ id }) => id)
}

/**
 * Two people became one: the seats of one go to the other. A seat for the same attendee of the same class is held once:
 * the one that was come to stays, else the better, else the earlier; the other is given up and goes to the next who
 * waits. Returns what moved.
 */
export async function mergeSignups(
  tx: Db,
  keptId: number,
  mergedId: number,
  now: Date,
): Promise<number[]> {
  await lockCoursesOf(tx, [keptId, mergedId])
  const twins = await tx.execute<{ course_id: number }>(sql`
    with standing as (
      select s.id, row_number() over (partition by s.course_id, s.attendee_key order by
        exists (select 1 from attendances a where a.signup_id = s.id) desc,
        array_position(array['seated', 'offered', 'waiting'], s.state), s.number) as place
      from signups s
      where s.person_id in (${keptId}, ${mergedId}) and s.state in ('seated', 'offered', 'waiting')
    )
    update signups s set state = 'given-up', offered_until = null, changed_at = ${now.toISOString()}::timestamptz
    from standing t where s.id = t.id and t.place > 1 returning s.course_id`)
  const moved = await tx
    .update(signups)
    .set({ personId: keptId })
    .where(eq(signups.personId, mergedId))
    .returning({ id: signups.id })
  const freed = new Set(twins.map((row) => Number(row.course_id)))
  for (const id of [...freed].sort((a, b) => a - b)) await promote(tx, id, now)
  return moved.map(({ id }) => id)
}

/** Undoes it: what moved goes back, and what was signed up for since in the chats that go back. */
export async function partSignups(
  tx: Db,
  { keptId, mergedId }: { keptId: number; mergedId: number },
  { signups: ids, conversations }: { signups: number[]; conversations: number[] },
): Promise<void> {
  const back = sql`(${inArray(signups.id, ids)} or ${inArray(signups.conversationId, conversations)})`
  await tx
    .update(signups)
    .set({ personId: mergedId })
    .where(and(eq(signups.personId, keptId), back))
}

/** What is held of a person about classes. */
export function heldClasses(db: Db, personId: number) {
  return db
    .select({
      course: courses.title,
      attendee: signups.attendee,
      state: signups.state,
      channel: signups.channel,
      at: signups.createdAt,
      score: signups.score,
      comment: signups.comment,
    })
    .from(signups)
    .innerJoin(courses, eq(courses.id, signups.courseId))
    .where(eq(signups.personId, personId))
    .orderBy(asc(signups.id))
}

/** The same, a line each. */
export function heldClassLines(
  held: Awaited<ReturnType<typeof heldClasses>>,
  language: Language,
): string[] {
  return held.map(({ course, attendee, state, at, score }) => {
    const values = {
      ...{ title: course, attendee, at: moment(at) },
      state: say(language, `training:short.${state}`),
    }
    if (score === null) return say(language, 'training:held', values)
    return say(language, 'training:held.rated', { ...values, score })
  })
}
