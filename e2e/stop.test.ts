import { expect, vi } from 'vitest'
import { startFakeTelegram } from '#bots/telegram/fake.ts'
import { speaker } from '#bots/telegram/fake-updates.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { test } from '#db/testing.ts'
import { openDesk } from './testing-desk.ts'

test('a stop in the middle of sending lets the message end, so that it does not come twice', {
  timeout: 30_000,
}, async ({ db, url }) => {
  const fake = await startFakeTelegram({ delayMs: 400 })
  const desk = await openDesk({
    DATABASE_URL: url,
    TELEGRAM_BOT_TOKEN: '4242:test',
    TELEGRAM_API_ROOT: fake.apiRoot,
  })
  try {
    fake.queue(speaker({ id: 77 }).text('menu'))
    await vi.waitFor(() => expect(fake.sent(77)).toHaveLength(1), { timeout: 8_000, interval: 10 })
  } finally {
    await desk.stop()
    await fake.close()
  }
  const [first] = await db.select().from(deliveries).orderBy(deliveries.id)
  expect(first?.state).toBe('sent')
  expect(fake.sent(77).length).toBeLessThanOrEqual(2)
})
