import { beforeEach, describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { forgetOffice } from '#core/office.ts'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import { listAudit } from '#core/staff/audit-list.ts'
import { test } from '#db/testing.ts'

const name = 'lao-cai-skhcn'
beforeEach(forgetOffice)

describe('the steps before the desk opens', () => {
  test('name the installed profile, and are done once somebody has looked', async ({ db, sql }) => {
    await installProfile(db, name, loadProfile(name), new Date())
    const panel = await openPanel(db, sql)
    const admin = await panel.as('administrator')
    const page = async () => (await admin.get('/admin/setup/steps')).text()
    const isDone = (text: string) =>
      [...text.matchAll(/<li class="(step|step step-done)">/g)].map(([, said]) => said !== 'step')
    const before = await page()
    expect(before).toContain(`hồ sơ ${name} của Sở Khoa học và Công nghệ`)
    const [first, last] = [isDone(before).at(0), isDone(before).at(-1)]
    expect([isDone(before).length, first, last]).toEqual([7, false, false])
    for (const step of ['profile', 'texts', 'texts'])
      expect((await admin.post('/admin/setup/steps', { step })).status).toBe(303)
    const after = isDone(await page())
    expect([after.at(0), after.at(-1)]).toEqual([true, true])
    const { rows } = await listAudit(db, { area: 'settings' }, 1)
    expect(rows.map(({ subjectId }) => subjectId)).toEqual(['texts', 'profile'])
    expect((await admin.post('/admin/setup/steps', { step: 'staff' })).status).toBe(404)
  })
})
