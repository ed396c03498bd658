import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { type courses, signups } from '#db/schema/training.ts'
import { owe } from './owed.ts'
import { keptFrom, tellAt } from './telling-hours.ts'

type Course = typeof courses.$inferSelect
type Where = Pick<Course, 'mode' | 'place' | 'meetingLink'>

/** Another place, link or way of taking part is told to those signed up; of the link only who has a seat hears. */
export async function oweMoved(
  tx: Db,
  before: Course,
  after: Where,
  begins: Date[],
  now: Date,
): Promise<void> {
  const elsewhere = after.place !== before.place || after.mode !== before.mode
  if (!elsewhere && after.meetingLink === before.meetingLink) return
  const states = elsewhere ? (['seated', 'offered', 'waiting'] as const) : (['seated'] as const)
  await owe(tx, before.id, [...states], changeOf(before), tellAt(now, begins))
}

/**
 * Other times are told to everybody signed up, at night too when an old or a new one is near; a seat that is kept for
 * somebody is not kept beyond an earlier beginning. `begins` are the times that came or went, `startsAt` the new first.
 */
export async function oweTimes(
  tx: Db,
  course: Course,
  { begins, startsAt }: { begins: Date[]; startsAt: Date | null },
  now: Date,
): Promise<void> {
  const at = tellAt(now, begins)
  await owe(tx, course.id, ['seated', 'offered', 'waiting'], changeOf(course), at)
  if (startsAt === null) return
  const until = keptFrom(at, startsAt)
  await tx
    .update(signups)
    .set({ offeredUntil: sql`least(${signups.offeredUntil}, ${until.toISOString()}::timestamptz)` })
    .where(and(eq(signups.courseId, course.id), eq(signups.state, 'offered')))
}

/** A change is told once: it is named by the version that it makes. */
function changeOf({ version }: Course): string {
  return `changed:${version + 1}`
}
