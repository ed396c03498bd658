import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { channelContract, type Received } from '#bots/testing.ts'
import type { Hear, Incoming, Outgoing } from '#core/channel.ts'
import { type FakeCall, type FakeTelegram, startFakeTelegram } from './fake.ts'
import { speaker } from './fake-updates.ts'
import { createTelegram, type TelegramBot, type TelegramOptions } from './telegram.ts'

const token = '4242:secret-token'
const secret = 'webhook-secret'
const never = new AbortController().signal
const lan = speaker({ id: 77, first_name: 'Lan' })
const report = {
  id: 12,
  name: 'Dữ liệu của "Anh/Chị".json',
  type: 'application/json',
  content: new TextEncoder().encode('{"tên":"Lan"}'),
}

let fake: FakeTelegram
let bots: TelegramBot[]
let heard: Incoming[]

beforeEach(async () => {
  fake = await startFakeTelegram({ token })
  bots = []
  heard = []
})
afterEach(async () => {
  await Promise.all(bots.map((bot) => bot.stop()))
  await fake.close()
})

function open(
  options: Partial<TelegramOptions> = {},
  hear: Hear = async (incoming) => void heard.push(incoming),
): TelegramBot {
  const bot = createTelegram(
    {
      token,
      apiRoot: fake.apiRoot,
      webhookSecret: secret,
      publicUrl: 'https://hoi.example.vn/',
      log: pino({ level: 'silent' }),
      openFile: async (id) => (id === report.id ? report.content : undefined),
      ...options,
    },
    hear,
  )
  bots.push(bot)
  return bot
}

async function post(bot: TelegramBot, body: unknown, given: string | null = secret) {
  const headers = new Headers({ 'content-type': 'application/json' })
  if (given !== null) headers.set('X-Telegram-Bot-Api-Secret-Token', given)
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await bot.routes.request('/webhooks/telegram', {
    method: 'POST',
    headers,
    body: text,
  })
  return answer.status
}

channelContract('telegram', async () => {
  let deaf = false
  const hear: Hear = async (incoming) => {
    if (deaf) throw new Error('the database is gone')
    heard.push(incoming)
  }
  const bot = open({}, hear)
  const next = (failure: Parameters<FakeTelegram['fail']>[0]) => () =>
    fake.fail(failure, { times: 1 })
  return {
    channel: bot.channel,
    to: '77',
    limits: { text: 4096, buttons: 8 },
    received: () => Promise.all(fake.sent(77).map(receivedOf)),
    file: { ...report, name: 'Dữ liệu.json' },
    webhook: {
      heard,
      deafen: () => {
        deaf = true
      },
      post: (payload) => post(bot, payload),
      forge: (payload) => post(bot, payload, 'a guess'),
      forgedStatus: 401,
      text: lan.text,
      choice: lan.press,
      file: (content) => lan.document(fake.addFile(content), 'ho-so.txt'),
      echo: () => speaker({ id: 77, is_bot: true } as never).text('Chào Anh/Chị'),
    },
    trouble: {
      busy: next({ code: 429, description: 'Too Many Requests: retry after 3', retryAfter: 3 }),
      down: next({ code: 502 }),
      blocked: next({ code: 403, description: 'Forbidden: bot was blocked by the user' }),
      refused: next({ code: 400, description: 'Bad Request: message is too long' }),
      configuration: next({ code: 401, description: 'Unauthorized' }),
    },
    hang: () => fake.fail('hang'),
    close: () => bot.stop(),
  }
})

async function receivedOf({ payload }: FakeCall): Promise<Received> {
  const { text, caption, document, reply_markup } = payload
  const buttons: { callback_data?: string; url?: string }[] =
    reply_markup?.inline_keyboard?.flat() ?? []
  const link = buttons.find(({ url }) => url)?.url
  return {
    text: text ?? caption ?? '',
    choices: buttons.flatMap(({ callback_data }) => callback_data ?? []),
    ...(link && { link }),
    ...(document && {
      file: { name: document.name, content: new Uint8Array(await document.arrayBuffer()) },
    }),
  }
}

