import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { pino } from 'pino'
import { describe, expect, onTestFinished, vi } from 'vitest'
import type { Channel, ChannelName, Outgoing, SendFacts, Sent } from '#core/channel.ts'
import { openChats } from '#core/conversation/testing-chat.ts'
import { deliver, type Saying } from '#core/deliveries/deliveries.ts'
import { ask, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, people } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { startSender } from './deliver.ts'

const hour = 3_600_000
const start = new Date('2026-03-02T09:00:00+07:00')
const ok: Sent = { ok: true, id: '1' }

interface Handed {
  to: string
  text: string
  at: Date
  facts: SendFacts | undefined
}

interface Trait extends Pick<Channel, 'reach'> {
  name: ChannelName
  tells?: (times: number) => Sent
  /** what the platform answers, and what happens meanwhile */
  takes?: (handed: Handed) => Sent
}

/** A platform with a window, and a clock that tests move; `|` cuts a text into parts. */
function platform(trait: Trait) {
  const clock = { now: start }
  const handed: Handed[] = []
  const told: string[] = []
  const channel: Channel = {
    name: trait.name,
    ...(trait.reach && { reach: trait.reach }),
    parts: (out) => out.text.split('|').map((text) => ({ text })),
    async send(to, part, _, facts) {
      const one = { to, text: part.text, at: clock.now, facts }
      handed.push(one)
      return trait.takes?.(one) ?? ok
    },
    ...(trait.tells && {
      async tell(to: string) {
        told.push(to)
        return trait.tells!(told.length)
      },
    }),
    fetchFile: () => Promise.reject(new Error('no files here')),
    health: async () => ({ ok: true, detail: '' }),
  }
  return { clock, handed, told, channel, texts: () => handed.map(({ text }) => text) }
}

async function chat(db: Db, channel: ChannelName, address: string, heardAt: Date): Promise<number> {
  const [person] = await db.insert(people).values({ createdAt: heardAt }).returning()
  const [row] = await db
    .insert(conversations)
    .values({
      ...{ channel, address, personId: person!.id, createdAt: heardAt, lastHeardAt: heardAt },
    })
    .returning()
  return row!.id
}

type Word = { text: string } & Partial<Pick<Saying, 'class' | 'cause' | 'staffId' | 'ticketId'>>

async function queue(db: Db, conversationId: number, channel: ChannelName, words: Word[]) {
  for (const { text, ...more } of words) {
    const body: Outgoing = { text }
    await deliver(db, { conversationId, channel, cause: 'test', ...more, body }, start)
  }
}

const answer = (text: string): Word => ({ text, cause: 'answer', staffId: 'lan' })

function sending(db: Db, url: string, { clock, channel }: ReturnType<typeof platform>) {
  const log = pino({ level: 'silent' })
  const sender = startSender({ db, url, channel, log, now: () => clock.now })
  onTestFinished(() => sender.stop())
  return sender
}

const rows = (db: Db) => db.select().from(deliveries).orderBy(deliveries.id)
const states = async (db: Db) => (await rows(db)).map(({ state }) => state)
const soon = { timeout: 8_000, interval: 20 }
const becomes = (db: Db, expected: string[]) =>
  vi.waitFor(async () => expect(await states(db)).toEqual(expected), soon)

