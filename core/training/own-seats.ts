import { and, asc, desc, eq, inArray, ne, or, sql } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { people } from '#db/schema/people.ts'
import { courses, signups } from '#db/schema/training.ts'
import type { Signup } from './class-pages.ts'

const active = ['seated', 'waiting', 'offered'] as const
const recentMs = 60 * 86_400_000
const most = 12

/** The seats, offers and places on the waiting list of a person in one course. */
export function activeSignups(tx: Db, personId: number, courseId: number): Promise<Signup[]> {
  return tx
    .select()
    .from(signups)
    .where(
      and(
        eq(signups.personId, personId),
        eq(signups.courseId, courseId),
        inArray(signups.state, [...active]),
      ),
    )
    .orderBy(asc(signups.number))
}

/** Somebody's own seat. Refusal when it is another's: a button's id can be forged. */
export async function ownSeat(tx: Db, personId: number, signupId: number): Promise<Signup> {
  const [signup] = await tx
    .select()
    .from(signups)
    .where(and(eq(signups.id, signupId), eq(signups.personId, personId)))
  if (!signup) throw new Refusal('training:refusal.no-seat')
  return signup
}

/** Everything a person is signed up for that is to come or was held lately, the next first. */
export async function ownSignups(tx: Db, personId: number, now: Date) {
  const starts = sql`(select min(s.starts_at) from course_sessions s where s.course_id = ${courses.id} and s.cancelled_at is null)`
  const since = new Date(now.getTime() - recentMs).toISOString()
  const rows = await tx
    .select({ signup: signups, title: courses.title, state: courses.state, kind: courses.kind })
    .from(signups)
    .innerJoin(courses, eq(courses.id, signups.courseId))
    .where(
      and(
        eq(signups.personId, personId),
        inArray(signups.state, [...active]),
        ne(courses.state, 'cancelled'),
        or(
          inArray(courses.state, ['published', 'running']),
          and(eq(signups.state, 'seated'), sql`${starts} > ${since}::timestamptz`),
        ),
      ),
    )
    .orderBy(
      sql`${courses.state} in ('held', 'closed')`,
      sql`${starts} nulls last`,
      asc(signups.id),
    )
    .limit(most)
  return rows.map(({ state, ...row }) => ({
    ...row,
    leavable: state === 'published' || state === 'running',
  }))
}

/** Names a person signed up with before, the latest first, and what they are called. */
export async function knownNames(tx: Db, personId: number): Promise<string[]> {
  const [before, [person]] = await Promise.all([
    tx
      .select({ attendee: signups.attendee, key: signups.attendeeKey })
      .from(signups)
      .where(and(eq(signups.personId, personId), ne(signups.attendee, '')))
      .orderBy(desc(signups.id))
      .limit(20),
    tx.select({ name: people.name }).from(people).where(eq(people.id, personId)),
  ])
  const names = [...before.map(({ attendee }) => attendee), person?.name ?? '']
  return [...new Set(names.filter((name) => /\p{L}{2}/u.test(name)))].slice(0, 3)
}
