import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { asc, eq, inArray, ne } from 'drizzle-orm'
import { pino } from 'pino'
import { afterEach, expect, vi } from 'vitest'
import { startSender } from '#bots/deliver.ts'
import { openChats } from '#core/conversation/testing-chat.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { hear } from '#core/hear.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, heardEvents, people } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { type FakeOptions, type MessengerFake, startMessengerFake } from './fake.ts'
import { faults, type Payload } from './fake-graph.ts'
import { createMessenger } from './messenger.ts'

const log = pino({ level: 'silent' })
const soon = { timeout: 25_000, interval: 25 }
const perSecond = 300

const fakes: MessengerFake[] = []
afterEach(() => Promise.all(fakes.splice(0).map((fake) => fake.close())))

async function fakeOf(options: FakeOptions = {}): Promise<MessengerFake> {
  const fake = await startMessengerFake({ perSecond, delayMs: 3, ...options })
  fakes.push(fake)
  return fake
}

/** A desk whose webhook the fake posts to; `send` opens its delivery loop. */
async function openDesk(db: Db, url: string, fake: MessengerFake, humanAgent = false) {
  const { desk } = await openChats(db)
  const clock = { ahead: 0 }
  const now = () => new Date(Date.now() + clock.ahead)
  const open = (pageToken: string) =>
    createMessenger(
      {
        ...{ pageId: fake.pageId, pageToken, appSecret: fake.appSecret, verifyToken: 'v' },
        ...{ humanAgent, graphBase: fake.address, log, now },
        openFile: async () => undefined,
      },
      (incoming) => hear({ ...desk, now }, incoming),
    )
  const bot = open(fake.pageToken)
  const server = serve({ fetch: bot.routes.fetch, port: 0, hostname: '127.0.0.1' })
  await once(server, 'listening')
  fake.subscribe(`http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/messenger`)
  const sender = (pageToken = fake.pageToken) =>
    startSender({
      ...{ db, url, log, now, channel: open(pageToken).channel, cutAfterMs: 400 },
      quietUntil: () => undefined,
    })
  return { clock, sender, close: () => new Promise((resolve) => server.close(resolve)) }
}

/** Every text ever meant for a person, in the order in which it has to come. */
async function meantFor(db: Db, address: string): Promise<string[]> {
  const rows = await db
    .select({ body: deliveries.body })
    .from(deliveries)
    .innerJoin(conversations, eq(conversations.id, deliveries.conversationId))
    .where(eq(conversations.address, address))
    .orderBy(asc(deliveries.id))
  return rows.map(({ body }) => (body as { text: string }).text)
}

const textIn = ({ message }: Payload) => message.text ?? message.attachment.payload.text
const received = (fake: MessengerFake, who: string) =>
  fake.sent(who).map(({ payload }) => textIn(payload))

async function settled(db: Db, states: ('sent' | 'held' | 'unknown' | 'dropped')[]) {
  await vi.waitFor(async () => {
    const open = await db
      .select({ id: deliveries.id, state: deliveries.state })
      .from(deliveries)
      .where(ne(deliveries.state, 'sent'))
    expect(open.filter(({ state }) => !states.includes(state as never))).toEqual([])
  }, soon)
}

/** No second of the fake's log, slid anywhere, holds more calls than Meta allows. */
function expectWithinLimit(fake: MessengerFake) {
  const times = fake.calls.filter(({ path }) => path === 'me/messages').map(({ at }) => at)
  times.sort((a, b) => a - b)
  let first = 0
  for (const [index, at] of times.entries()) {
    while (times[first]! <= at - 1_000) first++
    expect(index - first + 1).toBeLessThanOrEqual(perSecond)
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
        ...{ channel: 'messenger', address, personId: met[at]!.id },
        ...{ createdAt: now, lastHeardAt: now },
      })),
    )
    .returning({ id: conversations.id })
  return rows.map(({ id }) => id)
}

test('through throttling, faults, hangs, cuts, blocks, closed windows, duplicates and disorder', async ({
  db,
  url,
}) => {
  const fake = await fakeOf()
  const desk = await openDesk(db, url, fake)
  const names = ['calm', 'throttled', 'down', 'hung', 'cut', 'blocked', 'closed', 'strange']
  const persons = names.map(fake.person)
  fake.fail(faults.tooMany, { to: 'throttled', times: 2 })
  fake.fail(faults.down, { to: 'down', times: 1 })
  fake.fail('hang', { to: 'hung', times: 1 })
  fake.fail('cut', { to: 'cut', times: 1 })
  fake.fail({ status: 400, code: 1200, message: 'temporary' }, { to: 'strange', times: 1 })

  const events = persons.flatMap((person) => [
    ...[person.text('menu'), person.reads(), person.presses('do:mine'), person.receives()],
    ...[person.picks('do:language', 'English'), person.text('menu'), person.opens('flyer')],
  ])
  const batches = [0, 1, 2, 3].map((n) => events.filter((_, at) => at % 4 === n))
  fake.block('blocked')
  fake.closeWindow('closed')
  const sender = desk.sender()
  try {
    // Twice each, one of the second round in the reverse order, all at once.
    const posts = [...batches, ...batches.toReversed()].map((batch) => fake.post(batch))
    expect(new Set(await Promise.all(posts))).toEqual(new Set([200]))
    expect(await db.$count(heardEvents)).toBe(events.length)
    // Posting opened the two again, as writing does: now they are really gone.
    fake.block('blocked')
    fake.closeWindow('closed')
    const rows = await db.select().from(conversations)
    for (let n = 0; n < 6; n++) {
      for (const { id, address } of rows) {
        const body = { text: `${address}: câu trả lời ${n}` }
        const saying = { conversationId: id, channel: 'messenger', cause: 'test', body } as const
        await deliver(db, saying, new Date())
      }
    }
    sender.nudge()
    await settled(db, ['sent', 'held'])
    for (const who of ['blocked', 'closed']) {
      const kept = received(fake, who)
      expect(kept.length).toBeLessThan((await meantFor(db, who)).length)
      expect(await fake.post([fake.person(who).text('menu')])).toBe(200)
    }
    sender.nudge()
    await settled(db, ['sent'])
  } finally {
    await sender.stop()
    await desk.close()
  }
  for (const name of names) expect(received(fake, name)).toEqual(await meantFor(db, name))
  expectWithinLimit(fake)
})

