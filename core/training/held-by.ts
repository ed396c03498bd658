import { eq } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import type { Deed } from '#core/staff/deeds.ts'
import { type Actor, may, type TicketPlace } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { courses } from '#db/schema/training.ts'

type CourseRow = typeof courses.$inferSelect

/** Where a course lies, for the question who may do what with it. */
export function placeOfCourse(
  course: Pick<CourseRow, 'leadUnitId' | 'cooperatingUnitIds'>,
): TicketPlace {
  const { leadUnitId, cooperatingUnitIds } = course
  return { leadUnitId, cooperatingUnitIds, assigneeId: null, consultantId: null }
}

/** The course, when `actor` may do `deed` on it. Refusal when there is none, or it is another unit's. */
export async function courseFor(
  tx: Db,
  actor: Actor,
  deed: Deed,
  courseId: number,
): Promise<CourseRow> {
  const [course] = await tx.select().from(courses).where(eq(courses.id, courseId))
  if (!course) throw new Refusal('courses:refusal.gone')
  if (!may(actor, deed, placeOfCourse(course))) throw new Refusal('courses:refusal.not-yours')
  return course
}
