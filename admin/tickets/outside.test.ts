import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { handTo } from '#core/plan/testing-referral.ts'
import { note } from '#core/tickets/endings.ts'
import { merge } from '#core/tickets/merging.ts'
import { route, transfer } from '#core/tickets/routing.ts'
import { ask, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { businesses } from '#db/schema/people.ts'
import { auditLog } from '#db/schema/staff.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'

const now = new Date()
const taxCode = '5300123456'

/** A question of a known business, referred to a consultant from outside. */
async function referred(db: Db, sql: Parameters<typeof openPanel>[1]) {
  const desk = await makeDesk(db)
  const panel = await openPanel(db, sql)
  const { businessId } = desk.person
  await db.update(businesses).set({ taxCode }).where(eq(businesses.id, businessId))
  const { id, code } = await ask(db, desk.person, now, { commune: 'Tả Van' })
  const place = { fieldId: desk.fields.ip, leadUnitId: desk.units.technology }
  await route(db, desk.coordinator, id, 1, { ...place, scope: 'general' }, now)
  const consultant = await panel.as('consultant', { name: 'Luật sư Bắc' })
  await handTo(db, desk.head, { id, version: 2 }, consultant.actor.id, now)
  return { desk, panel, consultant, id, code, url: `/admin/tickets/${code}` }
}

const textOf = async (browser: { get: (path: string) => Promise<Response> }, path: string) =>
  (await browser.get(path)).text()

describe('a consultant from outside', () => {
  const secrets = ['HTX Quế', taxCode, 'Tả Van']

  test('learns nowhere who asks', async ({ db, sql }) => {
    const { panel, desk, consultant, code, url } = await referred(db, sql)
    for (const path of [url, '/admin/tickets', '/admin', '/admin/tickets/export.csv']) {
      const page = await textOf(consultant, path)
      expect([path, page.includes(code)]).toEqual([path, true])
      for (const secret of secrets) expect([path, page.includes(secret)]).toEqual([path, false])
    }
    const officer = await panel.as('officer', { unitId: desk.units.technology })
    const csv = await textOf(officer, '/admin/tickets/export.csv')
    for (const secret of secrets) expect(csv).toContain(secret)
  })

  test('reads their own notes only, and no list of the staff', async ({ db, sql }) => {
    const { desk, consultant, id, url } = await referred(db, sql)
    await note(db, desk.head, id, 3, { text: 'Doanh nghiệp này hay đổi ý' }, now)
    await note(db, consultant.actor, id, 3, { text: 'Cần xem mẫu bao bì' }, now)
    const there = { unitId: desk.units.standards, reason: 'Bên kia đùn đẩy mãi' }
    await transfer(db, desk.coordinator, id, 3, there, now)
    const page = await textOf(consultant, url)
    expect(page).toContain('Cần xem mẫu bao bì')
    expect(page).not.toContain('Doanh nghiệp này hay đổi ý')
    expect(page).not.toContain('đùn đẩy')
    expect(page).not.toContain('Vũ Dũng')
  })
})

describe('a linked ticket that one may not read', () => {
  test('is shown by its code only', async ({ db, sql }) => {
    const { desk, panel, consultant, id, url } = await referred(db, sql)
    const other = await ask(db, desk.person, now, { question: 'Cân đồng hồ có kiểm định không?' })
    await merge(db, desk.coordinator, other.id, 1, { intoId: id }, now)
    await db.update(tickets).set({ cooperatingUnitIds: [] }).where(eq(tickets.id, other.id))
    const page = await textOf(consultant, url)
    expect(page).toContain(other.code)
    expect(page).not.toContain(`href="/admin/tickets/${other.code}"`)
    const coordinator = await panel.as('coordinator')
    expect(await textOf(coordinator, url)).toContain(`href="/admin/tickets/${other.code}"`)
  })
})

describe('an export', () => {
  test('is written down with its filter, not with what was searched for', async ({ db, sql }) => {
    const { panel } = await referred(db, sql)
    const coordinator = await panel.as('coordinator')
    await coordinator.get(`/admin/tickets/export.xlsx?state=routed&q=${taxCode}`)
    await coordinator.get('/admin/tickets/export.csv')
    const rows = await db.select().from(auditLog).orderBy(auditLog.id)
    const exports = rows.filter(({ action }) => action === 'tickets.exported')
    expect(exports.map(({ staffId, detail }) => [staffId, detail])).toEqual([
      [coordinator.actor.id, { format: 'xlsx', filter: 'state=routed', searched: true }],
      [coordinator.actor.id, { format: 'csv', filter: '' }],
    ])
  })
})

describe('a conversation that refreshes itself', () => {
  test('is read when somebody looks at it, not behind another window', async ({ db, sql }) => {
    const { desk, panel, id, url } = await referred(db, sql)
    const officer = await panel.as('officer', { unitId: desk.units.technology })
    const unread = { unreadSince: now, acknowledgedAt: null }
    await db.update(tickets).set(unread).where(eq(tickets.id, id))
    const [before] = await db.select().from(tickets)
    expect((await officer.get(`${url}/conversation`)).status).toBe(200)
    expect((await db.select().from(tickets))[0]).toMatchObject(unread)
    expect(before?.unreadSince).toEqual(now)
    await officer.get(`${url}/conversation?seen=1`)
    const [read] = await db.select().from(tickets)
    expect([read?.unreadSince, read?.acknowledgedAt === null]).toEqual([null, false])
  })
})
