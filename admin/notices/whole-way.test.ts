import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import { expect, onTestFinished, vi } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { startSender } from '#bots/deliver.ts'
import { noticePlatform } from '#bots/testing-notices.ts'
import type { ChannelName } from '#core/channel.ts'
import { openChats, type Person } from '#core/conversation/testing-chat.ts'
import { saveReachRules } from '#core/deliveries/reach-rules.ts'
import { saveNoticeSettings } from '#core/notices/settings.ts'
import { startNotices, tendDigest } from '#core/notices/starting.ts'
import { noticeRecipients, notices } from '#db/schema/notices.ts'
import { test } from '#db/testing.ts'

const soon = { timeout: 8_000, interval: 30 }
const dayMs = 86_400_000

async function subscribes(person: Person, pace: 'ngay khi có' | 'mỗi tuần một bản tin') {
  for (const said of ['đăng ký nhận tin', '1', '1', 'bỏ qua', pace, 'tôi đồng ý']) {
    await person.says(said)
  }
}

test('from a subscription in chat over the panel to four channels, the digest, and who wrote late', async ({
  db,
  sql,
  url,
}) => {
  const { person, clock } = await openChats(db)
  const begun = new Date()
  const now = () => clock.now
  const log = pino({ level: 'silent' })
  const open = (name: ChannelName) => {
    const platform = noticePlatform(undefined, undefined, name)
    const sender = startSender({
      db,
      url,
      channel: platform.channel,
      now,
      log,
      quietUntil: () => undefined,
    })
    onTestFinished(() => sender.stop())
    return platform
  }
  const channels = ['telegram', 'zalo', 'web', 'email'] as const
  const [telegram, zalo, web, email] = channels.map(open)
  await saveReachRules(
    db,
    [telegram, zalo, web, email].map((one) => one!.channel),
    begun,
  )

  clock.now = new Date(begun.getTime() - 8 * dayMs)
  const silent = person('silent', 'zalo')
  await subscribes(silent, 'ngay khi có')
  clock.now = begun
  const here = person('here', 'telegram')
  const visitor = person('visitor', 'web')
  const weekly = person('weekly', 'email')
  const gone = person('gone', 'telegram')
  await subscribes(here, 'ngay khi có')
  await subscribes(visitor, 'ngay khi có')
  await subscribes(weekly, 'mỗi tuần một bản tin')
  await subscribes(gone, 'ngay khi có')
  await gone.says('dừng')

  const browser = await (await openPanel(db, sql)).as('head')
  await browser.submit('/admin/notices', {
    ...{ kind: 'law', title: 'Nghị định về AI', body: 'Phải tự phân loại rủi ro.', lateDays: '3' },
    counted: 'on',
  })
  const [notice] = await db.select().from(notices)
  const path = `/admin/notices/${notice!.id}`
  await browser.submit(`${path}/schedule`, { when: 'now' })
  await startNotices(db, new Date())
  const states = async () => {
    const rows = await db
      .select()
      .from(noticeRecipients)
      .where(eq(noticeRecipients.noticeId, notice!.id))
    return Object.fromEntries(rows.map(({ channel, state }) => [channel, state]))
  }
  const first = { telegram: 'sent', web: 'sent', zalo: 'later', email: 'digest' }
  await vi.waitFor(async () => expect(await states()).toEqual(first), soon)
  const heard = (platform: typeof telegram, address: string) =>
    platform!.to(address).filter(({ text }) => text.includes('Nghị định về AI')).length
  expect([heard(telegram, 'here'), heard(web, 'visitor'), heard(telegram, 'gone')]).toEqual([
    1, 1, 0,
  ])
  const page = await (await browser.get(`${path}/progress`)).text()
  expect(page).toContain('ngoài thời gian nền tảng cho nhắn: 1')

  clock.now = new Date(Math.max(Date.now(), begun.getTime()))
  const said = await silent.says('menu')
  expect(said).toContain('Thông báo này Sở đã gửi trước đó')
  await vi.waitFor(() => expect(heard(zalo, 'silent')).toBe(1), soon)

  const local = new Date(Date.now() + dayMs + 7 * 3_600_000)
  const by = { actor: { id: 'x' }, ip: undefined, now: begun }
  await saveNoticeSettings(db, { approval: false, digestDay: local.getUTCDay(), digestHour: 8 }, by)
  const morning = new Date(`${local.toISOString().slice(0, 10)}T08:00:00+07:00`)
  await tendDigest(db, morning)
  await vi.waitFor(() => expect(heard(email, 'weekly')).toBe(1), soon)
  await vi.waitFor(async () => {
    await tendDigest(db, new Date(morning.getTime() + 60_000))
    expect((await states()).email).toBe('sent')
  }, soon)
  const told = [telegram, zalo, web, email].flatMap((one) => one!.said)
  expect(told.filter(({ text }) => text.includes('Nghị định về AI'))).toHaveLength(4)
})
