import { setTimeout as pause } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import { expect, vi } from 'vitest'
import type { Channel, Incoming, Sent } from '#core/channel.ts'
import type { Desk } from '#core/conversation/scene.ts'
import { openChats } from '#core/conversation/testing-chat.ts'
import { hear } from '#core/hear.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { startSender } from './deliver.ts'
import type { Deps, Sender } from './sender.ts'

interface Taken {
  to: string
  delivery: number
}

/** A platform that takes a moment for each message, and says no as told. */
function platform(no: (taken: Taken, times: number) => Sent | undefined = () => undefined) {
  const taken: Taken[] = []
  const tried: Taken[] = []
  const channel: Channel = {
    name: 'telegram',
    parts: (out) => [{ text: out.text }],
    async send(to, _part, _signal, facts) {
      const one = { to, delivery: facts?.deliveryId ?? 0 }
      tried.push(one)
      await pause(Math.random() * 8)
      const times = tried.filter(({ delivery }) => delivery === one.delivery).length
      const refused = no(one, times)
      if (!refused) taken.push(one)
      return refused ?? { ok: true, id: `${one.delivery}` }
    },
    fetchFile: () => Promise.reject(new Error('no files here')),
    health: async () => ({ ok: true, detail: '' }),
  }
  return { channel, taken, of: (to: string) => taken.filter((one) => one.to === to) }
}

const says = (from: string, text: string, at: number): Incoming => ({
  ...{ channel: 'telegram', kind: 'text' },
  ...{ from, eventId: `${from}-${at}`, text, at: new Date() },
})

async function openDesk(db: Db): Promise<Desk> {
  const { desk } = await openChats(db)
  return { ...desk, now: () => new Date() }
}

async function withSender<T>(
  deps: Pick<Deps, 'db' | 'url' | 'channel' | 'strayAfterMs'>,
  deed: (sender: Sender) => Promise<T>,
): Promise<T> {
  const sender = startSender({ ...deps, log: pino({ level: 'silent' }), now: () => new Date() })
  try {
    await vi.waitFor(() => expect(sender.handOver()).toBeDefined(), soon)
    return await deed(sender)
  } finally {
    await sender.stop()
  }
}

const soon = { timeout: 10_000, interval: 10 }
const people = Array.from({ length: 20 }, (_, at) => `person-${at}`)
const sentOf = (db: Db) => db.$count(deliveries, eq(deliveries.state, 'sent'))

test('what a crowd is told is said once each and in order, handed over or from the queue', async ({
  db,
  url,
}) => {
  const { channel, taken, of } = platform(({ delivery }, times) =>
    delivery % 9 === 0 && times === 1
      ? { ok: false, why: 'later', retryAfterMs: 60, detail: 'slow down' }
      : undefined,
  )
  const desk = await openDesk(db)
  await withSender({ db, url, channel }, async (sender) => {
    const open = { ...desk, handOver: () => sender.handOver(), nudge: () => sender.nudge() }
    const all = people.flatMap((from) => [0, 1, 2, 3, 4].map((at) => says(from, 'menu', at)))
    await Promise.all(all.map((event) => hear(open, event)))
    await vi.waitFor(async () => expect(await sentOf(db)).toBe(100), soon)
  })
  expect(taken).toHaveLength(100)
  for (const person of people) {
    const ids = of(person).map(({ delivery }) => delivery)
    expect(ids).toHaveLength(5)
    expect(ids).toEqual(ids.toSorted((a, b) => a - b))
  }
})

test('a reply reaches the platform though nobody looks into the queue', async ({ db, url }) => {
  const { channel, taken } = platform()
  const desk = await openDesk(db)
  await withSender({ db, url, channel }, async (sender) => {
    const looked = vi.spyOn(sender, 'nudge')
    await hear({ ...desk, handOver: () => sender.handOver() }, says('lan', 'menu', 0))
    const [row] = await db.select().from(deliveries)
    expect(row).toMatchObject({ attempts: 1 })
    expect(['sending', 'sent']).toContain(row?.state)
    await vi.waitFor(() => expect(taken).toHaveLength(1), soon)
    expect(looked).not.toHaveBeenCalled()
    await vi.waitFor(async () => expect(await sentOf(db)).toBe(1), soon)
  })
})

test('a reply that was to be handed over by a process that ended is found and said', async ({
  db,
  url,
}) => {
  const { channel, taken } = platform()
  const desk = await openDesk(db)
  await withSender({ db, url, channel, strayAfterMs: 300 }, async (sender) => {
    const ended = { sent: new Set<number>(), take: () => {} }
    await hear({ ...desk, handOver: () => ended }, says('lan', 'menu', 0))
    const [row] = await db.select().from(deliveries)
    expect(row?.state).toBe('sending')
    await db.update(deliveries).set({ createdAt: new Date(Date.now() - 1_000) })
    await vi.waitFor(async () => expect(await sentOf(db)).toBe(1), soon)
    await vi.waitFor(() => expect(sender.handOver()?.sent.size).toBe(0), soon)
  })
  expect(taken).toHaveLength(1)
})

test('a process that does not hold the channel is handed nothing', async ({ db, url }) => {
  const [one, two] = [platform(), platform()]
  const desk = await openDesk(db)
  await withSender({ db, url, channel: one.channel }, async (first) => {
    const second = startSender({
      ...{ db, url, channel: two.channel, log: pino({ level: 'silent' }), now: () => new Date() },
    })
    expect(second.handOver()).toBeUndefined()
    await hear({ ...desk, handOver: () => second.handOver() }, says('lan', 'menu', 0))
    first.nudge()
    await vi.waitFor(async () => expect(await sentOf(db)).toBe(1), soon)
    await second.stop()
  })
  expect([one.taken.length, two.taken.length]).toEqual([1, 0])
  expect(await db.$count(conversations)).toBe(1)
})
