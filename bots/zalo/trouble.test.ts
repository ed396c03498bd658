import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { asc, eq, ne } from 'drizzle-orm'
import { pino } from 'pino'
import { afterEach, expect, vi } from 'vitest'
import { startSender } from '#bots/deliver.ts'
import type { Outgoing } from '#core/channel.ts'
import { openChats } from '#core/conversation/testing-chat.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { hear } from '#core/hear.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, heardEvents, people } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { type FakeOptions, startZaloFake, type ZaloFake } from './fake.ts'
import { partsOf } from './outgoing.ts'
import { openZalo } from './testing-zalo.ts'

const log = pino({ level: 'silent' })
const soon = { timeout: 15_000, interval: 25 }
const windowMs = 1_000
const limit = 80

const fakes: ZaloFake[] = []
afterEach(() => Promise.all(fakes.splice(0).map((fake) => fake.close())))

async function fakeOf(options: FakeOptions = {}): Promise<ZaloFake> {
  const fake = await startZaloFake({ limit, windowMs, delayMs: 3, ...options })
  fakes.push(fake)
  return fake
}

/** A desk whose webhook the fake posts to; `sender` opens its delivery loop. */
async function openDesk(db: Db, url: string, fake: ZaloFake) {
  const { desk } = await openChats(db)
  const now = () => new Date()
  const open = () => openZalo(db, fake, (heard) => hear({ ...desk, now }, heard), { windowMs })
  const bot = open()
  const server = serve({ fetch: bot.routes.fetch, port: 0, hostname: '127.0.0.1' })
  await once(server, 'listening')
  fake.subscribe(`http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/zalo`)
  const sender = () =>
    startSender({
      ...{ db, url, log, now, channel: open().channel, cutAfterMs: 2_000 },
      quietUntil: () => undefined,
    })
  return { sender, close: () => new Promise((resolve) => server.close(resolve)) }
}

/** Everything ever meant for a person, as Zalo gets it, in the order in which it has to come. */
async function meantFor(db: Db, address: string): Promise<string[]> {
  const rows = await db
    .select({ body: deliveries.body })
    .from(deliveries)
    .innerJoin(conversations, eq(conversations.id, deliveries.conversationId))
    .where(eq(conversations.address, address))
    .orderBy(asc(deliveries.id))
  return rows.flatMap(({ body }) => partsOf(body as Outgoing).map(({ text }) => text))
}

const received = (fake: ZaloFake, who: string) =>
  fake.sent(who).map(({ payload }): string => payload.message.text)

async function settled(db: Db, states: ('sent' | 'held' | 'unknown')[]) {
  await vi.waitFor(async () => {
    const open = await db
      .select({ id: deliveries.id, state: deliveries.state, detail: deliveries.detail })
      .from(deliveries)
      .where(ne(deliveries.state, 'sent'))
    expect(open.filter(({ state }) => !states.includes(state as never))).toEqual([])
  }, soon)
}

/** No window of the fake's log, slid anywhere, holds more calls than Zalo allows. */
function expectWithinLimit(fake: ZaloFake) {
  const times = fake.calls.filter(({ path }) => path.includes('/oa/message')).map(({ at }) => at)
  times.sort((a, b) => a - b)
  let first = 0
  for (const [index, at] of times.entries()) {
    while (times[first]! <= at - windowMs) first++
    expect(index - first + 1).toBeLessThanOrEqual(limit)
  }
}

async function chats(db: Db, addresses: string[]): Promise<number[]> {
  const now = new Date()
  const met = await db
    .insert(people)
    .values(addresses.map(() => ({ createdAt: now })))
    .returning({ id: people.id })
  const rows = await db
    .insert(conversations)
    .values(
      addresses.map((address, at) => ({
        ...{ channel: 'zalo', address, personId: met[at]!.id, createdAt: now, lastHeardAt: now },
      })),
    )
    .returning({ id: conversations.id })
  return rows.map(({ id }) => id)
}

const names = ['calm', 'busy', 'down', 'hung', 'cut', 'blocked', 'closed', 'strange', 'late']

