import PostalMime from 'postal-mime'
import { afterEach, describe, expect, vi } from 'vitest'
import { channelContract, type Received } from '#bots/testing.ts'
import type { SendFacts } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { mails } from '#db/schema/channels.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { consents, conversations, people } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { createEmail } from './email.ts'
import { startMailFake } from './fake.ts'
import {
  afterwards,
  an,
  endAll,
  mailFrom,
  open,
  optionsFor,
  patient,
  posted,
  question,
  report,
  type World,
} from './testing-world.ts'

afterEach(endAll)

const never = new AbortController().signal

channelContract('email', async () => {
  const fake = await startMailFake()
  const email = createEmail(optionsFor(fake, undefined as never), async () => {})
  const failing = (code: number, message: string, at: 'auth' | 'rcpt' | 'data') => () =>
    fake.fail({ code, message, at })
  return {
    channel: email.channel,
    to: 'an@x.example',
    limits: { text: Number.POSITIVE_INFINITY, buttons: 0 },
    received: async () => Promise.all(fake.posted.map(({ raw }) => receivedOf(raw))),
    file: report,
    trouble: {
      busy: failing(451, '4.7.1 Greylisted, please try again later', 'rcpt'),
      down: failing(421, '4.3.2 Service shutting down', 'data'),
      blocked: failing(550, '5.1.1 User unknown', 'rcpt'),
      refused: failing(554, '5.7.1 Message refused as spam', 'data'),
      configuration: failing(535, '5.7.8 Authentication failed', 'auth'),
    },
    hang: () => fake.fail('hang'),
    close: async () => {
      await email.stop()
      await fake.close()
    },
  }
})

async function receivedOf(raw: Uint8Array): Promise<Received> {
  const { text = '', attachments } = await PostalMime.parse(raw)
  const [file] = attachments
  return {
    text: text.trimEnd(),
    choices: [],
    ...(file && {
      file: {
        name: file.filename ?? '',
        content: new Uint8Array(file.content as ArrayBuffer),
      },
    }),
  }
}

describe('sending', () => {
  async function saidTo(world: World): Promise<SendFacts> {
    const { db } = world
    const [chat] = await db
      .insert(conversations)
      .values({
        ...{ channel: 'email', address: 'an@x.example', personId: world.actors.person.personId },
        ...{ createdAt: new Date(), lastHeardAt: new Date() },
      })
      .returning({ id: conversations.id })
    const saying = { conversationId: chat?.id ?? 0, channel: 'email' as const, cause: 'test' }
    const deliveryId = await deliver(db, { ...saying, body: { text: 'Thử' } }, new Date(8.64e12))
    return { deliveryId, lastHeardAt: new Date(), byStaff: false }
  }

  test('again after a failure carries the same Message-ID', async ({ db, url }) => {
    const world = await open({ db, url })
    const facts = await saidTo(world)
    const { channel } = world.email
    for (let turn = 0; turn < 2; turn++) {
      expect(await channel.send('an@x.example', { text: 'Thử' }, never, facts)).toMatchObject({
        ok: true,
      })
    }
    const [first, again] = await posted(world, 2)
    expect(again?.messageId).toBe(first?.messageId)
    expect(await db.select().from(mails)).toHaveLength(1)
  })

  test('to a server that takes its time is not begun a second time', async ({ db, url }) => {
    const world = await open({ db, url })
    const facts = await saidTo(world)
    const { channel } = world.email
    world.fake.fail({ slowMs: 250 })
    const cut = AbortSignal.timeout(100)
    const said = { text: 'Thử' }
    expect(await channel.send('an@x.example', said, cut, facts)).toMatchObject({ why: 'later' })
    expect(await channel.send('an@x.example', said, never, facts)).toMatchObject({ ok: true })
    expect(world.fake.posted).toHaveLength(1)
  })

  test('to nobody keeps what is said until they write', async ({ db, url }) => {
    const world = await open({ db, url })
    world.fake.fail({ code: 550, message: '5.1.1 No such user', at: 'rcpt' })
    world.fake.arrive(mailFrom(an, 'q1', question))
    await vi.waitFor(async () => {
      expect(await db.select().from(deliveries)).toMatchObject([{ state: 'held' }])
    }, patient)
    world.fake.arrive(mailFrom(an, 'q2', 'Cảm ơn Sở', { 'In-Reply-To': '<q1@x.example>' }))
    const sent = await posted(world, 2)
    expect(sent[0]?.text).toContain('HL-')
  })

  test('tells why SMTP does not take a mail', async ({ db }) => {
    const fake = await startMailFake()
    afterwards(() => fake.close())
    const email = createEmail(optionsFor(fake, db), async () => {})
    afterwards(() => email.stop())
    const cases = [
      [{ code: 550, message: '5.7.1 Rejected by policy', at: 'rcpt' }, 'refused'],
      [{ code: 552, message: '5.2.2 Mailbox full', at: 'rcpt' }, 'refused'],
      [{ code: 550, message: 'No such user here', at: 'rcpt' }, 'blocked'],
      [{ code: 550, message: '5.7.60 Sender not allowed', at: 'mail' }, 'configuration'],
      [{ code: 452, message: '4.2.2 Mailbox full', at: 'rcpt' }, 'later'],
      [{ code: 550, message: '5.4.5 Daily sending quota exceeded', at: 'data' }, 'later'],
    ] as const
    for (const [failure, why] of cases) {
      fake.fail(failure)
      const sent = await email.channel.send('an@x.example', { text: 'Thử' }, never)
      expect(sent, failure.message).toMatchObject({ ok: false, why, detail: expect.any(String) })
    }
  })

  test('waits with the whole channel while no server answers', async ({ db }) => {
    const fake = await startMailFake()
    const email = createEmail(optionsFor(fake, db), async () => {})
    afterwards(() => email.stop())
    await fake.close()
    const sent = await email.channel.send('an@x.example', { text: 'Thử' }, never)
    expect(sent).toMatchObject({ ok: false, why: 'later', wide: true })
  })
})

