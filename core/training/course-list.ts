import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import type { Db } from '#db/client.ts'
import { courseSessions, courses, signups } from '#db/schema/training.ts'
import type { Course, CourseKind, CourseState } from './course.ts'
import { type CourseSession, sessionsOf } from './sessions.ts'

type SignupState = (typeof signups.$inferSelect)['state']

/** A course with its sessions and how many are in each state of signing up. */
export interface CourseWhole {
  course: Course
  sessions: CourseSession[]
  counts: Record<SignupState, number>
}

const none: Record<SignupState, number> = {
  ...{ seated: 0, waiting: 0, offered: 0 },
  ...{ 'given-up': 0, lapsed: 0, cancelled: 0 },
}

/** One course by its id or its slug; undefined when there is none. */
export async function getCourse(
  db: Db,
  by: { id: number } | { slug: string },
): Promise<CourseWhole | undefined> {
  const which = 'id' in by ? eq(courses.id, by.id) : eq(courses.slug, by.slug)
  const [course] = await db.select().from(courses).where(which)
  if (!course) return undefined
  const [sessions, states] = await Promise.all([
    sessionsOf(db, course.id),
    db
      .select({ state: signups.state, n: sql<number>`count(*)::int` })
      .from(signups)
      .where(eq(signups.courseId, course.id))
      .groupBy(signups.state),
  ])
  const counts = { ...none, ...Object.fromEntries(states.map(({ state, n }) => [state, n])) }
  return { course, sessions, counts }
}

/** Which courses; every part is optional. */
export interface CourseFilter {
  id?: number
  states?: CourseState[]
  kinds?: CourseKind[]
  /** led by, or with the help of */
  unitId?: number
  fieldId?: number
  /** words of the title, accents or not */
  words?: string
  /** that have a session in these days */
  from?: Date
  to?: Date
  /** those to which people may still sign up */
  open?: Date
}

export interface ListedCourse extends Course {
  startsAt: Date | null
  endsAt: Date | null
  sessions: number
  seated: number
  offered: number
  waiting: number
}

const ofSessions = (what: SQL) =>
  sql`(select ${what} from course_sessions s where s.course_id = "courses"."id" and s.cancelled_at is null)`
const inState = (state: SignupState) =>
  sql<number>`(select count(*)::int from signups n where n.course_id = "courses"."id" and n.state = ${state})`
const startsAt = sql<Date | null>`${ofSessions(sql`min(s.starts_at)`)}`.mapWith(
  courseSessions.startsAt,
)

/** The courses of a filter, those to come first, and how many there are in all. */
export async function listCourses(
  db: Db,
  filter: CourseFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: ListedCourse[]; total: number }> {
  const where = conditions(filter)
  const [rows, total] = await Promise.all([
    db
      .select({
        course: courses,
        startsAt,
        endsAt: sql<Date | null>`${ofSessions(sql`max(s.ends_at)`)}`.mapWith(courseSessions.endsAt),
        sessions: sql<number>`${ofSessions(sql`count(*)::int`)}`,
        seated: inState('seated'),
        offered: inState('offered'),
        waiting: inState('waiting'),
      })
      .from(courses)
      .where(where)
      .orderBy(
        sql`case when ${courses.state} in ('draft', 'published', 'running') then 0 else 1 end`,
        sql`case when ${courses.state} in ('draft', 'published', 'running') then ${ofSessions(sql`min(s.starts_at)`)} end nulls last`,
        sql`${ofSessions(sql`min(s.starts_at)`)} desc nulls last`,
        sql`${courses.id} desc`,
      )
      .limit(limit)
      .offset(offset),
    db.$count(courses, where),
  ])
  return { rows: rows.map(({ course, ...row }) => ({ ...course, ...row })), total }
}

function conditions(filter: CourseFilter): SQL | undefined {
  const { id, states, kinds, unitId, fieldId, words, from, to, open } = filter
  const holds = (column: typeof courses.fieldIds | typeof courses.cooperatingUnitIds, id: number) =>
    sql`${column} @> ${JSON.stringify(id)}::jsonb`
  const session = (condition: SQL) =>
    sql`exists (select 1 from course_sessions s where s.course_id = "courses"."id" and s.cancelled_at is null and ${condition})`
  const like =
    words &&
    `%${fold(words)
      .replace(/[\\%_]/g, '\\$&')
      .replace(/[^a-z0-9\\%_]+/g, '%')}%`
  return and(
    id === undefined ? undefined : eq(courses.id, id),
    states && inArray(courses.state, states),
    kinds && inArray(courses.kind, kinds),
    unitId === undefined
      ? undefined
      : sql`(${courses.leadUnitId} = ${unitId} or ${holds(courses.cooperatingUnitIds, unitId)})`,
    fieldId === undefined ? undefined : holds(courses.fieldIds, fieldId),
    like ? sql`${foldedTitle} like ${like}` : undefined,
    from && session(sql`s.ends_at >= ${from.toISOString()}::timestamptz`),
    to && session(sql`s.starts_at < ${to.toISOString()}::timestamptz`),
    open && isOpen(open),
  )
}

const foldedTitle = sql`translate(regexp_replace(normalize(lower(${courses.title}), NFKD), '[\u0300-\u036f]', '', 'g'), 'đð', 'dd')`

/** People may sign up: published, not past its last day, not begun; a course followed alone always. */
function isOpen(now: Date): SQL {
  const at = sql`${now.toISOString()}::timestamptz`
  const alone = sql`${courses.kind} = 'e-learning'`
  return sql`(${courses.state} in ('published', 'running') and coalesce(${courses.closesAt}, 'infinity') > ${at}
    and (${alone} or (${courses.state} = 'published' and coalesce(${ofSessions(sql`min(s.starts_at)`)}, 'infinity') > ${at})))`
}
