import { readFileSync } from 'node:fs'
import type { Sql } from 'postgres'
import { describe, expect, it } from 'vitest'
import type { AdminDeps, ChannelState } from '#admin/deps.ts'
import { openPanel } from '#admin/testing.ts'
import { startZaloFake } from '#bots/zalo/fake.ts'
import { openZalo } from '#bots/zalo/testing-zalo.ts'
import { noteQuotas } from '#core/deliveries/reach-rules.ts'
import { testChannel } from '#core/deliveries/testing-channel.ts'
import type { Db } from '#db/client.ts'
import { auditLog } from '#db/schema/staff.ts'
import { test } from '#db/testing.ts'
import { settingNames } from '../../config.ts'
import { isPublic, platforms, stepsOf } from './platforms.ts'

/** the panel of tests, which signs in without https */
const site = 'http://desk.test'
const zaloState: ChannelState = {
  name: 'zalo',
  ok: true,
  detail: 'Đang hoạt động: Sở.',
  webhook: `${site}/webhooks/zalo`,
}

async function openChannels(db: Db, sql: Sql, more: Partial<AdminDeps> = {}) {
  const panel = await openPanel(db, sql, more)
  const admin = await panel.as('administrator')
  const page = async () => (await admin.get('/admin/channels')).text()
  return { admin, page }
}

/** One platform's part of the page. */
function cardOf(page: string, name: string): string {
  const from = page.indexOf(`id="channel-${name}"`)
  return page.slice(from, page.indexOf('</section>', from))
}

describe('the guide', () => {
  const words = (language: string) =>
    JSON.parse(
      readFileSync(new URL(`../../locales/${language}/connecting.json`, import.meta.url), 'utf8'),
    )

  it.for(platforms)('has words for each step of %s and names only settings there are', (name) => {
    const steps = stepsOf(name, site)
    for (const language of ['vi', 'en']) {
      const told = Object.keys(words(language)).filter((key) => key.startsWith(`${name}.step-`))
      expect(told).toHaveLength(steps.length)
    }
    const named = steps.flatMap(({ settings = [] }) => settings)
    expect(named.filter((setting) => !settingNames.includes(setting))).toEqual([])
  })

  it('knows which addresses platforms can post to', () => {
    expect(isPublic('https://hoiluat.laocai.gov.vn')).toBe(true)
    for (const url of [
      'http://so.vn',
      'https://localhost:8080',
      'https://10.0.0.1',
      'https://[::1]',
    ]) {
      expect([url, isPublic(url)]).toEqual([url, false])
    }
  })
})

describe('the channels page', () => {
  test('guides through every platform that has no settings yet', async ({ db, sql }) => {
    const { page } = await openChannels(db, sql)
    const text = await page()
    for (const name of platforms) {
      expect(cardOf(text, name)).toMatch(/Chưa kết nối[\s\S]*Chi phí[\s\S]*Cách kết nối/)
    }
    expect(cardOf(text, 'zalo')).toContain(`${site}/webhooks/zalo`)
    expect(cardOf(text, 'zalo')).toContain(`${site}/admin/channels/zalo/callback`)
    expect(cardOf(text, 'messenger')).toContain(`${site}/webhooks/messenger`)
    expect(cardOf(text, 'email')).toContain('IMAP_URL=\nSMTP_URL=\nMAIL_FROM=')
    expect(text).not.toContain('/check"')
  })

  test('warns where no platform could post to', async ({ db, sql }) => {
    const { page } = await openChannels(db, sql)
    expect(await page()).toMatch(/notice-warning[\s\S]*đang là http:\/\/desk\.test/)
  })

  test('shows of a connected one how it is and what is left of its package', async ({
    db,
    sql,
  }) => {
    await noteQuotas(db, [testChannel({ name: 'zalo', left: 1_990 })], new Date())
    const { page } = await openChannels(db, sql, { channels: async () => [zaloState] })
    const card = cardOf(await page(), 'zalo')
    expect(card).toMatch(/Hoạt động[\s\S]*Đang hoạt động: Sở\.[\s\S]*1\.990 trên 2\.000 tin/)
    expect(card).toContain('/admin/channels/zalo/check')
    expect(card).toContain('/admin/channels/zalo/test')
  })

  test('asks a channel anew and says how it is, in place and as a page', async ({ db, sql }) => {
    const asked: string[] = []
    const failing = { ...zaloState, ok: false, detail: 'Mã đã hết hạn.' }
    const check = async (name: string) => {
      asked.push(name)
      return name === 'zalo' ? failing : undefined
    }
    const { admin } = await openChannels(db, sql, { channels: async () => [zaloState], check })
    const path = '/admin/channels/zalo/check'
    const part = await (await admin.post(path, {}, { 'HX-Request': 'true' })).text()
    expect(part).toMatch(/role="alert"[\s\S]*Zalo chưa hoạt động[\s\S]*Mã đã hết hạn\./)
    expect(part).toMatch(/id="badge-zalo" hx-swap-oob="true"[\s\S]*Có lỗi/)
    expect(await (await admin.submit(path)).text()).toContain('Mã đã hết hạn.')
    expect((await admin.post('/admin/channels/messenger/check')).status).toBe(404)
    expect(asked).toEqual(['zalo', 'zalo', 'messenger'])
  })
})

