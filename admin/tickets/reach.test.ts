import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import type { ChannelName } from '#core/channel.ts'
import { noteQuotas, saveReachRules } from '#core/deliveries/reach-rules.ts'
import { testChannel } from '#core/deliveries/testing-channel.ts'
import { route } from '#core/tickets/routing.ts'
import { ask, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'

const hour = 3_600_000
const ago = (hours: number) => new Date(Date.now() - hours * hour)

/** A ticket asked on a channel, whose person was heard there so many hours ago, and the officer who has it. */
async function asked(
  db: Db,
  sql: Parameters<typeof openPanel>[1],
  channel: ChannelName,
  hours: number,
) {
  const desk = await makeDesk(db)
  const chat = eq(conversations.id, desk.person.conversationId)
  await db
    .update(conversations)
    .set({ channel, lastHeardAt: ago(hours) })
    .where(chat)
  const opened = await ask(db, { ...desk.person, channel: channel as 'web' }, ago(hours))
  const place = { fieldId: desk.fields.standard, leadUnitId: desk.units.standards }
  const to = { ...place, scope: 'general' as const }
  const ticket = await route(db, desk.coordinator, opened.id, opened.version, to, new Date())
  await db.delete(deliveries)
  const panel = await openPanel(db, sql)
  const browser = await panel.as('officer', { unitId: desk.units.standards })
  const url = `/admin/tickets/${ticket.code}`
  const page = async (path: string) => (await (await browser.get(path)).text()).replace(/\s+/g, ' ')
  const block = () => db.update(conversations).set({ blockedAt: new Date() }).where(chat)
  return { desk, ticket, url, page, browser, block }
}

const tells = (...names: ChannelName[]) => names.map((name) => testChannel({ name, tells: true }))

describe('the inbox and the ticket say', () => {
  test('until when it is free, and what comes then', async ({ db, sql }) => {
    const { page, url } = await asked(db, sql, 'zalo', 10)
    expect(await page('/admin/tickets')).toContain('Gửi qua Zalo. Gửi miễn phí đến')
    const shown = await page(url)
    expect(shown).toMatch(/miễn phí đến \d\d:\d\d ngày \d+\/\d+; sau đó tính vào gói tin/)
    expect(shown).toContain('Gửi câu trả lời qua Zalo')
  })

  test('that it is counted, and what is left of the package', async ({ db, sql }) => {
    const { page, url } = await asked(db, sql, 'zalo', 60)
    expect(await page(url)).toContain('tính vào gói tin của kênh. Khi hết gói, mỗi tin 55 đ.')
    await noteQuotas(db, [testChannel({ name: 'zalo', left: 1234 })], new Date())
    expect(await page(url)).toContain('Gói còn 1.234 tin; hết gói thì mỗi tin 55 đ.')
    expect(await page('/admin/tickets')).toContain('Gói tin, còn 1.234')
  })

  test('that it waits, and that a template tells of an answer', async ({ db, sql }) => {
    const { page, url } = await asked(db, sql, 'zalo', 200)
    expect(await page('/admin/tickets')).toContain('Chờ nhắn lại')
    expect(await page(url)).toContain('Gửi câu trả lời (chờ nhắn lại trên Zalo)')
    await saveReachRules(db, tells('zalo'), new Date())
    expect(await page('/admin/tickets')).toContain('Báo tin mẫu, 200 đ')
    const shown = await page(url)
    expect(shown).toContain('báo một lần bằng tin mẫu ZBS (khoảng 200 đ)')
    const more = shown.slice(shown.indexOf('compose-more"'))
    expect(more).toContain('gửi ngay khi người hỏi nhắn lại')
  })

  test('until when a person may still answer on Messenger', async ({ db, sql }) => {
    const { page, url } = await asked(db, sql, 'messenger', 30)
    expect(await page(url)).toContain('Đã quá thời gian Messenger cho phép gửi')
    const human = testChannel({ name: 'messenger', humanAgent: true })
    await saveReachRules(db, [human], new Date())
    expect(await page(url)).toContain('Gửi qua Messenger. Nhận được đến')
  })

  test('that somebody blocked us, and which other chat it goes to', async ({ db, sql }) => {
    const { desk, page, url, block } = await asked(db, sql, 'zalo', 1)
    await block()
    expect(await page('/admin/tickets')).toContain('Đã chặn')
    const { personId } = desk.person
    const at = { createdAt: ago(5), lastHeardAt: ago(5) }
    await db.insert(conversations).values({ channel: 'telegram', address: '7', personId, ...at })
    const shown = await page(url)
    expect(shown).toContain('Hiện không gửi được qua Zalo nên nội dung được gửi qua Telegram')
    expect(shown).toContain('Gửi câu trả lời qua Telegram')
    expect(await page('/admin/tickets')).not.toContain('Đã chặn')
  })
})

describe('whoever sends is told', () => {
  const sent = async (of: Awaited<ReturnType<typeof asked>>) => {
    const shown = await of.page(of.url)
    const form = shown.slice(shown.indexOf('compose-answer"'))
    const value = (name: string) => form.match(new RegExp(`name="${name}" value="(\\d+)"`))?.[1]
    const fields = { version: value('version') ?? '', seen: value('seen') ?? '' }
    const typed = { ...fields, body: 'Hồ sơ gồm tờ khai.', deed: 'send' }
    return (await (await of.browser.submit(`${of.url}/answer`, typed)).text()).replace(/\s+/g, ' ')
  }

  test('that it went out', async ({ db, sql }) => {
    expect(await sent(await asked(db, sql, 'zalo', 1))).toContain('Đã gửi câu trả lời.')
  })

  test('that it waits', async ({ db, sql }) => {
    const shown = await sent(await asked(db, sql, 'zalo', 200))
    expect(shown).toContain('Hiện chưa gửi được cho người hỏi')
    expect(shown).not.toContain('Đã gửi câu trả lời.')
  })

  test('that a template tells of it', async ({ db, sql }) => {
    const ticket = await asked(db, sql, 'zalo', 200)
    await saveReachRules(db, tells('zalo'), new Date())
    expect(await sent(ticket)).toContain('Người hỏi được báo bằng tin mẫu là Sở đã có trả lời')
    const told = { state: 'held' as const, why: 'closed', toldAt: new Date() }
    await db.update(deliveries).set(told).where(eq(deliveries.cause, 'answer'))
    expect(await ticket.page(ticket.url)).toContain('đã báo bằng tin mẫu lúc')
  })
})
