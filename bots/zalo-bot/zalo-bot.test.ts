import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { channelContract } from '#bots/testing.ts'
import type { Hear, Incoming } from '#core/channel.ts'
import { speaker, startZaloBotFake, type ZaloBotFake } from './fake.ts'
import type { ZaloBotEvent } from './incoming.ts'
import { openLine } from './polling.ts'
import { createZaloBot, type ZaloBot, type ZaloBotOptions } from './zalo-bot.ts'

const token = '4242:secret-token'
const secret = 'webhook-secret'
const never = new AbortController().signal
const lan = speaker({ id: 'lan', display_name: 'Lan' })
const minh = speaker({ id: 'minh' })
const log = pino({ level: 'silent' })

let fake: ZaloBotFake
let bots: ZaloBot[]
let heard: Incoming[]

beforeEach(async () => {
  fake = await startZaloBotFake({ token })
  bots = []
  heard = []
})
afterEach(async () => {
  await Promise.all(bots.map((bot) => bot.rest()))
  await fake.close()
})

function open(
  options: Partial<ZaloBotOptions> = {},
  hear: Hear = async (incoming) => void heard.push(incoming),
): ZaloBot {
  const usual = {
    ...{ token, apiRoot: fake.apiRoot, webhookSecret: secret, log },
    publicUrl: 'https://hoi.example.vn/',
  }
  const bot = createZaloBot({ ...usual, ...options }, hear)
  bots.push(bot)
  return bot
}

async function post(bot: ZaloBot, body: unknown, given: string | null = secret) {
  const headers = new Headers({ 'content-type': 'application/json' })
  if (given !== null) headers.set('X-Bot-Api-Secret-Token', given)
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const request = { method: 'POST', headers, body: text }
  return (await bot.routes.request('/webhooks/zalo-bot', request)).status
}

channelContract('zalo-bot', async () => {
  let deaf = false
  const bot = open({}, async (incoming) => {
    if (deaf) throw new Error('the database is gone')
    heard.push(incoming)
  })
  const next = (failure: Parameters<ZaloBotFake['fail']>[0]) => () =>
    fake.fail(failure, { times: 1 })
  return {
    channel: bot.channel,
    to: 'lan',
    limits: { text: 2000, buttons: 0 },
    received: () =>
      fake.sent('lan').map(({ payload }) => ({ text: String(payload.text), choices: [] })),
    webhook: {
      heard,
      deafen: () => {
        deaf = true
      },
      post: (payload) => post(bot, payload),
      forge: (payload) => post(bot, payload, 'a guess'),
      forgedStatus: 401,
      text: lan.text,
      file: (content) => lan.photo(fake.addPhoto(content)),
      echo: () => speaker({ id: 'lan', is_bot: true }).text('Chào Anh/Chị'),
    },
    trouble: {
      busy: next({ code: 429, description: 'Too many requests', retryAfter: 3 }),
      down: next({ code: 502 }),
      blocked: next({ code: 403, description: 'Forbidden' }),
      refused: next({ code: 400, description: 'Bad Request: message is too long' }),
      configuration: next({ code: 401, description: 'Unauthorized' }),
    },
    hang: () => fake.fail('hang'),
    close: () => bot.rest(),
  }
})

describe('what the platform posts', () => {
  const who = { channel: 'zalo-bot', from: '6ede9afa66b88fe6d6a9', name: 'Giàng A Páo' }
  const at = new Date('2025-11-22T02:00:00Z')
  const url = 'https://photo-stal-22.zdn.vn/jpg/8c1d4f2b.jpg'
  const meanings: Record<string, object | undefined> = {
    text: {
      kind: 'text',
      text: 'Cơ sở tôi làm chè Shan tuyết muốn đăng ký nhãn hiệu thì cần giấy tờ gì?',
      eventId: expect.stringMatching(/:2d758cb5e222177a4e35$/),
    },
    wrapped: { kind: 'text', text: 'menu' },
    'dated-in-seconds': { kind: 'text', text: 'Xin chào' },
    image: {
      kind: 'files',
      files: [{ name: 'photo-2d758cb5e222177a4e38.jpg', source: { url } }],
      text: 'Nhãn chè của tôi',
    },
    'image-without-address': { kind: 'text', text: '📎' },
    sticker: { kind: 'text', text: '🙂' },
    unsupported: { kind: 'text', text: '📎' },
    group: undefined,
    'bot-message': undefined,
    unknown: undefined,
    'without-message': undefined,
  }
  const folder = new URL('./fixtures/', import.meta.url)

  it('is covered, every event', () => {
    const recorded = readdirSync(folder).map((name) => name.replace('.json', ''))
    expect(recorded.sort()).toEqual(Object.keys(meanings).sort())
  })

  for (const [name, meaning] of Object.entries(meanings)) {
    it(`means ${meaning ? JSON.stringify(meaning).slice(0, 60) : 'nothing to us'}: ${name}`, async () => {
      const body = readFileSync(new URL(`${name}.json`, folder), 'utf8')
      expect(await post(open(), body)).toBe(200)
      const base = { ...who, eventId: expect.any(String), at }
      expect(heard).toEqual(meaning ? [{ ...base, ...meaning }] : [])
    })
  }
})

