import { and, eq } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { openStored, storeBytes } from '#core/files/store.ts'
import { lockBytes } from '#core/files/sweep.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { planNotes, planTasks } from '#db/schema/plan.ts'
import type { DeadlineKind } from './deadline.ts'
import { lockTask, mayPlan, mayProgress, type Task } from './task.ts'

export interface TaskFacts {
  plan: string
  number: string
  content: string
  result: string
  leadUnitId: number | null
  leadText: string
  cooperatingText: string
  deadline: DeadlineKind
  dueOn: string | null
  deadlineText: string
}

/** Writes a new task down. Refuses who may not plan, a number the plan has already, a deadline without its day. */
export async function addTask(db: Db, actor: Actor, facts: TaskFacts, now: Date): Promise<number> {
  if (!mayPlan(actor)) throw new Refusal('plan:refusal.plan')
  sound(facts)
  return db.transaction(async (tx) => {
    const [row] = await tx
      .insert(planTasks)
      .values({ ...facts, updatedAt: now })
      .onConflictDoNothing()
      .returning({ id: planTasks.id })
    if (!row) throw new Refusal('plan:refusal.number', { number: facts.number })
    const { plan, number } = facts
    await note(tx, actor, 'plan.task-added', row.id, { plan, number }, now)
    return row.id
  })
}

/** Changes what a task is. Refuses who may not plan, a stale page, a number the plan has already. */
export async function changeTask(
  db: Db,
  actor: Actor,
  { id, version }: { id: number; version: number },
  facts: TaskFacts,
  now: Date,
): Promise<void> {
  if (!mayPlan(actor)) throw new Refusal('plan:refusal.plan')
  sound(facts)
  await db.transaction(async (tx) => {
    const task = await lockTask(tx, id, version)
    if (facts.plan !== task.plan || facts.number !== task.number) await freeNumber(tx, facts)
    const moved = facts.dueOn !== task.dueOn
    const set = {
      ...facts,
      ...(moved && { remindedOn: null }),
      version: version + 1,
      updatedAt: now,
    }
    await tx.update(planTasks).set(set).where(eq(planTasks.id, id))
    await note(tx, actor, 'plan.task-changed', id, differences(task, facts), now)
  })
}

async function freeNumber(tx: Db, { plan, number }: TaskFacts): Promise<void> {
  const [taken] = await tx
    .select({ id: planTasks.id })
    .from(planTasks)
    .where(and(eq(planTasks.plan, plan), eq(planTasks.number, number)))
  if (taken) throw new Refusal('plan:refusal.number', { number })
}

function sound({ deadline, dueOn }: TaskFacts): void {
  if ((deadline === 'always') !== (dueOn === null)) throw new Refusal('plan:refusal.deadline')
}

function differences(task: Task, facts: TaskFacts): Record<string, unknown> {
  const names = Object.keys(facts) as (keyof TaskFacts)[]
  const changed = names.filter((name) => facts[name] !== task[name])
  return {
    changed,
    ...(changed.includes('dueOn') && { from: task.dueOn, to: facts.dueOn }),
  }
}

export interface Progress {
  text: string
  percent: number | undefined
  /** https://… where the evidence lies */
  link: string
  file?: File | undefined
}

/** Notes progress with its evidence; 100 % ends the task. Refuses who may not, a stale page, an ended task, a bad file. */
export async function noteProgress(
  { db, dataDir }: { db: Db; dataDir: string },
  actor: Actor,
  { id, version }: { id: number; version: number },
  { text, percent, link, file }: Progress,
  now: Date,
): Promise<void> {
  if (percent !== undefined && !(Number.isInteger(percent) && percent >= 0 && percent <= 100)) {
    throw new Refusal('plan:refusal.percent')
  }
  const stored = file ? await storeBytes(dataDir, file.stream(), { name: file.name }) : undefined
  if (stored && !stored.ok) throw new Refusal(`plan:refusal.file-${stored.why}`)
  await db.transaction(async (tx) => {
    if (stored) await lockBytes(tx, stored.sha256)
    const task = await lockTask(tx, id, version)
    if (!mayProgress(actor, task)) throw new Refusal('plan:refusal.unit')
    if (task.state !== 'open') throw new Refusal('plan:refusal.ended')
    await tx.insert(planNotes).values({
      ...{ taskId: id, at: now, staffId: actor.id, text, link },
      percent: percent ?? null,
      fileName: file?.name.slice(0, 200) ?? null,
      fileSha256: stored?.sha256 ?? null,
    })
    const done = percent === 100
    const set = {
      ...(percent !== undefined && { percent }),
      ...(done && { state: 'done' as const, doneOn: dayOf(now) }),
      version: version + 1,
      updatedAt: now,
    }
    await tx.update(planTasks).set(set).where(eq(planTasks.id, id))
    if (done) await note(tx, actor, 'plan.task-done', id, {}, now)
  })
}

/** Ends a task as done, drops it with a reason, or opens it again. */
export async function settleTask(
  db: Db,
  actor: Actor,
  { id, version }: { id: number; version: number },
  { to, reason }: { to: Task['state']; reason: string },
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    const task = await lockTask(tx, id, version)
    const allowed = to === 'done' ? mayProgress(actor, task) : mayPlan(actor)
    if (!allowed) throw new Refusal(to === 'done' ? 'plan:refusal.unit' : 'plan:refusal.plan')
    if (task.state === to) throw new Refusal('plan:refusal.already')
    if (to === 'dropped' && reason === '') throw new Refusal('plan:refusal.reason')
    const doneOn = to === 'done' ? dayOf(now) : null
    const percent = to === 'done' ? 100 : Math.min(task.percent, 99)
    const set = { state: to, doneOn, percent, version: version + 1, updatedAt: now }
    await tx.update(planTasks).set(set).where(eq(planTasks.id, id))
    const action = {
      done: 'plan.task-done',
      dropped: 'plan.task-dropped',
      open: 'plan.task-reopened',
    }
    await note(tx, actor, action[to], id, reason === '' ? {} : { reason }, now)
  })
}

/** The file a note names; undefined when there is none, or its bytes are gone. */
export async function openEvidence(
  db: Db,
  dataDir: string,
  { taskId, noteId }: { taskId: number; noteId: number },
) {
  const [row] = await db
    .select({ name: planNotes.fileName, sha256: planNotes.fileSha256 })
    .from(planNotes)
    .where(and(eq(planNotes.id, noteId), eq(planNotes.taskId, taskId)))
  if (!row?.sha256) return undefined
  const stored = await openStored(dataDir, row.sha256)
  return stored && { ...stored, name: row.name ?? 'tep' }
}

function note(
  tx: Db,
  actor: Actor,
  action: string,
  id: number,
  detail: Record<string, unknown>,
  now: Date,
): Promise<void> {
  const entry = { at: now, staffId: actor.id, action, subject: 'plan-task', subjectId: id, detail }
  return audit(tx, { ...entry, ip: actor.ip })
}
