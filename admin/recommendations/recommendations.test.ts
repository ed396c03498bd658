import { expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { route } from '#core/tickets/routing.ts'
import { ask, makeDesk } from '#core/tickets/testing-desk.ts'
import { test } from '#db/testing.ts'

const text = async (response: Response) => (await response.text()).replaceAll(/\s+/g, ' ')

test('a question is marked, recommended, sent and replied to in the panel', async ({ db, sql }) => {
  const desk = await makeDesk(db)
  const panel = await openPanel(db, sql)
  const staff = await panel.as('coordinator', { unitId: desk.units.office })
  const ticket = await ask(db, desk.person, new Date())
  const page = await text(await staff.get(`/admin/tickets/${ticket.code}`))
  expect(page).toContain(`/admin/difficulties/of-ticket/${ticket.id}`)
  const content = 'Hồ sơ đăng ký nhãn hiệu quá nhiều giấy tờ'
  const marked = await staff.submit(`/admin/difficulties/of-ticket/${ticket.id}`, { content })
  expect(await text(marked)).toContain(content)
  const empty = await staff.post('/admin/difficulties', { content: ' ', day: '2026-01-05' })
  expect(empty.status).toBe(422)
  const day = new Date().toISOString().slice(0, 10)
  const noted = { content: 'Phí kiểm định cân quá cao', source: 'conference', day: '2026-01-05' }
  expect(await text(await staff.submit('/admin/difficulties', noted))).toContain(noted.content)
  const list = await text(await staff.get('/admin/difficulties?q=phi%20kiem&source=conference'))
  expect([list.includes(noted.content), list.includes(content)]).toEqual([true, false])
  const ids = [
    ...(await text(await staff.get('/admin/difficulties'))).matchAll(/name="ids" value="(\d+)"/g),
  ]
  const chosen = ids.map(([, id]) => id ?? '')
  const grouped = await staff.submit('/admin/difficulties/groups', { ids: chosen, title: 'Nhóm A' })
  expect(await text(grouped)).toContain('Nhóm A')
  expect((await staff.get('/admin/difficulties/groups?field=0')).status).toBe(200)
  const form = await text(await staff.submit('/admin/recommendations/from', { ids: chosen }))
  expect(form).toContain(noted.content)
  const facts = { title: 'giảm giấy tờ', authority: 'Cục Sở hữu trí tuệ', ids: chosen.join(',') }
  const refused = await staff.post('/admin/recommendations', { ...facts, content: '' })
  expect([refused.status, await text(refused)]).toEqual([
    422,
    expect.stringContaining('giảm giấy tờ'),
  ])
  const made = await staff.post('/admin/recommendations', { ...facts, content: 'Bỏ bớt bản sao.' })
  const at = made.headers.get('location') ?? ''
  expect(await text(await staff.get(at))).toContain('Bỏ bớt bản sao.')
  expect((await staff.get(`${at}/letter.docx`)).headers.get('content-type')).toContain('word')
  const letter = { version: '1', number: '12', datedOn: day }
  expect(await text(await staff.submit(`${at}/sending`, letter))).toContain(ticket.code)
  const tickets = `${ticket.id}:${ticket.version}`
  expect((await staff.post(`${at}/tickets`, { tickets })).status).toBe(422)
  expect((await staff.submit(`${at}/tickets`, { tickets, confirm: 'on' })).status).toBe(200)
  const reply = { version: '2', outcome: 'accepted', reply: 'Đã tiếp thu.' }
  expect(await text(await staff.submit(`${at}/reply`, reply))).toContain('Đã tiếp thu.')
  expect(await text(await staff.get('/admin/recommendations?state=replied'))).toContain(
    'Giảm giấy tờ',
  )
  const sheet = await staff.get('/admin/difficulties/export.xlsx')
  expect((await sheet.arrayBuffer()).byteLength).toBeGreaterThan(1_000)
  const consultant = await panel.as('consultant')
  expect((await consultant.get('/admin/difficulties')).status).toBe(403)
})

test('more difficulties are found by words and field and added, page by page', async ({
  db,
  sql,
}) => {
  const desk = await makeDesk(db)
  const panel = await openPanel(db, sql)
  const staff = await panel.as('coordinator', { unitId: desk.units.office })
  const note = async (content: string, field: number) =>
    staff.submit('/admin/difficulties', {
      ...{ content, source: 'conference', day: '2026-01-05', field: String(field) },
    })
  await note('Phí kiểm định cân quá cao', desk.fields.standard)
  await note('Đơn nhãn hiệu chậm', desk.fields.ip)
  const made = await staff.post('/admin/recommendations', {
    ...{ title: 'giảm phí', authority: 'UBND tỉnh', content: 'Giảm phí.' },
    field: String(desk.fields.standard),
  })
  const at = made.headers.get('location') ?? ''
  const own = await text(await staff.get(`${at}/difficulties`))
  expect([own.includes('kiểm định cân'), own.includes('nhãn hiệu chậm')]).toEqual([true, false])
  const found = await text(await staff.get(`${at}/difficulties?q=nhan%20hieu&field=`))
  const [, id = ''] = /name="add" value="(\d+)"/.exec(found) ?? []
  const page = await text(await staff.submit(`${at}/sources`, { version: '1', add: id }))
  expect(page).toContain('Đơn nhãn hiệu chậm')
  expect(await text(await staff.get(`${at}/difficulties?field=`))).not.toContain('nhãn hiệu chậm')
})

test('all specific questions are looked through, marked, and taken back in the panel', async ({
  db,
  sql,
}) => {
  const desk = await makeDesk(db)
  const panel = await openPanel(db, sql)
  const staff = await panel.as('coordinator', { unitId: desk.units.office })
  const now = new Date()
  const ticket = await ask(db, desk.person, now)
  const to = { fieldId: desk.fields.ip, leadUnitId: desk.units.technology }
  await route(db, desk.coordinator, ticket.id, ticket.version, { ...to, scope: 'specific' }, now)
  const path = '/admin/difficulties/marking'
  const which = { field: String(desk.fields.ip) }
  const shown = await text(await staff.get(`${path}?field=${desk.fields.ip}`))
  expect(shown).toContain('1 câu hỏi cụ thể chưa được đánh dấu')
  expect((await staff.post(path, which)).status).toBe(422)
  const done = await text(await staff.submit(path, { ...which, ids: String(ticket.id) }))
  expect(done).toContain('Gỡ 1 mục vừa đánh dấu')
  const [, at = ''] = /name="at" value="([^"]+)"/.exec(done) ?? []
  const back = await text(await staff.submit('/admin/difficulties/unmarking', { at }))
  expect(back).toContain('Đã gỡ đánh dấu 1 câu hỏi')
  expect(await text(await staff.get(`${path}?field=${desk.fields.ip}`))).toContain(ticket.code)
})
