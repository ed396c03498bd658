import { describe, expect } from 'vitest'
import { test } from '#db/testing.ts'
import { openPanel } from './testing.ts'

describe('the panel as a whole', () => {
  test('a fault shows its number and nothing of its inside, in full and in part', async ({
    db,
    sql,
  }) => {
    const channels = () => Promise.reject(new Error('secret of the machine'))
    const panel = await openPanel(db, sql, { channels })
    const admin = await panel.as('administrator')
    const page = await admin.get('/admin/channels')
    const text = await page.text()
    expect(page.status).toBe(500)
    expect(text).toContain(page.headers.get('x-request-id'))
    expect(text).not.toContain('secret of the machine')
    const part = await admin.get('/admin/channels', { 'HX-Request': 'true' })
    expect(part.headers.get('HX-Retarget')).toBe('#flash')
    expect(await part.text()).toContain(part.headers.get('x-request-id'))
  })

  test('what does not exist is said so, and a final slash does not matter', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const officer = await panel.as('officer')
    const missing = await officer.get('/admin/nothing-here')
    expect(missing.status).toBe(404)
    expect(await missing.text()).toContain('Không tìm thấy')
    const slash = await officer.get('/admin/canned/?q=x')
    expect([slash.status, slash.headers.get('location')]).toEqual([301, '/admin/canned?q=x'])
  })

  test('more than 5 MB is refused with a sentence', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const office = await panel.as('coordinator')
    const file = new File(['x'.repeat(6 * 1024 * 1024)], 'big.csv')
    const answer = await office.post('/admin/holidays/import', { file })
    expect(answer.status).toBe(413)
    expect(await answer.text()).toContain('5 MB')
  })

  test('a message is shown once, in the language of who reads it', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const head = await panel.as('head', { language: 'en' })
    const first = await (await head.submit('/admin/account/theme')).text()
    expect(first).toContain('Dark looks chosen.')
    expect(await (await head.get('/admin/account')).text()).not.toContain('Dark looks chosen.')
    const page = await (await head.submit('/admin/account/language', { language: 'vi' })).text()
    expect(page).toContain('<html lang="vi" data-theme="dark">')
  })

  test('every asset a page or the stylesheet names is there, and nothing else', async ({
    db,
    sql,
  }) => {
    const panel = await openPanel(db, sql)
    const stranger = panel.stranger()
    const page = await (await stranger.get('/admin/signin')).text()
    const named = page.match(/\/admin\/assets\/[^"]+/g) ?? []
    const style = await (await stranger.get(named.find((one) => one.endsWith('css')) ?? '')).text()
    const inside = [...style.matchAll(/\/admin\/assets\/[^")]+/g)].map(([address]) => address)
    expect(inside.length).toBeGreaterThan(8)
    for (const address of [...named, ...inside])
      expect([address, (await stranger.get(address)).status]).toEqual([address, 200])
    const old = await stranger.get('/admin/assets/old-hash/admin.css')
    expect(old.headers.get('cache-control')).toBe('public, max-age=300')
    for (const path of ['__proto__', '..%2f..%2fpackage.json', 'tokens.css'])
      expect((await stranger.get(`/admin/assets/x/${path}`)).status).toBe(404)
  })

  test.for([
    'https://evil.example',
    '//evil.example',
    '/admin/..//evil.example',
    '/adminx',
    '/admin\\@evil',
  ])('sign-in does not lead to %s', async (next, { db, sql }) => {
    const panel = await openPanel(db, sql)
    const officer = await panel.as('officer')
    const away = await officer.get(`/admin/signin?next=${encodeURIComponent(next)}`)
    expect(away.headers.get('location')).toBe('/admin')
  })
})
