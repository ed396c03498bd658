import { createHash, createHmac } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Logger } from 'pino'
import { describe, expect, onTestFinished, vi } from 'vitest'
import type { Incoming, Outgoing } from '#core/channel.ts'
import { openChats } from '#core/conversation/testing-chat.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { consents, conversations, people } from '#db/schema/people.ts'
import { test as base } from '#db/testing.ts'
import { startZaloFake, type ZaloFake } from './fake.ts'
import { openZalo, post } from './testing-zalo.ts'
import type { ZaloOptions } from './zalo.ts'

const never = new AbortController().signal
const megabyte = 1024 * 1024
const files: Record<number, { id: number; name: string; type: string; content: Uint8Array }> = {
  12: { id: 12, name: 'Mẫu đơn.pdf', type: 'application/pdf', content: new Uint8Array(10) },
  13: { id: 13, name: 'nhãn.png', type: 'image/png', content: new Uint8Array(megabyte) },
  14: { id: 14, name: 'to.png', type: 'image/png', content: new Uint8Array(megabyte + 1) },
  15: { id: 15, name: 'dữ liệu.json', type: 'application/json', content: new Uint8Array([1, 2]) },
}

const test = base.extend('fake', async ({ db }, { onCleanup }) => {
  void db
  const fake = await startZaloFake({ limit: 4000 })
  onCleanup(() => fake.close())
  return fake
})

function open(db: Db, fake: ZaloFake, options: Partial<ZaloOptions> = {}) {
  const heard: Incoming[] = []
  const openFile = async (id: number) => files[id]?.content
  const hear = async (incoming: Incoming) => void heard.push(incoming)
  const bot = openZalo(db, fake, hear, { openFile, ...options })
  onTestFinished(() => bot.stop())
  const say = async (out: Outgoing) => {
    const sent = []
    for (const part of bot.channel.parts(out)) sent.push(await bot.channel.send('77', part, never))
    return sent
  }
  return { bot, heard, say, messages: () => fake.sent().map(({ payload }) => payload.message) }
}

const ok = { ok: true, id: expect.any(String) }
const file = (id: number) => ({ id, name: files[id]!.name, type: files[id]!.type })
const choices = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: `pick:${n}`, label: `Lĩnh vực ${n}` }))

