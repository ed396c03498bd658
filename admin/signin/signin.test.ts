import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { listAudit } from '#core/staff/audit-list.ts'
import { createSetupToken, ensureAdministrator } from '#core/staff/first.ts'
import { inviteStaff } from '#core/staff/staff.ts'
import { test } from '#db/testing.ts'

const boss = { email: 'quantri@laocai.gov.vn', password: 'một câu dài dễ nhớ' }
const now = new Date()

describe('signing in', () => {
  test('a stranger is shown the sign-in page and comes back to where they wanted', async ({
    db,
    sql,
  }) => {
    const panel = await openPanel(db, sql)
    await ensureAdministrator(db, boss, now)
    const browser = panel.stranger()
    const away = await browser.get('/admin/account?x=1')
    expect(away.status).toBe(303)
    const signIn = String(away.headers.get('location'))
    expect(signIn).toBe('/admin/signin?next=%2Fadmin%2Faccount%3Fx%3D1')
    expect(await (await browser.get(signIn)).text()).toContain('Đăng nhập')
    const response = await browser.post(signIn, boss)
    expect([response.status, response.headers.get('location')]).toEqual([303, '/admin/account?x=1'])
    const page = await browser.get('/admin/account')
    expect(page.status).toBe(200)
    expect(await page.text()).toContain(boss.email)
    const { rows } = await listAudit(db, {}, 1)
    expect(rows.map(({ action }) => action)).toContain('signin.done')
  })

  test.for(['/admin/%0ax', '//evil.example', '/admin/\\\\x', '/administrator', 'https://x.vn'])(
    'goes nowhere strange: %s',
    async (next, { db, sql }) => {
      const panel = await openPanel(db, sql)
      await ensureAdministrator(db, boss, now)
      const answer = await panel.stranger().post(`/admin/signin?next=${next}`, boss)
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/admin'])
    },
  )

  test('a wrong password says no more than that, and shows the address again', async ({
    db,
    sql,
  }) => {
    const panel = await openPanel(db, sql)
    await ensureAdministrator(db, boss, now)
    const browser = panel.stranger()
    const wrong = await browser.post('/admin/signin', { email: boss.email, password: 'sai' })
    const unknown = await browser.post('/admin/signin', { email: 'la@x.vn', password: 'sai' })
    expect([wrong.status, unknown.status]).toEqual([422, 422])
    const text = await wrong.text()
    expect(text).toContain('hoặc mật khẩu chưa đúng')
    expect(text).toContain(`value="${boss.email}"`)
    expect(await unknown.text()).toContain('hoặc mật khẩu chưa đúng')
  })

  test('too many attempts must wait, in every process', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const other = await openPanel(db, sql)
    await ensureAdministrator(db, boss, now)
    const browsers = [panel.stranger(), other.stranger()]
    for (let round = 0; round < 3; round++)
      for (const browser of browsers)
        await browser.post('/admin/signin', { email: boss.email, password: `sai ${round}` })
    const answer = await browsers[1]!.post('/admin/signin', boss)
    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(60)
    expect(await answer.text()).toContain('quá nhiều lần')
  })

  test('an initial password opens only the page where it is changed', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const by = { actor: { id: 'x' }, ip: undefined, now }
    const facts = { name: 'Chảo Láo Tả', email: 'TA@laocai.gov.vn', role: 'leader' as const }
    const { password } = await inviteStaff(db, { ...facts, unitId: undefined }, by)
    const browser = panel.stranger()
    await browser.submit('/admin/signin', { email: 'ta@laocai.gov.vn', password })
    const away = await browser.get('/admin/account')
    expect(away.headers.get('location')).toBe('/admin/account/password')
    const chosen = 'mật khẩu của riêng tôi'
    const changed = await browser.submit('/admin/account/password', {
      current: password,
      password: chosen,
      repeated: chosen,
    })
    expect(changed.status).not.toBe(422)
    expect((await browser.get('/admin/account')).status).toBe(200)
    const again = panel.stranger()
    expect((await again.post('/admin/signin', { email: facts.email, password })).status).toBe(422)
    expect(
      (await again.post('/admin/signin', { email: facts.email, password: chosen })).status,
    ).toBe(303)
  })

  test('a second factor is enrolled, asked for, and taken only when right', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    await ensureAdministrator(db, boss, now)
    const browser = panel.stranger()
    await browser.submit('/admin/signin', boss)
    const page = await (
      await browser.submit('/admin/account/two-factor', { password: boss.password })
    ).text()
    const secret = /<code>([A-Z2-7 ]{20,})<\/code>/.exec(page)?.[1]?.replace(/ /g, '') ?? ''
    const backup = /<li>([\w-]{8,})<\/li>/.exec(page)?.[1] ?? ''
    expect(page).toContain('<svg')
    const confirmed = await browser.submit('/admin/account/two-factor/confirm', {
      code: await totp(secret),
    })
    expect(await confirmed.text()).toContain('Đã bật xác thực hai bước')

    const other = panel.stranger()
    const half = await other.post('/admin/signin', boss)
    expect(half.headers.get('location')).toContain('/admin/signin/code')
    expect((await other.get('/admin/account')).status).toBe(303)
    const wrong = await other.post('/admin/signin/code', { code: '000000' })
    expect(wrong.status).toBe(422)
    expect((await other.post('/admin/signin/code', { code: await totp(secret) })).status).toBe(303)
    expect((await other.get('/admin/account')).status).toBe(200)

    const third = panel.stranger()
    await third.post('/admin/signin', boss)
    expect((await third.post('/admin/signin/code', { code: backup })).status).toBe(303)
    expect((await third.get('/admin/account')).status).toBe(200)
    const fourth = panel.stranger()
    await fourth.post('/admin/signin', boss)
    expect((await fourth.post('/admin/signin/code', { code: backup })).status).toBe(422)
    const { rows } = await listAudit(db, { area: 'signin' }, 1)
    const wrongCodes = rows.filter(({ action }) => action === 'signin.failed')
    expect(wrongCodes.map((row) => row.name !== null)).toEqual([true, true])
  })

  test('signing out and ending another session close them at once', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    await ensureAdministrator(db, boss, now)
    const [desk, phone] = [panel.stranger(), panel.stranger()]
    await desk.submit('/admin/signin', boss)
    await phone.submit('/admin/signin', boss)
    const ended = await desk.submit('/admin/account/sessions/end-others')
    expect(await ended.text()).toContain('Đã đăng xuất 1 thiết bị khác')
    expect((await phone.get('/admin/account')).status).toBe(303)
    await desk.submit('/admin/signout')
    expect((await desk.get('/admin/account')).status).toBe(303)
    const { rows } = await listAudit(db, { area: 'signin' }, 1)
    expect(rows[0]).toMatchObject({ action: 'signin.out', name: expect.any(String) })
  })

  test('the set-up link opens the first account once', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const token = await createSetupToken(db, now)
    const browser = panel.stranger()
    expect((await browser.get('/admin/setup?token=wrong')).status).toBe(404)
    expect((await browser.get(`/admin/setup?token=${token}`)).status).toBe(200)
    const fields = { ...boss, name: 'Giàng A Páo', repeated: boss.password }
    const faulty = await browser.post(`/admin/setup?token=${token}`, { ...fields, repeated: 'x' })
    expect(faulty.status).toBe(422)
    expect(await faulty.text()).toContain('Hai lần nhập chưa giống nhau')
    const page = await browser.submit(`/admin/setup?token=${token}`, fields)
    expect(await page.text()).toContain('Chuẩn bị trước khi mở')
    expect((await panel.stranger().get(`/admin/setup?token=${token}`)).status).toBe(404)
    expect(await createSetupToken(db, now)).toBeUndefined()
  })
})

/** The code of an authenticator app (RFC 6238: SHA-1, 30 s, 6 digits). */
async function totp(secret: string): Promise<string> {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))
  const key = await crypto.subtle.importKey(
    'raw',
    new Uint8Array(bytes),
    { name: 'HMAC', hash: 'SHA-1' },
    false,
    ['sign'],
  )
  const counter = new DataView(new ArrayBuffer(8))
  counter.setBigUint64(0, BigInt(Math.floor(Date.now() / 30_000)))
  const mac = new DataView(await crypto.subtle.sign('HMAC', key, counter.buffer))
  const at = mac.getUint8(19) & 15
  return String((mac.getUint32(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