describe('the webhook', () => {
  it('refuses and counts who does not know the secret, before reading anything', async () => {
    const onRefused = vi.fn()
    const bot = open({ onRefused })
    for (const given of [null, '', 'wrong', `${secret}x`, secret.slice(1)]) {
      expect(await post(bot, '{broken', given)).toBe(401)
    }
    expect(bot.refused()).toBe(5)
    expect(onRefused).toHaveBeenCalledTimes(5)
  })

  it('refuses everybody when the bot polls', async () => {
    expect(await post(open({ webhookSecret: undefined }), lan.text('x'), '')).toBe(401)
    expect(heard).toEqual([])
  })

  it('takes broken JSON, and a body of more than a megabyte, for what they are', async () => {
    const bot = open()
    expect(await post(bot, '{"event_name": 1, "mess')).toBe(400)
    expect(await post(bot, lan.text('x'.repeat(1_000_001)))).toBe(413)
    expect(heard).toEqual([])
  })

  it.each(['null', '[]', '"text"', '{}', '{"ok":true}', '{"ok":true,"result":null}'])(
    'finds nothing in %s',
    async (body) => {
      expect(await post(open(), body)).toBe(200)
      expect(heard).toEqual([])
    },
  )

  it('is told to the platform with its secret, and hears over real HTTP what is posted there', async () => {
    let bot: ZaloBot | undefined
    const fetch = (request: Request) => bot?.routes.fetch(request) ?? new Response(null)
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' })
    await once(server, 'listening')
    bot = open({ publicUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
    await bot.start()
    await vi.waitFor(() => expect(fake.webhook()).toMatchObject({ secret }))
    expect(await fake.post(lan.text('Chào Sở'))).toBe(200)
    expect(heard).toMatchObject([{ from: 'lan', name: 'Lan', text: 'Chào Sở' }])
    expect((await bot.channel.health()).ok).toBe(true)
    const other = open({ publicUrl: 'https://other.example.vn' })
    await other.start()
    await vi.waitFor(async () => expect((await bot.channel.health()).ok).toBe(false))
    await new Promise((resolve) => server.close(resolve))
  })

  it('lives with a refusal, says so, and gets there when the platform agrees', async () => {
    fake.fail({ code: 400, description: 'Bad webhook url' }, { method: 'setWebhook', times: 1 })
    const bot = open()
    await bot.start()
    await vi.waitFor(async () =>
      expect((await bot.channel.health()).detail).toContain('Bad webhook url'),
    )
    await vi.waitFor(async () => expect((await bot.channel.health()).ok).toBe(true), 5_000)
  })

  it('starts and stops at once when the platform cannot be reached', async () => {
    fake.fail('hang')
    const bot = open()
    const began = Date.now()
    await bot.start()
    expect((await bot.channel.health()).ok).toBe(false)
    await bot.rest()
    expect(Date.now() - began).toBeLessThan(1_000)
  })
})

describe('what people see', () => {
  const texts = (out: Parameters<ZaloBot['channel']['parts']>[0]) =>
    open()
      .channel.parts(out)
      .map(({ text }) => text)

  it('shows choices as numbers at the end of a long text, which is cut after sentences', () => {
    const text = Array.from({ length: 150 }, (_, n) => `Câu ${n} nói rõ việc cần làm.`).join(' ')
    const pieces = texts({ text, choices: [{ id: 'a', label: 'Có' }] })
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.every((piece) => piece.length <= 2000)).toBe(true)
    expect(pieces[0]).toMatch(/\.$/)
    expect(pieces.join(' ')).toBe(`${text}\n\n1. Có`)
  })

  it('counts letters with their accents put together', () => {
    expect(texts({ text: 'ệ'.normalize('NFD').repeat(2000) })).toEqual(['ệ'.repeat(2000)])
  })

  it('names a file that cannot go this way, and the way to get it', () => {
    const file = { id: 1, name: 'Trả lời.pdf', type: 'application/pdf' }
    const [said, ...rest] = texts({ text: 'Xin gửi Anh/Chị.', file })
    expect(rest).toEqual([])
    expect(said).toMatch(/^Xin gửi Anh\/Chị\.\n\n.*“Trả lời\.pdf”.*gặp cán bộ/)
  })

  it('says nothing when there is nothing to say', () => {
    expect(texts({ text: ' ' })).toEqual([])
  })
})

describe('failures', () => {
  const send = (bot: ZaloBot) => bot.channel.send('lan', { text: 'chuyện riêng' }, never)

  it.each([
    [{ code: 403, description: 'Forbidden' }, 'blocked'],
    [{ code: 400, description: 'Bad Request: chat not found' }, 'blocked'],
    [{ code: 400, description: 'text must not be empty' }, 'refused'],
    [{ code: 403, description: 'Monthly quota reached' }, 'configuration'],
    [{ code: 404, description: 'Not Found' }, 'configuration'],
    [{ code: 409, description: 'Conflict' }, 'configuration'],
    [{ code: 503, description: 'quota service away' }, 'later'],
    [{ code: 408, description: 'timeout' }, 'later'],
    ['cut', 'later'],
  ] as const)('%j is %s', async (failure, why) => {
    fake.fail(failure)
    expect(await send(open())).toMatchObject({ ok: false, why })
  })

  it('waits exactly as long as the platform says, on the whole channel', async () => {
    fake.fail({ code: 429, description: 'Too many requests', retryAfter: 17 })
    expect(await send(open())).toEqual({
      ...{ ok: false, why: 'later', detail: '429 Too many requests' },
      ...{ retryAfterMs: 17_000, wide: true },
    })
  })

  it('tells neither the token nor what was said', async () => {
    const gone = await startZaloBotFake()
    await gone.close()
    const told: unknown[] = [await send(open({ apiRoot: gone.apiRoot }))]
    for (const failure of [{ code: 403 }, { code: 502 }, 'cut'] as const) {
      fake.heal()
      fake.fail(failure)
      told.push(await send(open()))
    }
    expect(JSON.stringify(told)).not.toMatch(/secret-token|chuyện riêng/)
    expect(told[0]).toMatchObject({ why: 'later', detail: 'network: ECONNREFUSED' })
  })

  it.each(['http://10.0.0.1/x.jpg', 'https://127.0.0.1/x.jpg', 'file:///etc/passwd', 'nothing'])(
    'does not fetch a photo from %s',
    async (url) => {
      await expect(open().channel.fetchFile({ url }, never)).rejects.toThrow('do not fetch')
    },
  )

  it.each(['', '/', '/bots', '/bots/'])('the address may end in "%s"', async (path) => {
    const other = await startZaloBotFake({ token, path: path.replace(/\/$/, '') })
    const bot = open({ apiRoot: `${other.apiRoot}${path.endsWith('/') ? '/' : ''}` })
    expect(await send(bot)).toMatchObject({ ok: true })
    await other.close()
  })
})

describe('polling', () => {
  const texts = () => heard.map((one) => (one.kind === 'text' ? one.text : one.kind))
  const polls = { webhookSecret: undefined }

  it('drops a webhook, hears in order, and stops within a second', async () => {
    const bot = open(polls)
    fake.queue(lan.text('một'), { ok: true, result: minh.text('hai') }, { odd: true })
    await bot.start()
    await vi.waitFor(() => expect(texts()).toEqual(['một', 'hai']))
    fake.queue(lan.text('ba'))
    await vi.waitFor(() => expect(texts()).toEqual(['một', 'hai', 'ba']))
    expect(fake.calls[0]?.method).toBe('deleteWebhook')
    expect(fake.calls[1]).toMatchObject({ method: 'getUpdates', payload: { timeout: '25' } })
    expect((await bot.channel.health()).ok).toBe(true)
    const began = Date.now()
    await bot.rest()
    expect(Date.now() - began).toBeLessThan(1_000)
  })

  it('takes a poll that ends without news for nothing, and makes no storm of it', async () => {
    fake.fail({ code: 408, description: 'Request timeout' }, { method: 'getUpdates' })
    const bot = open(polls)
    await bot.start()
    await vi.waitFor(() => expect(fake.calls.length).toBeGreaterThan(2))
    expect((await bot.channel.health()).ok).toBe(true)
    const [, first, second] = fake.calls
    expect(second!.at - first!.at).toBeGreaterThan(150)
  })

  it('keeps what was not stored, which the platform has forgotten; the same person waits behind it', async () => {
    let broken = 2
    const bot = open(polls, async (incoming) => {
      if (incoming.kind === 'text' && incoming.text === 'một' && broken-- > 0) throw new Error('x')
      heard.push(incoming)
    })
    fake.queue(lan.text('một'), minh.text('của Minh'), lan.text('hai'))
    await bot.start()
    await vi.waitFor(() => expect(texts()).toHaveLength(3), 5_000)
    expect(texts().filter((text) => text !== 'của Minh')).toEqual(['một', 'hai'])
  })

  it('tries for ever while nothing can be stored, and gives up one event when others can be', async () => {
    const kept: (string | undefined)[] = []
    let down = true
    const line = openLine({
      log,
      take: async ({ message }: ZaloBotEvent) => {
        if (down || message.text === 'độc') throw new Error('not stored')
        kept.push(message.text)
      },
    })
    for (const event of [lan.text('độc'), minh.text('hai'), lan.text('ba')]) await line.hear(event)
    for (let n = 0; n < 100; n++) expect(await line.again()).toBe(false)
    expect([line.waiting(), kept]).toEqual([3, []])
    down = false
    await line.again()
    expect(await line.again()).toBe(true)
    expect(kept.sort()).toEqual(['ba', 'hai'])
  })
})
