import { and, asc, eq, isNotNull, isNull, lte, or, type SQL } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { type Language, say } from '#core/language.ts'
import { tellStaff } from '#core/staff/linked.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { planTasks } from '#db/schema/plan.ts'
import { staff } from '#db/schema/staff.ts'
import { nearness, soonDays } from './deadline.ts'
import { dayLater } from './periods.ts'
import { mayPlan, type Task } from './task.ts'
import { stateCondition } from './task-filter.ts'

/** A late task is said again after so many days. */
const againDays = 7

/**
 * Reminds the units of tasks that are near their end or past it: once when they come near, once when they are late, then
 * weekly. Each of the unit's staff with a linked chat gets one message for all of them; a task without a unit of ours is
 * Văn phòng Sở's to chase. Safe to run in several processes. Returns how many tasks were reminded of.
 */
export async function remindPlanTasks(db: Db, now: Date): Promise<number> {
  const today = dayOf(now)
  return db.transaction(async (tx) => {
    const near = await tx
      .select()
      .from(planTasks)
      .where(
        and(
          eq(planTasks.state, 'open'),
          isNotNull(planTasks.dueOn),
          lte(planTasks.dueOn, dayLater(today, soonDays)),
        ),
      )
      .orderBy(asc(planTasks.dueOn), asc(planTasks.id))
      .for('update', { skipLocked: true })
    const due = near.filter((task) => wants(task, today))
    for (const [unitId, tasks] of Map.groupBy(due, ({ leadUnitId }) => leadUnitId)) {
      await tellUnit(tx, unitId, tasks, now)
    }
    for (const { id } of due) {
      await tx.update(planTasks).set({ remindedOn: today }).where(eq(planTasks.id, id))
    }
    return due.length
  })
}

/** Whether a task is to be said today: not yet at this nearness, or late and not said for a week. */
function wants({ dueOn, remindedOn }: Task, today: string): boolean {
  if (remindedOn === null) return true
  const then = nearness(dueOn, remindedOn)
  const now = nearness(dueOn, today)
  return then !== now || (now === 'late' && remindedOn <= dayLater(today, -againDays))
}

async function tellUnit(tx: Db, unitId: number | null, tasks: Task[], now: Date): Promise<void> {
  const today = dayOf(now)
  const late = tasks.filter(({ dueOn }) => nearness(dueOn, today) === 'late').length
  const words = (lng: Language) => {
    const lines = tasks.slice(0, shown).map((task) =>
      say(lng, `plan:remind.${nearness(task.dueOn, today)}`, {
        number: task.number,
        content: task.content.slice(0, 120),
        due: shownDay(task.dueOn),
      }),
    )
    const more = tasks.length - lines.length
    const text = [
      say(lng, 'plan:remind.head', { count: tasks.length, late }),
      ...lines,
      ...(more > 0 ? [say(lng, 'plan:remind.more', { count: more })] : []),
    ].join('\n')
    return { text }
  }
  await tellStaff(tx, whoIsTold(unitId, late > 0), words, now)
}

const shown = 8

/** The unit's head and officers; of a late task, and of one without a unit, Văn phòng Sở too. */
function whoIsTold(unitId: number | null, late: boolean): SQL | undefined {
  const ofUnit = unitId === null ? undefined : eq(staff.unitId, unitId)
  return or(
    ofUnit && and(ofUnit, or(eq(staff.role, 'head'), eq(staff.role, 'officer'))),
    late || unitId === null ? eq(staff.role, 'coordinator') : undefined,
  )
}

function shownDay(day: string | null): string {
  return day === null ? '' : day.split('-').reverse().join('/')
}

/** The late and soon due tasks that wait in `actor`'s panel: of their unit, or of all for who keeps the plan. */
export function tasksNear(db: Db, actor: Actor, now: Date, limit = 8) {
  const today = dayOf(now)
  const all = mayPlan(actor) || actor.role === 'leader'
  const own = actor.unitId === undefined ? undefined : eq(planTasks.leadUnitId, actor.unitId)
  const whose = all ? undefined : (own ?? isNull(planTasks.id))
  return db
    .select({
      id: planTasks.id,
      number: planTasks.number,
      content: planTasks.content,
      dueOn: planTasks.dueOn,
      percent: planTasks.percent,
    })
    .from(planTasks)
    .where(and(or(stateCondition('late', today), stateCondition('soon', today)), whose))
    .orderBy(asc(planTasks.dueOn), asc(planTasks.id))
    .limit(limit)
}
