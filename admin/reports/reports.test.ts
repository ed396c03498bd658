import { eq } from 'drizzle-orm'
import mammoth from 'mammoth'
import type { Sql } from 'postgres'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { forgetOffice } from '#core/office.ts'
import { makeDueReports } from '#core/plan/report-making.ts'
import { settingShapes } from '#core/profile-shape.ts'
import { saveSetting } from '#core/settings.ts'
import { ask, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { reports } from '#db/schema/plan.ts'
import { test } from '#db/testing.ts'

/** An office with a half-year report due in a week, whatever day it is. */
async function openDesk(db: Db, sql: Sql) {
  const desk = await makeDesk(db)
  const now = new Date()
  const due = new Date(now.getTime() + 7 * 86_400_000).toISOString().slice(5, 10)
  const days = { from: '01-01', to: '12-31' }
  await saveSetting(
    db,
    'reporting',
    settingShapes.reporting.parse([
      { code: 'ca-nam', name: 'Báo cáo năm', due, months: 12, from: due, to: due },
      { code: '21a-ca-nam', name: 'Biểu 21a', due, months: 12, from: due, to: due },
      { code: 'nua-nam', name: 'Báo cáo 6 tháng', due: '06-20', months: 6, ...days },
    ]),
    now,
  )
  forgetOffice()
  await makeDueReports(db, now)
  const from = '2026-01-01'
  await db.update(reports).set({ fromOn: from, toOn: '2026-12-31' })
  await ask(db, desk.person, new Date('2026-05-05T03:00:00Z'))
  const panel = await openPanel(db, sql)
  const officer = await panel.as('officer', { unitId: desk.units.technology })
  const coordinator = await panel.as('coordinator', { unitId: desk.units.office })
  const leader = await panel.as('leader')
  const idOf = async (kind: 'year' | '21a', unitId: number | null) => {
    const rows = await db.select().from(reports).where(eq(reports.kind, kind))
    return rows.find((row) => row.unitId === unitId)?.id ?? 0
  }
  return { desk, panel, officer, coordinator, leader, idOf }
}

describe('reports in the panel', () => {
  test('a division writes and hands in, the office takes it in, a leader issues, and the paper stays', async ({
    db,
    sql,
  }) => {
    const { desk, officer, coordinator, leader, idOf } = await openDesk(db, sql)
    const own = `/admin/reports/${await idOf('year', desk.units.technology)}`
    const whole = `/admin/reports/${await idOf('year', null)}`
    expect(await (await officer.get('/admin')).text()).toContain('Báo cáo cần nộp')

    const saved = await officer.submit(`${own}/edit`, { version: '1', strengths: 'Trả lời nhanh.' })
    expect(await saved.text()).toContain('Trả lời nhanh.')
    const stale = await officer.post(`${own}/edit`, { version: '1', strengths: 'Bản của tôi' })
    expect(stale.status).toBe(422)
    const both = await stale.text()
    expect(both).toContain('Bản của tôi')
    expect(both).toMatch(/Bản vừa được lưu<\/b><p class="prose">Trả lời nhanh\./)
    await officer.submit(`${own}/hand-in`, { version: '2' })
    expect((await officer.get(`${own}/edit`)).status).toBe(422)
    expect((await officer.post(`${whole}/issue`, { version: '1' })).status).toBe(403)

    const list = await (await coordinator.get('/admin/reports')).text()
    expect(list).toContain('Đã nộp')
    await coordinator.submit(`${whole}/take-in`, { version: '1' })
    expect(await (await coordinator.get(whole)).text()).toContain(
      'Phòng Quản lý công nghệ: Trả lời nhanh.',
    )
    const asked = await leader.post(`${whole}/issue`, { version: '2', number: '9' })
    expect(asked.status).toBe(422)
    expect(await asked.text()).toContain('Phòng Tiêu chuẩn Đo lường Chất lượng')
    const issued = await leader.submit(`${whole}/issue`, {
      version: '2',
      number: '9',
      anyway: 'on',
    })
    expect(await issued.text()).toContain('Số: 9/BC-')
    expect(await (await officer.get(own)).text()).toContain('Đã tổng hợp')

    await ask(db, desk.person, new Date('2026-05-06T03:00:00Z'))
    const file = await leader.get(`${whole}/report.docx`)
    expect(file.headers.get('content-disposition')).toContain('.docx')
    const buffer = Buffer.from(await file.arrayBuffer())
    const { value } = await mammoth.convertToHtml({ buffer })
    expect(value).toMatch(/Số yêu cầu tiếp nhận<\/p><\/td><td><p>1</)
    const behind = await (await leader.get(`${whole}/records/opened`)).text()
    expect(behind.match(/\/admin\/tickets\/HL-/g)).toHaveLength(1)
    expect(behind).toContain('Đây là đúng các hồ sơ đã tính')
    expect((await leader.get(`${whole}/records/nothing`)).status).toBe(404)
    expect((await leader.get(`${whole}/report.xlsx`)).status).toBe(404)
  })

  test('what is being written comes back unsaved, and a second writer is told', async ({
    db,
    sql,
  }) => {
    const { desk, officer, coordinator, idOf } = await openDesk(db, sql)
    const own = `/admin/reports/${await idOf('year', desk.units.technology)}`
    const keep = (key: string, body: string) => officer.post(`${own}/drafts/${key}`, { body })
    expect((await keep('strengths', 'Đang viết dở')).status).toBe(204)
    expect((await keep('nothing', 'x')).status).toBe(422)
    const page = await (await officer.get(`${own}/edit`)).text()
    expect(page).toContain('Đang viết dở</textarea>')
    expect(page).toContain('chưa lưu của Anh/Chị đã được khôi phục')
    expect(page).toContain(`data-draft="${own}/drafts/strengths"`)

    const theirs = await (await coordinator.get(`${own}/edit`)).text()
    expect(theirs).toContain('Đang có người khác viết báo cáo này')
    expect(theirs).not.toContain('Đang viết dở')
    await coordinator.submit(`${own}/edit`, { version: '1', strengths: 'Bản của Văn phòng' })
    const both = await (await officer.get(`${own}/edit`)).text()
    expect(both).toContain('Đang viết dở</textarea>')
    expect(both).toMatch(/Bản vừa được lưu<\/b><p class="prose">Bản của Văn phòng/)

    await officer.submit(`${own}/edit`, { version: '2', strengths: 'Bản chung' })
    const clean = await (await officer.get(`${own}/edit`)).text()
    expect(clean).not.toContain('Đang viết dở')
    await keep('next', 'Bỏ đi')
    await officer.submit(`${own}/drafts`, {})
    expect(await (await officer.get(`${own}/edit`)).text()).not.toContain('Bỏ đi')
    await officer.submit(`${own}/hand-in`, { version: '3' })
    expect((await keep('next', 'Muộn')).status).toBe(422)
  })

  test('gives a report back with a reason, and asks for one', async ({ db, sql }) => {
    const { desk, officer, coordinator, idOf } = await openDesk(db, sql)
    const own = `/admin/reports/${await idOf('year', desk.units.technology)}`
    await officer.submit(`${own}/hand-in`, { version: '1' })
    expect((await coordinator.post(`${own}/return`, { version: '2', reason: ' ' })).status).toBe(
      422,
    )
    await coordinator.submit(`${own}/return`, { version: '2', reason: 'Bổ sung số lớp' })
    expect(await (await officer.get(own)).text()).toContain('Được trả lại: Bổ sung số lớp')
  })

  test('a form takes whole numbers, keeps what was typed wrongly, and comes as xlsx', async ({
    db,
    sql,
  }) => {
    const { coordinator, idOf } = await openDesk(db, sql)
    const form = `/admin/reports/${await idOf('21a', null)}`
    const wrong = await coordinator.post(`${form}/edit`, {
      ...{ version: '1', 'own-11': 'ba triệu', 'own-12': '12.500.000', maker: 'Lê Minh' },
    })
    expect(wrong.status).toBe(422)
    const page = await wrong.text()
    expect(page).toContain('value="ba triệu"')
    expect(page).toContain('value="12.500.000"')
    expect(page).toContain('số nguyên không âm')
    const saved = await coordinator.submit(`${form}/edit`, {
      ...{ version: '1', 'own-11': '', 'own-12': '12.500.000', maker: 'Lê Minh' },
    })
    expect(await saved.text()).toMatch(/12\.500\.000<\/a>.*Nhập tay/s)
    const file = await coordinator.get(`${form}/report.xlsx`)
    const { readXlsx } = await import('hucre/xlsx')
    const book = await readXlsx(new Uint8Array(await file.arrayBuffer()))
    expect(book.sheets[0]?.rows.flat()).toContain(12_500_000)
  })

  test('opens a period by hand, once', async ({ db, sql }) => {
    const { coordinator } = await openDesk(db, sql)
    const period = { kind: 'half', period: '2031-H1' }
    const opened = await coordinator.submit('/admin/reports', period)
    expect(await opened.text()).toContain('6 tháng đầu năm 2031')
    expect((await coordinator.post('/admin/reports', period)).status).toBe(422)
  })

  test('due dates are settings; a day that is none is told at its field', async ({ db, sql }) => {
    const { coordinator } = await openDesk(db, sql)
    const fields = {
      ...{ 'name-0': 'Năm', 'due-0': '12-20', 'name-1': '21a', 'due-1': '01-10' },
      ...{ 'name-2': 'Nửa năm', 'due-2': '31/06' },
    }
    const wrong = await coordinator.post('/admin/reports/periods', fields)
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('value="31/06"')
    await coordinator.submit('/admin/reports/periods', { ...fields, 'due-2': '06-25' })
    const list = await (await coordinator.get('/admin/reports?year=2030')).text()
    expect(list).toContain('Hạn 25/06/2030')
    expect(list).toContain('Hạn 10/01/2031')
  })
})