test('through limits, faults, hangs, cuts, dead tokens, blocks, closed windows, duplicates and disorder', async ({
  db,
  url,
}) => {
  const fake = await fakeOf({ echoes: true })
  const desk = await openDesk(db, url, fake)
  const { events } = fake
  fake.fail({ error: -32, message: 'limit of calls' }, { user: 'busy', times: 1 })
  fake.fail({ status: 502 }, { user: 'down', times: 1 })
  fake.fail('hang', { user: 'hung', times: 1 })
  fake.fail('cut', { user: 'cut', times: 1 })
  fake.fail({ error: -99999, message: 'strange' }, { user: 'strange', times: 1 })
  fake.fail({ error: -200, message: 'Send message failed' }, { user: 'late', times: 1 })
  fake.fail({ error: -227, message: 'User is banned' }, { user: 'blocked' })
  fake.fail({ error: -230, message: 'no interaction in 7 days' }, { user: 'closed' })

  const heard = names.flatMap((who) => [
    ...[events.follow(who), events.text(who, 'menu'), events.seen(who, [`s-${who}`])],
    ...[events.press(who, 'do:mine'), events.text(who, 'menu'), events.submit(who, '84912345678')],
  ])
  const sender = desk.sender()
  try {
    // Twice each, the second time in the reverse order, all at once.
    const posts = [...heard, ...heard.toReversed()].map((event) => fake.post(event))
    expect(new Set(await Promise.all(posts))).toEqual(new Set([200]))
    expect(await db.$count(heardEvents)).toBe(heard.length)
    const rows = await db.select().from(conversations)
    for (let n = 0; n < 6; n++) {
      for (const { id, address } of rows) {
        const choices = n === 3 ? [{ id: 'do:menu', label: 'Danh mục' }] : undefined
        const body = { text: `${address}: câu trả lời ${n}`, ...(choices && { choices }) }
        const saying = { conversationId: id, channel: 'zalo', cause: 'test', body } as const
        await deliver(db, saying, new Date())
      }
      if (n === 3) fake.tokens.expire()
    }
    sender.nudge()
    await settled(db, ['sent', 'held'])
    for (const who of ['blocked', 'closed']) expect(received(fake, who)).toEqual([])
    fake.heal()
    for (const who of ['blocked', 'closed']) {
      expect(await fake.post(events.text(who, 'menu'))).toBe(200)
    }
    sender.nudge()
    await settled(db, ['sent'])
  } finally {
    await sender.stop()
    await desk.close()
  }
  for (const name of names) expect(received(fake, name)).toEqual(await meantFor(db, name))
  expect(new Set(fake.tokens.spent).size).toBe(fake.tokens.spent.length)
  expect(fake.tokens.spent.length).toBe(1)
  expect(await db.$count(deliveries, eq(deliveries.cause, 'outside'))).toBe(0)
  expectWithinLimit(fake)
})

test('a sender stopped in the middle and another begun: nothing lost, nothing twice, in order', async ({
  db,
  url,
}) => {
  const fake = await fakeOf()
  const desk = await openDesk(db, url, fake)
  const crowd = Array.from({ length: 12 }, (_, at) => `n${at}`)
  for (const [at, conversationId] of (await chats(db, crowd)).entries()) {
    for (let n = 0; n < 12; n++) {
      const saying = { conversationId, channel: 'zalo', cause: 'test' } as const
      await deliver(db, { ...saying, body: { text: `${at}.${n}` } }, new Date())
    }
  }
  const first = desk.sender()
  await vi.waitFor(() => expect(fake.calls.length).toBeGreaterThan(30), soon)
  await first.stop()
  const second = desk.sender()
  await settled(db, ['sent'])
  await second.stop()
  await desk.close()
  for (const name of crowd) expect(received(fake, name)).toEqual(await meantFor(db, name))
  expect(fake.calls.filter(({ error }) => error === -32)).toEqual([])
  expectWithinLimit(fake)
})

test('kill -9 while sending: another takes over, in order, within the limit, and no notice twice', {
  timeout: 60_000,
}, async ({ db, url }) => {
  const fake = await fakeOf({ delayMs: 15 })
  const begin = () => {
    const file = new URL('./testing-sender.ts', import.meta.url).pathname
    const options = JSON.stringify({
      ...fake.settings,
      ...{ oaSecret: 'oa-secret', ratePerMinute: 4000, buttons: 'plain', windowMs },
      ...{ publicUrl: 'https://hoi.example.vn', secret: 'the secret of the desk' },
    })
    return spawn(process.execPath, [file, url, options], { stdio: 'ignore' })
  }
  const crowd = Array.from({ length: 90 }, (_, at) => `n${at}`)
  const [lan, ...others] = await chats(db, ['lan', ...crowd])
  const now = new Date()
  const saying = { channel: 'zalo', cause: 'test', nextAt: now, createdAt: now } as const
  const words = Array.from({ length: 30 }, (_, at) => String(at))
  await db.insert(deliveries).values([
    ...others.map((conversationId, at) => ({
      ...{ ...saying, conversationId, body: { text: 'tin' } },
      class: at % 2 === 0 ? ('notice' as const) : ('reply' as const),
    })),
    ...words.map((text) => ({ ...saying, conversationId: lan!, body: { text } })),
  ])
  const first = begin()
  const children = [first]
  try {
    await vi.waitFor(() => expect(fake.calls.length).toBeGreaterThan(0), soon)
    children.push(begin())
    await vi.waitFor(() => expect(fake.calls.length).toBeGreaterThan(40), soon)
    first.kill('SIGKILL')
    const killed = Date.now()
    await settled(db, ['sent', 'unknown'])
    expect(fake.calls.at(-1)!.at).toBeGreaterThan(killed + 200)
  } finally {
    for (const child of children) child.kill('SIGKILL')
  }
  const heard = received(fake, 'lan').map(Number)
  expect(new Set(heard).size).toBe(words.length)
  for (const [at, word] of heard.entries()) {
    if (at > 0) expect(word - heard[at - 1]!).toBeOneOf([0, 1])
  }
  const doubt = await db
    .select({ address: conversations.address })
    .from(deliveries)
    .innerJoin(conversations, eq(conversations.id, deliveries.conversationId))
    .where(eq(deliveries.state, 'unknown'))
  const unsure = new Set(doubt.map(({ address }) => address))
  for (const [at, who] of crowd.entries()) {
    const times = received(fake, who).length
    if (!unsure.has(who)) expect(times).toBeGreaterThanOrEqual(1)
    expect(times).toBeLessThanOrEqual(at % 2 === 0 ? 1 : 2)
  }
  expect(fake.calls.filter(({ error }) => error === -32)).toEqual([])
  expectWithinLimit(fake)
})
