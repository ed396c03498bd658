import { setTimeout as pause } from 'node:timers/promises'
import { eq, sql } from 'drizzle-orm'
import { pino } from 'pino'
import { expect, onTestFinished, vi } from 'vitest'
import type { Channel, Sent } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { noticeRecipients, notices } from '#db/schema/notices.ts'
import { conversations } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { startSender } from './deliver.ts'
import { noticePlatform, recipientStates, type Said, seedNotice, taken } from './testing-notices.ts'

const soon = { timeout: 8_000, interval: 20 }

interface Given {
  db: Db
  url: string
  channel: Channel
  now?: () => Date
  cutAfterMs?: number
  quietUntil?: (at: Date) => Date | undefined
}

/** The sender of a channel, by day unless told otherwise. */
function sending({ now = () => new Date(), quietUntil = () => undefined, ...given }: Given) {
  const log = pino({ level: 'silent' })
  const sender = startSender({ ...given, now, quietUntil, log })
  onTestFinished(() => sender.stop())
  return sender
}

const stateOf = async (db: Db, id: number) =>
  (await db.select().from(notices).where(eq(notices.id, id)))[0]?.state

const becomes = (db: Db, expected: Record<string, number>) =>
  vi.waitFor(async () => expect(await recipientStates(db)).toEqual(expected), soon)

const setState = (db: Db, id: number, state: 'sending' | 'paused' | 'stopped') =>
  db.update(notices).set({ state }).where(eq(notices.id, id))

/** The most messages in any second, slid anywhere. */
function mostInASecond(said: Said[]): number {
  return Math.max(
    ...said.map(({ at }) => said.filter((o) => o.at >= at && o.at < at + 1_000).length),
  )
}

test('a notice reaches each recipient once, whose state says so, and is done then', async ({
  db,
  url,
}) => {
  const { channel, said } = noticePlatform(undefined)
  const id = await seedNotice(db, { people: 300 })
  sending({ db, url, channel })
  await becomes(db, { sent: 300 })
  await vi.waitFor(async () => expect(await stateOf(db, id)).toBe('done'), soon)
  expect(new Set(said.map(({ to }) => to)).size).toBe(300)
  expect(said).toHaveLength(300)
  const rows = await db.select().from(deliveries)
  expect(rows.every((row) => row.class === 'notice' && row.noticeId === id)).toBe(true)
  expect(said[0]!.text).toContain('Nghị định mới')
})

test('of two senders on one channel only one tells a notice', async ({ db, url }) => {
  const [one, two] = [noticePlatform(undefined), noticePlatform(undefined)]
  await seedNotice(db, { people: 200 })
  sending({ db, url, channel: one.channel })
  sending({ db, url, channel: two.channel })
  await becomes(db, { sent: 200 })
  expect([one.said.length, two.said.length].toSorted((a, b) => a - b)).toEqual([0, 200])
})

test('a limit holds in every second, slid anywhere, and replies do not wait for it', async ({
  db,
  url,
}) => {
  const { channel, said, to } = noticePlatform({ perSecond: 10 })
  await seedNotice(db, { people: 25 })
  const sender = sending({ db, url, channel })
  await vi.waitFor(() => expect(said.length).toBeGreaterThan(3), soon)
  const [row] = await db.select().from(conversations).where(eq(conversations.address, 'n25'))
  const where = { conversationId: row!.id, channel: 'telegram', cause: 'reply' } as const
  const begun = performance.now()
  for (const text of ['a', 'b', 'c']) await deliver(db, { ...where, body: { text } }, new Date())
  sender.nudge()
  await vi.waitFor(() => expect(to('n25').length).toBeGreaterThanOrEqual(3), soon)
  expect(performance.now() - begun).toBeLessThan(700)
  await becomes(db, { sent: 25 })
  expect(mostInASecond(said.filter(({ text }) => text.length > 1))).toBeLessThanOrEqual(10)
})

test('two notices to one chat are a second apart where the platform wants it', async ({
  db,
  url,
}) => {
  const { channel, to } = noticePlatform({ perChatMs: 400 })
  await seedNotice(db, { people: 2, body: 'một|hai' })
  await seedNotice(db, { people: 2 })
  sending({ db, url, channel })
  await becomes(db, { sent: 4 })
  for (const address of ['n1', 'n2']) {
    const at = to(address).map((one) => one.at)
    expect(at).toHaveLength(3 + 0)
    expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(400)
    expect(at[2]! - at[1]!).toBeGreaterThanOrEqual(400)
  }
})

