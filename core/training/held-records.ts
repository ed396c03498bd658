import { asc, eq } from 'drizzle-orm'
import { type Language, say } from '#core/language.ts'
import { moment, shortDay } from '#core/tickets/told.ts'
import type { Db } from '#db/client.ts'
import { certificates, lessonResults, lessons } from '#db/schema/lessons.ts'
import { attendances, courseSessions, courses, signups } from '#db/schema/training.ts'

/** What is held of a person's seats: when they were there, lessons they did, certificates. */
export async function heldRecords(db: Db, personId: number) {
  const theirs = eq(signups.personId, personId)
  const attended = await db
    .select({ course: courses.title, session: courseSessions.startsAt, attendedAt: attendances.at })
    .from(attendances)
    .innerJoin(signups, eq(signups.id, attendances.signupId))
    .innerJoin(courseSessions, eq(courseSessions.id, attendances.sessionId))
    .innerJoin(courses, eq(courses.id, signups.courseId))
    .where(theirs)
    .orderBy(asc(attendances.at))
  const done = await db
    .select({
      lesson: lessons.title,
      answers: lessonResults.answers,
      right: lessonResults.right,
      at: lessonResults.at,
    })
    .from(lessonResults)
    .innerJoin(signups, eq(signups.id, lessonResults.signupId))
    .innerJoin(lessons, eq(lessons.id, lessonResults.lessonId))
    .where(theirs)
    .orderBy(asc(lessonResults.at))
  const certified = await db
    .select({
      code: certificates.code,
      printed: certificates.printed,
      issuedAt: certificates.issuedAt,
      revokedAt: certificates.revokedAt,
    })
    .from(certificates)
    .innerJoin(signups, eq(signups.id, certificates.signupId))
    .where(theirs)
    .orderBy(asc(certificates.id))
  return { attended, lessons: done, certificates: certified }
}

/** The same, a line each. */
export function heldRecordLines(
  { attended, lessons: done, certificates: certified }: Awaited<ReturnType<typeof heldRecords>>,
  language: Language,
): string[] {
  const words = (key: string, values: Record<string, string>) =>
    say(language, `training:held.${key}`, values)
  return [
    ...attended.map(({ course, attendedAt }) =>
      words('attended', { title: course, at: moment(attendedAt) }),
    ),
    ...done.map(({ lesson, at }) => words('lesson', { title: lesson, at: moment(at) })),
    ...certified.map(({ printed, code, issuedAt }) =>
      words('certificate', { title: printed.course ?? '', code, day: shortDay(issuedAt) }),
    ),
  ]
}
