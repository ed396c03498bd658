import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { channelContract, type Received } from '#bots/testing.ts'
import type { Hear, Incoming, Outgoing } from '#core/channel.ts'
import { type FakeCall, type MessengerFake, signatureOf, startMessengerFake } from './fake.ts'
import { callOf } from './fake-events.ts'
import { faultIn, faults, type Payload } from './fake-graph.ts'
import type { Said } from './incoming.ts'
import { createMessenger, type MessengerBot, type MessengerOptions } from './messenger.ts'
import { messageOf, partsOf } from './outgoing.ts'
import { openPace } from './pace.ts'

const never = new AbortController().signal
const report = {
  id: 12,
  name: 'Dữ liệu của "Anh/Chị".json',
  type: 'application/json',
  content: new TextEncoder().encode('{"tên":"Lan"}'),
}
const day = 24 * 60 * 60 * 1000

let fake: MessengerFake
let bots: MessengerBot[]
let heard: Incoming[]
let lan: ReturnType<MessengerFake['person']>

beforeEach(async () => {
  fake = await startMessengerFake()
  lan = fake.person('77')
  bots = []
  heard = []
})
afterEach(async () => {
  await Promise.all(bots.map((bot) => bot.stop()))
  await fake.close()
})

function open(
  options: Partial<MessengerOptions> = {},
  hear: Hear = async (incoming) => void heard.push(incoming),
): MessengerBot {
  const bot = createMessenger(
    {
      ...{ pageId: fake.pageId, pageToken: fake.pageToken, appSecret: fake.appSecret },
      ...{ verifyToken: 'verify-me', humanAgent: false, graphBase: fake.address },
      log: pino({ level: 'silent' }),
      openFile: async (id) => (id === report.id ? report.content : undefined),
      now: () => new Date(),
      ...options,
    },
    hear,
  )
  bots.push(bot)
  return bot
}

async function postRaw(bot: MessengerBot, body: string, signature?: string) {
  const headers = new Headers({ 'content-type': 'application/json' })
  if (signature !== undefined) headers.set('X-Hub-Signature-256', signature)
  const init = { method: 'POST', headers, body }
  return (await bot.routes.request('/webhooks/messenger', init)).status
}

/** Where nobody listens any more. */
async function closedAddress(): Promise<string> {
  const gone = await startMessengerFake()
  await gone.close()
  return gone.address
}

function post(bot: MessengerBot, ...events: object[]) {
  const body = JSON.stringify(callOf(fake.pageId, events))
  return postRaw(bot, body, signatureOf(fake.appSecret, body))
}

channelContract('messenger', async () => {
  let deaf = false
  const bot = open({}, async (incoming) => {
    if (deaf) throw new Error('the database is gone')
    heard.push(incoming)
  })
  const next = (failure: Parameters<MessengerFake['fail']>[0]) => () =>
    fake.fail(failure, { times: 1 })
  return {
    channel: bot.channel,
    to: '77',
    limits: { text: 2000, buttons: 13 },
    received: () => fake.sent('77').map(receivedOf),
    file: report,
    webhook: {
      heard,
      deafen: () => {
        deaf = true
      },
      post: (event) => post(bot, event as object),
      forge: (event) => {
        const body = JSON.stringify(callOf(fake.pageId, [event as object]))
        return postRaw(bot, body, signatureOf('a guess', body))
      },
      forgedStatus: 401,
      text: lan.text,
      choice: lan.presses,
      file: (content) => lan.attaches('file', fake.addFile('ho-so.txt', content)),
      echo: () => lan.echo('Chào Anh/Chị', { app_id: 151, metadata: 'hoi-luat' }),
    },
    trouble: {
      busy: next(faults.tooMany),
      down: next(faults.down),
      blocked: next(faults.blocked),
      closed: next(faults.closed),
      refused: next({ status: 400, code: 100, message: '(#100) Invalid parameter' }),
      configuration: next(faults.token),
    },
    hang: () => fake.fail('hang'),
    close: () => bot.stop(),
  }
})

