import { expect } from 'vitest'
import { pretendedConsent as zalo } from '#admin/channels/testing.ts'
import { openPanel } from '#admin/testing.ts'
import { keepSecret, sealingKey } from '#core/channels/secrets.ts'
import { test } from '#db/testing.ts'

test('an administrator sees on the home page that Zalo must be signed in to anew', async ({
  db,
  sql,
}) => {
  const panel = await openPanel(db, sql, { zalo })
  const admin = await panel.as('administrator')
  const home = async () => (await admin.get('/admin')).text()
  const secret = { value: {}, at: new Date() }
  await keepSecret(db, sealingKey('secret'), 'zalo', secret)
  expect(await home()).not.toContain('không gia hạn được')
  const failure = { why: 'refused', at: new Date().toISOString(), detail: '' }
  await keepSecret(db, sealingKey('secret'), 'zalo', { ...secret, state: { failure } })
  expect(await home()).toMatch(/notice-warning.*không gia hạn được.*href="\/admin\/channels"/s)
  const officer = await panel.as('officer')
  expect(await (await officer.get('/admin')).text()).not.toContain('không gia hạn được')
  const without = await (await openPanel(db, sql)).as('administrator')
  expect(await (await without.get('/admin')).text()).not.toContain('không gia hạn được')
})
