import { pino } from 'pino'
import { expect, vi } from 'vitest'
import { startSender } from '#bots/deliver.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, people } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { startZaloBotFake } from './fake.ts'
import { createZaloBot } from './zalo-bot.ts'

const log = pino({ level: 'silent' })
const who = ['lan', 'minh', 'pao', 'mai']

async function chat(db: Db, address: string): Promise<number> {
  const now = new Date()
  const [person] = await db.insert(people).values({ createdAt: now }).returning()
  const [row] = await db
    .insert(conversations)
    .values({
      ...{ channel: 'zalo-bot', address, personId: person!.id },
      ...{ createdAt: now, lastHeardAt: now },
    })
    .returning()
  return row!.id
}

test('through 429, 5xx, a hang, a cut and a block nothing is lost, nothing comes twice, and order is kept', async ({
  db,
  url,
}) => {
  const fake = await startZaloBotFake()
  const options = { token: '4:x', apiRoot: fake.apiRoot, publicUrl: 'https://hoi.example.vn', log }
  const { channel } = createZaloBot(options, async () => {})
  const chats = await Promise.all(who.map((name) => chat(db, name)))
  const words = Array.from({ length: 12 }, (_, at) => `${at}`)
  for (const word of words) {
    for (const conversationId of chats) {
      const saying = { conversationId, channel: 'zalo-bot', cause: 'test', body: { text: word } }
      await deliver(db, saying as Parameters<typeof deliver>[1], new Date())
    }
  }
  fake.fail({ code: 429, retryAfter: 0.2 }, { chat: 'lan', times: 2 })
  fake.fail({ code: 502 }, { chat: 'minh', times: 1 })
  fake.fail('hang', { chat: 'pao', times: 1 })
  fake.fail('cut', { chat: 'pao', times: 1 })
  fake.fail({ code: 403 }, { chat: 'mai', times: 1 })
  const now = () => new Date()
  const sender = startSender({
    ...{ db, url, channel, log, now, cutAfterMs: 300 },
    quietUntil: () => undefined,
  })
  try {
    await vi.waitFor(
      async () => {
        const rows = await db.select({ state: deliveries.state }).from(deliveries)
        expect(rows.every(({ state }) => state === 'sent' || state === 'held')).toBe(true)
      },
      { timeout: 15_000, interval: 50 },
    )
  } finally {
    await sender.stop()
    await fake.close()
  }
  const told = (name: string) => fake.sent(name).map(({ payload }) => payload.text)
  for (const name of ['lan', 'minh', 'pao']) expect(told(name)).toEqual(words)
  expect(told('mai')).toEqual([])
  expect(fake.calls.filter(({ payload }) => payload.chat_id === 'mai')).toHaveLength(1)
  const tries = fake.calls.filter(({ payload }) => payload.chat_id === 'lan')
  for (const [n, { at, taken }] of tries.entries()) {
    if (!taken) expect(tries[n + 1]!.at - at).toBeGreaterThanOrEqual(195)
  }
}, 20_000)
