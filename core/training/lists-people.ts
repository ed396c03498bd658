import { asc, eq, sql } from 'drizzle-orm'
import { audit } from '#core/staff/audit.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { businesses } from '#db/schema/people.ts'
import { signups } from '#db/schema/training.ts'
import { courseFor } from './held-by.ts'

/** Everybody who asked for a seat, by state and in the order of asking; no contact data. */
export function signupRows(db: Db, courseId: number) {
  return db
    .select({
      id: signups.id,
      number: signups.number,
      attendee: signups.attendee,
      personId: signups.personId,
      business: businesses.name,
      state: signups.state,
      channel: signups.channel,
      offeredUntil: signups.offeredUntil,
      createdAt: signups.createdAt,
      token: signups.token,
      attended: sql<number>`(select count(*)::int from attendances a where a.signup_id = "signups"."id")`,
      /** what could only be told them by telephone */
      toCall: sql<
        string[]
      >`coalesce((select array_agg(substr(c.what, 6)) from course_told c where c.signup_id = "signups"."id" and c.what like 'call:%'), '{}')`,
    })
    .from(signups)
    .leftJoin(businesses, eq(businesses.id, signups.businessId))
    .where(eq(signups.courseId, courseId))
    .orderBy(
      sql`array_position(array['seated', 'offered', 'waiting', 'given-up', 'lapsed', 'cancelled'], ${signups.state})`,
      asc(signups.number),
    )
}

export type SignupRow = Awaited<ReturnType<typeof signupRows>>[number]

/** Somebody of the staff has told them by telephone: nothing more waits to be told. */
export async function noteCalled(
  db: Db,
  actor: Actor,
  { courseId, signupId }: { courseId: number; signupId: number },
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    await courseFor(tx, actor, 'training.write', courseId)
    const told = await tx.execute(sql`
      with gone as (
        delete from course_told t using signups s
        where s.id = t.signup_id and s.id = ${signupId} and s.course_id = ${courseId} and t.what like 'call:%'
        returning t.signup_id, substr(t.what, 6) as what
      )
      insert into course_told (signup_id, what, at)
      select signup_id, what, ${now.toISOString()}::timestamptz from gone on conflict do nothing returning what`)
    if (told.length === 0) return
    const from = { staffId: actor.id, ip: actor.ip, subject: 'course', subjectId: courseId }
    await audit(tx, { at: now, ...from, action: 'training.called' })
  })
}

export interface Ratings {
  /** how many were asked */
  asked: number
  n: number
  /** four or five stars */
  satisfied: number
  /** how many gave one star, two, … */
  scores: [number, number, number, number, number]
  comments: { score: number; comment: string; ratedAt: Date | null }[]
}

/** How a class was rated: the marks, and what was said, without who said it. */
export async function ratingsOf(db: Db, courseId: number): Promise<Ratings> {
  const rows = await db
    .select({
      score: signups.score,
      comment: signups.comment,
      askedAt: signups.ratingAskedAt,
      ratedAt: signups.ratedAt,
    })
    .from(signups)
    .where(eq(signups.courseId, courseId))
    .orderBy(sql`${signups.ratedAt} desc nulls last`)
  const rated = rows.flatMap(({ score, ...row }) => (score === null ? [] : [{ ...row, score }]))
  const scores: Ratings['scores'] = [0, 0, 0, 0, 0]
  for (const { score } of rated) scores[score - 1] = (scores[score - 1] ?? 0) + 1
  return {
    asked: rows.filter(({ askedAt, score }) => askedAt !== null || score !== null).length,
    n: rated.length,
    satisfied: rated.filter(({ score }) => score >= 4).length,
    scores,
    comments: rated.flatMap(({ score, comment, ratedAt }) =>
      comment?.trim() ? [{ score, comment, ratedAt }] : [],
    ),
  }
}
