import { eq } from 'drizzle-orm'
import { writeXlsx } from 'hucre/xlsx'
import type { Sql } from 'postgres'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { forgetOffice, loadOffice } from '#core/office.ts'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import type { Db } from '#db/client.ts'
import { planTasks, targets } from '#db/schema/plan.ts'
import { test } from '#db/testing.ts'

async function office(db: Db, sql: Sql) {
  forgetOffice()
  await installProfile(db, 'lao-cai-skhcn', loadProfile('lao-cai-skhcn'), new Date())
  const panel = await openPanel(db, sql)
  const { units } = await loadOffice(db)
  const id = (code: string) => units.find((unit) => unit.code === code)?.id ?? 0
  return { panel, id }
}

describe('the plan in the panel', () => {
  test('takes a table in: a look first, then the rows, units chosen by hand', async ({
    db,
    sql,
  }) => {
    const { panel, id } = await office(db, sql)
    const coordinator = await panel.as('coordinator', { unitId: id('vp') })
    const rows = [
      ['TT', 'Nhiệm vụ', 'Chủ trì', 'Thời hạn'],
      [1, 'Việc <b>một</b>', 'Ban nào đó', 'Quý III/2026'],
      [2, 'Việc hai', 'Phòng Chuyển đổi số', '31/2/2026'],
    ]
    const bytes = await writeXlsx({ sheets: [{ name: 'A', rows }] })
    const file = new File([new Uint8Array(bytes)], 'ke-hoach.xlsx')
    const looked = await coordinator.post('/admin/plan/import', {
      plan: 'Kế hoạch mới',
      year: '2026',
      file,
    })
    const page = await looked.text()
    expect(looked.status).toBe(200)
    expect(page).toContain('Việc &lt;b&gt;một&lt;/b&gt;')
    expect(page).toContain('ngày không có thật')
    expect(
      await db.select().from(planTasks).where(eq(planTasks.plan, 'Kế hoạch mới')),
    ).toHaveLength(0)
    const sent = /name="rows" value="([^"]*)"/.exec(page)?.[1] ?? ''
    const json = sent
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
    await coordinator.post('/admin/plan/import/rows', {
      plan: 'Kế hoạch mới',
      rows: json,
      'unit-0': String(id('dmst')),
    })
    const taken = await db.select().from(planTasks).where(eq(planTasks.plan, 'Kế hoạch mới'))
    expect(taken).toMatchObject([
      { number: '1', leadUnitId: id('dmst'), leadText: 'Ban nào đó', dueOn: '2026-09-30' },
    ])
    const wrong = await writeXlsx({ sheets: [{ name: 'A', rows: [['Họ tên', 'Tuổi']] }] })
    const other = new File([new Uint8Array(wrong)], 'khac.xlsx')
    const refused = await coordinator.post('/admin/plan/import', {
      plan: 'Kế hoạch mới',
      year: '2026',
      file: other,
    })
    expect(refused.status).toBe(422)
    const told = await refused.text()
    expect(told).toContain('Họ tên | Tuổi')
    expect(told).toContain('value="Kế hoạch mới"')
  })

  test('keeps what was typed when somebody was faster, and tells it', async ({ db, sql }) => {
    const { panel, id } = await office(db, sql)
    const officer = await panel.as('officer', { unitId: id('cds') })
    const [task] = await db
      .select()
      .from(planTasks)
      .where(eq(planTasks.leadUnitId, id('cds')))
    const path = `/admin/plan/${task?.id}`
    const first = await officer.post(`${path}/notes`, {
      text: 'Đã làm',
      percent: '30',
      link: '',
      version: '1',
    })
    expect(first.status).toBe(303)
    const late = await officer.post(`${path}/notes`, {
      text: 'Chữ của tôi',
      percent: '40',
      link: '',
      version: '1',
    })
    expect(late.status).toBe(422)
    const page = await late.text()
    expect(page).toContain('Chữ của tôi')
    expect(page).toContain('Có người vừa cập nhật')
    const wrong = await officer.post(`${path}/notes`, {
      text: 'x',
      percent: '140',
      link: 'javascript:alert(1)',
      version: '2',
    })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('http:// hoặc https://')
  })

  test('opens on the promises for leaders, and every figure opens its records', async ({
    db,
    sql,
  }) => {
    const { panel, id } = await office(db, sql)
    const leader = await panel.as('leader')
    const home = await leader.get('/admin')
    expect(home.headers.get('location')).toBe('/admin/dashboard')
    expect((await leader.get('/admin?work')).status).toBe(200)
    const page = await (await leader.get('/admin/dashboard?period=2026-H1&map=satisfied')).text()
    expect(page.match(/class="map-tile /g)).toHaveLength(99)
    expect(page).not.toMatch(/ style=|<script(?![^>]*src)/)
    const links = [...page.matchAll(/href="(\/admin\/(?:targets|plan|tickets)[^"#]*)"/g)].map(
      ([, href]) => (href ?? '').replaceAll('&amp;', '&'),
    )
    for (const href of new Set(links.filter((link) => !link.includes('commune=')))) {
      expect([href, (await leader.get(href)).status]).toEqual([href, 200])
    }
    const commune = links.find((link) => link.includes('commune='))
    expect((await leader.get(commune ?? '')).status).toBe(200)
    const [typed] = await db.select().from(targets).where(eq(targets.code, 'qd84-can-bo'))
    const coordinator = await panel.as('coordinator', { unitId: id('vp') })
    await coordinator.post(`/admin/targets/${typed?.id}/values`, {
      period: '2026',
      value: '72,5',
      note: '29/40',
      goal: '80',
    })
    expect(await (await leader.get('/admin/targets?period=2026')).text()).toContain('72,5')
  })

  test('a figure typed meanwhile by somebody else is shown before it is replaced', async ({
    db,
    sql,
  }) => {
    const { panel, id } = await office(db, sql)
    const [target] = await db.select().from(targets).where(eq(targets.code, 'qd84-can-bo'))
    const path = `/admin/targets/${target?.id}`
    const coordinator = await panel.as('coordinator', { unitId: id('vp') })
    const seenOn = (page: string) => /name="seen" value="([^"]*)"/.exec(page)?.[1] ?? ''
    const blank = seenOn(await (await coordinator.get(`${path}?period=2026`)).text())
    const typed = { period: '2026', note: '29/40', seen: blank }
    await coordinator.post(`${path}/values`, { ...typed, value: '72,5' })
    const second = await coordinator.post(`${path}/values`, { ...typed, value: '75' })
    expect(second.status).toBe(422)
    const page = await second.text()
    expect(page).toContain('có người vừa ghi số khác cho kỳ này')
    expect(page).toContain('72,5')
    expect(page).toContain('value="75"')
    const again = { ...typed, value: '75', seen: seenOn(page) }
    expect((await coordinator.post(`${path}/values`, again)).status).toBe(303)
    expect(await (await coordinator.get(path)).text()).not.toContain('72,5')
  })
})