function receivedOf({ payload }: FakeCall): Received {
  const { text, quick_replies = [], attachment } = payload.message
  const template = attachment?.type === 'template' ? attachment.payload : undefined
  const buttons: Payload[] = [...(template?.buttons ?? []), ...quick_replies]
  const link = buttons.find(({ url }) => url)?.url
  const uploaded = fake.fileOf(attachment?.payload.attachment_id)
  return {
    text: template?.text ?? text ?? '',
    choices: buttons.flatMap((button) => button.payload ?? []),
    ...(link && { link }),
    ...(uploaded && { file: uploaded }),
  }
}

describe('what Meta really posts', () => {
  const page = '1044000111222'
  const at = new Date(1_763_776_800_000)
  const who = { channel: 'messenger', from: '7722334455667788', at }
  const said = (eventId: string, text: string) => [{ ...who, eventId, kind: 'text', text }]
  const files = (mid: string, ...given: [string, string][]) => ({
    ...{ ...who, eventId: mid, kind: 'files' },
    files: given.map(([name, url], at) => ({ name, source: { url, mid, index: String(at) } })),
  })
  const named = (kind: string) => `${kind}:${who.from}`
  const meanings: Record<string, object[]> = {
    text: said(
      'm_text01',
      'Cơ sở tôi làm chè Shan tuyết muốn đăng ký nhãn hiệu thì cần giấy tờ gì?',
    ),
    reply: said('m_reply01', 'Còn lệ phí thì sao ạ?'),
    'quick-reply': [{ ...who, eventId: 'm_quick01', kind: 'choice', choice: 'field:shtt' }],
    'own-phone': [{ ...who, eventId: 'm_phone01', kind: 'contact', phone: '+84912345678' }],
    postback: [{ ...who, eventId: 'm_post01', kind: 'choice', choice: 'do:ask' }],
    'postback-without-mid': [
      {
        ...{ ...who, kind: 'choice', choice: 'do:menu' },
        eventId: `${named('postback:do:menu')}:1763776800000`,
      },
    ],
    'get-started': [{ ...who, eventId: 'm_start01', kind: 'follow', ref: 'to-roi' }],
    referral: [
      { ...who, eventId: `${named('referral')}:1763776800000`, kind: 'follow', ref: 'to-roi' },
    ],
    'referral-ad': [],
    image: [
      {
        ...files('m_image01', [
          '4421_n.jpg',
          'https://scontent.xx.fbcdn.net/v/t1.15752-9/4421_n.jpg?_nc_cat=1&oh=03_Q7',
        ]),
        text: 'Nhãn chè của tôi',
      },
    ],
    file: [
      files('m_file01', [
        'Giấy-đăng-ký.pdf',
        'https://cdn.fbsbx.com/v/t59.2708-21/88_n.pdf/Gi%E1%BA%A5y-%C4%91%C4%83ng-k%C3%BD.pdf?_nc_cat=1&oh=03_Q7',
      ]),
    ],
    audio: [files('m_audio01', ['voice.mp4', 'https://cdn.fbsbx.com/audioclip'])],
    video: [
      files('m_video01', ['99_n.mp4', 'https://video.xx.fbcdn.net/v/t42.3356-2/99_n.mp4?oh=03']),
    ],
    'two-images': [
      files(
        'm_two01',
        ['1_n.jpg', 'https://scontent.xx.fbcdn.net/a/1_n.jpg'],
        ['2_n.png', 'https://scontent.xx.fbcdn.net/a/2_n.png'],
      ),
    ],
    'sticker-thumb': said('m_thumb01', '👍'),
    sticker: said('m_sticker01', '🙂'),
    fallback: said('m_link01', 'Nghị định 65/2023/NĐ-CP\nhttps://vbpl.vn/nghi-dinh-65'),
    location: [
      { ...who, eventId: 'm_loc01', kind: 'location', latitude: 22.336361, longitude: 103.843781 },
    ],
    unsupported: said('m_uns01', '📎'),
    delivery: [{ ...who, eventId: `${named('delivery')}:1763776700000`, kind: 'seen' }],
    read: [{ ...who, eventId: `${named('read')}:1763776750000`, kind: 'seen' }],
    batch: [
      ...said('m_b1', 'một'),
      ...[{ ...who, eventId: 'm_b3', from: '99', at: new Date(1_763_776_801_000) }].map((one) => ({
        ...{ ...one, kind: 'text', text: 'của người khác' },
      })),
      ...said('m_b2', 'hai'),
      ...said('m_b4', 'ba'),
    ],
    ...Object.fromEntries(
      [
        ...['reaction', 'optin', 'echo-own', 'echo-inbox', 'deleted'],
        ...['other-page', 'standby', 'changes', 'instagram'],
      ].map((name) => [name, []]),
    ),
  }
  const folder = new URL('./fixtures/', import.meta.url)
  const recorded = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')
  const feed = (bot: MessengerBot, name: string) =>
    postRaw(bot, recorded(name), signatureOf(fake.appSecret, recorded(name)))

  it('is covered, every recorded call', () => {
    const names = readdirSync(folder).map((name) => name.replace('.json', ''))
    expect(names.sort()).toEqual(Object.keys(meanings).sort())
  })

  for (const [name, meaning] of Object.entries(meanings)) {
    const short = meaning.length > 0 ? JSON.stringify(meaning).slice(1, 60) : 'nothing to us'
    it(`means ${short}: ${name}`, async () => {
      expect(await feed(open({ pageId: page }), name)).toBe(200)
      expect(heard).toEqual(meaning)
    })
  }

  it('hands on what staff wrote in Meta’s inbox, and never our own words', async () => {
    const told: Said[] = []
    const bot = open({ pageId: page, said: async (one) => void told.push(one) })
    for (const name of ['echo-own', 'echo-inbox', 'text']) expect(await feed(bot, name)).toBe(200)
    const text = 'Chào anh, mời anh ghé trung tâm.'
    expect(told).toEqual([{ to: who.from, text, platformId: 'm_page_2', at }])
  })
})

