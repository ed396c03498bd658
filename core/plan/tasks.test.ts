import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { dropUnused } from '#core/files/sweep.ts'
import { addPerson, at, makeDesk, type TestDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { planTasks } from '#db/schema/plan.ts'
import { staff } from '#db/schema/staff.ts'
import { test } from '#db/testing.ts'
import { addTask, changeTask, noteProgress, openEvidence, settleTask } from './task-deeds.ts'
import { readTaskFilter } from './task-filter.ts'
import { remindPlanTasks, tasksNear } from './task-reminders.ts'
import { listTasks, taskPage } from './tasks.ts'

const now = at('2026-06-15 09:00')

function facts(desk: TestDesk, more: object = {}) {
  return {
    plan: 'Kế hoạch 2026',
    number: '1',
    content: 'Rà soát văn bản',
    result: 'Báo cáo',
    leadUnitId: desk.units.technology as number | null,
    leadText: '',
    cooperatingText: '',
    deadline: 'date' as const,
    dueOn: '2026-06-30' as string | null,
    deadlineText: 'trước 30/6/2026',
    ...more,
  }
}

async function version(db: Db, id: number): Promise<number> {
  const [task] = await db.select().from(planTasks).where(eq(planTasks.id, id))
  return task?.version ?? 0
}

describe('a task of the plan', () => {
  test('is progressed by its unit with evidence, and only at the version that was read', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const dataDir = await mkdtemp(join(tmpdir(), 'plan-'))
    const id = await addTask(db, desk.coordinator, facts(desk), now)
    const file = new File(
      ['%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n'],
      'bien-ban.pdf',
    )
    const note = { text: 'Đã họp', percent: 40, link: 'https://a.example/b', file }
    await noteProgress({ db, dataDir }, desk.officer, { id, version: 1 }, note, now)
    const stale = noteProgress(
      { db, dataDir },
      desk.officer,
      { id, version: 1 },
      { text: 'Hai', percent: 50, link: '' },
      now,
    )
    await expect(stale).rejects.toMatchObject({ key: 'plan:refusal.stale' })
    const other = noteProgress(
      { db, dataDir },
      desk.standardsOfficer,
      { id, version: 2 },
      { text: 'Ba', percent: 50, link: '' },
      now,
    )
    await expect(other).rejects.toMatchObject({ key: 'plan:refusal.unit' })
    const page = await taskPage(db, id, now)
    expect(page).toMatchObject({ percent: 40, near: 'calm', version: 2, lastNote: 'Đã họp' })
    expect(page?.notes).toHaveLength(1)
    const noteId = page?.notes[0]?.id ?? 0
    expect((await openEvidence(db, dataDir, { taskId: id, noteId }))?.name).toBe('bien-ban.pdf')
    const [{ sha256 } = { sha256: '' }] = await db.execute<{ sha256: string }>(
      'select file_sha256 as sha256 from plan_notes',
    )
    expect(await dropUnused(db, dataDir, [sha256])).toBe(0)
  })

  test('ends at a hundred per cent, is dropped with a reason, opened again, and keeps its history', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const id = await addTask(db, desk.coordinator, facts(desk), now)
    const done = { text: 'Xong', percent: 100, link: '' }
    await noteProgress({ db, dataDir: '/tmp' }, desk.head, { id, version: 1 }, done, now)
    expect(await taskPage(db, id, now)).toMatchObject({ state: 'done', doneOn: '2026-06-15' })
    const more = noteProgress({ db, dataDir: '/tmp' }, desk.head, { id, version: 2 }, done, now)
    await expect(more).rejects.toMatchObject({ key: 'plan:refusal.ended' })
    const byHead = settleTask(db, desk.head, { id, version: 2 }, { to: 'open', reason: '' }, now)
    await expect(byHead).rejects.toMatchObject({ key: 'plan:refusal.plan' })
    await settleTask(db, desk.coordinator, { id, version: 2 }, { to: 'open', reason: '' }, now)
    const bare = settleTask(
      db,
      desk.coordinator,
      { id, version: 3 },
      { to: 'dropped', reason: '' },
      now,
    )
    await expect(bare).rejects.toMatchObject({ key: 'plan:refusal.reason' })
    await settleTask(
      db,
      desk.coordinator,
      { id, version: 3 },
      { to: 'dropped', reason: 'Trùng' },
      now,
    )
    const page = await taskPage(db, id, now)
    expect(page).toMatchObject({ state: 'dropped', doneOn: null })
    expect(page?.changes.map(({ action }) => action)).toEqual([
      'plan.task-dropped',
      'plan.task-reopened',
      'plan.task-done',
      'plan.task-added',
    ])
  })

  test('is one of its number, and a deadline has its day', async ({ db }) => {
    const desk = await makeDesk(db)
    const id = await addTask(db, desk.coordinator, facts(desk), now)
    const twice = addTask(db, desk.coordinator, facts(desk), now)
    await expect(twice).rejects.toMatchObject({ key: 'plan:refusal.number' })
    const dayless = changeTask(
      db,
      desk.coordinator,
      { id, version: 1 },
      facts(desk, { dueOn: null }),
      now,
    )
    await expect(dayless).rejects.toMatchObject({ key: 'plan:refusal.deadline' })
    const byOfficer = addTask(db, desk.officer, facts(desk, { number: '2' }), now)
    await expect(byOfficer).rejects.toMatchObject({ key: 'plan:refusal.plan' })
  })

  test('changed by two at once is changed by one', async ({ db }) => {
    const desk = await makeDesk(db)
    const id = await addTask(db, desk.coordinator, facts(desk), now)
    const change = (content: string) =>
      changeTask(db, desk.coordinator, { id, version: 1 }, facts(desk, { content }), now)
    const ends = await Promise.allSettled([change('một'), change('hai')])
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await version(db, id)).toBe(2)
  })
})