describe('the webhook', () => {
  const text = { app_id: '4242', event_name: 'user_send_text', sender: { id: '77' } }
  const event = { ...text, message: { msg_id: 'm1', text: 'Chào Sở' }, timestamp: '1795312800123' }

  test('ignores what another account heard or said, and tells so once', async ({ db, fake }) => {
    const info = vi.fn()
    const log = { info, warn() {}, error() {} } as unknown as Logger
    const { bot, heard } = open(db, fake, { log })
    for (const msg_id of ['o1', 'o2']) {
      const message = { msg_id, text: 'Chào' }
      await post(bot, { ...event, message, recipient: { id: '9999' } })
      await post(bot, { ...event, message, oa_id: '9999' })
      const said = { event_name: 'oa_send_text', sender: { id: '9999' }, recipient: { id: '77' } }
      await post(bot, { ...event, ...said, message })
    }
    await post(bot, { ...event, recipient: { id: '7000' } })
    expect(heard).toMatchObject([{ eventId: 'm:m1' }])
    const told = info.mock.calls.filter(([, words]) => /another account/.test(String(words)))
    expect(told).toHaveLength(1)
  })

  test('takes each way a signature may be made, and tells once which it is', async ({
    db,
    fake,
  }) => {
    const info = vi.fn()
    const log = { info, warn() {}, error() {} } as unknown as Logger
    const { bot, heard } = open(db, fake, { log })
    const body = JSON.stringify(event)
    const made = (first: string, time: string, secret: string) =>
      createHash('sha256').update(`${first}${body}${time}${secret}`).digest('hex')
    const time = event.timestamp
    const other = '1795312800999'
    for (const headers of [
      { 'x-zevent-signature': made('4242', time, 'oa-secret') },
      { 'x-zevent-signature': `mac=${made('4242', time, 'oa-secret')}` },
      { 'x-zevent-signature': `mac=${made('4242', time, 'oa-secret').toUpperCase()}` },
      { 'x-zevent-signature': `mac=${made('4242', time, 'app-secret')}` },
      { 'x-zevent-signature': `mac=${made('7000', time, 'oa-secret')}` },
      {
        'x-zevent-signature': `mac=${made('4242', other, 'oa-secret')}`,
        'x-zevent-timestamp': other,
      },
    ]) {
      expect(await post(bot, body, headers)).toBe(200)
    }
    expect(heard.length).toBe(6)
    expect(bot.refused()).toBe(0)
    expect(info.mock.calls.map(([matched]) => matched)).toEqual([
      { secret: 'oa', first: 'app_id', timestamp: 'body' },
      { secret: 'app', first: 'app_id', timestamp: 'body' },
      { secret: 'oa', first: 'oa_id', timestamp: 'body' },
      { secret: 'oa', first: 'app_id', timestamp: 'header' },
    ])
  })

  test('answers 200 to what is not signed, counts it, and hears nothing', async ({ db, fake }) => {
    const onRefused = vi.fn()
    const { bot, heard } = open(db, fake, { onRefused })
    const body = JSON.stringify(event)
    const probe = await bot.routes.request('/webhooks/zalo', { method: 'POST', body: '{}' })
    expect(probe.status).toBe(200)
    expect(await bot.routes.request('/webhooks/zalo')).toMatchObject({ status: 200 })
    const hmac = createHash('sha256').update(`${body}oa-secret`).digest('hex')
    for (const mac of ['', 'mac=', 'mac=zz', hmac, `mac=${hmac}`, hmac.slice(1)]) {
      expect(await post(bot, body, { 'x-zevent-signature': mac })).toBe(200)
    }
    const reordered = JSON.stringify({ ...event, message: { text: 'khác', msg_id: 'm1' } })
    const { signed } = await import('./fake-events.ts')
    const whom = { appId: '4242', oaId: '7000', oaSecret: 'oa-secret' }
    expect(await post(bot, reordered, signed(whom, body, event.timestamp))).toBe(200)
    expect(await post(bot, 'x'.repeat(1_000_001))).toBe(200)
    expect(heard).toEqual([])
    expect(bot.refused()).toBe(9)
    expect(onRefused).toHaveBeenCalledTimes(9)
  })

  test('hears nothing of templates sent to phone numbers, nor of what it does not know', async ({
    db,
    fake,
  }) => {
    const { bot, heard } = open(db, fake)
    const receipt = { ...event, event_name: 'user_received_message', recipient: { id: '8491' } }
    const zns = { 'x-zevent-server': 'ZNS' }
    expect(await post(bot, { ...receipt, message: { msg_id: 'z' } }, zns)).toBe(200)
    expect(await post(bot, { ...event, event_name: 'user_reacted_message' })).toBe(200)
    expect(await post(bot, { timestamp: '1' })).toBe(200)
    expect(heard).toEqual([])
    expect(bot.refused()).toBe(0)
  })
})

