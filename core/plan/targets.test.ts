import { eq, inArray } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { ask, at, makeDesk } from '#core/tickets/testing-desk.ts'
import { heldClass } from '#core/training/testing-held.ts'
import { businesses } from '#db/schema/people.ts'
import { registeredBusinesses } from '#db/schema/plan.ts'
import { tickets } from '#db/schema/tickets.ts'
import { attendances, courseSessions, courses, signups } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { readDashboard } from './dashboard.ts'
import { measure } from './formulas.ts'
import { targetPage } from './one-target.ts'
import { periodBefore, periodOf, periodsOfYear, readPeriod } from './periods.ts'
import { addTarget, changeTarget, setTargetValue } from './target-deeds.ts'
import { targetFigures } from './target-values.ts'

const now = at('2026-10-01 09:00')
const year = periodOf('year', 2026, 1)

function facts(code: string, formula: string | null, more: object = {}) {
  return {
    ...{ code, plan: 'Kế hoạch', name: code, measure: '%', formula, baseline: null },
    ...{ unitId: null as number | null, atMost: false },
    ...more,
  }
}

describe('a period', () => {
  test('is read back from its code, and the one before ends the day before it begins', () => {
    for (const period of periodsOfYear(2028)) {
      expect(readPeriod(period.code)).toEqual(period)
      const before = Date.parse(periodBefore(period).toOn) + 86_400_000
      expect(new Date(before).toISOString().slice(0, 10)).toBe(period.fromOn)
    }
    expect(readPeriod('2028-Q1')?.toOn).toBe('2028-03-31')
    expect(periodBefore(periodOf('quarter', 2026, 1)).code).toBe('2025-Q4')
    for (const wrong of ['2026-Q5', '2026-H3', '26', '2026-', '']) {
      expect(readPeriod(wrong)).toBeUndefined()
    }
  })
})

describe('a target', () => {
  test('is measured with what it rests on, or typed in with who and why', async ({ db }) => {
    const desk = await makeDesk(db)
    const { coordinator } = desk
    const counted = await addTarget(db, coordinator, facts('a', 'resolved'), now)
    const typed = await addTarget(
      db,
      coordinator,
      facts('b', null, { unitId: desk.units.technology }),
      now,
    )
    const rank = await addTarget(
      db,
      coordinator,
      facts('c', null, { measure: 'hạng', atMost: true }),
      now,
    )
    await setTargetValue(db, coordinator, counted, { period: '2026', goal: 80 }, now)
    await setTargetValue(
      db,
      coordinator,
      rank,
      { period: '2026', goal: 23, value: 26, note: 'Bộ công bố' },
      now,
    )
    await setTargetValue(db, desk.head, typed, { period: '2026', value: 72.5, note: '29/40' }, now)
    const ticket = await ask(db, desk.person, at('2026-03-02 09:00'))
    await ask(db, desk.person, at('2026-03-03 09:00'))
    await db.update(tickets).set({ state: 'answered' }).where(eq(tickets.id, ticket.id))
    const [a, b, c] = await targetFigures(db, year)
    expect(a).toMatchObject({ value: 50, goal: 80, met: false, measured: { hits: 1, n: 2 } })
    expect(b).toMatchObject({
      value: 72.5,
      goal: null,
      typed: { note: '29/40', staffName: 'Trần Văn Bình' },
    })
    expect(b?.met).toBeUndefined()
    expect(c).toMatchObject({ value: 26, goal: 23, met: false })
    const [half] = await targetFigures(db, periodOf('half', 2026, 2))
    expect(half).toMatchObject({ goal: 80, value: null, measured: { n: 0 } })
    expect((await targetPage(db, typed))?.values).toHaveLength(1)
  })

  test('refuses what makes no sense', async ({ db }) => {
    const desk = await makeDesk(db)
    const { coordinator } = desk
    const counted = await addTarget(db, coordinator, facts('a', 'resolved'), now)
    const set = (actor: typeof coordinator, typed: object) =>
      setTargetValue(db, actor, counted, { period: '2026', ...typed }, now)
    await expect(set(coordinator, { period: '2026-Q7', goal: 1 })).rejects.toMatchObject({
      key: 'plan:refusal.period',
    })
    await expect(set(coordinator, { goal: 101 })).rejects.toMatchObject({
      key: 'plan:refusal.share',
    })
    await expect(set(coordinator, { value: 5 })).rejects.toMatchObject({
      key: 'plan:refusal.formula',
    })
    await expect(set(desk.officer, { goal: 5 })).rejects.toMatchObject({
      key: 'plan:refusal.targets',
    })
    await expect(addTarget(db, coordinator, facts('a', null), now)).rejects.toMatchObject({
      key: 'plan:refusal.code',
    })
    await expect(addTarget(db, coordinator, facts('b', 'nobody'), now)).rejects.toMatchObject({
      key: 'plan:refusal.unknown-formula',
    })
    const { code, ...rest } = facts('a', null)
    await changeTarget(db, coordinator, { id: counted, version: 1 }, rest, now)
    const stale = changeTarget(db, coordinator, { id: counted, version: 1 }, rest, now)
    await expect(stale).rejects.toMatchObject({ key: 'plan:refusal.stale-target' })
  })
})

