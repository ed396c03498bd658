import { desc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { ensureAdministrator } from '#core/staff/first.ts'
import { ask, makeDesk } from '#core/tickets/testing-desk.ts'
import { auditLog } from '#db/schema/staff.ts'
import { test } from '#db/testing.ts'
import { openPanel } from './testing.ts'

const boss = { email: 'quantri@laocai.gov.vn', password: 'một câu dài dễ nhớ' }

describe('every answer of the panel', () => {
  test('stays out of caches, but for files that never change', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const officer = await panel.as('officer')
    for (const path of [
      '/admin',
      '/admin/tickets',
      '/admin/tickets/export.csv',
      '/admin/nowhere',
    ]) {
      const { headers } = await officer.get(path)
      expect([path, headers.get('cache-control')]).toEqual([path, 'private, no-store'])
    }
    const style = /href="([^"]+admin\.css)"/.exec(await (await officer.get('/admin')).text())?.[1]
    const asset = await officer.get(style ?? '')
    expect(asset.status).toBe(200)
    expect(asset.headers.get('cache-control')).toContain('immutable')
  })

  test('asks for TLS of this host only', async ({ db, sql }) => {
    const panel = await openPanel(db, sql, { publicUrl: 'https://desk.test' })
    const { headers } = await panel.stranger().get('/admin/signin')
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
  })
})

describe('the address of who asks', () => {
  test.for([
    { peer: '127.0.0.1', said: '203.0.113.7', is: '203.0.113.7' },
    { peer: '::1', said: '198.51.100.1, 2001:db8::7', is: '2001:db8::7' },
    { peer: '::ffff:127.0.0.1', said: 'unknown', is: '127.0.0.1' },
    { peer: '10.1.2.3', said: '203.0.113.7', is: '10.1.2.3' },
    { peer: 'fd00::5', said: '203.0.113.7', is: 'fd00::5' },
  ])('is $is when $peer says $said', async ({ peer, said, is }, { db, sql }) => {
    const panel = await openPanel(db, sql)
    await ensureAdministrator(db, boss, new Date())
    const socket = { incoming: { socket: { remoteAddress: peer } } }
    const headers = { 'x-forwarded-for': said }
    const page = await panel.app.request('/admin/signin', { headers }, socket)
    const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
    const cookie = page.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    const body = new URLSearchParams({ csrf, email: boss.email, password: 'sai' })
    const form = { method: 'POST', body, headers: { ...headers, cookie } }
    expect((await panel.app.request('/admin/signin', form, socket)).status).toBe(422)
    const [last] = await db
      .select({ ip: auditLog.ip })
      .from(auditLog)
      .where(eq(auditLog.action, 'signin.failed'))
      .orderBy(desc(auditLog.id))
    expect(last?.ip).toBe(is)
  })

  test('stands with the reading of contact data', async ({ db, sql }) => {
    const desk = await makeDesk(db)
    const panel = await openPanel(db, sql)
    const { code } = await ask(db, desk.person, new Date())
    const { jar } = await panel.as('coordinator')
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const socket = { incoming: { socket: { remoteAddress: '10.1.2.3' } } }
    await panel.app.request(`/admin/tickets/${code}`, { headers: { cookie } }, socket)
    const read = eq(auditLog.action, 'people.contact-read')
    expect(await db.select({ ip: auditLog.ip }).from(auditLog).where(read)).toEqual([
      { ip: '10.1.2.3' },
    ])
  })
})