describe('what we say', () => {
  test('shows up to five choices as buttons, and always as numbers', async ({ db, fake }) => {
    const { say, messages } = open(db, fake)
    const url = 'https://hoi.example.vn/'
    await say({ text: 'Chọn:', choices: choices(2), link: { label: 'Xem', url } })
    const [message] = messages()
    expect(message.text).toBe(`Chọn:\n\n1. Lĩnh vực 0\n2. Lĩnh vực 1\n\nXem: ${url}`)
    const button = (n: number) => ({
      title: `Lĩnh vực ${n}`,
      type: 'oa.query.hide',
      payload: `#hl:pick:${n}`,
    })
    expect(message.attachment).toEqual({
      type: 'template',
      payload: {
        buttons: [button(0), button(1), { title: 'Xem', type: 'oa.open.url', payload: { url } }],
      },
    })
  })

  test('cuts the title of a button, never the choice in the text', async ({ db, fake }) => {
    const { say, messages } = open(db, fake, { buttons: 'template' })
    const label = 'Tôi muốn hỏi về thủ tục '.repeat(6).trim()
    await say({ text: 'Chọn:', choices: [{ id: 'a', label }] })
    const [{ text, attachment }] = messages()
    expect(text).toContain(`1. ${label}`)
    expect(attachment.payload.template_type).toBe('button')
    const [{ title }] = attachment.payload.buttons
    expect(Array.from(title).length).toBeLessThanOrEqual(100)
    expect(title).toMatch(/…$/)
  })

  test('goes out without buttons when Zalo takes none of this shape', async ({ db, fake }) => {
    const { bot, say, messages } = open(db, fake)
    fake.fail({ error: -201, message: 'attachment is invalid!' }, { path: '/cs', times: 1 })
    expect(await say({ text: 'Chọn:', choices: choices(2) })).toEqual([ok])
    expect(await say({ text: 'Nữa:', choices: choices(2) })).toEqual([ok])
    expect(messages()).toEqual([
      { text: 'Chọn:\n\n1. Lĩnh vực 0\n2. Lĩnh vực 1' },
      { text: 'Nữa:\n\n1. Lĩnh vực 0\n2. Lĩnh vực 1' },
    ])
    expect(fake.calls.filter(({ path }) => path.endsWith('/cs')).length).toBe(3)
    expect(await bot.channel.health()).toMatchObject({
      ok: true,
      detail: expect.stringContaining('ZALO_BUTTONS'),
    })
  })

  test('asks for the number with a card of its own, which may fail', async ({ db, fake }) => {
    const { say, messages } = open(db, fake)
    const asked = { text: 'Số điện thoại của Anh/Chị?', requestContact: 'Chia sẻ số của tôi' }
    expect(await say(asked)).toEqual([ok, ok])
    expect(messages()[0]).toEqual({ text: asked.text })
    const { payload } = messages()[1].attachment
    expect(payload.template_type).toBe('request_user_info')
    expect(payload.elements).toEqual([
      { title: 'Chia sẻ số của tôi', subtitle: expect.stringContaining('điện thoại') },
    ])
    fake.fail({ error: -201, message: 'image_url is invalid!' }, { path: '/cs' })
    expect((await say(asked))[1]).toEqual(ok)
  })

  test('is composed text, whatever the letters were made of', async ({ db, fake }) => {
    const { say, messages } = open(db, fake)
    await say({ text: 'Đồng ý'.normalize('NFD') })
    expect(messages()).toEqual([{ text: 'Đồng ý'.normalize('NFC') }])
  })
})

