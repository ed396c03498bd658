import { eq } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { planTasks, targets, targetValues } from '#db/schema/plan.ts'
import { settings, units } from '#db/schema/profile.ts'
import { readDeadline } from './deadline.ts'
import { type PlanFacts, readPlanFacts } from './facts.ts'
import { mapKey } from './tile-map.ts'

const key = 'plan-facts'

/**
 * Puts the tasks and targets that ship with a profile into the plan; gives how many were new. Each is put in once: what
 * staff changed, renumbered or had before stays theirs, also when a later version brings more of them.
 */
export async function installPlan(db: Db, profile: string, now: Date): Promise<number> {
  const facts = readPlanFacts(profile)
  if (facts === undefined) return 0
  return db.transaction(async (tx) => {
    const before = await installedBefore(tx, now)
    await keepMap(tx, facts, now)
    const tasks = tasksOf(facts).filter(({ key: one }) => !before.has(one))
    const fresh = facts.targets.filter(({ code }) => !before.has(`target ${code}`))
    if (tasks.length + fresh.length === 0) return 0
    const unitIds = await idsByCode(tx)
    if (tasks.length > 0) await addTasks(tx, facts.year, tasks, unitIds, now)
    if (fresh.length > 0) await addTargets(tx, facts, fresh, unitIds)
    const value = [
      ...before,
      ...tasks.map((task) => task.key),
      ...fresh.map(({ code }) => `target ${code}`),
    ]
    await tx.update(settings).set({ value, updatedAt: now }).where(eq(settings.key, key))
    return tasks.length + fresh.length
  })
}

/** What was put in before; processes that start together wait for each other on its row. */
async function installedBefore(tx: Db, now: Date): Promise<Set<string>> {
  await tx.insert(settings).values({ key, value: [], updatedAt: now }).onConflictDoNothing()
  const [row] = await tx
    .select({ value: settings.value })
    .from(settings)
    .where(eq(settings.key, key))
    .for('update')
  return new Set(Array.isArray(row?.value) ? row.value.map(String) : [])
}

/** Where the communes stand on a map of tiles; an office that has drawn its own keeps it. */
async function keepMap(tx: Db, { map }: PlanFacts, now: Date): Promise<void> {
  if (map.length === 0) return
  const row = { key: mapKey, value: map, updatedAt: now }
  await tx.insert(settings).values(row).onConflictDoNothing()
}

async function idsByCode(tx: Db): Promise<Map<string, number>> {
  const rows = await tx.select({ id: units.id, code: units.code }).from(units)
  return new Map(rows.map(({ id, code }) => [code, id]))
}

type FactTask = PlanFacts['tasks'][string][number] & { plan: string; key: string }

function tasksOf(facts: PlanFacts): FactTask[] {
  return Object.entries(facts.tasks).flatMap(([plan, tasks]) =>
    tasks.map((task) => ({
      ...task,
      plan: planName(facts, plan),
      key: `task ${plan} ${task.number}`,
    })),
  )
}

function planName({ plans }: PlanFacts, plan: string): string {
  const name = plans.find((one) => one.key === plan)?.name
  if (name === undefined) throw new Error(`The plan's facts name no plan ${plan}`)
  return name
}

async function addTasks(
  tx: Db,
  year: number,
  tasks: FactTask[],
  unitIds: Map<string, number>,
  now: Date,
): Promise<void> {
  const rows = tasks.map(({ plan, number, content, lead, with: others, result, due }) => {
    const read = readDeadline(due, year)
    const known = 'kind' in read ? read : { kind: 'always' as const, dueOn: null }
    const leadUnitId = unitIds.get(lead) ?? null
    return {
      ...{ plan, number, content, result, leadUnitId },
      leadText: leadUnitId === null ? lead : '',
      cooperatingText: others,
      deadline: known.kind,
      dueOn: known.dueOn,
      deadlineText: due,
      updatedAt: now,
    }
  })
  await tx.insert(planTasks).values(rows).onConflictDoNothing()
}

async function addTargets(
  tx: Db,
  facts: PlanFacts,
  fresh: PlanFacts['targets'],
  unitIds: Map<string, number>,
): Promise<void> {
  const rows = fresh.map((target) => ({
    code: target.code,
    plan: planName(facts, target.plan),
    name: target.name,
    measure: target.measure,
    formula: target.formula ?? null,
    baseline: target.baseline ?? null,
    unitId: unitIds.get(target.unit ?? '') ?? null,
    atMost: target.atMost,
    position: facts.targets.indexOf(target),
  }))
  const added = await tx
    .insert(targets)
    .values(rows)
    .onConflictDoNothing()
    .returning({ id: targets.id, code: targets.code })
  const goals = added.flatMap(({ id, code }) => {
    const goal = fresh.find((target) => target.code === code)?.goal
    return goal === undefined ? [] : [{ targetId: id, period: String(facts.year), goal }]
  })
  if (goals.length > 0) await tx.insert(targetValues).values(goals)
}