describe("Zalo's permission", () => {
  const callback = '/admin/channels/zalo/callback'

  async function withZalo(db: Db, sql: Sql) {
    const fake = await startZaloFake()
    fake.tokens.revoke()
    const bot = openZalo(db, fake, async () => {}, { publicUrl: site })
    const state = async () => ({ name: 'zalo', ...(await bot.channel.health(true)) })
    const desk = await openChannels(db, sql, { zalo: bot, channels: async () => [await state()] })
    return { fake, bot, state, ...desk }
  }

  const exchanges = (fake: Awaited<ReturnType<typeof startZaloFake>>) =>
    fake.calls.filter(({ payload }) => payload.grant_type === 'authorization_code')

  const consents = async (db: Db) =>
    (await db.select().from(auditLog))
      .filter(({ subjectId }) => subjectId === 'zalo')
      .map(({ action }) => action)

  test('is asked for step by step, with what to paste', async ({ db, sql }) => {
    const { page, bot, fake } = await withZalo(db, sql)
    const { callbackUrl, codeChallenge } = bot.consentSteps('vi')
    expect(callbackUrl).toBe(`${site}${callback}`)
    const card = cardOf(await page(), 'zalo')
    expect(card).toMatch(/<details id="consent-zalo" open/)
    expect(card).toContain(`<code>${callbackUrl}</code>`)
    expect(card).toContain(`<code>${codeChallenge}</code>`)
    await fake.close()
  })

  test('is spent by the administrator, not by a link', async ({ db, sql }) => {
    const { admin, fake, state } = await withZalo(db, sql)
    fake.tokens.consent('the-code')
    expect((await state()).ok).toBe(false)
    const asked = await (await admin.get(`${callback}?code=the-code&oa_id=7000`)).text()
    expect(asked).toMatch(/Hoàn tất cấp quyền/)
    expect(exchanges(fake)).toHaveLength(0)
    const done = await admin.submit(callback, { code: 'the-code', oa_id: '7000' })
    expect(await done.text()).toContain('Zalo đã cấp quyền')
    expect((await state()).ok).toBe(true)
    expect(await consents(db)).toEqual(['channels.consented'])
    await fake.close()
  })

  test('is refused for another account, without a code, and for a code that is no good', async ({
    db,
    sql,
  }) => {
    const { admin, fake } = await withZalo(db, sql)
    const other = await admin.submit(callback, { code: 'the-code', oa_id: '9' })
    expect(await other.text()).toMatch(/notice-problem[\s\S]*Official Account khác \(9\)/)
    expect(exchanges(fake)).toHaveLength(0)
    const bad = await admin.submit(callback, { code: 'made-up' })
    expect(await bad.text()).toMatch(/notice-problem[\s\S]*không nhận mã cấp quyền/)
    const none = await admin.get(callback)
    expect([none.status, none.headers.get('location')]).toEqual([303, '/admin/channels'])
    expect(await consents(db)).toEqual(['channels.consent-failed', 'channels.consent-failed'])
    await fake.close()
  })

  test('is nowhere without Zalo', async ({ db, sql }) => {
    const { admin } = await openChannels(db, sql)
    expect((await admin.get(`${callback}?code=x`)).status).toBe(404)
    expect((await admin.post(callback, { code: 'x' })).status).toBe(404)
  })
})