describe('outside its window', () => {
  test('nothing is tried: replies wait with the reason, notices are dropped', async ({
    db,
    url,
  }) => {
    const zalo = platform({ name: 'zalo' })
    const lan = await chat(db, 'zalo', 'lan', new Date(start.getTime() - 170 * hour))
    await queue(db, lan, 'zalo', [{ text: 'một' }, { text: 'tin', class: 'notice' }, answer('hai')])
    sending(db, url, zalo)
    await becomes(db, ['held', 'dropped', 'held'])
    expect(zalo.handed).toEqual([])
    expect((await rows(db)).map(({ why }) => why)).toEqual(['closed', 'closed', 'closed'])
  })

  test('what waits goes out first when the person writes', async ({ db, url }) => {
    const { clock: desk, person } = await openChats(db)
    const lan = person('lan', 'zalo')
    await lan.says('menu')
    const { id } = (await lan.conversation())!
    await db.delete(deliveries)
    const zalo = platform({ name: 'zalo' })
    zalo.clock.now = new Date(desk.now.getTime() + 170 * hour)
    await queue(db, id, 'zalo', [answer('câu trả lời')])
    const sender = sending(db, url, zalo)
    await becomes(db, ['held'])
    desk.now = zalo.clock.now
    await lan.says('menu')
    sender.nudge()
    await becomes(db, ['sent', 'sent'])
    expect(zalo.texts()[0]).toBe('câu trả lời')
    expect(await lan.conversation()).toMatchObject({ blockedAt: null, blockedWhy: null })
  })

  test('the parts left of a long text wait when the window closes between them', async ({
    db,
    url,
  }) => {
    const zalo = platform({
      name: 'zalo',
      takes: ({ text }) => {
        if (text === 'hai') zalo.clock.now = new Date(start.getTime() + 168 * hour)
        return ok
      },
    })
    await queue(db, await chat(db, 'zalo', 'lan', start), 'zalo', [{ text: 'một|hai|ba' }])
    sending(db, url, zalo)
    await becomes(db, ['held'])
    expect(zalo.texts()).toEqual(['một', 'hai'])
    expect((await rows(db))[0]?.partsSent).toBe(2)
  })
})

describe('an answer that waits', () => {
  const old = new Date(start.getTime() - 200 * hour)

  test('is told of once by template, and nothing else is', async ({ db, url }) => {
    const zalo = platform({ name: 'zalo', tells: () => ok })
    const lan = await chat(db, 'zalo', 'lan', old)
    await queue(db, lan, 'zalo', [answer('trả lời'), { text: 'mời đánh giá', cause: 'rating' }])
    const sender = sending(db, url, zalo)
    await becomes(db, ['held', 'held'])
    await db.update(deliveries).set({ state: 'queued' })
    sender.nudge()
    await becomes(db, ['held', 'held'])
    expect(zalo.told).toEqual(['lan'])
    expect((await rows(db)).map(({ toldAt }) => toldAt?.getTime())).toEqual([
      zalo.clock.now.getTime(),
      undefined,
    ])
  })

  test('is told of again after "later", not after a refusal', async ({ db, url }) => {
    const tells = (times: number): Sent =>
      times === 1
        ? { ok: false, why: 'later', detail: 'busy', retryAfterMs: 1 }
        : { ok: false, why: 'configuration', detail: 'no such template' }
    const zalo = platform({ name: 'zalo', tells })
    await queue(db, await chat(db, 'zalo', 'lan', old), 'zalo', [answer('trả lời')])
    const sender = sending(db, url, zalo)
    await vi.waitFor(() => expect(zalo.told).toHaveLength(1), soon)
    await vi.waitFor(async () => {
      zalo.clock.now = new Date(zalo.clock.now.getTime() + 1_000)
      sender.nudge()
      expect(await states(db)).toEqual(['held'])
    }, soon)
    expect(zalo.told).toHaveLength(2)
    const [row] = await rows(db)
    expect(row).toMatchObject({ why: 'closed', detail: 'no such template', toldAt: null })
  })

  test('is told of where the platform closed the window before our ledger did', async ({
    db,
    url,
  }) => {
    const takes = (): Sent => ({ ok: false, why: 'closed', detail: '-230' })
    const zalo = platform({ name: 'zalo', tells: () => ok, takes })
    const lan = await chat(db, 'zalo', 'lan', start)
    await queue(db, lan, 'zalo', [answer('trả lời'), { text: 'hai' }])
    sending(db, url, zalo)
    await becomes(db, ['held', 'held'])
    expect([zalo.texts(), zalo.told]).toEqual([['trả lời'], ['lan']])
    const [row] = await db.select().from(conversations).where(eq(conversations.id, lan))
    expect(row?.blockedWhy).toBe('closed')
  })
})

test('what a person typed may pass where the desk itself may not', async ({ db, url }) => {
  const messenger = platform({ name: 'messenger', reach: { humanAgent: true } })
  const heardAt = new Date(start.getTime() - 30 * hour)
  const lan = await chat(db, 'messenger', 'lan', heardAt)
  await queue(db, lan, 'messenger', [
    { text: 'đã chuyển', cause: 'routed', staffId: 'lan' },
    answer('trả lời'),
    { text: 'mời đánh giá', cause: 'rating' },
  ])
  sending(db, url, messenger)
  await becomes(db, ['held', 'sent', 'held'])
  expect(messenger.handed).toMatchObject([
    { text: 'trả lời', facts: { lastHeardAt: heardAt, byStaff: true } },
  ])
})