test('who took part is counted against the register, and how they were reached', async ({ db }) => {
  const { course, seats } = await heldClass(db, at('2026-05-05 08:00'))
  await db.update(courses).set({ state: 'held' })
  const codes = ['0100000001', '0100000002', '0100000003', '0100000004']
  const rows = codes.map((taxCode) => ({
    taxCode,
    name: `DN ${taxCode}`,
    commune: 'Phường Sa Pa',
    importedAt: now,
  }))
  await db.insert(registeredBusinesses).values(rows)
  const own = await db
    .insert(businesses)
    .values(codes.slice(0, 2).map((taxCode) => ({ taxCode, name: taxCode, createdAt: now })))
    .returning({ id: businesses.id })
  const ids = seats.map(({ id }) => id)
  for (const [order, { id: businessId }] of own.entries()) {
    const channel = order === 0 ? 'zalo' : 'phone'
    const signupId = ids[order] ?? 0
    await db.update(signups).set({ businessId, channel }).where(eq(signups.id, signupId))
    await db
      .insert(attendances)
      .values({ sessionId: course.sessions[0] ?? 0, signupId, at: now, how: 'scan' })
  }
  await db
    .update(signups)
    .set({ score: 5, ratedAt: now, ratingAskedAt: now })
    .where(inArray(signups.id, ids))
  await db.update(courses).set({ mode: 'in-person' })
  const scope = { fromOn: '2026-01-01', toOn: '2026-12-31' }
  const found = await measure(db, ['took-part', 'took-part-digital', 'classes', 'satisfied'], scope)
  expect(found['took-part']).toMatchObject({ hits: 2, n: 4, value: 50 })
  expect(found['took-part-digital']).toMatchObject({ hits: 1, n: 2, value: 50 })
  expect(found.classes).toMatchObject({ n: 1, value: 1 })
  expect(found.satisfied).toMatchObject({ hits: 3, n: 3 })
  const board = await readDashboard(db, year, now)
  expect(board.promises.map(({ name, now: { value } }) => [name, value])).toEqual([
    ['satisfied', 100],
    ['resolved', null],
    ['classes', 1],
    ['took-part', 50],
    ['took-part-digital', 50],
  ])
  expect(board.communes).toEqual([
    expect.objectContaining({ commune: 'Phường Sa Pa', registered: 4, tookPart: 2 }),
  ])
  expect(board.byUnit).toEqual([expect.objectContaining({ classes: 1, planned: 0 })])

  // A class counts where its last session lies: once, on the dashboard as in the target.
  const startsAt = at('2027-01-05 08:00')
  const [{ courseId = 0 } = {}] = await db.select({ courseId: courses.id }).from(courses)
  await db.insert(courseSessions).values({ courseId, startsAt, endsAt: startsAt, attendCode: '2' })
  const { promises, byUnit } = await readDashboard(db, year, now)
  expect(promises.find(({ name }) => name === 'classes')?.now.n).toBe(0)
  expect(byUnit).toEqual([])
})
