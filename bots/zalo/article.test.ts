import { eq } from 'drizzle-orm'
import { expect, onTestFinished } from 'vitest'
import { recipientStates, seedNotice } from '#bots/testing-notices.ts'
import { openChats } from '#core/conversation/testing-chat.ts'
import { runBroadcasts } from '#core/notices/broadcasts.ts'
import type { Db } from '#db/client.ts'
import { noticeBroadcasts, noticeRecipients, notices } from '#db/schema/notices.ts'
import { test } from '#db/testing.ts'
import { type FakeOptions, startZaloFake } from './fake.ts'
import { openZalo } from './testing-zalo.ts'

const noon = new Date('2026-03-02T12:00:00+07:00')
const minutes = (n: number, from = noon) => new Date(from.getTime() + n * 60_000)

/** A notice to three followers, that chose the article. */
async function broadcasting(db: Db, options: FakeOptions = {}, row: { urgent?: boolean } = {}) {
  await openChats(db)
  const fake = await startZaloFake({ limit: 4000, ...options })
  onTestFinished(() => fake.close())
  const { channel } = openZalo(db, fake, async () => {})
  const id = await seedNotice(db, {
    ...{ people: 3, channel: 'zalo', routes: { broadcast: true }, now: noon, ...row },
    ...{
      title: 'Nghị định <13>',
      body: 'Một đoạn.\n\nHai & ba.',
      link: 'https://hoi.example.vn/x',
    },
  })
  await db.update(noticeRecipients).set({ route: 'broadcast' })
  const run = (now: Date) => runBroadcasts(db, [channel], { now })
  const state = async () => (await db.select().from(noticeBroadcasts))[0]
  return { fake, id, run, state }
}

test('an article is created, read by Zalo, and sent to all followers once', async ({ db }) => {
  const { fake, run, state } = await broadcasting(db)
  await run(noon)
  expect(await state()).toMatchObject({ state: 'verifying', platformId: 'token-0' })
  await run(noon)
  expect(fake.broadcasts).toHaveLength(0)
  await run(minutes(2))
  expect(await state()).toMatchObject({ state: 'sent', detail: 'b1', platformId: 'article-0' })
  await run(minutes(4))
  expect(fake.broadcasts).toHaveLength(1)
  expect(await recipientStates(db)).toEqual({ sent: 3 })
  const [article] = fake.broadcasts
  expect(article).toMatchObject({ title: 'Nghị định <13>', description: 'Một đoạn.' })
  expect(article!.body[0].content).toContain('<p>Hai &#38; ba.</p>')
  expect(article!.cover.photo_url).toBe('https://hoi.example.vn/zalo/cover.png')
  expect(fake.sent()).toHaveLength(0)
})

test('two processes at once create and send it once', async ({ db }) => {
  const { fake, run } = await broadcasting(db, { articleWaits: 0, delayMs: 30 })
  await Promise.all([run(noon), run(noon), run(noon)])
  await Promise.all([run(minutes(1)), run(minutes(1))])
  expect(fake.calls.filter(({ path }) => path.endsWith('/article/create'))).toHaveLength(1)
  expect(fake.broadcasts).toHaveLength(1)
})

test('by night it waits for the morning; an urgent one only for Zalo’s own hours', async ({
  db,
}) => {
  const evening = new Date('2026-03-02T21:05:00+07:00')
  const { fake, run, state } = await broadcasting(db, { articleWaits: 0 })
  await run(evening)
  expect((await state())!.nextAt).toEqual(new Date('2026-03-03T06:30:00+07:00'))
  await run(new Date('2026-03-03T06:29:00+07:00'))
  expect(fake.broadcasts).toHaveLength(0)
  await run(new Date('2026-03-03T06:30:00+07:00'))
  expect(fake.broadcasts).toHaveLength(1)
})

test('what was cut is in doubt and is not repeated', async ({ db }) => {
  const { fake, run, state } = await broadcasting(db, { articleWaits: 0 })
  fake.fail('cut', { path: '/v2.0/oa/message' })
  await run(noon)
  expect(await state()).toMatchObject({ state: 'unknown' })
  fake.heal()
  await run(minutes(10))
  expect(fake.broadcasts).toHaveLength(0)
  expect(await recipientStates(db)).toEqual({ unknown: 3 })
})

test('a process that died in a step leaves it in doubt', async ({ db }) => {
  const { fake, run, state, id } = await broadcasting(db)
  const row = { noticeId: id, channel: 'zalo', at: noon, nextAt: minutes(3) }
  await db.insert(noticeBroadcasts).values({ ...row, state: 'sending', detail: 'handed over' })
  await run(minutes(1))
  expect((await state())!.state).toBe('sending')
  await run(minutes(4))
  expect((await state())!.state).toBe('unknown')
  expect(fake.broadcasts).toHaveLength(0)
})

test('readers of an article that Zalo does not take wait until they write', async ({ db }) => {
  const { fake, run, state } = await broadcasting(db)
  fake.fail({ error: -223, message: 'Your OA has reach the limit quota create article' })
  await run(noon)
  expect(await state()).toMatchObject({ state: 'failed' })
  expect(await recipientStates(db)).toEqual({ later: 3 })
})

test('a busy Zalo is asked again later, a stopped notice not at all', async ({ db }) => {
  const { fake, run, state, id } = await broadcasting(db, { articleWaits: 0 })
  fake.fail({ error: -200 }, { path: '/article/create', times: 1 })
  await run(noon)
  expect(await state()).toMatchObject({ state: 'waiting', nextAt: minutes(5) })
  await db.update(notices).set({ state: 'stopped' }).where(eq(notices.id, id))
  await run(minutes(6))
  expect(await state()).toMatchObject({ state: 'failed', detail: 'stopped' })
  expect(fake.calls.filter(({ path }) => path.endsWith('/article/create'))).toHaveLength(1)
})

test('outside the window a notice goes as the approved template, with what that asks for', async ({
  db,
}) => {
  const fake = await startZaloFake({
    templateParameters: { ten_van_ban: 12, duong_dan: 200, ngay: 20 },
  })
  onTestFinished(() => fake.close())
  const now = () => noon
  const { channel } = openZalo(db, fake, async () => {}, { noticeTemplateId: 't1', now })
  const notice = { title: 'Nghị định về nhãn hàng hóa', link: 'https://hoi.example.vn/x' }
  const sent = await channel.tellNotice!('77', notice, AbortSignal.timeout(5_000))
  expect(sent).toMatchObject({ ok: true })
  expect(fake.sent('77')[0]!.payload).toMatchObject({
    template_id: 't1',
    template_data: { ten_van_ban: 'Nghị định v…', duong_dan: notice.link, ngay: '02/03/2026' },
  })
})