describe('consent', () => {
  test('is given by the button of the page behind the link, once', async ({ db, url }) => {
    const world = await open({ db, url })
    world.fake.arrive(mailFrom(an, 'q1', question))
    const [ack] = await posted(world, 1)
    const link = /https:\/\/hoi\.example\.vn(\/email\/consent\?token=(\S+))/.exec(ack?.text ?? '')
    const [, path = '', token = ''] = link ?? []
    const { routes } = world.email
    const page = await routes.request(path)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await page.text()).toContain('method="post"')
    expect(await db.select().from(consents)).toEqual([])

    const press = () =>
      routes.request('/email/consent', { method: 'POST', body: new URLSearchParams({ token }) })
    for (let turn = 0; turn < 2; turn++) expect((await press()).status).toBe(200)
    expect(await db.select().from(consents)).toMatchObject([
      { channel: 'email', textVersion: expect.any(String), givenAt: expect.any(Date) },
    ])

    expect(await db.select({ name: people.name }).from(people)).not.toContainEqual({
      name: 'Nguyen Van An',
    })
    world.fake.arrive(mailFrom(an, 'q2', 'Tôi hỏi về đo lường cân đĩa'))
    const [, second] = await posted(world, 2)
    expect(second?.text).not.toContain('consent?token')
    expect(await db.select({ name: people.name }).from(people)).toContainEqual({
      name: 'Nguyen Van An',
    })
  })

  test('cannot be given for somebody else', async ({ db, url }) => {
    const world = await open({ db, url })
    world.fake.arrive(mailFrom(an, 'q1', question))
    const [ack] = await posted(world, 1)
    const token = /token=(\S+)/.exec(ack?.text ?? '')?.[1] ?? ''
    const [, signature] = token.split('.')
    const long = 'x'.repeat(20_000)
    for (const forged of ['', '1', 'x.y', `999.${signature}`, `${token}x`, long]) {
      const body = new URLSearchParams({ token: forged })
      const answer = await world.email.routes.request('/email/consent', { method: 'POST', body })
      expect(answer.status, forged).toBe(404)
    }
    expect(await db.select().from(consents)).toEqual([])
  })
})
