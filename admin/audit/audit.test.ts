import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { audit } from '#core/staff/audit.ts'
import { at } from '#core/tickets/testing-desk.ts'
import { test } from '#db/testing.ts'

describe('the audit log', () => {
  test('filters by person, kind and local day', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const admin = await panel.as('administrator', { name: 'Vàng A Sử' })
    const staffId = admin.actor.id
    await audit(db, {
      at: at('2026-03-02 00:30'),
      staffId,
      action: 'units.changed',
      subject: 'unit',
      subjectId: 7,
    })
    await audit(db, { at: at('2026-03-02 23:30'), staffId, action: 'texts.changed' })
    await audit(db, { at: at('2026-03-03 00:30'), staffId: 'x', action: 'canned.added' })
    const day = await (await admin.get('/admin/audit?from=2026-03-02&to=2026-03-02')).text()
    expect(day).toContain('Sửa đơn vị')
    expect(day).toContain('Sửa lời văn')
    expect(day).not.toContain('<th scope="row" data-label="Việc">Thêm câu trả lời mẫu')
    expect(day).toContain('/admin/units/7')
    const kind = await (await admin.get(`/admin/audit?area=texts&staff=${staffId}`)).text()
    expect(kind).not.toContain('data-label="Việc">Sửa đơn vị')
  })

  test('exports every entry, disarms formulas, and records the export', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const leader = await panel.as('leader', { name: '=HYPERLINK("x")' })
    const entry = { at: at('2026-03-02 09:00'), staffId: leader.actor.id, action: 'units.changed' }
    for (let index = 0; index < 60; index++)
      await audit(db, { ...entry, subjectId: index, subject: 'unit' })
    const file = await leader.get('/admin/audit/export?area=units')
    expect(file.headers.get('content-disposition')).toContain('audit.csv')
    const lines = (await file.text()).trim().split('\r\n')
    expect(lines).toHaveLength(61)
    expect(lines[1]).toContain(`"'=HYPERLINK(""x"")"`)
    expect(await (await leader.get('/admin/audit?area=audit')).text()).toContain('Xuất nhật ký')
  })
})
