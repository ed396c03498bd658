import { and, eq, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { courseSessions, courses } from '#db/schema/training.ts'

/** Each division holds at least as many classes a year (plan 000, II.2). */
export const leastClasses = 4

export type Quarter = 1 | 2 | 3 | 4

export interface PlannedCourse {
  id: number
  title: string
  kind: (typeof courses.$inferSelect)['kind']
  state: (typeof courses.$inferSelect)['state']
  startsAt: Date | null
  quarter: Quarter | null
  /** counts towards the four: conferences and dialogues do not */
  counts: boolean
}

export interface UnitYear {
  unitId: number
  name: string
  courses: PlannedCourse[]
  planned: number
  held: number
}

const zoned = (at: SQL) => sql`(${at} at time zone 'Asia/Ho_Chi_Minh')`

/**
 * The year's classes by the division that leads them, with those planned for a quarter that have no day yet. Divisions
 * that lead a field are in it even when they planned none. What was cancelled counts for nothing.
 */
export async function yearOfClasses(db: Db, year: number): Promise<UnitYear[]> {
  const [office, rows] = await Promise.all([loadOffice(db), coursesOf(db, year)])
  const leading = new Set(office.fields.flatMap(({ leadUnitId }) => leadUnitId ?? []))
  const withCourses = new Set(rows.map(({ leadUnitId }) => leadUnitId))
  return office.units
    .filter(({ id }) => withCourses.has(id) || (leading.has(id) && id !== office.focal?.id))
    .map(({ id, name }) => {
      const own = rows.filter(({ leadUnitId }) => leadUnitId === id)
      const counted = own.filter(({ counts }) => counts)
      const held = counted.filter(({ state }) => state === 'held' || state === 'closed')
      return { unitId: id, name, courses: own, planned: counted.length, held: held.length }
    })
}

async function coursesOf(db: Db, year: number) {
  const starts = db
    .select({
      courseId: courseSessions.courseId,
      startsAt: sql<Date>`min(${courseSessions.startsAt})`.mapWith(courseSessions.startsAt).as('s'),
    })
    .from(courseSessions)
    .where(isNull(courseSessions.cancelledAt))
    .groupBy(courseSessions.courseId)
    .as('starts')
  const rows = await db
    .select({
      id: courses.id,
      title: courses.title,
      kind: courses.kind,
      state: courses.state,
      leadUnitId: courses.leadUnitId,
      plannedFor: courses.plannedFor,
      startsAt: starts.startsAt,
      quarter: sql<number | null>`extract(quarter from ${zoned(sql`${starts.startsAt}`)})::int`,
    })
    .from(courses)
    .leftJoin(starts, eq(starts.courseId, courses.id))
    .where(
      and(
        ne(courses.state, 'cancelled'),
        or(
          sql`extract(year from ${zoned(sql`${starts.startsAt}`)}) = ${year}`,
          and(isNull(starts.startsAt), sql`${courses.plannedFor} like ${`${year}-%`}`),
        ),
      ),
    )
    .orderBy(sql`${starts.startsAt} asc nulls last`, courses.plannedFor, courses.id)
  return rows.map(({ plannedFor, quarter, ...row }) => ({
    ...row,
    quarter: (quarter ?? quarterIn(plannedFor)) as Quarter | null,
    counts: row.kind === 'class' || row.kind === 'e-learning',
  }))
}

function quarterIn(planned: string | null): number | null {
  const [, quarter] = /^\d{4}-Q([1-4])$/.exec(planned ?? '') ?? []
  return quarter === undefined ? null : Number(quarter)
}
