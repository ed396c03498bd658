import { and, asc, desc, eq, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { lawDocuments } from '#db/schema/law.ts'
import { courseSessions, courses, signups } from '#db/schema/training.ts'
import { shownStates } from './calendar.ts'

/** A class as everybody may know it: a meeting link is no part of it. */
export interface PublicCourse {
  id: number
  slug: string
  kind: (typeof courses.$inferSelect)['kind']
  title: string
  summary: string
  fieldIds: number[]
  leadUnitId: number
  cooperatingUnitIds: number[]
  mode: (typeof courses.$inferSelect)['mode']
  place: string
  seats: number | null
  closesAt: Date | null
  speakers: string
  documentId: number | null
  collectsQuestions: boolean
  state: (typeof courses.$inferSelect)['state']
  cancelReason: string | null
  updatedAt: Date
  /** of the sessions that are not cancelled */
  startsAt: Date | null
  endsAt: Date | null
  /** seats held or offered */
  taken: number
}

const bounds = {
  startsAt:
    sql<Date | null>`(select min(s.starts_at) from course_sessions s where s.course_id = "courses"."id" and s.cancelled_at is null)`.mapWith(
      courseSessions.startsAt,
    ),
  endsAt:
    sql<Date | null>`(select max(s.ends_at) from course_sessions s where s.course_id = "courses"."id" and s.cancelled_at is null)`.mapWith(
      courseSessions.endsAt,
    ),
  taken: sql<number>`(select count(*)::int from signups n where n.course_id = "courses"."id" and n.state in ('seated', 'offered'))`,
}

const publicColumns = {
  id: courses.id,
  slug: courses.slug,
  kind: courses.kind,
  title: courses.title,
  summary: courses.summary,
  fieldIds: courses.fieldIds,
  leadUnitId: courses.leadUnitId,
  cooperatingUnitIds: courses.cooperatingUnitIds,
  mode: courses.mode,
  place: courses.place,
  seats: courses.seats,
  closesAt: courses.closesAt,
  speakers: courses.speakers,
  documentId: courses.documentId,
  collectsQuestions: courses.collectsQuestions,
  state: courses.state,
  cancelReason: courses.cancelReason,
  updatedAt: courses.updatedAt,
  ...bounds,
}

const shown = and(inArray(courses.state, [...shownStates]), isNotNull(courses.publishedAt))
const perPage = 20

/** When people can come: to come or running; over; or followed alone at any time. */
export type When = 'coming' | 'past' | 'alone'

/**
 * Classes for the public, the next first; the past, the latest first. A class without sessions that is not followed
 * alone counts as to come until it is held.
 */
export async function publicCourses(
  db: Db,
  { when, fieldId, page }: { when: When; fieldId?: number | undefined; page: number },
  now: Date,
): Promise<{ rows: PublicCourse[]; total: number; perPage: number }> {
  const condition = and(
    shown,
    whenOf(when, now),
    fieldId === undefined ? undefined : sql`${courses.fieldIds} @> ${JSON.stringify([fieldId])}`,
  )
  const order =
    when === 'past'
      ? [sql`${bounds.endsAt} desc nulls last`, desc(courses.id)]
      : [sql`${bounds.startsAt} asc nulls last`, asc(courses.id)]
  const [rows, [counted]] = await Promise.all([
    db
      .select(publicColumns)
      .from(courses)
      .where(condition)
      .orderBy(...order)
      .limit(perPage)
      .offset((page - 1) * perPage),
    db.select({ n: sql<number>`count(*)::int` }).from(courses).where(condition),
  ])
  return { rows, total: counted?.n ?? 0, perPage }
}

function whenOf(when: When, now: Date): SQL | undefined {
  const alone = eq(courses.kind, 'e-learning')
  if (when === 'alone') return and(alone, sql`${courses.state} <> 'cancelled'`)
  const over = sql`(coalesce(${bounds.endsAt} < ${now.toISOString()}::timestamptz, false) or ${courses.state} in ('held', 'closed'))`
  return and(sql`not ${alone}`, when === 'past' ? over : sql`not ${over}`)
}

/** The class at an address; undefined when it is not, or no longer, shown. */
export async function publicCourse(db: Db, slug: string): Promise<PublicCourse | undefined> {
  const [row] = await db
    .select(publicColumns)
    .from(courses)
    .where(and(shown, eq(courses.slug, slug)))
  return row
}

/** The sessions of a course in order, without what only those signed up may know. */
export function publicSessions(db: Db, courseId: number) {
  return db
    .select({
      id: courseSessions.id,
      startsAt: courseSessions.startsAt,
      endsAt: courseSessions.endsAt,
      place: courseSessions.place,
      cancelledAt: courseSessions.cancelledAt,
    })
    .from(courseSessions)
    .where(eq(courseSessions.courseId, courseId))
    .orderBy(asc(courseSessions.startsAt), asc(courseSessions.id))
}

export type PublicSession = Awaited<ReturnType<typeof publicSessions>>[number]

/** The document a class is about, when the public may read it. */
export async function documentOfCourse(db: Db, documentId: number) {
  const [row] = await db
    .select({ slug: lawDocuments.slug, title: lawDocuments.title, number: lawDocuments.number })
    .from(lawDocuments)
    .where(and(eq(lawDocuments.id, documentId), eq(lawDocuments.state, 'published')))
  return row
}

/** The addresses of classes for search engines, the latest first. */
export async function courseAddresses(
  db: Db,
  most: number,
): Promise<{ path: string; changedAt: Date }[]> {
  const rows = await db
    .select({ slug: courses.slug, changedAt: courses.updatedAt })
    .from(courses)
    .where(and(shown, sql`${courses.state} <> 'cancelled'`))
    .orderBy(desc(courses.updatedAt))
    .limit(most)
  return rows.map(({ slug, changedAt }) => ({ path: `/lop/${slug}`, changedAt }))
}

/** Everything the page of one seat shows, by the token of its address; undefined when there is none such. */
export async function seatAt(db: Db, token: string) {
  if (!/^[\w-]{16,80}$/.test(token)) return undefined
  const [row] = await db
    .select({
      ...publicColumns,
      signupId: signups.id,
      number: signups.number,
      attendee: signups.attendee,
      seat: signups.state,
      offeredUntil: signups.offeredUntil,
      token: signups.token,
      score: signups.score,
      meetingLink: courses.meetingLink,
      /** those before them on the waiting list, and themselves */
      position: sql<number>`(select count(*)::int from signups w where w.course_id = "signups"."course_id" and w.state = 'waiting' and w.number <= "signups"."number")`,
      attended: sql<
        number[]
      >`coalesce((select array_agg(a.session_id) from attendances a where a.signup_id = "signups"."id"), '{}')`,
      certificate: sql<
        string | null
      >`(select c.code from certificates c where c.signup_id = "signups"."id" and c.revoked_at is null)`,
    })
    .from(signups)
    .innerJoin(courses, eq(courses.id, signups.courseId))
    .where(eq(signups.token, token))
  if (!row) return undefined
  const meets = row.seat === 'seated' && row.state !== 'cancelled' && row.mode !== 'in-person'
  return {
    ...row,
    attended: row.attended.map(Number),
    meetingLink: meets ? row.meetingLink : '',
  }
}

export type Seat = NonNullable<Awaited<ReturnType<typeof seatAt>>>

/** Sessions that are on now or soon enough for a code said in class. */
export async function sessionRuns(db: Db, courseId: number, now: Date, windowMs: number) {
  const [row] = await db
    .select({ id: courseSessions.id })
    .from(courseSessions)
    .where(
      and(
        eq(courseSessions.courseId, courseId),
        isNull(courseSessions.cancelledAt),
        sql`${courseSessions.startsAt} <= ${new Date(now.getTime() + windowMs).toISOString()}`,
        sql`${courseSessions.endsAt} >= ${new Date(now.getTime() - windowMs).toISOString()}`,
      ),
    )
    .limit(1)
  return row !== undefined
}
