import { and, eq, inArray, isNull } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { callBackIfLow, commentOnMark } from '#core/surveys/call-backs.ts'
import type { Db } from '#db/client.ts'
import { courses, signups } from '#db/schema/training.ts'
import type { Course } from './course.ts'

/** Whose mark: the person who signed up, or whoever holds the ticket. */
type Rater = { personId: number } | { token: string }

/**
 * Takes somebody's mark (1-5) of a class that was held, the first one only: `first` is false when they had given one.
 * Refusal when the seat is not theirs, the class is not over, or there is no such mark.
 */
export async function rateCourse(
  tx: Db,
  who: Rater,
  { signupId, score }: { signupId: number; score: number },
  now: Date,
): Promise<{ course: Course; first: boolean }> {
  if (!Number.isInteger(score) || score < 1 || score > 5) {
    throw new Refusal('tickets:refusal.no-such-score')
  }
  const { course, personId } = await seatOf(tx, who, signupId)
  const taken = await tx
    .update(signups)
    .set({ score, ratedAt: now })
    .where(and(eq(signups.id, signupId), isNull(signups.score)))
    .returning({ id: signups.id })
  if (taken.length === 0) return { course, first: false }
  const about = { source: 'course' as const, sourceKey: String(signupId) }
  await callBackIfLow(tx, { ...about, score, personId, unitId: course.leadUnitId }, now)
  return { course, first: true }
}

/** What they say beside their mark. */
export async function commentCourse(
  tx: Db,
  who: Rater,
  { signupId, comment }: { signupId: number; comment: string },
): Promise<void> {
  await seatOf(tx, who, signupId)
  const text = comment.trim().slice(0, 4_000)
  if (text === '') return
  await tx.update(signups).set({ comment: text }).where(eq(signups.id, signupId))
  await commentOnMark(tx, { source: 'course', sourceKey: String(signupId) }, text)
}

async function seatOf(tx: Db, who: Rater, signupId: number) {
  const [row] = await tx
    .select({ course: courses, personId: signups.personId })
    .from(signups)
    .innerJoin(courses, eq(courses.id, signups.courseId))
    .where(
      and(
        eq(signups.id, signupId),
        'token' in who ? eq(signups.token, who.token) : eq(signups.personId, who.personId),
        eq(signups.state, 'seated'),
        inArray(courses.state, ['published', 'running', 'held', 'closed']),
      ),
    )
  if (!row) throw new Refusal('training:refusal.no-seat')
  const alone = row.course.kind === 'e-learning'
  if (!alone && !['held', 'closed'].includes(row.course.state)) {
    throw new Refusal('training:refusal.not-held')
  }
  return row
}