test('pause, resume and stop take effect within a second', async ({ db, url }) => {
  const { channel, said } = noticePlatform({ perSecond: 40 })
  const id = await seedNotice(db, { people: 500 })
  sending({ db, url, channel })
  await vi.waitFor(() => expect(said.length).toBeGreaterThan(5), soon)
  await setState(db, id, 'paused')
  await pause(150)
  const paused = said.length
  await pause(400)
  expect(said.length).toBe(paused)
  await setState(db, id, 'sending')
  await vi.waitFor(() => expect(said.length).toBeGreaterThan(paused), {
    timeout: 1_000,
    interval: 5,
  })
  await setState(db, id, 'stopped')
  await pause(150)
  const stopped = said.length
  await vi.waitFor(
    async () =>
      expect(await recipientStates(db)).toEqual({ sent: stopped, stopped: 500 - stopped }),
    soon,
  )
  expect(said.length).toBe(stopped)
})

test('at night only urgent notices go out, and a failed try waits for the morning', async ({
  db,
  url,
}) => {
  const night = new Date('2026-03-02T23:00:00+07:00')
  const morning = new Date('2026-03-03T06:30:00+07:00')
  const { channel, said } = noticePlatform(undefined)
  await seedNotice(db, { people: 3, now: night, title: 'Việc thường' })
  await seedNotice(db, { people: 3, now: night, title: 'Việc gấp', urgent: true })
  sending({ db, url, channel, now: () => night, quietUntil: () => morning })
  await becomes(db, { sent: 3, waiting: 3 })
  expect(said.every(({ text }) => text.includes('Việc gấp'))).toBe(true)
})

test('each outcome is the recipient’s own, with its reason', async ({ db, url }) => {
  const no = (why: 'blocked' | 'refused' | 'later' | 'closed', detail = why as string): Sent => ({
    ...{ ok: false, why, detail },
  })
  const answers: Record<string, Sent | Promise<Sent>> = {
    n1: no('blocked'),
    n2: no('refused', '400 bad'),
    n3: no('closed'),
    n4: new Promise<Sent>(() => {}),
    n5: no('later', 'network: ECONNRESET'),
  }
  const { channel, said, to } = noticePlatform(undefined, (one, times) => {
    if (one.to === 'n6' && times === 1) return { ...no('later'), retryAfterMs: 50 } as Sent
    return answers[one.to] ?? taken
  })
  const id = await seedNotice(db, { people: 7 })
  sending({ db, url, channel, cutAfterMs: 200 })
  await becomes(db, { dropped: 1, failed: 1, later: 1, unknown: 2, sent: 2 })
  const rows = await db
    .select({
      address: conversations.address,
      state: noticeRecipients.state,
      why: noticeRecipients.why,
    })
    .from(noticeRecipients)
    .innerJoin(conversations, eq(conversations.id, noticeRecipients.conversationId))
    .orderBy(conversations.id)
  expect(rows.map(({ state, why }) => [state, why])).toEqual([
    ['dropped', 'blocked'],
    ['failed', 'refused'],
    ['later', 'closed'],
    ['unknown', 'later'],
    ['unknown', 'later'],
    ['sent', null],
    ['sent', null],
  ])
  expect(to('n6')).toHaveLength(2)
  expect(said).toHaveLength(8)
  await vi.waitFor(async () => expect(await stateOf(db, id)).toBe('done'), soon)
})

test('a reply to somebody is not held up by a notice to them that waits for its next try', async ({
  db,
  url,
}) => {
  const { channel, to } = noticePlatform(undefined, ({ text }) =>
    text === 'trả lời' ? taken : { ok: false, why: 'later', detail: 'busy', retryAfterMs: 60_000 },
  )
  await seedNotice(db, { people: 1 })
  const sender = sending({ db, url, channel })
  await vi.waitFor(() => expect(to('n1')).toHaveLength(1), soon)
  const [row] = await db.select().from(conversations)
  const where = { conversationId: row!.id, channel: 'telegram', cause: 'reply' } as const
  await deliver(db, { ...where, body: { text: 'trả lời' } }, new Date())
  sender.nudge()
  await vi.waitFor(() => expect(to('n1').at(-1)?.text).toBe('trả lời'), soon)
})

test('when the platform takes nothing, few are tried and none is in doubt by the thousand', async ({
  db,
  url,
}) => {
  const { channel, said } = noticePlatform(undefined, () => ({
    ...{ ok: false, why: 'later', detail: 'network: ECONNRESET' },
  }))
  await seedNotice(db, { people: 2_000 })
  sending({ db, url, channel })
  await pause(1_500)
  expect(said.length).toBeGreaterThan(0)
  expect(said.length).toBeLessThan(120)
})