test('a list is filtered by its address, accents or not, and counts each state', async ({ db }) => {
  const desk = await makeDesk(db)
  const add = (number: string, more: object) =>
    addTask(db, desk.coordinator, facts(desk, { number, ...more }), now)
  await add('1', { dueOn: '2026-06-01' })
  await add('2', { dueOn: '2026-06-20', leadUnitId: desk.units.standards })
  await add('3', { deadline: 'quarter', dueOn: '2026-09-30', content: 'Tập huấn sở hữu trí tuệ' })
  await add('4', { deadline: 'always', dueOn: null, leadUnitId: null, leadText: 'Sở Tư pháp' })
  const numbers = async (query: string) =>
    (await listTasks(db, readTaskFilter(new URLSearchParams(query)), 1, now)).rows.map(
      ({ number }) => number,
    )
  expect(await numbers('')).toEqual(['1', '2', '3', '4'])
  expect(await numbers('state=late')).toEqual(['1'])
  expect(await numbers('state=soon')).toEqual(['2'])
  expect(await numbers('unit=0')).toEqual(['4'])
  expect(await numbers(`unit=${desk.units.standards}`)).toEqual(['2'])
  expect(await numbers('due=2026-Q3')).toEqual(['3'])
  expect(await numbers('deadline=always&state=nonsense&due=2026-Q9')).toEqual(['4'])
  expect(await numbers('q=so+huu+TRI+tue')).toEqual(['3'])
  const { counts } = await listTasks(db, { state: 'late' }, 1, now)
  expect(counts).toEqual({ all: 4, open: 4, late: 1, soon: 1, done: 0, dropped: 0 })
})

test('the unit hears of a task when it is near, when it is late, then weekly, and Văn phòng of late ones', async ({
  db,
}) => {
  const desk = await makeDesk(db)
  const link = async (id: string, address: string) => {
    const { conversationId } = await addPerson(db, 'telegram', address)
    await db.update(staff).set({ conversationId }).where(eq(staff.id, id))
  }
  await link(desk.head.id, 'head')
  await link(desk.coordinator.id, 'coordinator')
  await addTask(db, desk.coordinator, facts(desk), now)
  const told = async (day: string) => {
    await db.delete(deliveries)
    const count = await remindPlanTasks(db, at(`${day} 08:15`))
    const rows = await db.select({ staffId: deliveries.staffId }).from(deliveries)
    return [count, rows.map(({ staffId }) => staffId).sort()]
  }
  expect(await told('2026-06-15')).toEqual([0, []])
  expect(await told('2026-06-16')).toEqual([1, [desk.head.id]])
  expect(await told('2026-06-17')).toEqual([0, []])
  expect(await told('2026-07-01')).toEqual([1, [desk.coordinator.id, desk.head.id].sort()])
  expect(await told('2026-07-05')).toEqual([0, []])
  expect(await told('2026-07-08')).toEqual([1, [desk.coordinator.id, desk.head.id].sort()])
  expect(await tasksNear(db, desk.head, at('2026-07-08 09:00'))).toHaveLength(1)
  expect(await tasksNear(db, desk.standardsOfficer, at('2026-07-08 09:00'))).toHaveLength(0)
})
