import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { test } from '#db/testing.ts'

describe('the holidays page', () => {
  test('adds a day and takes it away', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const office = await panel.as('coordinator')
    const day = { day: '2027-05-04', kind: 'off', name: 'Nghỉ bù' }
    const page = await (await office.submit('/admin/holidays', day)).text()
    expect(page).toContain('04/05/2027')
    expect(page).toContain('Ngày nghỉ 2027')
    const gone = await office.submit('/admin/holidays/2027-05-04/removal')
    expect(await gone.text()).not.toContain('04/05/2027')
    expect((await office.post('/admin/holidays/2027-05-04/removal')).status).toBe(404)
  })

  test('a wrong day comes back at its field, filled in', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const office = await panel.as('coordinator')
    const answer = await office.post('/admin/holidays', {
      day: '2027-02-31',
      kind: 'off',
      name: 'Tết',
    })
    const text = await answer.text()
    expect(answer.status).toBe(422)
    expect(text).toContain('id="e-day"')
    expect(text).toContain('value="Tết"')
  })

  test('a file brings in its good lines and names the bad ones', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const office = await panel.as('coordinator')
    const csv =
      'ngày;loại;tên\n30/04/2027;nghỉ;Ngày Chiến thắng\n31/04/2027;nghỉ;Sai\n08/05/2027;làm bù;Làm bù\n'
    const file = new File([csv], 'lich.csv', { type: 'text/csv' })
    const answer = await office.post('/admin/holidays/import', { file })
    const text = await answer.text()
    expect(answer.status).toBe(422)
    expect(text).toContain('Đã nhập 2 ngày; 1 dòng chưa đọc được')
    expect(text).toMatch(/[Dd]òng 3/)
    const year = await (await office.get('/admin/holidays?year=2027')).text()
    expect(year).toContain('Làm việc (làm bù)')
  })
})