describe('the webhook', () => {
  const verify = (query: string) => open().routes.request(`/webhooks/messenger?${query}`)

  it('proves itself to Meta with the challenge as plain text', async () => {
    const answer = await verify(
      'hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=1158201444',
    )
    expect([answer.status, await answer.text()]).toEqual([200, '1158201444'])
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
  })

  it.each([
    'hub.mode=subscribe&hub.verify_token=guess&hub.challenge=1',
    'hub.mode=unsubscribe&hub.verify_token=verify-me&hub.challenge=1',
    'hub.mode=subscribe&hub.verify_token=verify-me',
    'hub.challenge=1',
    '',
  ])('does not answer %j', async (query) => {
    const answer = await verify(query)
    expect([answer.status, await answer.text()]).toEqual([403, ''])
  })

  it('refuses and counts what is not signed over its very bytes', async () => {
    const onRefused = vi.fn()
    const bot = open({ onRefused })
    const body = JSON.stringify(callOf(fake.pageId, [lan.text('Chào Sở')]))
    const good = signatureOf(fake.appSecret, body)
    const forged = [undefined, '', 'sha256=', 'sha256=zz', good.slice(7), `${good}0`]
    for (const signature of [...forged, good.replace('sha256', 'sha1')]) {
      expect(await postRaw(bot, body, signature)).toBe(401)
    }
    expect(await postRaw(bot, `${body} `, good)).toBe(401)
    expect(heard).toEqual([])
    expect([bot.refused(), onRefused.mock.calls.length]).toEqual([8, 8])
    expect(await postRaw(bot, body, good)).toBe(200)
  })

  it('checks letters beyond ASCII byte by byte, escaped as Meta escapes them or not', async () => {
    const bot = open()
    const plain = JSON.stringify(callOf(fake.pageId, [lan.text('Nhãn hiệu chè')]))
    const escaped = plain.replace(
      /[^\u0020-\u007e]/gu,
      (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    for (const body of [plain, escaped]) {
      expect(await postRaw(bot, body, signatureOf(fake.appSecret, body))).toBe(200)
    }
    expect(heard.map((one) => one.kind === 'text' && one.text)).toEqual(
      Array(2).fill('Nhãn hiệu chè'),
    )
  })

  it('takes broken JSON for what it is, and nothing of more than eight megabytes', async () => {
    const bot = open()
    for (const [body, status] of [
      ['{"object": "pa', 400],
      [`"${'x'.repeat(8_000_001)}"`, 413],
    ] as const) {
      expect(await postRaw(bot, body, signatureOf(fake.appSecret, body))).toBe(status)
    }
  })

  it('answers only once every event is stored, and 500 when one was not', async () => {
    let broken = true
    const bot = open({}, async (incoming) => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      if (broken && incoming.kind === 'text' && incoming.text === 'một') throw new Error('x')
      heard.push(incoming)
    })
    const mai = fake.person('78')
    const events = [lan.text('một'), mai.text('của Mai'), lan.text('hai')]
    expect(await post(bot, ...events)).toBe(500)
    expect(heard.map(({ from }) => from)).toEqual(['78'])
    broken = false
    expect(await post(bot, ...events)).toBe(200)
    const texts = heard.filter(({ from }) => from === '77')
    expect(texts.map((one) => one.kind === 'text' && one.text)).toEqual(['một', 'hai'])
  })

  it('loses no event to one of an unknown form beside it', async () => {
    expect(await post(open(), { message: 5 }, lan.text('vẫn tới'), {})).toBe(200)
    expect(heard).toMatchObject([{ text: 'vẫn tới' }])
  })

  it('shows the person that it is typing, and neither waits for it nor fails with it', async () => {
    const bot = open({ graphBase: await closedAddress() })
    expect(await post(bot, lan.text('một'))).toBe(200)
    expect(await post(open(), lan.text('hai'), lan.reads())).toBe(200)
    await vi.waitFor(() => expect(fake.calls).toHaveLength(1))
    expect(fake.calls[0]?.payload).toEqual({ recipient: { id: '77' }, sender_action: 'typing_on' })
    expect(heard).toHaveLength(3)
  })
})

describe('what people see', () => {
  async function said(out: Outgoing): Promise<Payload> {
    const { channel } = open()
    for (const part of channel.parts(out)) {
      expect(await channel.send('77', part, never)).toMatchObject({ ok: true })
    }
    return fake.sent().at(-1)?.payload.message
  }
  const choice = (id: string, label: string) => ({ id, label })
  const link = { label: 'Xem', url: 'https://skhcn.example.vn/hoi/12' }

  it('shows three short choices, a link among them, as buttons that stay', async () => {
    const choices = [choice('rate:1:5', 'Hài lòng'), choice('rate:1:1', 'Chưa hài lòng')]
    const { attachment } = await said({ text: 'Anh/Chị thấy sao?', choices, link })
    expect(attachment.payload.buttons).toEqual([
      { type: 'postback', title: 'Hài lòng', payload: 'rate:1:5' },
      { type: 'postback', title: 'Chưa hài lòng', payload: 'rate:1:1' },
      { type: 'web_url', title: 'Xem', url: link.url },
    ])
  })

  it('shows four to thirteen choices, or any below a long text, as quick replies', async () => {
    const four = ['a', 'b', 'c', 'd'].map((id) => choice(id, id.toUpperCase()))
    expect((await said({ text: 'Chọn:', choices: four })).quick_replies).toHaveLength(4)
    const long = `${'Sở xin hỏi. '.repeat(60)}`
    const message = await said({ text: long, choices: four.slice(0, 2), link })
    expect(message.quick_replies).toHaveLength(2)
    expect(message.text).toContain(`Xem: ${link.url}`)
  })

  it('writes a label that a button would cut in full in the text, under the same number', async () => {
    const label = 'Sở hữu trí tuệ, nhãn hiệu, chỉ dẫn địa lý'
    const message = await said({
      text: 'Chọn:',
      choices: [choice('a', label), choice('b', 'Khác')],
    })
    const { text, buttons } = message.attachment.payload
    expect(text).toBe(`Chọn:\n\n1. ${label}\n2. Khác`)
    expect(buttons.map(({ title }: Payload) => title)).toEqual(['1. Sở hữu trí tuệ…', '2. Khác'])
  })

  it('asks for the own number with Messenger’s own button beside the others', async () => {
    const choices = [choice('do:skip', 'Bỏ qua')]
    const { quick_replies } = await said({ text: 'Xin số:', requestContact: 'Gửi số', choices })
    expect(quick_replies).toEqual([
      { content_type: 'user_phone_number' },
      { content_type: 'text', title: 'Bỏ qua', payload: 'do:skip' },
    ])
  })

  it.each(['http://localhost:8080/x', 'javascript:alert(1)', 'tel:0214'])(
    'makes no button of %s, which Meta would refuse',
    async (url) => {
      const message = await said({ text: 'Mời xem:', link: { label: 'Xem', url } })
      expect(message.text).toBe(`Mời xem:\n\nXem: ${url}`)
    },
  )

  it('uploads a file once for everybody, and puts the choices below it', async () => {
    const { channel } = open()
    const out = { text: 'Gửi Anh/Chị.', file: report, choices: [choice('a', 'Đã nhận')] }
    for (const to of ['77', '78']) {
      for (const part of channel.parts(out)) await channel.send(to, part, never)
    }
    expect(fake.calls.filter(({ path }) => path === 'me/message_attachments')).toHaveLength(1)
    const { attachment, quick_replies } = fake.sent('78').at(-1)!.payload.message
    expect(fake.fileOf(attachment.payload.attachment_id)?.content).toEqual(report.content)
    expect(quick_replies).toHaveLength(1)
  })

  it('does not try again with a file that is gone or too large, but with one not readable now', async () => {
    const part = { text: '', file: { ...report, id: 999 } }
    expect(await open().channel.send('77', part, never)).toMatchObject({ why: 'refused' })
    const large = open({ openFile: async () => new Uint8Array(25 * 1024 * 1024 + 1) })
    expect(await large.channel.send('77', part, never)).toMatchObject({ why: 'refused' })
    const broken = open({ openFile: () => Promise.reject(new Error('disk')) })
    expect(await broken.channel.send('77', part, never)).toMatchObject({ why: 'later' })
  })

  it('keeps every rule of the Send API and loses no choice, whatever is said', async () => {
    const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    const anyLabel = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    const said = fc.record({
      text: fc.oneof(
        anyText,
        fc.array(anyText, { maxLength: 60 }).map((all) => all.join('. ')),
      ),
      choices: fc.array(fc.record({ id: fc.stringMatching(/^[a-z]{1,9}$/), label: anyLabel }), {
        maxLength: 16,
      }),
      link: fc.option(fc.record({ label: anyLabel, url: fc.constant(link.url) }), {
        nil: undefined,
      }),
    })
    fc.assert(
      fc.property(said, ({ link: leads, ...out }) => {
        const parts = partsOf({ ...out, ...(leads && { link: leads }) })
        const messages: Payload[] = parts.map((part) => messageOf(part))
        for (const message of messages) {
          expect(faultIn({ messaging_type: 'RESPONSE', message })).toBeUndefined()
        }
        if (messages.length === 0) return
        const last = messages.at(-1)!
        const buttons = last.attachment?.payload.buttons ?? last.quick_replies ?? []
        const asButtons = buttons.flatMap(({ payload }: Payload) => payload ?? [])
        const shown = JSON.stringify(messages)
        for (const { id } of out.choices) {
          expect(asButtons.includes(id) || /\d+\. /.test(shown)).toBe(true)
        }
        if (leads) expect(shown).toContain(leads.url)
      }),
      { numRuns: 300 },
    )
  })

  it('says nothing when there is nothing to say', () => {
    expect(open().channel.parts({ text: ' ' })).toEqual([])
  })
})

describe('the window', () => {
  const facts = (daysAgo: number, byStaff: boolean) => {
    const lastHeardAt = new Date(Date.now() - daysAgo * day)
    return { deliveryId: 1, lastHeardAt, byStaff }
  }
  const answer = { text: 'Sở trả lời Anh/Chị.' }
  const how = () => fake.sent().map(({ payload }) => [payload.messaging_type, payload.tag])

  it('is closed to everything after a day without the setting', async () => {
    fake.closeWindow('77')
    const sent = await open().channel.send('77', answer, never, facts(2, true))
    expect(sent).toMatchObject({ ok: false, why: 'closed' })
  })

  it('stays open for what a person typed, seven days long, and is never tagged before', async () => {
    const { channel } = open({ humanAgent: true })
    await channel.send('77', answer, never, facts(0.5, true))
    fake.closeWindow('77')
    await channel.send('77', answer, never, facts(2, true))
    expect(how()).toEqual([
      ['RESPONSE', undefined],
      ['MESSAGE_TAG', 'HUMAN_AGENT'],
    ])
    for (const late of [facts(2, false), facts(7.1, true)]) {
      expect(await channel.send('77', answer, never, late)).toMatchObject({ why: 'closed' })
    }
    expect(await channel.send('77', answer, never)).toMatchObject({ why: 'closed' })
    expect(fake.sent()).toHaveLength(2)
  })

  it('believes Meta’s clock when it says that the day is over', async () => {
    fake.closeWindow('77')
    const { channel } = open({ humanAgent: true })
    expect(await channel.send('77', answer, never, facts(0.99, true))).toMatchObject({ ok: true })
    expect(how()).toEqual([['MESSAGE_TAG', 'HUMAN_AGENT']])
  })
})

describe('failures', () => {
  const send = (bot: MessengerBot, to = '77') =>
    bot.channel.send(to, { text: 'chuyện riêng' }, never)
  const says = (code: number, subcode?: number, status = 400) => ({
    ...{ status, code, message: 'said by Meta' },
    ...(subcode !== undefined && { subcode }),
  })

  it.each([
    [says(190), 'configuration', true],
    [says(200), 'configuration', true],
    [says(200, 2018028), 'configuration', undefined],
    [says(10, 1893063), 'configuration', true],
    [says(10), 'configuration', undefined],
    [says(10, 2018065), 'closed', undefined],
    [says(10, 2018108), 'blocked', undefined],
    [says(551), 'blocked', undefined],
    [says(100, 2018001), 'blocked', undefined],
    [says(613, 1893016), 'blocked', undefined],
    [says(100, 2018109), 'refused', undefined],
    [says(4, 2018354), 'refused', undefined],
    [says(9, 2018352), 'refused', undefined],
    [says(4), 'later', true],
    [says(4, 2018022), 'later', false],
    [says(613), 'later', false],
    [says(1200), 'later', undefined],
    [says(2, undefined, 500), 'later', undefined],
    [says(1), 'later', undefined],
    ['cut', 'later', undefined],
  ] as const)('%j is %s, for the whole page: %s', async (failure, why, wide) => {
    fake.fail(failure)
    const sent = await send(open())
    expect(sent).toMatchObject({ ok: false, why })
    expect(!sent.ok && sent.wide).toBe(wide)
  })

  it('waits twice as long each time one person is throttled, and from the start once taken', async () => {
    const bot = open()
    const waits = async (times: number) => {
      fake.fail(faults.tooMany, { to: '77', times })
      const sent = []
      for (let n = 0; n < times; n++) sent.push(await send(bot))
      return sent.map((one) => !one.ok && one.retryAfterMs)
    }
    expect(await waits(3)).toEqual([1_000, 2_000, 4_000])
    expect(await send(bot)).toMatchObject({ ok: true })
    expect(await waits(1)).toEqual([1_000])
  })

  it('takes a third waiting person for the limit on the whole page', async () => {
    fake.fail(faults.tooMany)
    const bot = open()
    const sent = [await send(bot, '1'), await send(bot, '2'), await send(bot, '3')]
    expect(sent.map((one) => !one.ok && one.wide === true)).toEqual([false, false, true])
  })

  it('takes a page that is not Meta’s for a network in the way', async () => {
    const bot = open({ graphBase: await closedAddress() })
    expect(await send(bot)).toEqual({ ok: false, why: 'later', detail: 'network: ECONNREFUSED' })
  })

  it('tells neither token nor secret nor what was said', async () => {
    const told: unknown[] = []
    for (const failure of [faults.blocked, faults.down, 'cut'] as const) {
      fake.heal()
      fake.fail(failure)
      told.push(await send(open()))
      const source = { url: `${fake.address}/files/0/x`, mid: 'm_gone' }
      told.push(String(await open().channel.fetchFile(source, never).catch(String)))
    }
    fake.heal()
    fake.fail({ status: 400, code: 190, message: 'Malformed access token page-token' })
    told.push(await send(open()))
    expect(told.at(-1)).toMatchObject({ detail: '190 Malformed access token …' })
    expect(JSON.stringify(told)).not.toMatch(/page-token|app-secret|chuyện riêng|127\.0\.0\.1/)
  })

  it('finds a file again whose address has ended', async () => {
    const content = new TextEncoder().encode('hồ sơ')
    fake.moveFile('m_1', fake.addFile('ho-so.pdf', content))
    const source = { url: `${fake.address}/files/0/x`, mid: 'm_1', index: '0' }
    const stream = await open().channel.fetchFile(source, never)
    expect(new Uint8Array(await new Response(stream).arrayBuffer())).toEqual(content)
  })

  it('fetches nothing over plain http from elsewhere', async () => {
    const source = { url: 'http://169.254.169.254/latest/meta-data' }
    await expect(open().channel.fetchFile(source, never)).rejects.toThrow('no connection')
  })
})

describe('the page', () => {
  const published = () => fake.calls.filter(({ path }) => path === 'me/messenger_profile')
  const healthy = (bot: MessengerBot) =>
    vi.waitFor(async () => expect((await bot.channel.health()).ok).toBe(true), 5_000)

  it('greets in both languages, says that it is automated, and offers Get Started and a menu', async () => {
    const bot = open()
    await bot.start()
    await healthy(bot)
    const { get_started, greeting, persistent_menu } = published()[0]?.payload ?? {}
    expect(get_started).toEqual({ payload: 'GET_STARTED' })
    expect(greeting.map(({ locale }: Payload) => locale)).toEqual(['default', 'en_US'])
    for (const { text } of greeting) {
      expect(text).toMatch(/hệ thống tự động|automated/)
      expect(text.length).toBeLessThanOrEqual(160)
    }
    for (const { call_to_actions } of persistent_menu) {
      const payloads = call_to_actions.map(({ payload }: Payload) => payload)
      expect(payloads).toEqual(['do:ask', 'do:mine', 'do:menu'])
    }
    await vi.waitFor(() => {
      const { payload } = fake.calls.find(({ path }) => path.endsWith('subscribed_apps')) ?? {}
      expect(payload?.subscribed_fields).toContain('messaging_postbacks')
    })
  })

  it('lives with a refusal, says so, and gets there when Meta agrees', async () => {
    fake.fail(faults.token, { path: 'me/messenger_profile', times: 1 })
    const bot = open()
    await bot.start()
    await vi.waitFor(async () => {
      const { ok, detail } = await bot.channel.health()
      expect(ok).toBe(false)
      expect(detail).toContain('Invalid OAuth access token')
    })
    expect(await post(bot, lan.text('vẫn nghe'))).toBe(200)
    await healthy(bot)
  })

  it('notices a token that ends, or that speaks for another page', async () => {
    const bot = open()
    await bot.start()
    await healthy(bot)
    fake.renewToken('another')
    expect(await bot.channel.health()).toMatchObject({ ok: false })
    fake.renewToken(fake.pageToken)
    const other = open({ pageId: 'another-page' })
    await other.start()
    await vi.waitFor(async () =>
      expect((await other.channel.health()).detail).toContain('Sở thử nghiệm'),
    )
  })

  it('starts and stops at once when Meta cannot be reached', async () => {
    fake.fail('hang', { path: 'me/messenger_profile' })
    const bot = open()
    const began = Date.now()
    await bot.start()
    expect((await bot.channel.health()).ok).toBe(false)
    await bot.stop()
    expect(Date.now() - began).toBeLessThan(1_000)
  })

  it.each([
    ['', 'v25.0'],
    ['/', 'v25.0'],
    ['/v26.0', 'v26.0'],
    ['/v26.0/', 'v26.0'],
  ])('is found at the base address with %j behind it', async (path, version) => {
    const { channel } = open({ graphBase: `${fake.address}${path}` })
    await channel.send('77', { text: 'Chào' }, never)
    expect(fake.calls.map((call) => [call.version, call.path])).toEqual([[version, 'me/messages']])
  })
})

describe('the pace', () => {
  it('lets no second, slid anywhere, hold more than its measure', async () => {
    const pace = openPace({ perSecond: 200, burst: 20 })
    const passed: number[] = []
    await Promise.all(
      Array.from({ length: 350 }, async () => {
        await pace.turn(never)
        passed.push(performance.now())
      }),
    )
    for (const end of passed) {
      const within = passed.filter((at) => at > end - 1_000 && at <= end)
      expect(within.length).toBeLessThanOrEqual(225)
    }
    expect(passed).toHaveLength(350)
  })

  it('lends only what nobody waits for', async () => {
    const pace = openPace({ perSecond: 10, burst: 2 })
    expect(pace.spare()).toBe(true)
    await pace.turn(never)
    expect(pace.spare()).toBe(false)
  })
})
