import { asc, desc, eq } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { targets, targetValues } from '#db/schema/plan.ts'
import { staff } from '#db/schema/staff.ts'
import type { Target } from './target-values.ts'

export interface TargetPage extends Target {
  values: {
    period: string
    goal: number | null
    value: number | null
    note: string
    at: Date | null
    staffName: string | null
  }[]
}

/** A target with what was set and typed for each period, the latest first; undefined when there is none of that id. */
export async function targetPage(db: Db, id: number): Promise<TargetPage | undefined> {
  const [[target], values] = await Promise.all([
    db.select().from(targets).where(eq(targets.id, id)),
    db
      .select({
        period: targetValues.period,
        goal: targetValues.goal,
        value: targetValues.value,
        note: targetValues.note,
        at: targetValues.at,
        staffName: staff.name,
      })
      .from(targetValues)
      .leftJoin(staff, eq(staff.id, targetValues.staffId))
      .where(eq(targetValues.targetId, id))
      .orderBy(desc(targetValues.period)),
  ])
  return target && { ...target, values }
}

/** Targets that were taken off the list. */
export function closedTargets(db: Db): Promise<{ id: number; name: string; plan: string }[]> {
  return db
    .select({ id: targets.id, name: targets.name, plan: targets.plan, closedAt: targets.closedAt })
    .from(targets)
    .orderBy(asc(targets.position))
    .then((rows) => rows.filter(({ closedAt }) => closedAt !== null))
}
