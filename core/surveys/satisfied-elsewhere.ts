import { and, eq, gte, isNotNull, lt, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { courses, signups } from '#db/schema/training.ts'
import { satisfactionByPurpose } from './listing.ts'

/** Marks of 4 and 5 among all marks, and how many were asked for one (0: not known). */
export interface SatisfiedRow {
  /** a survey's purpose, or `course`: the stars given after a class */
  source: string
  satisfied: number
  n: number
  responses: number
  invited: number
}

/** How satisfied people are beside the answers: in surveys and after classes, from a day to a day (YYYY-MM-DD). */
export async function satisfiedElsewhere(
  db: Db,
  { from, to, unit }: { from: string; to: string; unit?: number },
): Promise<SatisfiedRow[]> {
  const [bySurvey, [classes]] = await Promise.all([
    satisfactionByPurpose(db, { from, to }, unit),
    db
      .select({
        satisfied: sql<number>`count(*) filter (where ${signups.score} >= 4)::int`,
        n: sql<number>`count(${signups.score})::int`,
        invited: sql<number>`count(*)::int`,
      })
      .from(signups)
      .innerJoin(courses, eq(courses.id, signups.courseId))
      .where(
        and(
          isNotNull(signups.ratingAskedAt),
          gte(signups.ratingAskedAt, sql`${from}::date::timestamp at time zone 'Asia/Ho_Chi_Minh'`),
          lt(
            signups.ratingAskedAt,
            sql`(${to}::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'`,
          ),
          unit === undefined ? undefined : eq(courses.leadUnitId, unit),
        ),
      ),
  ])
  const rows = bySurvey.map(({ purpose, ...row }) => ({ source: purpose, ...row }))
  if (!classes || classes.n === 0) return rows
  return [{ source: 'course', ...classes, responses: classes.n }, ...rows]
}
