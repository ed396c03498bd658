import { and, asc, eq, inArray, sql } from 'drizzle-orm'
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

/** Gives up what is to come; the courses are locked before their seats, in the order of their ids. */
async function leaveComing(tx: Db, personIds: number[], now: Date): Promise<number[]> {
  const standing = and(inArray(signups.personId, personIds), inArray(signups.state, [...active]))
  const coming = await tx
    .select({ id: courses.id })
    .from(courses)
    .where(
      and(
        inArray(courses.state, [...upcoming]),
        inArray(courses.id, tx.select({ id: signups.courseId }).from(signups).where(standing)),
      ),
    )
    .orderBy(asc(courses.id))
    .for('update')
  const ids = coming.map(({ id }) => id)
  if (ids.length === 0) return []
  await tx
    .update(signups)
    .set({ state: 'given-up', changedAt: now, offeredUntil: null })
    .where(and(standing, inArray(signups.courseId, ids)))
  return ids
}

/**
 * Two people became one: the seats of one go to the other. A seat for the same attendee of the same class is held once:
 * the later one is given up and goes to the next who waits. Returns what moved.
 */
export async function mergeSignups(
  tx: Db,
  keptId: number,
  mergedId: number,
  now: Date,
): Promise<number[]> {
  const twins = await tx.execute<{ course_id: number }>(sql`
    with twin as (
      select case when k.number < m.number then m.id else k.id end as id, m.course_id
      from signups m join signups k on k.course_id = m.course_id and k.attendee_key = m.attendee_key
      where m.person_id = ${mergedId} and k.person_id = ${keptId}
        and m.state in ('seated', 'waiting', 'offered') and k.state in ('seated', 'waiting', 'offered')
    )
    update signups s set state = 'given-up', offered_until = null, changed_at = ${now.toISOString()}::timestamptz
    from twin where s.id = twin.id returning s.course_id`)
  const moved = await tx
    .update(signups)
    .set({ personId: keptId })
    .where(eq(signups.personId, mergedId))
    .returning({ id: signups.id })
  for (const id of new Set(twins.map((row) => Number(row.course_id)))) {
    await tx.select({ id: courses.id }).from(courses).where(eq(courses.id, id)).for('update')
    await promote(tx, id, now)
  }
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