test('an answer that is turned away goes to another chat of the person, with its rating', async ({
  db,
  url,
}) => {
  const desk = await makeDesk(db)
  const { personId } = desk.person
  const zaloId = await chat(db, 'zalo', 'lan', start)
  await db.update(conversations).set({ personId }).where(eq(conversations.id, zaloId))
  const mail = await chat(db, 'email', 'lan@quevanban.vn', new Date(start.getTime() - 900 * hour))
  await db.update(conversations).set({ personId }).where(eq(conversations.id, mail))
  const ticket = await ask(db, { ...desk.person, conversationId: zaloId }, start)
  await db.delete(deliveries)
  const about = { ticketId: ticket.id }
  await queue(db, zaloId, 'zalo', [
    { ...answer('trả lời|phần sau'), ...about },
    { text: 'mời đánh giá', cause: 'rating', ...about },
    { text: 'nội dung khác' },
  ])
  const takes = (): Sent => ({ ok: false, why: 'blocked', detail: '-213' })
  const zalo = platform({ name: 'zalo', takes, tells: () => ok })
  sending(db, url, zalo)
  await becomes(db, ['dropped', 'dropped', 'held', 'queued', 'queued'])
  const all = await rows(db)
  expect(all.slice(0, 2).map(({ why }) => why)).toEqual(['elsewhere', 'elsewhere'])
  const [moved, rating] = all.slice(3).map((row) => ({ ...row, text: (row.body as Outgoing).text }))
  expect(moved).toMatchObject({ conversationId: mail, channel: 'email', cause: 'answer' })
  expect(moved?.text).toMatch(new RegExp(`^Về yêu cầu ${ticket.code} .*qua Zalo[^]*trả lời`))
  expect(rating).toMatchObject({ conversationId: mail, cause: 'rating', staffId: null })
  expect([zalo.texts(), zalo.told]).toEqual([['trả lời'], []])
})

/** The windows as the platforms document them, said once more, apart from the code under test. */
const closesAfter = { zalo: () => 168, messenger: (byStaff: boolean) => (byStaff ? 168 : 24) }

test('nothing is ever handed to a platform outside its window, whatever the clock does', async ({
  db,
  url,
}) => {
  const word = fc.record({
    text: fc.constantFrom('một', 'một|hai|ba', 'một|hai'),
    class: fc.constantFrom('reply' as const, 'notice' as const),
    cause: fc.constantFrom('answer', 'routed', 'rating', 'more'),
    byStaff: fc.boolean(),
  })
  const chats = fc.array(
    fc.record({
      heardAgo: fc.integer({ min: -2 * hour, max: 200 * hour }),
      words: fc.array(word, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 10, maxLength: 20 },
  )
  const channel = fc.constantFrom('zalo' as const, 'messenger' as const)
  for (const [name, all] of fc.sample(fc.tuple(channel, chats), 8)) {
    const one = platform({
      name,
      reach: { humanAgent: true },
      tells: () => ok,
      takes: ({ text }) => {
        one.clock.now = new Date(one.clock.now.getTime() + 7 * hour)
        return text === 'ba' ? { ok: false, why: 'later', detail: '', retryAfterMs: 1 } : ok
      },
    })
    for (const { heardAgo, words } of all) {
      const id = await chat(db, name, randomUUID(), new Date(start.getTime() - heardAgo))
      const said = words.map(({ byStaff, ...more }) =>
        byStaff ? { ...more, staffId: 'lan' } : more,
      )
      await queue(db, id, name, said)
    }
    const sender = sending(db, url, one)
    await vi.waitFor(async () => {
      one.clock.now = new Date(one.clock.now.getTime() + 60_000)
      sender.nudge()
      const left = (await states(db)).filter((state) => ['queued', 'sending'].includes(state))
      expect(left).toEqual([])
    }, soon)
    await sender.stop()
    for (const { at, facts } of one.handed) {
      const closes = closesAfter[name](facts!.byStaff) * hour
      expect(at.getTime() - facts!.lastHeardAt.getTime()).toBeLessThan(closes)
    }
  }
})
