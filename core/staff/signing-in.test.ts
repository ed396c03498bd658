import { expect } from 'vitest'
import { test } from '#db/testing.ts'
import { listAudit } from './audit-list.ts'
import { mayTrySignIn } from './signing-in.ts'

const now = new Date('2026-03-02T02:00:00Z')
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)

test('one address that goes on and on does not lock an account for everybody', async ({ db }) => {
  const email = 'hoa@laocai.gov.vn'
  for (let round = 0; round < 80; round++) await mayTrySignIn(db, { email, ip: '203.0.113.9', now })
  expect(await mayTrySignIn(db, { email, ip: '203.0.113.9', now })).toBeGreaterThan(0)
  expect(await mayTrySignIn(db, { email, ip: '10.0.0.2', now })).toBe(0)
  expect(await mayTrySignIn(db, { email: 'lan@laocai.gov.vn', ip: '203.0.113.9', now })).toBe(0)
})

test('an account attacked from many addresses waits, and no longer than an hour', async ({
  db,
}) => {
  const email = 'hoa@laocai.gov.vn'
  for (let from = 0; from < 60; from++)
    expect(await mayTrySignIn(db, { email, ip: `198.51.100.${from}`, now })).toBe(0)
  expect(await mayTrySignIn(db, { email, ip: '10.0.0.2', now })).toBe(3600)
  expect(await mayTrySignIn(db, { email, ip: '10.0.0.2', now: later(60) })).toBe(0)
})

test('who tried too often is written down once, not with every attempt', async ({ db }) => {
  const email = 'hoa@laocai.gov.vn'
  for (let round = 0; round < 20; round++) await mayTrySignIn(db, { email, ip: '203.0.113.9', now })
  const { rows } = await listAudit(db, { area: 'signin' }, 1)
  expect(rows.map(({ action, ip }) => [action, ip])).toEqual([['signin.limited', '203.0.113.9']])
})