describe('what Telegram really posts', () => {
  const who = { channel: 'telegram', from: '5511223344', name: 'Giàng A Páo', language: 'vi' }
  const at = new Date('2026-11-22T02:00:00Z')
  const files = (name: string, size: number, fileId: string, text?: string) => ({
    kind: 'files',
    files: [{ name, size, source: { fileId } }],
    ...(text && { text }),
  })
  const meanings: Record<string, object | undefined> = {
    text: {
      kind: 'text',
      text: 'Cơ sở tôi làm chè Shan tuyết muốn đăng ký nhãn hiệu thì cần giấy tờ gì?',
      eventId: 'u880100001',
      at,
    },
    start: { kind: 'text', text: '/start' },
    reply: { kind: 'text', text: 'Còn lệ phí thì sao ạ?' },
    english: { kind: 'text', text: 'Hello', language: 'en', name: 'Giàng' },
    photo: files('photo-70104.jpg', 143220, 'AgACAgUAAxkBAAIBlarge', 'Nhãn chè của tôi'),
    document: files('Giấy đăng ký kinh doanh.pdf', 483211, 'BQACAgUAAxkBAAIBdoc'),
    voice: files('voice-70106.ogg', 28130, 'AwACAgUAAxkBAAIBvoice'),
    video: files('video-70107.mp4', 2100331, 'BAACAgUAAxkBAAIBvideo'),
    animation: files('may-say-che.mp4', 99120, 'CgACAgUAAxkBAAIBgif'),
    'contact-own': { kind: 'contact', phone: '84912345678' },
    'contact-of-another': { kind: 'text', text: '👤' },
    'contact-without-account': { kind: 'text', text: '👤' },
    location: { kind: 'location', latitude: 22.336361, longitude: 103.843781 },
    sticker: { kind: 'text', text: '👍' },
    press: { kind: 'choice', choice: 'field:shtt' },
    'press-without-message': { kind: 'choice', choice: 'rate:5' },
    'press-old-message': { kind: 'choice', choice: 'rate:4' },
    blocked: { kind: 'unfollow', at },
    unblocked: { kind: 'follow', at },
    poll: undefined,
    group: undefined,
    'group-press': undefined,
    'group-joined': undefined,
    edited: undefined,
    'channel-post': undefined,
    'bot-message': undefined,
    unknown: undefined,
  }
  const folder = new URL('./fixtures/', import.meta.url)

  it('is covered, every recorded update', () => {
    const recorded = readdirSync(folder).map((name) => name.replace('.json', ''))
    expect(recorded.sort()).toEqual(Object.keys(meanings).sort())
  })

  for (const [name, meaning] of Object.entries(meanings)) {
    it(`means ${meaning ? JSON.stringify(meaning).slice(0, 60) : 'nothing to us'}: ${name}`, async () => {
      const body = readFileSync(new URL(`${name}.json`, folder), 'utf8')
      expect(await post(open(), body)).toBe(200)
      const base = { ...who, eventId: `u${JSON.parse(body).update_id}`, at: expect.any(Date) }
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

  it('takes broken JSON for what it is', async () => {
    expect(await post(open(), '{"update_id": 1, "mess')).toBe(400)
    expect(heard).toEqual([])
  })

  it('takes no body of more than a megabyte, stated or not', async () => {
    const bot = open()
    const text = JSON.stringify(lan.text('x'.repeat(1_000_001)))
    expect(await post(bot, text)).toBe(413)
    const answer = await bot.routes.request('/webhooks/telegram', {
      method: 'POST',
      headers: { 'X-Telegram-Bot-Api-Secret-Token': secret, 'content-length': '1000001' },
      body: text,
    })
    expect(answer.status).toBe(413)
    expect(heard).toEqual([])
  })

  it.each([
    'null',
    '[]',
    '"text"',
    '{}',
    '{"update_id": "x"}',
    '{"update_id": 1, "message": {"text": 5}}',
  ])('finds nothing in %s', async (body) => {
    expect(await post(open(), body)).toBe(200)
    expect(heard).toEqual([])
  })

  it('answers only once the update is stored', async () => {
    let stored = () => {}
    const bot = open({}, () => new Promise<void>((resolve) => (stored = resolve)))
    let answered = false
    const answer = post(bot, lan.text('x')).finally(() => (answered = true))
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(answered).toBe(false)
    stored()
    expect(await answer).toBe(200)
  })

  it('answers a press beside the work, and neither waits for Telegram nor fails with it', async () => {
    fake.fail('hang', { method: 'answerCallbackQuery', times: 1 })
    fake.fail({ code: 400 }, { method: 'answerCallbackQuery' })
    const bot = open()
    const [first, second] = [lan.press('a'), lan.press('b')]
    const began = Date.now()
    expect(await post(bot, first)).toBe(200)
    expect(await post(bot, second)).toBe(200)
    expect(Date.now() - began).toBeLessThan(1_000)
    await vi.waitFor(() => expect(fake.calls).toHaveLength(2))
    expect(fake.calls.map(({ payload }) => payload.callback_query_id)).toEqual([
      first.callback_query.id,
      second.callback_query.id,
    ])
    expect(heard).toHaveLength(2)
  })

  it('needs nothing from Telegram to hear the first update', async () => {
    await post(open(), lan.text('x'))
    expect(fake.calls).toEqual([])
  })
})

describe('what people see', () => {
  async function markup(out: Outgoing) {
    const { channel } = open()
    for (const part of channel.parts(out)) await channel.send('77', part, never)
    return fake.sent().at(-1)?.payload
  }
  const choice = (id: string, label: string) => ({ id, label })

  it('puts two short buttons in a row, a long one alone', async () => {
    const long = 'Sở hữu trí tuệ, nhãn hiệu'
    const choices = [
      choice('a', 'Có'),
      choice('b', 'Không'),
      choice('c', long),
      choice('d', 'Khác'),
    ]
    const rows = (await markup({ text: 'Chọn:', choices }))?.reply_markup.inline_keyboard
    expect(rows).toEqual([
      [
        { text: 'Có', callback_data: 'a' },
        { text: 'Không', callback_data: 'b' },
      ],
      [{ text: long, callback_data: 'c' }],
      [{ text: 'Khác', callback_data: 'd' }],
    ])
  })

  it('writes a label that a button would cut in full in the text, under the same number', async () => {
    const label =
      'Hỗ trợ doanh nghiệp đổi mới công nghệ theo chương trình của tỉnh và của Bộ Khoa học'
    const said = await markup({ text: 'Chọn:', choices: [choice('a', label), choice('b', 'Khác')] })
    expect(said?.text).toBe(`Chọn:\n\n1. ${label}\n2. Khác`)
    const buttons = said?.reply_markup.inline_keyboard
      .flat()
      .map(({ text }: { text: string }) => text)
    expect(buttons).toEqual(['1. Hỗ trợ doanh nghiệp đổi mới công nghệ theo…', '2. Khác'])
  })

  it('asks for the own number with a keyboard, which the next plain text takes away', async () => {
    const asked = await markup({ text: 'Xin số:', requestContact: 'Gửi số của tôi' })
    expect(asked?.reply_markup).toEqual({
      keyboard: [[{ text: 'Gửi số của tôi', request_contact: true }]],
      one_time_keyboard: true,
      resize_keyboard: true,
    })
    expect((await markup({ text: 'Cảm ơn' }))?.reply_markup).toEqual({ remove_keyboard: true })
  })

  it('writes choices as numbers beside the keyboard that asks for the number', async () => {
    const choices = [choice('skip', 'Bỏ qua')]
    const said = await markup({ text: 'Xin số:', requestContact: 'Gửi số', choices })
    expect(said?.text).toBe('Xin số:\n\n1. Bỏ qua')
    expect(said?.reply_markup).toHaveProperty('keyboard')
  })

  it.each(['http://localhost:8080/x', 'javascript:alert(1)', 'tel:0214', 'không phải'])(
    'makes no button of %s, which Telegram would refuse',
    async (url) => {
      const said = await markup({ text: 'Mời xem:', link: { label: 'Xem', url } })
      expect(said?.text).toBe(`Mời xem:\n\nXem: ${url}`)
      expect(said?.reply_markup).toEqual({ remove_keyboard: true })
    },
  )

  it('says a long text first, then the file with the buttons', async () => {
    const { id, name, type } = report
    const file = { id, name, type }
    const parts = open().channel.parts({
      text: 'Xin gửi Anh/Chị. '.repeat(100),
      file,
      choices: [choice('a', 'Đã nhận')],
    })
    expect(
      parts.map((part) => [part.text.length > 0, part.file?.id, part.choices?.length]),
    ).toEqual([
      [true, undefined, undefined],
      [false, report.id, 1],
    ])
  })

  it('keeps a file name inside its header', async () => {
    const { id, name, type } = report
    const said = await markup({ text: 'Dữ liệu', file: { id, name, type } })
    expect(said?.document.name).toBe('Dữ liệu của _Anh/Chị_.json')
    expect(said?.caption).toBe('Dữ liệu')
  })

  it('does not try again with a file that is gone, but with one that cannot be read now', async () => {
    const part = { text: '', file: { ...report, id: 999 } }
    expect(await open().channel.send('77', part, never)).toMatchObject({ why: 'refused' })
    const broken = open({ openFile: () => Promise.reject(new Error('disk')) })
    expect(await broken.channel.send('77', part, never)).toMatchObject({ why: 'later' })
  })

  it('says nothing when there is nothing to say', () => {
    expect(open().channel.parts({ text: ' ' })).toEqual([])
  })
})

describe('failures', () => {
  const send = (bot: TelegramBot, to = '77') =>
    bot.channel.send(to, { text: 'chuyện riêng' }, never)

  it.each([
    [{ code: 403, description: 'Forbidden: user is deactivated' }, 'blocked'],
    [
      { code: 403, description: "Forbidden: bot can't initiate conversation with a user" },
      'blocked',
    ],
    [{ code: 400, description: 'Bad Request: chat not found' }, 'blocked'],
    [{ code: 400, description: 'Bad Request: BUTTON_DATA_INVALID' }, 'refused'],
    [{ code: 413, description: 'Request Entity Too Large' }, 'refused'],
    [{ code: 404, description: 'Not Found' }, 'configuration'],
    [
      { code: 409, description: 'Conflict: terminated by other getUpdates request' },
      'configuration',
    ],
    [{ code: 500 }, 'later'],
    ['cut', 'later'],
  ] as const)('%j is %s', async (failure, why) => {
    fake.fail(failure)
    expect(await send(open())).toMatchObject({ ok: false, why })
  })

  it('waits exactly as long as Telegram says, in one chat', async () => {
    fake.fail({ code: 429, description: 'Too Many Requests', retryAfter: 17 }, { chat: 77 })
    const bot = open()
    const wait = { ok: false, why: 'later', detail: '429 Too Many Requests', retryAfterMs: 17_000 }
    for (let n = 0; n < 3; n++) expect(await send(bot)).toEqual(wait)
    expect(await send(bot, '78')).toMatchObject({ ok: true })
  })

  it('takes a third waiting chat for the limit on the whole bot', async () => {
    fake.fail({ code: 429, description: 'Too Many Requests', retryAfter: 5 })
    const bot = open()
    const sent = [await send(bot, '1'), await send(bot, '2'), await send(bot, '3')]
    expect(sent.map((one) => !one.ok && one.wide === true)).toEqual([false, false, true])
  })

  it('takes a page that is not Telegram’s for a network in the way', async () => {
    const bot = open({ apiRoot: 'http://127.0.0.1:9' })
    expect(await send(bot)).toEqual({ ok: false, why: 'later', detail: 'network: ECONNREFUSED' })
  })

  it('tells neither the token nor what was said', async () => {
    const told: unknown[] = []
    for (const failure of [{ code: 403 }, { code: 502 }, 'cut'] as const) {
      fake.heal()
      fake.fail(failure)
      told.push(await send(open()))
      told.push(String(await open().channel.fetchFile({ fileId: 'x' }, never).catch(String)))
    }
    expect(JSON.stringify(told)).not.toMatch(/secret-token|chuyện riêng/)
  })

  it('is not jammed by answers nobody reads', async () => {
    fake.fail({ code: 502, description: 'x'.repeat(200_000) }, { times: 100 })
    const bot = open()
    for (let n = 0; n < 100; n++) await send(bot)
    expect(await send(bot)).toMatchObject({ ok: true })
  })
})

describe('the address of the Bot API', () => {
  it.each(['', '/', '/tg/api', '/tg/api/'])('may end in "%s"', async (path) => {
    const other = await startFakeTelegram({ token, path: path.replace(/\/$/, '') })
    const bot = open({ apiRoot: `${other.apiRoot}${path.endsWith('/') ? '/' : ''}` })
    expect(await bot.channel.send('77', { text: 'x' }, never)).toMatchObject({ ok: true })
    const content = new TextEncoder().encode('nội dung')
    const stream = await bot.channel.fetchFile({ fileId: other.addFile(content) }, never)
    expect(await new Response(stream).text()).toBe('nội dung')
    await other.close()
  })
})

describe('starting with a webhook', () => {
  it('tells Telegram the address, the secret, the kinds of update and the commands', async () => {
    const bot = open()
    await bot.start()
    await vi.waitFor(() => expect(fake.calls).toHaveLength(3))
    const [webhook, vietnamese, english] = fake.calls
    expect(webhook?.payload).toMatchObject({
      url: 'https://hoi.example.vn/webhooks/telegram',
      secret_token: secret,
      allowed_updates: ['message', 'callback_query', 'my_chat_member'],
    })
    const names = (call?: FakeCall) =>
      call?.payload.commands.map(({ command }: { command: string }) => command)
    expect(names(vietnamese)).toEqual(['menu', 'hoi', 'yeucau', 'dulieu', 'ngonngu', 'huy'])
    expect(names(english)).toEqual(names(vietnamese))
    expect(vietnamese?.payload.language_code).toBeUndefined()
    expect(english?.payload).toMatchObject({ language_code: 'en' })
    expect(english?.payload.commands[0].description).toBe('Open the main menu')
    expect((await bot.channel.health()).ok).toBe(true)
  })

  it('hears over real HTTP what Telegram posts to that address', async () => {
    let bot: TelegramBot | undefined
    const fetch = (request: Request) => bot?.routes.fetch(request) ?? new Response(null)
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' })
    await once(server, 'listening')
    bot = open({ publicUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
    await bot.start()
    await vi.waitFor(() => expect(fake.webhook()).toBeDefined())
    expect(await fake.post(lan.text('Chào Sở'))).toBe(200)
    expect(heard).toMatchObject([{ from: '77', name: 'Lan', text: 'Chào Sở' }])
    await new Promise((resolve) => server.close(resolve))
  })

  it('lives with a refusal, says so, and gets there when Telegram agrees', async () => {
    const description = 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook'
    fake.fail({ code: 400, description }, { method: 'setWebhook', times: 1 })
    const bot = open()
    await bot.start()
    await vi.waitFor(async () => {
      const { ok, detail } = await bot.channel.health()
      expect(ok).toBe(false)
      expect(detail).toContain('An HTTPS URL must be provided')
    })
    expect(await post(bot, lan.text('vẫn nghe'))).toBe(200)
    await vi.waitFor(async () => expect((await bot.channel.health()).ok).toBe(true), 5_000)
  })

  it('notices that somebody else took the webhook', async () => {
    const bot = open()
    await bot.start()
    await vi.waitFor(async () => expect((await bot.channel.health()).ok).toBe(true))
    const other = open({ publicUrl: 'https://other.example.vn' })
    await other.start()
    await vi.waitFor(async () => expect((await bot.channel.health()).ok).toBe(false))
  })

  it('starts and stops at once when Telegram cannot be reached', async () => {
    fake.fail('hang')
    const bot = open()
    const began = Date.now()
    await bot.start()
    expect((await bot.channel.health()).ok).toBe(false)
    await bot.stop()
    expect(Date.now() - began).toBeLessThan(1_000)
  })
})

describe('polling', () => {
  const texts = () => heard.map((one) => (one.kind === 'text' ? one.text : one.kind))
  const quick = { webhookSecret: undefined }
  const minh = speaker({ id: 78, first_name: 'Minh' })

  it('hears in order, confirms what is stored, and stops within a second', async () => {
    const bot = open(quick)
    fake.queue(lan.text('một'), lan.press('hai'))
    await bot.start()
    await vi.waitFor(() => expect(texts()).toEqual(['một', 'choice']))
    const last = minh.text('ba')
    fake.queue(last)
    await vi.waitFor(() => expect(texts()).toEqual(['một', 'choice', 'ba']))
    await vi.waitFor(() =>
      expect(fake.calls.at(-1)?.payload).toMatchObject({ offset: last.update_id + 1 }),
    )
    expect(fake.calls[0]?.method).toBe('deleteWebhook')
    expect((await bot.channel.health()).ok).toBe(true)
    const began = Date.now()
    await bot.stop()
    expect(Date.now() - began).toBeLessThan(1_000)
  })

  it('tries again what was not stored; the same person waits behind it, others do not', async () => {
    let broken = 2
    const bot = open(quick, async (incoming) => {
      if (incoming.kind === 'text' && incoming.text === 'một' && broken-- > 0) throw new Error('x')
      heard.push(incoming)
    })
    const first = lan.text('một')
    fake.queue(first, minh.text('của Minh'), lan.text('hai'))
    await bot.start()
    await vi.waitFor(() => expect(texts()).toEqual(['của Minh', 'một', 'hai']), 5_000)
    const offsets = fake.calls
      .filter(({ method }) => method === 'getUpdates')
      .map(({ payload }) => payload.offset)
    expect(offsets.slice(0, 3)).toEqual([0, 0, 0].map(() => expect.toSatisfy(lessOrEqual(first))))
    expect(heard.filter((one) => one.from === '78')).toHaveLength(1)
  })

  it('gets over a network that fails, and shows it meanwhile', async () => {
    fake.fail({ code: 502 }, { method: 'getUpdates', times: 2 })
    const bot = open(quick)
    fake.queue(lan.text('vẫn tới'))
    await bot.start()
    await vi.waitFor(async () => expect((await bot.channel.health()).detail).toContain('502'))
    await vi.waitFor(() => expect(texts()).toEqual(['vẫn tới']), 5_000)
  })
})

function lessOrEqual({ update_id }: { update_id: number }) {
  return (offset: number) => offset <= update_id
}
