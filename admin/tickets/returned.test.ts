import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { returnAnswer, submitAnswer } from '#core/tickets/answers.ts'
import { route } from '#core/tickets/routing.ts'
import { ask, makeDesk } from '#core/tickets/testing-desk.ts'
import { test } from '#db/testing.ts'

const now = new Date()

describe('an answer that was returned', () => {
  test('is read and taken over by every colleague who may draft', async ({ db, sql }) => {
    const desk = await makeDesk(db)
    const panel = await openPanel(db, sql)
    const { id, code } = await ask(db, desk.person, now)
    const place = { fieldId: desk.fields.ip, leadUnitId: desk.units.technology }
    await route(db, desk.coordinator, id, 1, { ...place, scope: 'general' }, now)
    const text = { body: 'Hồ sơ gồm hai tờ khai', basis: 'Điều 100' }
    await submitAnswer(db, desk.officer, id, 2, text, now)
    await returnAnswer(db, desk.head, id, 3, { reason: 'Thiếu thời hạn' }, now)
    const colleague = await panel.as('officer', { unitId: desk.units.technology })
    const page = await (await colleague.get(`/admin/tickets/${code}`)).text()
    expect(page).toContain('Nội dung câu trả lời Lê Minh đã trình')
    expect(page).toMatch(/id="returned-body">\s*Hồ sơ gồm hai tờ khai/)
    expect(page).toContain('data-insert-from="returned-basis" data-insert-into="text-basis"')
    const leader = await panel.as('leader')
    const read = await (await leader.get(`/admin/tickets/${code}`)).text()
    expect(read).toContain('Thiếu thời hạn')
    expect(read).not.toContain('returned-body')
  })
})
