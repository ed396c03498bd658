import { and, eq, gte, isNull, lt, lte, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { fold } from '#core/fold.ts'
import { planTasks } from '#db/schema/plan.ts'
import { deadlineKinds, soonDays } from './deadline.ts'
import { dayLater, readPeriod } from './periods.ts'
import { foldedSql } from './task.ts'

export const taskStates = ['all', 'open', 'late', 'soon', 'done', 'dropped'] as const

const shape = {
  /** 0: no unit of ours is in charge */
  unit: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  state: z.enum(taskStates),
  plan: z.string().trim().min(1).max(200),
  deadline: z.enum(deadlineKinds),
  /** due within a period: 2026-Q3 */
  due: z.string().refine((code) => readPeriod(code) !== undefined),
  q: z.string().trim().min(1).max(200),
}

type Shape = typeof shape
const keys = Object.keys(shape) as (keyof Shape)[]

/** Which tasks a list shows, as its address says it. */
export type TaskFilter = { [K in keyof Shape]?: z.infer<Shape[K]> }

/** Reads a filter from an address; what makes no sense is left out. */
export function readTaskFilter(query: URLSearchParams): TaskFilter {
  const read = keys.flatMap((key) => {
    const text = query.get(key)
    if (text === null || text.trim() === '') return []
    const value = shape[key].safeParse(text)
    return value.success ? [[key, value.data]] : []
  })
  return Object.fromEntries(read) as TaskFilter
}

/** The filter as the query part of an address, without a question mark. */
export function taskFilterQuery(filter: TaskFilter): string {
  const query = new URLSearchParams()
  for (const key of keys) {
    const value = filter[key]
    if (value !== undefined) query.set(key, String(value))
  }
  return query.toString()
}

/** The WHERE of a list of tasks; `today` is YYYY-MM-DD. */
export function taskConditions(filter: TaskFilter, today: string): SQL {
  const { unit, state, plan, deadline, due, q } = filter
  const period = due === undefined ? undefined : readPeriod(due)
  const all = and(
    unit === undefined
      ? undefined
      : unit === 0
        ? isNull(planTasks.leadUnitId)
        : eq(planTasks.leadUnitId, unit),
    stateCondition(state ?? 'all', today),
    plan === undefined ? undefined : eq(planTasks.plan, plan),
    deadline === undefined ? undefined : eq(planTasks.deadline, deadline),
    period && and(gte(planTasks.dueOn, period.fromOn), lte(planTasks.dueOn, period.toOn)),
    q === undefined ? undefined : says(q),
  )
  return all ?? sql`true`
}

export function stateCondition(state: (typeof taskStates)[number], today: string): SQL | undefined {
  const open = eq(planTasks.state, 'open')
  if (state === 'all') return undefined
  if (state === 'late') return and(open, lt(planTasks.dueOn, today))
  if (state === 'soon') {
    return and(open, gte(planTasks.dueOn, today), lte(planTasks.dueOn, dayLater(today, soonDays)))
  }
  return eq(planTasks.state, state)
}

/** Every word of the search stands somewhere in the task. */
function says(q: string): SQL | undefined {
  const text = foldedSql(
    sql`concat_ws(' ', ${planTasks.number}, ${planTasks.content}, ${planTasks.result}, ${planTasks.leadText}, ${planTasks.cooperatingText})`,
  )
  const words = fold(q).split(' ').filter(Boolean).slice(0, 12)
  return and(...words.map((word) => sql`strpos(${text}, ${word}) > 0`))
}
