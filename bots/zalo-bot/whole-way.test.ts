import { pino } from 'pino'
import { expect, vi } from 'vitest'
import { startSender } from '#bots/deliver.ts'
import { openChats } from '#core/conversation/testing-chat.ts'
import { hear } from '#core/hear.ts'
import { conversations, messages } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { speaker, startZaloBotFake } from './fake.ts'
import { createZaloBot } from './zalo-bot.ts'

const log = pino({ level: 'silent' })

test('a person is heard once, however often the event comes, and answers by number', async ({
  db,
  url,
}) => {
  const { desk } = await openChats(db)
  const fake = await startZaloBotFake()
  const options = { token: '4:x', apiRoot: fake.apiRoot, publicUrl: 'https://hoi.example.vn', log }
  const bot = createZaloBot(options, (incoming) => hear(desk, incoming))
  const now = () => desk.now()
  const sender = startSender({ db, url, channel: bot.channel, log, now })
  const lan = speaker({ id: 'lan', display_name: 'Lan' })
  const told = () => fake.sent('lan').map(({ payload }) => String(payload.text))
  try {
    await bot.start()
    const menu = lan.text('menu')
    fake.queue(menu, menu, { ok: true, result: menu })
    await vi.waitFor(() => expect(told().at(-1)).toMatch(/\n1\. .+\n2\. /), { timeout: 8_000 })
    const before = told().length
    fake.queue(lan.text('1'))
    await vi.waitFor(() => expect(told().length).toBeGreaterThan(before), { timeout: 8_000 })
    const heard = await db.select({ id: messages.id }).from(messages)
    expect(heard.length).toBe(2)
    const [chat] = await db.select({ flow: conversations.flow }).from(conversations)
    expect(chat?.flow).not.toBeNull()
  } finally {
    await bot.rest()
    await sender.stop()
    await fake.close()
  }
}, 25_000)
