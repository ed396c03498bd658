import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { listCanned } from '#core/office/canned.ts'
import { makeDesk } from '#core/tickets/testing-desk.ts'
import { test } from '#db/testing.ts'

describe('canned answers', () => {
  test('a unit keeps its own, nobody else changes them', async ({ db, sql }) => {
    const desk = await makeDesk(db)
    const panel = await openPanel(db, sql)
    const ours = await panel.as('officer', { unitId: desk.units.technology })
    const theirs = await panel.as('officer', { unitId: desk.units.standards })
    const facts = {
      title: 'Hồ sơ nhãn hiệu',
      body: 'Kính gửi Anh/Chị',
      unitId: String(desk.units.technology),
    }
    const page = await (await ours.submit('/admin/canned', facts)).text()
    expect(page).toContain('Hồ sơ nhãn hiệu')
    const [row] = await listCanned(db, ours.actor)
    expect((await theirs.get(`/admin/canned/${row?.id}`)).status).toBe(404)
    expect((await theirs.post(`/admin/canned/${row?.id}`, facts)).status).toBe(422)
    expect((await theirs.post(`/admin/canned/${row?.id}/removal`)).status).toBe(422)
    expect((await ours.post('/admin/canned', { ...facts, unitId: '' })).status).toBe(422)
    expect(await listCanned(db, ours.actor, 'ho so NHAN')).toHaveLength(1)
    await ours.submit(`/admin/canned/${row?.id}/removal`)
    expect(await listCanned(db, ours.actor)).toEqual([])
  })

  test('an empty text comes back with what was typed', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const office = await panel.as('coordinator')
    const answer = await office.post('/admin/canned', { title: 'Có tên', body: ' ' })
    const text = await answer.text()
    expect([answer.status, text.includes('value="Có tên"'), text.includes('id="e-body"')]).toEqual([
      422,
      true,
      true,
    ])
  })
})
