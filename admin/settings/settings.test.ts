import { beforeEach, describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { forgetOffice, loadOffice } from '#core/office.ts'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import { loadSetting } from '#core/settings.ts'
import { test } from '#db/testing.ts'

const name = 'lao-cai-skhcn'
beforeEach(forgetOffice)

describe('the settings of the office', () => {
  test('terms and hours hold at once, faults come back at their fields', async ({ db, sql }) => {
    await installProfile(db, name, loadProfile(name), new Date())
    const panel = await openPanel(db, sql)
    const office = await panel.as('coordinator')
    const terms = { acknowledge: '0,5', classify: '1', answer: '10', complex: '20' }
    const hours = { morning: '07:00-11:00', afternoon: '13:00-17:00' }
    const faulty = await office.post('/admin/settings/terms', {
      ...terms,
      ...hours,
      answer: '40',
      morning: '7h',
    })
    const page = await faulty.text()
    expect(faulty.status).toBe(422)
    expect(page).toContain('id="e-morning"')
    expect(page).toContain('value="7h"')
    const halves = { ...terms, ...hours, answer: '7,5' }
    const refused = await office.post('/admin/settings/terms', halves)
    expect(await refused.text()).toContain('id="e-answer"')
    await office.submit('/admin/settings/terms', { ...terms, ...hours })
    expect((await loadOffice(db)).terms).toEqual({
      acknowledge: 0.5,
      classify: 1,
      answer: 10,
      complex: 20,
    })
    expect(await loadSetting(db, 'hours')).toEqual(hours)
  })

  test('targets keep what the page does not show', async ({ db, sql }) => {
    await installProfile(db, name, loadProfile(name), new Date())
    const panel = await openPanel(db, sql)
    const office = await panel.as('administrator')
    await office.submit('/admin/settings/targets', {
      satisfied: '92,5',
      resolved: '85',
      inTime: '99',
    })
    expect(await loadSetting(db, 'targets')).toMatchObject({
      satisfied: 92.5,
      resolved: 85,
      classes: 4,
    })
    const over = await office.post('/admin/settings/targets', {
      satisfied: '101',
      resolved: '1',
      inTime: '1',
    })
    expect(over.status).toBe(422)
  })

  test('the organisation changes its name without losing what is optional', async ({ db, sql }) => {
    await installProfile(db, name, loadProfile(name), new Date())
    const panel = await openPanel(db, sql)
    const office = await panel.as('administrator')
    const who = {
      name: 'Sở A',
      nameEn: 'Department A',
      shortName: 'A',
      province: 'Lào Cai',
      email: 'a@b.vn',
    }
    await office.submit('/admin/settings/organisation', { ...who, website: '', phone: '' })
    expect(await loadSetting(db, 'organisation')).toEqual(who)
    const wrong = await office.post('/admin/settings/organisation', {
      ...who,
      website: 'javascript:alert(1)',
    })
    expect([wrong.status, (await wrong.text()).includes('id="e-website"')]).toEqual([422, true])
  })
})

describe('units and fields', () => {
  test('a unit that still leads cannot be closed, and the focal point is one', async ({
    db,
    sql,
  }) => {
    await installProfile(db, name, loadProfile(name), new Date())
    const panel = await openPanel(db, sql)
    const office = await panel.as('administrator')
    const { units, focal } = await loadOffice(db)
    const science = units.find(({ code }) => code === 'qlkh')
    const refused = await office.post(`/admin/units/${science?.id}/closure`)
    expect([refused.status, await refused.text()]).toEqual([
      422,
      expect.stringContaining('còn chủ trì'),
    ])
    const stays = await office.post(`/admin/units/${focal?.id}/closure`)
    expect(await stays.text()).toContain('đang là đầu mối')
    await office.submit(`/admin/units/${science?.id}/focal`)
    const after = (await loadOffice(db)).units.filter((unit) => unit.focal)
    expect(after.map(({ code }) => code)).toEqual(['qlkh'])
    await office.submit(`/admin/units/${science?.id}/up`)
    expect((await loadOffice(db)).units[0]?.code).toBe('qlkh')
    const facts = { name: 'Phòng Mới', shortName: 'PM', approval: 'on' }
    await office.submit('/admin/units', facts)
    const added = (await loadOffice(db)).units.at(-1)
    expect(added).toMatchObject({ name: 'Phòng Mới', approval: true, focal: false })
    await office.submit(`/admin/units/${added?.id}/closure`)
    expect((await loadOffice(db)).units.map(({ name }) => name)).not.toContain('Phòng Mới')
  })

  test('a field takes its terms as they are typed, and names a line it cannot read', async ({
    db,
    sql,
  }) => {
    await installProfile(db, name, loadProfile(name), new Date())
    const panel = await openPanel(db, sql)
    const office = await panel.as('coordinator')
    const { units, fields } = await loadOffice(db)
    const [lead, other] = units
    const facts = {
      name: 'Thương hiệu',
      nameEn: 'Brands',
      leadUnitId: String(lead?.id),
      cooperating: [String(lead?.id), String(other?.id)],
      terms: 'Nhãn hiệu = 3\n\nlô gô\n',
    }
    const faulty = await office.post('/admin/fields', { ...facts, terms: '= 3' })
    expect([faulty.status, await faulty.text()]).toEqual([
      422,
      expect.stringContaining('id="e-terms"'),
    ])
    await office.submit('/admin/fields', facts)
    const added = (await loadOffice(db)).fields.at(-1)
    expect(added).toMatchObject({
      name: 'Thương hiệu',
      cooperatingUnitIds: [other?.id],
      terms: { 'nhãn hiệu': 3, 'lô gô': 1 },
    })
    const unclear = fields.find(({ code }) => code === 'khac')
    expect((await office.post(`/admin/fields/${unclear?.id}/closure`)).status).toBe(422)
  })
})
