import { eq, sql } from 'drizzle-orm'
import { pino } from 'pino'
import { expect, onTestFinished, vi } from 'vitest'
import type { Channel } from '#core/channel.ts'
import { endNotices } from '#core/notices/ending.ts'
import { stopNotices } from '#core/notices/stopping.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { noticeRecipients, notices } from '#db/schema/notices.ts'
import { conversations } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { startSender } from './deliver.ts'
import { noticePlatform, recipientStates, seedNotice, taken } from './testing-notices.ts'

const soon = { timeout: 15_000, interval: 50 }

function sending(db: Db, url: string, channel: Channel) {
  const log = pino({ level: 'silent' })
  const given = { db, url, channel, log, now: () => new Date(), quietUntil: () => undefined }
  const sender = startSender(given)
  onTestFinished(() => sender.stop())
  return sender
}

test('of a stopped notice every recipient says so, however many there are', async ({ db, url }) => {
  const { channel, said } = noticePlatform({ perSecond: 10 })
  const id = await seedNotice(db, { people: 11_000 })
  sending(db, url, channel)
  await vi.waitFor(() => expect(said.length).toBeGreaterThan(0), soon)
  await db.update(notices).set({ state: 'stopped' }).where(eq(notices.id, id))
  await vi.waitFor(async () => {
    const { waiting = 0, sending: busy = 0 } = await recipientStates(db)
    expect(waiting + busy).toBe(0)
  }, soon)
})

test('what is tried again is told to nobody who said dừng meanwhile', async ({ db, url }) => {
  const no = { ok: false, why: 'later', detail: 'HTTP 500', retryAfterMs: 300 } as const
  let asked = () => {}
  const begun = new Promise<void>((resolve) => {
    asked = resolve
  })
  let go = () => {}
  const may = new Promise<void>((resolve) => {
    go = resolve
  })
  const { channel, said } = noticePlatform(undefined, async (_, times) => {
    if (times > 1) return taken
    asked()
    await may
    return no
  })
  await seedNotice(db, { people: 1 })
  sending(db, url, channel)
  await begun
  const [chat] = await db.select().from(conversations)
  await db.transaction((tx) => stopNotices(tx, chat!.personId, new Date()))
  go()
  await vi.waitFor(async () => {
    expect(await db.select().from(noticeRecipients)).toMatchObject([
      { state: 'dropped', why: 'unsubscribed' },
    ])
    expect((await db.select().from(notices))[0]?.state).toBe('done')
  }, soon)
  expect(said).toHaveLength(1)
})

test('what waits in the queue for somebody who wants no notices is let go', async ({ db }) => {
  const now = new Date()
  const id = await seedNotice(db, { people: 1, now, state: 'done' })
  const [chat] = await db.select().from(conversations)
  const [row] = await db
    .insert(deliveries)
    .values({
      ...{ conversationId: chat!.id, channel: 'telegram', class: 'notice', cause: 'notice' },
      ...{ noticeId: id, body: { text: 'x' }, nextAt: now, createdAt: now },
    })
    .returning()
  await db.update(noticeRecipients).set({ state: 'sending', deliveryId: row!.id })
  await db.transaction((tx) => stopNotices(tx, chat!.personId, now))
  await db.update(deliveries).set({ state: 'queued' })
  await db.update(noticeRecipients).set({ state: 'sending', why: null })
  await endNotices(db, now)
  expect(await recipientStates(db)).toEqual({ dropped: 1 })
})

test('who can be told only by a counted message waits where the author wants none', async ({
  db,
  url,
}) => {
  const { channel, said } = noticePlatform(undefined, undefined, 'zalo')
  const people = { people: 2, channel: 'zalo' as const }
  await seedNotice(db, { ...people, routes: { counted: false }, title: 'Không mất phí' })
  await seedNotice(db, { ...people, routes: { counted: true }, title: 'Tính vào gói' })
  await db.execute(sql`update conversations set last_heard_at = now() - interval '3 days'`)
  sending(db, url, channel)
  await vi.waitFor(
    async () => expect(await recipientStates(db)).toEqual({ later: 2, sent: 2 }),
    soon,
  )
  expect(said.every(({ text }) => text.includes('Tính vào gói'))).toBe(true)
})
