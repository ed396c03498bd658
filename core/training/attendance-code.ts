import { and, asc, eq, gte, isNull, lte, notExists, sql } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import { countAttempt, forgetAttempts } from '#core/staff/attempts.ts'
import type { Db } from '#db/client.ts'
import { attendances, courseSessions, courses, signups } from '#db/schema/training.ts'

/** A code counts while its session runs, and this long before and after. */
export const codeWindowMs = 30 * 60_000
/** Wrong guesses, in the time of one class. */
const guesses = { max: 10, windowMs: 30 * 60_000 }

export type CodeOutcome =
  | { outcome: 'attended' | 'already'; course: string; attendee: string }
  | { outcome: 'wrong' | 'too-often' }

/**
 * Notes a person as present by the code said in class. They count for the first of their own seats of that course not
 * yet noted; `already` when all are. A code counts only while its session runs, half an hour before and after.
 */
export async function attendByCode(
  tx: Db,
  personId: number,
  code: string,
  now: Date,
): Promise<CodeOutcome> {
  return byCode(tx, { personId }, code, 'code', now)
}

/** The same on somebody's own page: the seat is the page's, whoever asked for it. */
export async function ownCheckIn(
  tx: Db,
  token: string,
  code: string,
  now: Date,
): Promise<CodeOutcome> {
  return byCode(tx, { token }, code, 'own', now)
}

async function byCode(
  tx: Db,
  who: { personId: number } | { token: string },
  code: string,
  how: 'own' | 'code',
  now: Date,
): Promise<CodeOutcome> {
  const key = 'personId' in who ? `attend:person:${who.personId}` : `attend:seat:${who.token}`
  const counted = await countAttempt(tx, key, guesses, now)
  if (!counted.allowed) return { outcome: 'too-often' }
  const seats = await runningSeats(tx, who, now)
  const given = plainCode(code)
  const fitting = seats.filter(({ attendCode }) => plainCode(attendCode) === given)
  const [first] = fitting
  if (!first || given === '') return { outcome: 'wrong' }
  // Whoever knows the code says it once for each of their people.
  await forgetAttempts(tx, key)
  const open = fitting.find(({ attended }) => !attended)
  const { course, attendee } = open ?? first
  if (!open) return { outcome: 'already', course, attendee }
  const fresh = await tx
    .insert(attendances)
    .values({ sessionId: open.sessionId, signupId: open.signupId, at: now, how })
    .onConflictDoNothing()
    .returning({ at: attendances.at })
  return { outcome: fresh.length > 0 ? 'attended' : 'already', course, attendee }
}

/** Read aloud and typed by many: case, accents and blanks do not count. */
function plainCode(code: string): string {
  return fold(code).replace(/[^a-z0-9]/g, '')
}

function runningSeats(tx: Db, who: { personId: number } | { token: string }, now: Date) {
  const seen = tx
    .select({ one: sql`1` })
    .from(attendances)
    .where(and(eq(attendances.sessionId, courseSessions.id), eq(attendances.signupId, signups.id)))
  return tx
    .select({
      signupId: signups.id,
      attendee: signups.attendee,
      course: courses.title,
      sessionId: courseSessions.id,
      attendCode: courseSessions.attendCode,
      attended: sql<boolean>`not ${notExists(seen)}`,
    })
    .from(signups)
    .innerJoin(courses, eq(courses.id, signups.courseId))
    .innerJoin(courseSessions, eq(courseSessions.courseId, courses.id))
    .where(
      and(
        'personId' in who ? eq(signups.personId, who.personId) : eq(signups.token, who.token),
        eq(signups.state, 'seated'),
        isNull(courseSessions.cancelledAt),
        sql`${courses.state} in ('published', 'running', 'held')`,
        lte(courseSessions.startsAt, new Date(now.getTime() + codeWindowMs)),
        gte(courseSessions.endsAt, new Date(now.getTime() - codeWindowMs)),
      ),
    )
    .orderBy(asc(courseSessions.startsAt), asc(signups.number))
}
