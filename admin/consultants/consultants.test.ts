import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readXlsx } from 'hucre/xlsx'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { listConsultants } from '#core/plan/consultants.ts'
import { findImport } from '#core/plan/register-import.ts'
import { route } from '#core/tickets/routing.ts'
import { ask, makeDesk } from '#core/tickets/testing-desk.ts'
import { test } from '#db/testing.ts'

const now = new Date()

describe('the panel', () => {
  test('keeps a consultant and hands them a case the person agreed to', async ({ db, sql }) => {
    const desk = await makeDesk(db)
    const panel = await openPanel(db, sql)
    const coordinator = await panel.as('coordinator')
    const consultant = await panel.as('consultant', { name: 'Luật sư Bắc' })
    const form = { name: 'Luật sư Bắc', fields: [String(desk.fields.ip)], shown: 'on' }
    const wrong = await coordinator.post('/admin/consultants', { ...form, email: 'no mail' })
    expect([wrong.status, (await wrong.text()).includes('Luật sư Bắc')]).toEqual([422, true])
    const signIn = consultant.actor.id
    const list = await coordinator.submit('/admin/consultants', { ...form, signIn })
    expect(await list.text()).toContain('Luật sư Bắc')
    const [added] = await listConsultants(db, {}, now)
    const path = `/admin/consultants/${added?.consultant.id}`
    const stale = await coordinator.post(path, { ...form, name: 'Bắc mới', signIn, version: '7' })
    expect([stale.status, (await stale.text()).includes('Bắc mới')]).toEqual([422, true])
    const ticket = await ask(db, desk.person, now)
    const place = { fieldId: desk.fields.ip, leadUnitId: desk.units.technology }
    await route(db, desk.coordinator, ticket.id, 1, { ...place, scope: 'specific' }, now)
    const url = `/admin/tickets/${ticket.code}`
    const officer = await panel.as('officer', { unitId: desk.units.technology })
    expect(await (await officer.get(url)).text()).toContain('name="consultant"')
    const asked = {
      version: '2',
      consultant: String(added?.consultant.id),
      how: 'oral',
      phone: 'on',
    }
    await coordinator.submit('/admin/consultants', { ...form, name: 'Luật sư Nam' })
    await officer.submit(`${url}/consultation`, asked)
    const cases = await listConsultants(db, {}, now)
    expect(cases.map((row) => [row.consultant.name, row.referrals])).toEqual([
      ['Luật sư Bắc', 1],
      ['Luật sư Nam', 0],
    ])
    const shown = await (await officer.get(url)).text()
    expect(shown).toContain('Người hỏi đã đồng ý, tư vấn viên đang soạn ý kiến')
    expect(shown).toContain('Kết thúc việc nhờ tư vấn')
    expect(shown).not.toContain('name="how"')
    const seen = await (await consultant.get(url)).text()
    expect(seen).toContain('0912345678')
    expect(seen).not.toContain('HTX Quế')
    await officer.submit(`${url}/consultation`, { version: '3', consultant: '' })
    expect((await consultant.get(url)).status).toBe(404)
    const own = await (await coordinator.get(path)).text()
    expect(own).toContain(`href="${url}"`)
    expect(own).toContain('Đã kết thúc')
    expect((await officer.get('/admin/consultants')).status).toBe(403)
  })

  test('takes a fee file from received to decided', async ({ db, sql }) => {
    await makeDesk(db)
    const coordinator = await (await openPanel(db, sql)).as('coordinator')
    const file = { name: 'HTX Chè', size: 'micro', feeVnd: '4.000.000', receivedOn: '2026-03-02' }
    const wrong = await coordinator.post('/admin/fees', { ...file, taxCode: '123' })
    expect([wrong.status, (await wrong.text()).includes('HTX Chè')]).toEqual([422, true])
    const page = await (await coordinator.submit('/admin/fees', file)).text()
    const path = /action="(\/admin\/fees\/\d+)\/grant"/.exec(page)?.[1] ?? ''
    const grant = { version: '1', decision: '15/QĐ', decidedOn: '2026-03-10' }
    const much = await coordinator.post(`${path}/grant`, { ...grant, amountVnd: '3.000.001' })
    expect([much.status, (await much.text()).includes('3.000.000')]).toEqual([422, true])
    const done = await coordinator.submit(`${path}/grant`, { ...grant, amountVnd: '3.000.000' })
    expect(await done.text()).toContain('15/QĐ')
    const list = await (await coordinator.get('/admin/fees?view=granted&q=che')).text()
    expect(list).toContain('HTX Chè')
    const sheet = await coordinator.get('/admin/fees/export.xlsx?view=granted')
    const { sheets } = await readXlsx(new Uint8Array(await sheet.arrayBuffer()))
    expect(sheets[0]?.rows.map((row) => row.slice(4, 7))).toEqual([
      ['Quy mô', 'Chi phí tư vấn (đồng)', 'Đã hỗ trợ'],
      ['Siêu nhỏ', 4_000_000, 3_000_000],
    ])
    const unsized = { ...file, size: '', name: 'HTX Mật ong' }
    const asked = await coordinator.post('/admin/fees', unsized)
    expect([asked.status, (await asked.text()).includes('HTX Mật ong')]).toEqual([422, true])
    await coordinator.submit('/admin/fees', { ...unsized, size: 'small' })
    const home = await (await coordinator.get('/admin')).text()
    expect(home).toContain('HTX Mật ong')
    expect(home).toContain('Quá hạn')
  })

  test('imports the register after it was looked at', async ({ db, sql }) => {
    await makeDesk(db)
    const dataDir = mkdtempSync(join(tmpdir(), 'hoi-luat-register-'))
    const coordinator = await (await openPanel(db, sql, { dataDir })).as('coordinator')
    const text = 'MST;Tên DN\n5300123467;HTX Quế\n5300123468;Sai số\n'
    const file = new File([text], 'so.csv')
    const page = await (await coordinator.submit('/admin/register', { file })).text()
    expect(page).toContain('sai chữ số kiểm tra')
    const [, path = '', id = ''] = /action="(\/admin\/register\/(\d+))\/start"/.exec(page) ?? []
    await coordinator.submit(`${path}/start`, { version: '2' })
    await expect.poll(async () => (await findImport(db, Number(id)))?.state).toBe('done')
    const csv = await (await coordinator.get(`${path}/lines.csv?view=rejected`)).text()
    expect(csv).toContain('"3","5300123468","Sai số"')
    expect(await (await coordinator.get('/admin/register')).text()).toContain('so.csv')
    const none = await coordinator.post('/admin/register', { file: new File(['%PDF-1'], 'a.pdf') })
    expect([none.status, (await none.text()).includes('không phải là bảng')]).toEqual([422, true])
  })
})
