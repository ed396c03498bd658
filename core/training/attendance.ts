import { and, asc, count, eq, inArray, or } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { attendances, courseSessions, courses, signups } from '#db/schema/training.ts'

const hour = 3_600_000
/** Lists are written down from the morning of the day on. */
const earliestMs = 12 * hour

/** From when on people of a session can be noted as there. */
export function checkInOpens({ startsAt }: { startsAt: Date }): Date {
  return new Date(startsAt.getTime() - earliestMs)
}
const mostAtOnce = 2_000

/** Somebody seen in class: by the code they carry, or picked from the list. */
export interface Seen {
  token?: string | undefined
  signupId?: number | undefined
  /** by the clock of the device, which may go wrong */
  at: Date
  how: 'scan' | 'typed'
}

/** What became of one that was seen; `attended` and `already` are both well. */
export interface SeenOutcome {
  outcome: 'attended' | 'already' | 'unknown' | 'other-course' | 'not-seated'
  signupId?: number
  attendee?: string
  /** the course the code is for, when it is another */
  course?: string
}

/** What a QR holds: the address of somebody's own page, or the token alone. */
export function tokenIn(text: string): string | undefined {
  const [, token] = /^(?:\S*\/)?([\w-]{16,80})(?:[?#]\S*)?$/.exec(text.trim()) ?? []
  return token
}

/**
 * Notes who was in a session, one outcome for each in the order given. Sent again, from two tabs, or after hours
 * without a network, it notes nobody twice. Refusal when the session is cancelled, closed, or not near yet.
 */
export async function checkIn(
  db: Db,
  actor: Actor,
  sessionId: number,
  seen: Seen[],
  now: Date,
): Promise<SeenOutcome[]> {
  if (!may(actor, 'training.attend')) throw new Refusal('courses:refusal.not-yours')
  if (seen.length > mostAtOnce) throw new Refusal('courses:refusal.too-many', { most: mostAtOnce })
  return db.transaction(async (tx) => {
    const session = await openSession(tx, sessionId, now)
    const known = await signupsOf(tx, seen)
    const outcomes = seen.map((one) => judge(one, known, session.courseId))
    const fresh = await note(tx, actor, session, { seen, outcomes }, now)
    const taken = new Set<number>()
    return outcomes.map((outcome) => {
      const { signupId } = outcome
      if (outcome.outcome !== 'attended' || signupId === undefined) return outcome
      if (fresh.has(signupId) && !taken.has(signupId)) {
        taken.add(signupId)
        return outcome
      }
      return { ...outcome, outcome: 'already' as const }
    })
  })
}

type OpenSession = Awaited<ReturnType<typeof openSession>>

async function openSession(tx: Db, sessionId: number, now: Date) {
  const [session] = await tx
    .select({
      id: courseSessions.id,
      courseId: courseSessions.courseId,
      startsAt: courseSessions.startsAt,
      endsAt: courseSessions.endsAt,
      cancelledAt: courseSessions.cancelledAt,
      state: courses.state,
    })
    .from(courseSessions)
    .innerJoin(courses, eq(courses.id, courseSessions.courseId))
    .where(eq(courseSessions.id, sessionId))
  if (!session) throw new Refusal('courses:refusal.no-session')
  if (session.cancelledAt || session.state === 'cancelled') {
    throw new Refusal('courses:refusal.session-cancelled')
  }
  if (session.state === 'draft') throw new Refusal('courses:refusal.draft')
  if (session.state === 'closed') throw new Refusal('courses:refusal.closed')
  if (now < checkInOpens(session)) {
    throw new Refusal('courses:refusal.too-early')
  }
  return session
}

type Known = Awaited<ReturnType<typeof signupsOf>>

async function signupsOf(tx: Db, seen: Seen[]) {
  const tokens = seen.flatMap(({ token }) => token ?? [])
  const ids = seen.flatMap(({ signupId }) => signupId ?? [])
  if (tokens.length + ids.length === 0) return []
  return tx
    .select({
      id: signups.id,
      token: signups.token,
      courseId: signups.courseId,
      state: signups.state,
      attendee: signups.attendee,
      course: courses.title,
    })
    .from(signups)
    .innerJoin(courses, eq(courses.id, signups.courseId))
    .where(
      or(
        tokens.length > 0 ? inArray(signups.token, tokens) : undefined,
        ids.length > 0 ? inArray(signups.id, ids) : undefined,
      ),
    )
}

function judge(one: Seen, known: Known, courseId: number): SeenOutcome {
  const signup = known.find(({ id, token }) =>
    one.signupId === undefined ? token === one.token : id === one.signupId,
  )
  if (!signup) return { outcome: 'unknown' }
  const { id: signupId, attendee, course } = signup
  if (signup.courseId !== courseId) return { outcome: 'other-course', course }
  if (signup.state !== 'seated') return { outcome: 'not-seated', signupId, attendee }
  return { outcome: 'attended', signupId, attendee }
}

/** Writes those down who were not yet; returns them. */
async function note(
  tx: Db,
  actor: Actor,
  session: OpenSession,
  { seen, outcomes }: { seen: Seen[]; outcomes: SeenOutcome[] },
  now: Date,
): Promise<Set<number>> {
  const rows = seen.flatMap(({ at, how }, index) => {
    const { outcome, signupId } = outcomes[index] ?? { outcome: 'unknown' as const }
    if (outcome !== 'attended' || signupId === undefined) return []
    const row = { sessionId: session.id, signupId, at: soundTime(at, session, now), how }
    return [{ ...row, staffId: actor.id }]
  })
  if (rows.length === 0) return new Set()
  const fresh = await tx
    .insert(attendances)
    .values(rows.sort((a, b) => a.signupId - b.signupId))
    .onConflictDoNothing()
    .returning({ signupId: attendances.signupId })
  if (fresh.length > 0) {
    await audit(tx, {
      ...{ at: now, staffId: actor.id, ip: actor.ip, action: 'training.attendance' },
      ...{ subject: 'course', subjectId: session.courseId },
      detail: { session: session.id, noted: fresh.length },
    })
  }
  return new Set(fresh.map(({ signupId }) => signupId))
}

/** A device's clock that says an impossible hour is not believed. */
function soundTime(at: Date, session: OpenSession, now: Date): Date {
  const [from, to] = [checkInOpens(session).getTime(), now.getTime()]
  return at.getTime() >= from && at.getTime() <= to ? at : now
}

/** Takes a wrong mark of attendance away again. */
export async function undoCheckIn(
  db: Db,
  actor: Actor,
  { sessionId, signupId }: { sessionId: number; signupId: number },
  now: Date,
): Promise<void> {
  if (!may(actor, 'training.attend')) throw new Refusal('courses:refusal.not-yours')
  await db.transaction(async (tx) => {
    const { courseId } = await openSession(tx, sessionId, now)
    const which = and(eq(attendances.sessionId, sessionId), eq(attendances.signupId, signupId))
    const gone = await tx.delete(attendances).where(which).returning({ at: attendances.at })
    if (gone.length === 0) return
    await audit(tx, {
      ...{ at: now, staffId: actor.id, ip: actor.ip, action: 'training.attendance-undone' },
      ...{ subject: 'course', subjectId: courseId, detail: { session: sessionId } },
    })
  })
}

/** Who is expected in a session and who is there, by name; no contact data. */
export function rosterOf(db: Db, sessionId: number) {
  return db
    .select({
      id: signups.id,
      number: signups.number,
      attendee: signups.attendee,
      token: signups.token,
      businessId: signups.businessId,
      attendedAt: attendances.at,
      how: attendances.how,
    })
    .from(courseSessions)
    .innerJoin(signups, eq(signups.courseId, courseSessions.courseId))
    .leftJoin(
      attendances,
      and(eq(attendances.sessionId, courseSessions.id), eq(attendances.signupId, signups.id)),
    )
    .where(and(eq(courseSessions.id, sessionId), eq(signups.state, 'seated')))
    .orderBy(asc(signups.number))
}

/** How many were in each session of a course, by its id. */
export async function attendanceCounts(db: Db, courseId: number): Promise<Map<number, number>> {
  const rows = await db
    .select({ sessionId: attendances.sessionId, n: count() })
    .from(attendances)
    .innerJoin(courseSessions, eq(courseSessions.id, attendances.sessionId))
    .where(eq(courseSessions.courseId, courseId))
    .groupBy(attendances.sessionId)
  return new Map(rows.map(({ sessionId, n }) => [sessionId, n]))
}
