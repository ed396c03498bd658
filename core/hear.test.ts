import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { deliveries } from '#db/schema/deliveries.ts'
import { messages, people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import type { Incoming } from './channel.ts'
import { openChats } from './conversation/testing-chat.ts'
import { hear } from './hear.ts'

const said = (from: string, eventId: string, text: string): Incoming => ({
  ...{ channel: 'telegram', kind: 'text' },
  ...{ from, eventId, text, at: new Date() },
})

test('the same event three times at once is heard once', async ({ db }) => {
  const { desk } = await openChats(db)
  const event = said('lan', 'u1', 'Tôi muốn đăng ký nhãn hiệu cho sản phẩm quế')
  await Promise.all([hear(desk, event), hear(desk, event), hear(desk, event)])
  expect(await db.$count(messages)).toBe(1)
  expect(await db.$count(deliveries)).toBe(1)
  expect(await db.$count(people)).toBe(1)
  await hear(desk, event)
  expect(await db.$count(deliveries)).toBe(1)
})

test('two strangers at once, and one stranger twice at once, are one person each', async ({
  db,
}) => {
  const { desk } = await openChats(db)
  await Promise.all(
    ['lan', 'lan', 'mai', 'mai'].map((from, at) => hear(desk, said(from, `u${at}`, 'menu'))),
  )
  expect(await db.$count(people)).toBe(2)
  expect(await db.$count(deliveries)).toBe(4)
})

test('fifty events of one person at once are heard in the order they came', async ({ db }) => {
  const { desk, person } = await openChats(db)
  const texts = Array.from({ length: 50 }, (_, at) => `thu tu ${at}`)
  await Promise.all(texts.map((text, at) => hear(desk, said('lan', `u${at}`, text))))
  const kept = await db.select({ text: messages.text }).from(messages).orderBy(messages.id)
  expect(kept.map((row) => row.text)).toEqual(texts)
  expect(await person('lan', 'telegram').heard()).toHaveLength(50)
})

test('a message too many in a minute is kept, answered once with a polite word, and slows nobody', async ({
  db,
}) => {
  const { desk, person } = await openChats(db)
  await Promise.all(
    Array.from({ length: 200 }, (_, at) => hear(desk, said('lan', `u${at}`, `dong ${at}`))),
  )
  expect(await db.$count(messages)).toBe(200)
  const heard = await person('lan', 'telegram').heard()
  expect(heard).toHaveLength(121)
  expect(heard.at(-1)?.text).toContain('quá nhanh')
  expect(await person('mai', 'telegram').says('menu')).toContain('Anh/Chị cần Sở hỗ trợ việc gì?')
})

test('a clock set back does not lock anybody out', async ({ db }) => {
  const { clock, person } = await openChats(db)
  const lan = person('lan')
  await lan.says('menu')
  clock.now = new Date(clock.now.getTime() - 3_600_000)
  expect(await lan.says('menu')).toContain('Anh/Chị cần Sở hỗ trợ việc gì?')
})

test('what PostgreSQL cannot store, and marks that turn text round, do no harm', async ({ db }) => {
  const { person } = await openChats(db)
  const reply = await person('lan').says('đăng ký\u0000 nhãn \u202euệih\u202c hiệu\ud800 cho quế')
  expect(reply).toContain('thuộc lĩnh vực nào')
  const [message] = await db.select({ text: messages.text }).from(messages)
  expect(message?.text).toBe('đăng ký nhãn uệih hiệu\ufffd cho quế')
})

test('a question of one megabyte is taken whole', { timeout: 30_000 }, async ({ db }) => {
  const { person } = await openChats(db)
  const lan = person('lan')
  await lan.says(`Xin hỏi về nhãn hiệu. ${'quế '.repeat(250_000)}`)
  await lan.says('1')
  await lan.presses('consent.no')
  expect(await lan.says('gửi')).toContain('HL-2026-000001')
  const [message] = await db.select({ size: sql<number>`max(length(text))` }).from(messages)
  expect(message?.size).toBeGreaterThan(1_000_000)
  const [ticket] = await db.select({ question: tickets.question }).from(tickets)
  expect(ticket?.question.length).toBeLessThan(10_100)
})

test('when storing fails nothing has happened, and the same event can come again', async ({
  db,
}) => {
  const { desk, person } = await openChats(db)
  const event = said('lan', 'u1', 'menu')
  await db.execute(
    sql`create function trip() returns trigger language plpgsql as $$ begin raise exception 'disk'; end $$`,
  )
  await db.execute(
    sql`create trigger trip before insert on deliveries for each row execute function trip()`,
  )
  await expect(hear(desk, event)).rejects.toThrow()
  await db.execute(sql`drop trigger trip on deliveries`)
  await db.execute(sql`drop function trip`)
  expect(await db.$count(messages)).toBe(0)
  await hear(desk, event)
  expect(await person('lan', 'telegram').heard()).toHaveLength(1)
})

test('only what a person does opens the window again; following and leaving are kept', async ({
  db,
}) => {
  const { clock, person } = await openChats(db)
  const lan = person('lan', 'zalo')
  await lan.sends({ kind: 'follow' })
  const followed = clock.now
  expect(await lan.conversation()).toMatchObject({ followedAt: followed, lastHeardAt: followed })
  clock.now = new Date(followed.getTime() + 3_600_000)
  await lan.sends({ kind: 'seen' })
  expect((await lan.conversation())?.lastHeardAt).toEqual(followed)
  await lan.sends({ kind: 'unfollow' })
  expect(await lan.conversation()).toMatchObject({
    ...{ followedAt: null, lastHeardAt: followed },
    ...{ blockedAt: clock.now, blockedWhy: 'blocked' },
  })
  await lan.says('menu')
  expect(await lan.conversation()).toMatchObject({
    ...{ followedAt: null, lastHeardAt: clock.now, blockedAt: null, blockedWhy: null },
  })
})

test('an event kept back on its way opens the window from when it happened', async ({ db }) => {
  const { person, clock } = await openChats(db)
  const lan = person('lan', 'zalo')
  const ago = (minutes: number) => new Date(clock.now.getTime() - minutes * 60_000)
  await lan.sends({ kind: 'text', text: 'menu', at: ago(30) })
  expect((await lan.conversation())?.lastHeardAt).toEqual(ago(30))
  await lan.sends({ kind: 'text', text: 'menu', at: ago(45) })
  expect((await lan.conversation())?.lastHeardAt).toEqual(ago(30))
  await lan.sends({ kind: 'text', text: 'menu', at: ago(60 * 24 * 365) })
  expect((await lan.conversation())?.lastHeardAt).toEqual(clock.now)
})

test('a leaving that is told late does not hold up who has come back since', async ({ db }) => {
  const { person, clock } = await openChats(db)
  const lan = person('lan', 'zalo')
  await lan.says('menu')
  await lan.sends({ kind: 'unfollow', at: new Date(clock.now.getTime() - 5 * 60_000) })
  expect(await lan.conversation()).toMatchObject({ blockedAt: null, blockedWhy: null })
})

test('somebody who only saw or left is no person yet', async ({ db }) => {
  const { person } = await openChats(db)
  await person('lan', 'zalo').sends({ kind: 'unfollow' })
  await person('mai', 'zalo').sends({ kind: 'seen' })
  expect(await db.$count(people)).toBe(0)
})
