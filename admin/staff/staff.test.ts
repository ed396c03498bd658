import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { makeDesk } from '#core/tickets/testing-desk.ts'
import { test } from '#db/testing.ts'

describe('the accounts page', () => {
  test('invites somebody, shows the password once, and lets them in', async ({ db, sql }) => {
    const desk = await makeDesk(db)
    const panel = await openPanel(db, sql)
    const admin = await panel.as('administrator')
    const fields = { name: 'Lù Thị <b>Sen', email: 'sen@laocai.gov.vn', role: 'officer' }
    const missing = await admin.post('/admin/staff', { ...fields, unitId: '' })
    expect(missing.status).toBe(422)
    const form = await missing.text()
    expect(form).toContain('phải thuộc một phòng')
    expect(form).toContain('value="sen@laocai.gov.vn"')

    const unitId = String(desk.units.technology)
    const invited = await admin.post('/admin/staff', { ...fields, unitId })
    const page = await invited.text()
    const password = /<code>([a-z0-9-]{19})<\/code>/.exec(page)?.[1] ?? ''
    expect(page).toContain('Lù Thị &lt;b&gt;Sen')
    expect(await (await admin.get('/admin/staff')).text()).not.toContain(password)
    const sen = panel.stranger()
    const first = await sen.submit('/admin/signin', { email: fields.email, password })
    expect(first.headers.get('location')).toBe('/admin/account/password')

    const again = await admin.post('/admin/staff', { ...fields, unitId })
    expect(again.status).toBe(422)
    expect(await again.text()).toContain('Địa chỉ này đã có tài khoản')
  })

  test('closing an account puts its owner out in the middle of their work', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const [admin, officer] = [await panel.as('administrator'), await panel.as('officer')]
    expect((await officer.get('/admin/account')).status).toBe(200)
    const page = await admin.submit(`/admin/staff/${officer.actor.id}/closure`)
    expect(await page.text()).toContain('Đã ngừng tài khoản')
    expect((await officer.get('/admin/account')).status).toBe(303)
    await admin.submit(`/admin/staff/${officer.actor.id}/opening`)
    expect(await (await admin.get('/admin/audit?area=staff')).text()).toContain('Mở lại tài khoản')
  })

  test('the only administrator cannot close themselves out', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const admin = await panel.as('administrator')
    const refused = await admin.post(`/admin/staff/${admin.actor.id}/closure`)
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('quản trị viên duy nhất')
    const partial = await admin.post(
      `/admin/staff/${admin.actor.id}/closure`,
      {},
      { 'HX-Request': 'true' },
    )
    expect(partial.headers.get('HX-Retarget')).toBe('#flash')
  })
})
