import { expect } from 'vitest'
import { loadOffice } from '#core/office.ts'
import { addConsultant, type ConsultantFacts } from '#core/plan/consultants.ts'
import type { Actor } from '#core/staff/roles.ts'
import { test } from '#db/testing.ts'
import { now, openLibrary } from '#portal/library/testing-library.ts'

const actor: Actor = { id: 's', role: 'coordinator', unitId: undefined, name: 'Hoa' }
const facts: ConsultantFacts = {
  ...{ name: 'Luật sư An', organisation: 'Đoàn Luật sư', phone: '0912 345 678', email: '' },
  ...{ fieldIds: [], since: '2025-01-01', decision: '', staffId: null, shown: true, endedOn: null },
}

test('the public reads who is shown, by field, and what is paid of the fee', async ({
  db,
  sql,
  onTestFinished,
}) => {
  const library = await openLibrary({ db, sql }, onTestFinished, { searching: false })
  const [first, second] = (await loadOffice(db)).fields
  const of = (name: string, more: Partial<ConsultantFacts>) =>
    addConsultant(db, actor, { ...facts, name, ...more }, now)
  await of('Luật sư An', { fieldIds: [first?.id ?? 0] })
  await of('Luật sư <b>Bình</b>', { fieldIds: [second?.id ?? 0] })
  await of('Luật sư Kín', { shown: false })
  const all = await library.page('/tu-van-vien')
  expect(all).toContain('Luật sư An')
  expect(all).toContain('tel:0912345678')
  expect(all).toContain('Luật sư &lt;b&gt;Bình')
  expect(all).not.toContain('Luật sư Kín')
  expect(all).toContain('3.000.000')
  const one = await library.page(`/tu-van-vien?linh-vuc=${first?.code}&lang=en`)
  expect(one).toContain('Luật sư An')
  expect(one).not.toContain('Bình')
  expect(await library.page('/sitemap.xml')).toContain('/tu-van-vien</loc>')
})