test('what was being sent when the sender died is in doubt, and nobody is told again', async ({
  db,
  url,
}) => {
  const { channel, said } = noticePlatform(undefined)
  const id = await seedNotice(db, { people: 6 })
  await db.execute(sql`
    with cut as (
      insert into deliveries (conversation_id, channel, class, cause, body, notice_id, state, next_at, created_at)
      select conversation_id, channel, 'notice', 'notice', '{"text":"x"}', ${id}::bigint, 'sending', now(), now()
      from notice_recipients order by person_id limit 2 returning id, conversation_id
    )
    update notice_recipients r set state = 'sending', delivery_id = cut.id from cut
    where r.conversation_id = cut.conversation_id`)
  sending({ db, url, channel })
  await becomes(db, { unknown: 2, sent: 4 })
  expect(said.map(({ to }) => to)).toEqual(expect.arrayContaining(['n3', 'n4', 'n5', 'n6']))
  expect(said).toHaveLength(4)
})

test('outside the window a notice goes as its template where there is one, and waits otherwise', async ({
  db,
  url,
}) => {
  const told: { to: string; title: string }[] = []
  const { channel, said } = noticePlatform(undefined, undefined, 'zalo')
  const tellNotice: Channel['tellNotice'] = async (to, { title }) => {
    told.push({ to, title })
    return to === 'n1' ? { ok: false, why: 'blocked', detail: '-139' } : taken
  }
  await seedNotice(db, { people: 3, channel: 'zalo', routes: { template: true } })
  await db.execute(sql`update conversations set last_heard_at = now() - interval '8 days'
    where address in ('n1', 'n2')`)
  sending({ db, url, channel: { ...channel, tellNotice } })
  await becomes(db, { sent: 2, dropped: 1 })
  expect(told.map(({ to }) => to).toSorted()).toEqual(['n1', 'n2'])
  expect(told[0]!.title).toBe('Nghị định mới')
  expect(said.map(({ to }) => to)).toEqual(['n3'])
})

test('outside the window no template is paid for that its author did not want', async ({
  db,
  url,
}) => {
  const { channel, said } = noticePlatform(undefined, undefined, 'zalo')
  const tellNotice = async (to: string) => {
    said.push({ to, text: 'template', at: 0 })
    return taken
  }
  await seedNotice(db, { people: 2, channel: 'zalo' })
  await db.execute(sql`update conversations set last_heard_at = now() - interval '8 days'`)
  sending({ db, url, channel: { ...channel, tellNotice } })
  await becomes(db, { later: 2 })
  expect(said).toHaveLength(0)
})

test('outside the window, and with no template, it waits until they write', async ({ db, url }) => {
  const { channel, said } = noticePlatform(undefined, undefined, 'zalo')
  await seedNotice(db, { people: 2, channel: 'zalo' })
  await db.execute(sql`update conversations set last_heard_at = now() - interval '8 days'`)
  sending({ db, url, channel })
  await becomes(db, { later: 2 })
  expect(said).toHaveLength(0)
})

test('a digest is each one’s own, and nobody is told of nothing', async ({ db, url }) => {
  const { channel, to, said } = noticePlatform(undefined)
  const [first, second] = [
    await seedNotice(db, { people: 3, title: 'Nghị định A', state: 'done' }),
    await seedNotice(db, { people: 3, title: 'Nghị định B', state: 'done' }),
  ]
  const audience = { noticeIds: [first, second] }
  const digest = await seedNotice(db, { people: 3, kind: 'digest', audience, state: 'preparing' })
  await db.execute(sql`update notice_recipients set state = 'digest', why = 'in:' || ${digest}::bigint
    where notice_id in (${first}::bigint, ${second}::bigint)`)
  const of = (address: string) =>
    sql`(select person_id from conversations where address = ${address})`
  await db.execute(sql`update notice_recipients set state = 'dropped'
    where (notice_id = ${first} and person_id = ${of('n2')})
      or (notice_id <> ${digest} and person_id = ${of('n3')})`)
  await setState(db, digest, 'sending')
  sending({ db, url, channel })
  await vi.waitFor(async () => expect(await stateOf(db, digest)).toBe('done'), soon)
  expect(said).toHaveLength(2)
  expect(to('n1')[0]!.text).toMatch(/Nghị định A[\s\S]*Nghị định B/)
  expect(to('n2')[0]!.text).toContain('Nghị định B')
  expect(to('n2')[0]!.text).not.toContain('Nghị định A')
})