test('waits for a new token when the old one ends, and loses nothing meanwhile', async ({
  db,
  url,
}) => {
  const fake = await fakeOf()
  const desk = await openDesk(db, url, fake)
  const lan = fake.person('lan')
  const old = fake.pageToken
  fake.renewToken('a new token')
  const sender = desk.sender(old)
  expect(await fake.post([lan.text('menu'), lan.text('menu')])).toBe(200)
  const first = async () => (await db.select().from(deliveries).orderBy(deliveries.id))[0]
  await vi.waitFor(
    async () => expect(await first()).toMatchObject({ state: 'queued', why: 'configuration' }),
    soon,
  )
  await sender.stop()
  expect(fake.sent()).toEqual([])
  desk.clock.ahead = 61_000
  const renewed = desk.sender('a new token')
  await settled(db, ['sent'])
  await renewed.stop()
  await desk.close()
  expect(received(fake, 'lan')).toEqual(await meantFor(db, 'lan'))
})

test('after the day only what staff typed goes out, tagged; the rest waits for the person', async ({
  db,
  url,
}) => {
  const fake = await fakeOf()
  const desk = await openDesk(db, url, fake, true)
  const [lan] = await chats(db, ['lan'])
  desk.clock.ahead = 2 * 24 * 60 * 60 * 1000
  fake.closeWindow('lan')
  const saying = { conversationId: lan!, channel: 'messenger' } as const
  const now = new Date(Date.now() + desk.clock.ahead)
  await deliver(db, { ...saying, cause: 'reminder', body: { text: 'Nhắc việc' } }, now)
  const typed = { ...saying, cause: 'answer', staffId: 'an-officer' }
  await deliver(db, { ...typed, body: { text: 'Câu trả lời' } }, now)
  const sender = desk.sender()
  await settled(db, ['sent', 'held'])
  const [tagged, ...others] = fake.sent('lan').map(({ payload }) => payload)
  expect(tagged).toMatchObject({ tag: 'HUMAN_AGENT', message: { text: 'Câu trả lời' } })
  expect(others).toEqual([])
  expect(await fake.post([fake.person('lan').text('menu')])).toBe(200)
  sender.nudge()
  await settled(db, ['sent'])
  expect(received(fake, 'lan').slice(0, 2)).toEqual(['Câu trả lời', 'Nhắc việc'])
  await sender.stop()
  await desk.close()
})

test('kill -9 while sending: another takes over, in order, within the limit, and no notice twice', {
  timeout: 60_000,
}, async ({ db, url }) => {
  const fake = await fakeOf({ delayMs: 15 })
  const { pageId, pageToken, appSecret } = fake
  const begin = (version: string) => {
    const file = new URL('./testing-sender.ts', import.meta.url).pathname
    const graphBase = `${fake.address}/${version}`
    const access = JSON.stringify({ pageId, pageToken, appSecret, verifyToken: 'v', graphBase })
    return spawn(process.execPath, [file, url, access], { stdio: 'ignore' })
  }
  const crowd = Array.from({ length: 160 }, (_, at) => `n${at}`)
  const [lan, ...others] = await chats(db, ['lan', ...crowd])
  const words = Array.from({ length: 40 }, (_, at) => `${at}`)
  const now = new Date()
  const saying = { channel: 'messenger', cause: 'test', nextAt: now, createdAt: now } as const
  await db.insert(deliveries).values([
    ...others.map((conversationId, at) => ({
      ...{ ...saying, conversationId, body: { text: 'tin' } },
      class: at % 2 === 0 ? ('notice' as const) : ('reply' as const),
    })),
    ...words.map((text) => ({ ...saying, conversationId: lan!, body: { text } })),
  ])
  const children = new Map(['v25.0', 'v26.0'].map((version) => [version, begin(version)]))
  try {
    await vi.waitFor(() => expect(fake.calls.length).toBeGreaterThan(60), soon)
    const holder = fake.calls[0]!.version
    children.get(holder)!.kill('SIGKILL')
    await settled(db, ['sent', 'unknown'])
    const senders = new Set(fake.calls.map(({ version }) => version))
    expect(senders).toEqual(new Set(['v25.0', 'v26.0']))
  } finally {
    for (const child of children.values()) child.kill('SIGKILL')
  }
  const heard = received(fake, 'lan').map(Number)
  expect(new Set(heard).size).toBe(words.length)
  for (const [at, word] of heard.entries()) {
    if (at > 0) expect(word - heard[at - 1]!).toBeOneOf([0, 1])
  }
  const times = crowd.map((who) => received(fake, who).length)
  const doubt = await db
    .select({ address: conversations.address })
    .from(deliveries)
    .innerJoin(conversations, eq(conversations.id, deliveries.conversationId))
    .where(inArray(deliveries.state, ['unknown']))
  const unsure = new Set(doubt.map(({ address }) => address))
  for (const [at, who] of crowd.entries()) {
    const notice = at % 2 === 0
    if (!unsure.has(who)) expect(times[at]).toBeGreaterThanOrEqual(1)
    expect(times[at]).toBeLessThanOrEqual(notice ? 1 : 2)
  }
  expectWithinLimit(fake)
})
