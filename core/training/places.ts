import { and, eq, gt, isNull, lt, ne, sql } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { courseSessions, courses } from '#db/schema/training.ts'

type Course = typeof courses.$inferSelect
type CourseSession = typeof courseSessions.$inferSelect

/** Times and places are set one after the other: two courses set at once would not see each other. */
export async function lockPlaces(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('course-places'))`)
}

/** No two classes at one place at one time; the same name with or without accents is the same place. */
export async function checkPlaces(
  tx: Db,
  course: Pick<Course, 'id' | 'mode' | 'place'>,
  sorted: Pick<CourseSession, 'startsAt' | 'endsAt' | 'place'>[],
): Promise<void> {
  if (course.mode === 'online') return
  for (const [at, { startsAt, endsAt, place }] of sorted.entries()) {
    const own = placeKey(place || course.place)
    if (own === '') continue
    const rows = await tx
      .select({ title: courses.title, at: courses.place, place: courseSessions.place })
      .from(courseSessions)
      .innerJoin(courses, eq(courses.id, courseSessions.courseId))
      .where(
        and(
          ne(courses.id, course.id),
          ne(courses.state, 'cancelled'),
          ne(courses.mode, 'online'),
          isNull(courseSessions.cancelledAt),
          lt(courseSessions.startsAt, endsAt),
          gt(courseSessions.endsAt, startsAt),
        ),
      )
    const other = rows.find((row) => placeKey(row.place || row.at) === own)
    if (other) {
      throw new Refusal('training:refusal.place-taken', { number: at + 1, title: other.title })
    }
  }
}

function placeKey(place: string): string {
  return fold(place)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
