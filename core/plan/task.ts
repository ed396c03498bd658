import { eq, type SQL, sql } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import type { Actor, TicketPlace } from '#core/staff/roles.ts'
import { may, reachOf } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { planTasks } from '#db/schema/plan.ts'

export type Task = typeof planTasks.$inferSelect

/** A task lies with the unit in charge as a ticket lies with the unit that leads it. */
export function placeOfTask({ leadUnitId }: Pick<Task, 'leadUnitId'>): TicketPlace {
  return { leadUnitId, cooperatingUnitIds: [], assigneeId: null, consultantId: null }
}

/** Notes progress on this task. */
export function mayProgress(actor: Actor, task: Pick<Task, 'leadUnitId'>): boolean {
  return may(actor, 'plan.edit', placeOfTask(task))
}

/** Writes tasks down, moves deadlines, drops: who keeps the whole plan, not the unit that is to fulfil it. */
export function mayPlan(actor: Actor): boolean {
  return reachOf(actor, 'plan.edit') === 'any'
}

/** Somebody changed the task after the page was opened. */
export class TaskConflict extends Refusal {
  constructor() {
    super('plan:refusal.stale')
    this.name = 'TaskConflict'
  }
}

/** The task, locked, at the version the page showed. Refuses a missing one and a stale version. */
export async function lockTask(tx: Db, id: number, version: number): Promise<Task> {
  const [task] = await tx.select().from(planTasks).where(eq(planTasks.id, id)).for('update')
  if (!task) throw new Refusal('plan:refusal.gone')
  if (task.version !== version) throw new TaskConflict()
  return task
}

/** Lower case without accents, as `fold` in core says it, near enough for search. */
export function foldedSql(column: SQL): SQL {
  return sql`translate(lower(regexp_replace(normalize(${column}, NFKD), '[\u0300-\u036f]', '', 'g')), 'đð', 'dd')`
}
