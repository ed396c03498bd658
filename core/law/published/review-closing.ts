import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { reviewTasks } from '#db/schema/published.ts'

type Task = typeof reviewTasks.$inferSelect
export type ReviewOutcome = NonNullable<Task['outcome']>

export function mayCloseReview(actor: Actor, unitId: number | null): boolean {
  const place = { leadUnitId: unitId, cooperatingUnitIds: [], assigneeId: null, consultantId: null }
  return may(actor, 'published.write', place) || may(actor, 'published.review', place)
}

/**
 * Closes the named tasks of one holder with what came of looking at it again. Refusal when it is another division's or
 * somebody has closed one of them already.
 */
export async function closeReview(
  db: Db,
  actor: Actor,
  input: { taskIds: number[]; outcome: ReviewOutcome; note: string },
  now: Date,
): Promise<void> {
  const note = input.note.trim()
  if (input.taskIds.length === 0) throw new Refusal('published:refusal.review-gone')
  await db.transaction(async (tx) => {
    const tasks = await tx
      .select()
      .from(reviewTasks)
      .where(inArray(reviewTasks.id, input.taskIds))
      .orderBy(asc(reviewTasks.id))
      .for('update')
    if (tasks.length < input.taskIds.length) throw new Refusal('published:refusal.review-gone')
    if (tasks.some(({ closedAt }) => closedAt !== null)) {
      throw new Refusal('published:refusal.review-closed')
    }
    if (tasks.some(({ unitId }) => !mayCloseReview(actor, unitId))) {
      throw new Refusal('published:refusal.not-allowed')
    }
    await close(tx, actor, tasks, { outcome: input.outcome, note }, now)
  })
}

/** Closes whatever is open under a holder that is public no more. */
export async function closeWithdrawn(
  tx: Db,
  actor: Actor,
  on: { holder: Task['holder']; holderId: number },
  now: Date,
): Promise<void> {
  const tasks = await tx
    .select()
    .from(reviewTasks)
    .where(
      and(
        eq(reviewTasks.holder, on.holder),
        eq(reviewTasks.holderId, on.holderId),
        isNull(reviewTasks.closedAt),
      ),
    )
    .for('update')
  await close(tx, actor, tasks, { outcome: 'withdrawn', note: '' }, now)
}

async function close(
  tx: Db,
  actor: Actor,
  tasks: Task[],
  how: { outcome: ReviewOutcome; note: string },
  now: Date,
): Promise<void> {
  for (const task of tasks) {
    await tx
      .update(reviewTasks)
      .set({ ...how, closedAt: now, closedBy: actor.id })
      .where(eq(reviewTasks.id, task.id))
    await audit(tx, {
      at: now,
      staffId: actor.id,
      action: `published.review-${how.outcome}`,
      subject: task.holder,
      subjectId: task.holderId,
      detail: { taskId: task.id, documentId: task.documentId, byId: task.byId },
      ip: actor.ip,
    })
  }
}
