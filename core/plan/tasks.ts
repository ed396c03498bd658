import { and, asc, count, desc, eq, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import type { Db } from '#db/client.ts'
import { planNotes, planTasks } from '#db/schema/plan.ts'
import { units } from '#db/schema/profile.ts'
import { auditLog, staff } from '#db/schema/staff.ts'
import { type Nearness, nearness } from './deadline.ts'
import type { Task } from './task.ts'
import { stateCondition, type TaskFilter, taskConditions, type taskStates } from './task-filter.ts'

export interface TaskRow extends Task {
  unitName: string | null
  near: Nearness
  /** the newest progress note, first words */
  lastNote: string | null
  lastNoteAt: Date | null
}

export type TaskCounts = Record<(typeof taskStates)[number], number>

const pageSize = 50

/** A page of 50 tasks, what is due first on top, with how many there are in each state of the same choice. */
export async function listTasks(
  db: Db,
  filter: TaskFilter,
  page: number,
  now: Date,
): Promise<{ rows: TaskRow[]; more: boolean; counts: TaskCounts }> {
  const today = dayOf(now)
  const [rows, counts] = await Promise.all([
    rowsOf(db, filter, today, { limit: pageSize + 1, offset: (page - 1) * pageSize }),
    countStates(db, filter, today),
  ])
  return { rows: rows.slice(0, pageSize), more: rows.length > pageSize, counts }
}

/** Every task of a filter, for the sheet. */
export function allTasks(db: Db, filter: TaskFilter, now: Date): Promise<TaskRow[]> {
  return rowsOf(db, filter, dayOf(now), { limit: 5_000, offset: 0 })
}

async function rowsOf(
  db: Db,
  filter: TaskFilter,
  today: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<TaskRow[]> {
  const rows = await db
    .select({
      task: planTasks,
      unitName: units.name,
      lastNote: sql<string | null>`(select left(n.text, 200) from plan_notes n
        where n.task_id = plan_tasks.id order by n.id desc limit 1)`,
      lastNoteAt: sql<string | null>`(select max(n.at) from plan_notes n
        where n.task_id = plan_tasks.id)`,
    })
    .from(planTasks)
    .leftJoin(units, eq(units.id, planTasks.leadUnitId))
    .where(taskConditions(filter, today))
    .orderBy(
      sql`${planTasks.state} <> 'open'`,
      sql`${planTasks.dueOn} nulls last`,
      asc(planTasks.plan),
      sql`nullif(regexp_replace(${planTasks.number}, '\\D', '', 'g'), '')::numeric nulls last`,
      asc(planTasks.id),
    )
    .limit(limit)
    .offset(offset)
  return rows.map(({ task, unitName, lastNote, lastNoteAt }) => ({
    ...task,
    unitName,
    near: task.state === 'open' ? nearness(task.dueOn, today) : 'calm',
    lastNote,
    lastNoteAt: lastNoteAt === null ? null : new Date(lastNoteAt),
  }))
}

async function countStates(db: Db, filter: TaskFilter, today: string): Promise<TaskCounts> {
  const { state: _, ...rest } = filter
  const of = (state: (typeof taskStates)[number]) =>
    sql<number>`count(*) filter (where ${stateCondition(state, today) ?? sql`true`})::int`
  const [row] = await db
    .select({
      all: of('all'),
      open: of('open'),
      late: of('late'),
      soon: of('soon'),
      done: of('done'),
      dropped: of('dropped'),
    })
    .from(planTasks)
    .where(taskConditions(rest, today))
  return row ?? { all: 0, open: 0, late: 0, soon: 0, done: 0, dropped: 0 }
}

/** The plans there are, with how many tasks each has. */
export function listPlans(db: Db): Promise<{ plan: string; tasks: number }[]> {
  return db
    .select({ plan: planTasks.plan, tasks: count() })
    .from(planTasks)
    .groupBy(planTasks.plan)
    .orderBy(asc(planTasks.plan))
}

export interface TaskPage extends TaskRow {
  notes: {
    id: number
    at: Date
    staffName: string | null
    text: string
    percent: number | null
    link: string
    fileName: string | null
  }[]
  /** what was changed of the task itself, the newest first */
  changes: { at: Date; staffName: string | null; action: string; detail: Record<string, unknown> }[]
}

/** A task with everything that happened to it; undefined when there is none of that id. */
export async function taskPage(db: Db, id: number, now: Date): Promise<TaskPage | undefined> {
  const [[found], notes, changes] = await Promise.all([
    db
      .select({ task: planTasks, unitName: units.name })
      .from(planTasks)
      .leftJoin(units, eq(units.id, planTasks.leadUnitId))
      .where(eq(planTasks.id, id)),
    db
      .select({
        id: planNotes.id,
        at: planNotes.at,
        staffName: staff.name,
        text: planNotes.text,
        percent: planNotes.percent,
        link: planNotes.link,
        fileName: planNotes.fileName,
      })
      .from(planNotes)
      .leftJoin(staff, eq(staff.id, planNotes.staffId))
      .where(eq(planNotes.taskId, id))
      .orderBy(desc(planNotes.id)),
    db
      .select({
        at: auditLog.at,
        staffName: staff.name,
        action: auditLog.action,
        detail: auditLog.detail,
      })
      .from(auditLog)
      .leftJoin(staff, eq(staff.id, auditLog.staffId))
      .where(and(eq(auditLog.subject, 'plan-task'), eq(auditLog.subjectId, String(id))))
      .orderBy(desc(auditLog.id))
      .limit(100),
  ])
  if (!found) return undefined
  const { task, unitName } = found
  const near = task.state === 'open' ? nearness(task.dueOn, dayOf(now)) : 'calm'
  const last = notes[0]
  return {
    ...task,
    ...{ unitName, near, notes, changes },
    lastNote: last?.text ?? null,
    lastNoteAt: last?.at ?? null,
  }
}
