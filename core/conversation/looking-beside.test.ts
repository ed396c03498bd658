import { pino } from 'pino'
import type { Sql } from 'postgres'
import { expect } from 'vitest'
import { installSelfChecks } from '#core/assistant/self-checks.ts'
import { publishedLaw } from '#core/law/documents/testing-law.ts'
import { openShelf } from '#core/law/shelf.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, drafts } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { openChats } from './testing-chat.ts'

const text = `Điều 1. Kiểm định phương tiện đo
Phương tiện đo thuộc danh mục nhóm 2 phải được kiểm định ban đầu trước khi đưa vào sử dụng.`
const question = 'phuong tien do nhom 2 co phai kiem dinh khong'

async function withLaw(db: Db, sql: Sql) {
  const chats = await openChats(db)
  const { desk, clock } = chats
  await publishedLaw(db, '99/2025/NĐ-CP', { text, inForceOn: '2025-07-01' }, clock.now)
  const log = pino({ level: 'silent' })
  desk.shelf = await openShelf({ db, sql, dataDir: desk.dataDir, log, now: desk.now })
  await desk.shelf.caughtUp()
  return chats
}

test('what an officer asks for while passages stand goes to their ticket', async ({ db, sql }) => {
  const { person, desk, clock } = await withLaw(db, sql)
  const lan = person('lan')
  await lan.says('xin hỏi thủ tục vay vốn khởi nghiệp ở xã tôi')
  expect(await lan.says('gặp cán bộ')).toContain('HL-2026-000001')
  await db.update(conversations).set({ ticketId: null })
  expect(await lan.says(question)).toContain('Điều 1 Nghị định 99/2025/NĐ-CP')
  const [ticket] = await db.update(tickets).set({ state: 'waiting' }).returning()
  const { id } = (await lan.conversation())!
  await db.insert(deliveries).values({
    ...{ conversationId: id, channel: 'web', cause: 'more', ticketId: ticket!.id },
    ...{ body: { text: 'Anh/Chị ở xã nào?' }, nextAt: clock.now, createdAt: clock.now },
  })
  await db.update(conversations).set({ ticketId: ticket!.id })
  expect(await lan.says('Tả Van, gần chợ cũ')).toContain('HL-2026-000001')
  expect((await lan.conversation())?.flow).toBeNull()
  expect(await db.select().from(drafts)).toMatchObject([{ answers: { question } }])
  expect((await db.select().from(tickets))[0]?.state).not.toBe('waiting')
  await desk.shelf?.stop()
})

test('a greeting after passages begins anew and keeps the question', async ({ db, sql }) => {
  const { person, desk } = await withLaw(db, sql)
  const lan = person('lan')
  await lan.says(question)
  expect(await lan.says('xin chào')).toContain('cần Sở hỗ trợ việc gì')
  expect((await lan.conversation())?.flow).toBeNull()
  expect(await db.select().from(drafts)).toMatchObject([{ answers: { question } }])
  await desk.shelf?.stop()
})

test('gặp cán bộ after a self-check sends its result, and asks for nothing', async ({ db }) => {
  const { person, clock } = await openChats(db)
  await installSelfChecks(db, clock.now)
  const lan = person('lan')
  await lan.presses('self-check:quy-mo-doanh-nghiep')
  for (const typed of ['1', 'thương mại và dịch vụ']) await lan.says(typed)
  await lan.says('không quá 10 người')
  expect(await lan.says('không quá 10 tỷ đồng')).toContain('Kết quả: Doanh nghiệp siêu nhỏ')
  expect(await lan.says('gặp cán bộ')).toContain('HL-2026-000001')
  expect((await db.select().from(tickets))[0]?.question).toContain('Doanh nghiệp siêu nhỏ')
})

test('looking for a luật sư is a question, no look-up of "sư"', async ({ db, sql }) => {
  const { person, desk } = await withLaw(db, sql)
  const lan = person('lan')
  await lan.says('tìm luật sư tư vấn hợp đồng cho cơ sở')
  expect((await lan.conversation())?.answers.question).toBe('tìm luật sư tư vấn hợp đồng cho cơ sở')
  await desk.shelf?.stop()
})