describe('files', () => {
  test('are uploaded once, and again when Zalo has forgotten them', async ({ db, fake }) => {
    let now = new Date('2026-11-22T09:00:00+07:00')
    const { say, messages } = open(db, fake, { now: () => now })
    const uploads = () => fake.calls.filter(({ path }) => path.includes('/upload/')).length
    for (let time = 0; time < 2; time++) await say({ text: '', file: file(12) })
    expect(uploads()).toBe(1)
    fake.forgetUploads()
    expect(await say({ text: '', file: file(12) })).toEqual([ok])
    expect(uploads()).toBe(2)
    now = new Date(now.getTime() + 6.6 * 24 * 60 * 60_000)
    await say({ text: '', file: file(12) })
    expect(uploads()).toBe(3)
    for (const message of messages()) expect(message.attachment.type).toBe('file')
  })

  test('that are pictures show as pictures', async ({ db, fake }) => {
    const { say, messages } = open(db, fake)
    await say({ text: 'Đây ạ', file: file(13) })
    const { payload } = messages()[1].attachment
    expect(payload).toMatchObject({ template_type: 'media', elements: [{ media_type: 'image' }] })
    expect(fake.uploaded(payload.elements[0].attachment_id)?.name).toBe('nhãn.png')
  })

  test('that Zalo does not take go as a link that works for three days', async ({ db, fake }) => {
    let now = new Date('2026-11-22T09:00:00+07:00')
    const { bot, say, messages } = open(db, fake, { now: () => now })
    for (const id of [14, 15]) await say({ text: '', file: file(id) })
    const [picture, data] = messages().map(({ text }) => String(text).split('\n'))
    expect(picture?.[0]).toBe('to.png')
    const link = data?.[1] ?? ''
    expect(link).toMatch(/^https:\/\/hoi\.example\.vn\/zalo\/files\//)
    const path = new URL(link).pathname
    const given = await bot.routes.request(path)
    expect(new Uint8Array(await given.arrayBuffer())).toEqual(files[15]!.content)
    expect(given.headers.get('content-disposition')).toContain(encodeURIComponent('dữ liệu.json'))
    for (const forged of [path.replace('/15.', '/12.'), path.replace('.json', '.html')]) {
      expect((await bot.routes.request(forged)).status).toBe(404)
    }
    now = new Date(now.getTime() + 3 * 24 * 60 * 60_000)
    expect((await bot.routes.request(path)).status).toBe(404)
  })

  test('that are gone are refused', async ({ db, fake }) => {
    const { say } = open(db, fake)
    const gone = { id: 99, name: 'x.pdf', type: 'application/pdf' }
    expect(await say({ text: '', file: gone })).toMatchObject([{ ok: false, why: 'refused' }])
  })

  test('are never fetched from inside our own network', async ({ db, fake }) => {
    const { bot } = open(db, fake)
    for (const url of [
      'http://169.254.169.254/latest',
      'https://127.0.0.1/x',
      'https://[::1]/x',
      'https://localhost/x',
      'file:///etc/passwd',
      `${fake.base.replace('127.0.0.1', 'localhost')}/files/x`,
    ]) {
      await expect(bot.channel.fetchFile({ url }, never)).rejects.toThrow(/do not fetch/)
    }
  })
})

describe('what Zalo says no to', () => {
  const noes: [number, string, object][] = [
    [-213, 'User has not followed OA', { why: 'blocked' }],
    [-217, 'User has blocked invitation', { why: 'blocked' }],
    [-244, 'User has restricted this type of message', { why: 'blocked' }],
    [-201, 'user_id is invalid!', { why: 'blocked' }],
    [-232, 'User interaction expired', { why: 'closed' }],
    [-233, 'Message type is not supported', { why: 'refused' }],
    [-248, 'Violation of policy', { why: 'refused' }],
    [-200, 'Send message failed', { why: 'later' }],
    [-211, 'Quota out of limit', { why: 'later', retryAfterMs: 600_000 }],
    [-234, 'Cannot be sent at night', { why: 'later', retryAfterMs: 7 * 60 * 60_000 }],
    [-32, 'Daily limit reached', { why: 'later', wide: true, retryAfterMs: 3_600_000 }],
    [-99999, 'news', { why: 'later' }],
    [-224, 'upgrade', { why: 'configuration', detail: expect.stringContaining('Gói dịch vụ') }],
    [-320, 'no ZCA', { why: 'configuration', detail: expect.stringContaining('ZCA') }],
    [-223, 'no api', { why: 'configuration', detail: expect.stringContaining('quyền') }],
  ]
  for (const [error, message, expected] of noes) {
    test(`is told apart: ${error} ${message}`, async ({ db, fake }) => {
      const now = () => new Date('2026-11-22T23:00:00+07:00')
      const { say } = open(db, fake, { now })
      fake.fail({ error, message }, { path: '/cs', times: 1 })
      const [sent] = await say({ text: 'Chào' })
      expect(sent).toMatchObject({ ok: false, ...expected })
    })
  }

  test('shows on the channels page when an administrator must act, until it works', async ({
    db,
    fake,
  }) => {
    const { bot, say } = open(db, fake)
    fake.fail({ error: -321, message: 'out of money' }, { path: '/cs', times: 1 })
    await say({ text: 'Chào' })
    expect(await bot.channel.health()).toEqual({
      ok: false,
      detail: expect.stringContaining('số dư'),
    })
    await say({ text: 'Chào' })
    expect(await bot.channel.health()).toMatchObject({
      ok: true,
      detail: expect.stringMatching(/Sở Khoa học.*Growth.*1990\/2000/),
    })
    expect(await bot.channel.quota?.()).toEqual({ remain: 1990, total: 2000 })
  })

  test('proves that it knows the secret once the account demands it', async ({ db, fake }) => {
    const { say } = open(db, fake)
    fake.fail({ error: -242, message: 'appsecret_proof is invalid' }, { path: '/cs', times: 1 })
    expect(await say({ text: 'Chào' })).toEqual([ok])
    const [unproved, proved] = fake.calls
    const right = createHmac('sha256', 'app-secret').update(proved!.token).digest('hex')
    expect([unproved?.proof, proved?.proof]).toEqual([undefined, right])
  })
})

test('keeps what staff wrote in Zalo, and not what Zalo repeats of ours', async ({ db, fake }) => {
  const { person } = await openChats(db)
  await person('77', 'zalo').says('menu')
  await db.delete(deliveries)
  await db.update(conversations).set({ ticketId: 5 })
  const { bot, heard } = open(db, fake)
  const [chat] = await db.select({ id: conversations.id }).from(conversations)
  const asked = { text: 'Chọn:', choices: choices(2) }
  const saying = { conversationId: chat!.id, channel: 'zalo', cause: 'reply', body: asked } as const
  await deliver(db, saying, new Date())
  await db.update(deliveries).set({ state: 'sending', attempts: 1 })
  const [part] = bot.channel.parts(asked)
  const ours = fake.events.echo('77', { text: part!.text })
  const theirs = fake.events.echo('77', { text: 'Chào Anh, Sở đã nhận hồ sơ.' })
  for (const event of [ours, theirs, theirs]) expect(await post(bot, event)).toBe(200)
  const rows = await db.select().from(deliveries).where(eq(deliveries.cause, 'outside'))
  expect(rows).toMatchObject([
    { ticketId: 5, state: 'sent', body: { text: 'Chào Anh, Sở đã nhận hồ sơ.' } },
  ])
  expect(heard).toEqual([])
})

test('reads the name of who agreed to it, and of nobody else', async ({ db, fake }) => {
  const { person, clock } = await openChats(db)
  for (const who of ['77', '78', '79']) await person(who, 'zalo').says('menu')
  const rows = await db.select().from(conversations).orderBy(conversations.id)
  const consent = { language: 'vi', channel: 'zalo', givenAt: clock.now }
  await db.insert(consents).values([
    { ...consent, personId: rows[0]!.personId, textVersion: '2026-2' },
    { ...consent, personId: rows[1]!.personId, textVersion: '2026-1' },
    { ...consent, personId: rows[1]!.personId, textVersion: '2026-2', withdrawnAt: clock.now },
  ])
  const { bot } = open(db, fake, { now: () => clock.now })
  const names = async () =>
    (await db.select().from(people).orderBy(people.id)).map(({ name }) => name)
  for (let time = 0; time < 2; time++) {
    bot.start()
    await vi.waitFor(async () => expect((await names())[0]).toBe('Người 77'))
    await bot.stop()
  }
  expect(await names()).toEqual(['Người 77', null, null])
  expect(fake.calls.filter(({ path }) => path.endsWith('/user/detail')).length).toBe(1)
})

test('proves to Zalo that the domain is ours, when it is set how', async ({ db, fake }) => {
  const page = async (siteVerification?: string) =>
    open(db, fake, { siteVerification }).bot.routes.request('/zalo_verifierAbC1.html')
  expect((await page()).status).toBe(404)
  expect((await page('another')).status).toBe(404)
  const right = await page('AbC1')
  expect(await right.text()).toContain(
    '<meta name="zalo-platform-site-verification" content="AbC1"',
  )
})

test('tells that an answer waits with the approved template, when there is one', async ({
  db,
  fake,
}) => {
  expect(open(db, fake).bot.channel.tell).toBeUndefined()
  const { bot } = open(db, fake, { answerTemplateId: '12345' })
  expect(await bot.channel.tell?.('77', never)).toEqual(ok)
  expect(fake.sent('77')[0]?.payload).toEqual({
    ...{ user_id: '77', template_id: '12345', template_data: {} },
  })
  fake.fail({ error: -118, message: 'no such account' }, { path: '/template', times: 1 })
  expect(await bot.channel.tell?.('77', never)).toMatchObject({ ok: false, why: 'blocked' })
})
