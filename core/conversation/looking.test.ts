import { pino } from 'pino'
import type { Sql } from 'postgres'
import { expect } from 'vitest'
import { installSelfChecks } from '#core/assistant/self-checks.ts'
import { publishedLaw } from '#core/law/documents/testing-law.ts'
import { openShelf } from '#core/law/shelf.ts'
import type { Db } from '#db/client.ts'
import { lookups } from '#db/schema/assistant.ts'
import { drafts } from '#db/schema/people.ts'
import { publishedAnswers } from '#db/schema/published.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { openChats } from './testing-chat.ts'

const text = `Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về kiểm định phương tiện đo và xử lý vi phạm.
Điều 2. Kiểm định phương tiện đo
1. Phương tiện đo thuộc danh mục nhóm 2 phải được kiểm định ban đầu trước khi đưa vào sử dụng, kiểm định định kỳ trong quá trình sử dụng.
2. Chủ phương tiện đo chịu chi phí kiểm định.
Điều 3. Dấu kiểm định
Dấu kiểm định phải rõ ràng và không dễ tẩy xóa.`

/** The chats of an office that has one decree in its law base. */
async function withLaw(db: Db, sql: Sql) {
  const chats = await openChats(db)
  const { desk, clock } = chats
  await publishedLaw(db, '99/2025/NĐ-CP', { text, inForceOn: '2025-07-01' }, clock.now)
  const log = pino({ level: 'silent' })
  const shelf = await openShelf({ db, sql, dataDir: desk.dataDir, log, now: desk.now })
  await shelf.caughtUp()
  desk.shelf = shelf
  desk.publicUrl = 'https://hoi.example.vn/'
  return { ...chats, shelf }
}

const question = 'phuong tien do nhom 2 co phai kiem dinh khong'

test('a question out of the blue is looked up, shown with its validity, and counts as served', async ({
  db,
  sql,
}) => {
  const { person, shelf } = await withLaw(db, sql)
  const lan = person('lan')
  const shown = await lan.says(question)
  expect(shown).toContain('Điều 2 Nghị định 99/2025/NĐ-CP, còn hiệu lực (từ ngày 01/07/2025)')
  expect(shown).toContain('phải được kiểm định ban đầu')
  expect(shown).toContain('https://hoi.example.vn/van-ban/')
  expect(shown).toContain('tra cứu tự động để tham khảo')
  const labels = (await lan.heard()).at(-1)?.choices?.map(({ label }) => label)
  expect(labels).toEqual(['Đúng điều tôi cần', 'Gửi câu hỏi cho Sở', 'Gặp cán bộ'])
  expect(await lan.says('đúng rồi, cảm ơn nhé')).toContain('Cảm ơn Anh/Chị')
  expect(await db.select().from(lookups)).toMatchObject([
    { question, state: 'shown', verdict: 'helped', ticketId: null, asked: 'chat' },
  ])
  expect((await lan.conversation())?.flow).toBeNull()
  await shelf.stop()
})

test('what was typed is sent without being asked for again, and the ticket knows what was shown', async ({
  db,
  sql,
}) => {
  const { person, shelf } = await withLaw(db, sql)
  const lan = person('lan')
  await lan.says(question)
  expect(await lan.says('gửi câu hỏi cho sở')).toContain('thuộc lĩnh vực nào?')
  await lan.says('1')
  await lan.says('không')
  expect(await lan.says('gửi')).toContain('HL-2026-000001')
  const [ticket] = await db.select().from(tickets)
  expect(ticket?.question).toBe(question)
  expect(await db.select().from(lookups)).toMatchObject([{ ticketId: ticket?.id, verdict: 'sent' }])
  await shelf.stop()
})

test('one tap brings the question to a human', async ({ db, sql }) => {
  const { person, shelf } = await withLaw(db, sql)
  const lan = person('lan')
  await lan.says(question)
  expect(await lan.presses('do:human')).toContain('HL-2026-000001')
  const [ticket] = await db.select().from(tickets)
  expect(ticket?.question).toBe(question)
  expect(await db.select().from(lookups)).toMatchObject([
    { ticketId: ticket?.id, verdict: 'human' },
  ])
  await shelf.stop()
})

test('nothing good enough: one honest sentence, then the office as ever', async ({ db, sql }) => {
  const { person, shelf } = await withLaw(db, sql)
  const lan = person('lan')
  const said = await lan.says('vợ chồng tôi muốn nhận con nuôi thì đo đạc giấy tờ ra sao')
  expect(said).toContain('chưa tìm thấy nội dung đủ sát')
  expect(said).toContain('thuộc lĩnh vực nào?')
  expect(await db.select().from(lookups)).toMatchObject([{ state: 'nothing', shown: [] }])
  await shelf.stop()
})

test('more words after the passages go with the question; words that find their own are shown', async ({
  db,
  sql,
}) => {
  const { person, shelf } = await withLaw(db, sql)
  const lan = person('lan')
  await lan.says(question)
  const next = await lan.says('dấu kiểm định có được tẩy xóa không')
  expect(next).toContain('Điều 3 Nghị định 99/2025/NĐ-CP')
  const more = await lan.says('tôi ở Sa Pa, cân của tôi mua năm ngoái')
  expect(more).toContain('Sở đã ghi thêm nội dung')
  const conversation = await lan.conversation()
  expect(conversation?.answers.question).toBe(
    'dấu kiểm định có được tẩy xóa không\n\ntôi ở Sa Pa, cân của tôi mua năm ngoái',
  )
  await shelf.stop()
})

test('a document typed by its number shows that provision, whatever the dialogue', async ({
  db,
  sql,
}) => {
  const { person, shelf } = await withLaw(db, sql)
  const lan = person('lan')
  const clause = await lan.says('tra cứu nghị định 99/2025 điều 2 khoản 2')
  expect(clause).toContain('Khoản 2 Điều 2 Nghị định 99/2025/NĐ-CP')
  expect(clause).toContain('“Chủ phương tiện đo chịu chi phí kiểm định.”')
  expect(await lan.says('menu')).toContain('Anh/Chị cần Sở hỗ trợ việc gì?')
  await lan.presses('do:look-up')
  expect(await lan.says('nd 99/2025 dieu 3')).toContain('Điều 3 Nghị định 99/2025/NĐ-CP')
  expect(await lan.says('/huy')).toContain('vẫn được giữ')
  const none = await lan.says('tra cuu may bay khong nguoi lai')
  expect(none).toContain('chưa tìm thấy nội dung đủ sát')
  expect((await lan.heard()).at(-1)?.choices?.map(({ id }) => id.split('.')[1])).toEqual([
    'send',
    'again',
    undefined,
  ])
  await shelf.stop()
})

test('a published answer comes first', async ({ db, sql }) => {
  const { person, shelf, clock } = await withLaw(db, sql)
  const values = { question: 'Phương tiện đo nhóm 2 có phải kiểm định không?', authorId: 'a' }
  const [row] = await db
    .insert(publishedAnswers)
    .values({
      ...values,
      ...{ slug: 'phuong-tien-do', body: 'Có. Cơ sở kiểm định trước khi dùng.', basis: '' },
      ...{ state: 'published', createdAt: clock.now, updatedAt: clock.now, publishedAt: clock.now },
    })
    .returning({ id: publishedAnswers.id })
  await sql`insert into law_changes (what, what_id, at) values ('published', ${row?.id ?? 0}, now())`
  await sql.notify('law_changes', '')
  await shelf.caughtUp()
  const shown = await person('lan').says(question)
  expect(shown).toMatch(
    /1\. Sở đã trả lời câu hỏi «Phương tiện đo[\s\S]*2\. Khoản 1 Điều 2 Nghị định/,
  )
  expect(shown).toContain('https://hoi.example.vn/hoi-dap/phuong-tien-do')
  await shelf.stop()
})

test('a shelf that throws, stalls or is empty changes nothing', async ({ db }) => {
  const { person, desk } = await openChats(db)
  const never = { didYouMean: () => undefined, caughtUp: async () => {}, stop: async () => {} }
  const shelves = [
    { ...never, find: () => Promise.reject(new Error('broken')) },
    { ...never, find: () => new Promise<never>(() => {}) },
    { ...never, find: async () => [] },
  ]
  for (const [at, shelf] of shelves.entries()) {
    desk.shelf = shelf
    const before = performance.now()
    const said = await person(`p${at}`).says(question)
    expect(said).toMatch(/^Câu hỏi của Anh\/Chị thuộc lĩnh vực nào\?/)
    expect(performance.now() - before).toBeLessThan(3_000)
  }
  expect(await db.select().from(lookups)).toEqual([])
})

test('a question that is left is kept, one that was only read is not', async ({ db, sql }) => {
  const { person, shelf } = await withLaw(db, sql)
  const lan = person('lan')
  await lan.says(question)
  await lan.says('hủy')
  expect(await db.select().from(drafts)).toMatchObject([{ flow: 'intake', answers: { question } }])
  expect(await lan.says('viết tiếp')).toContain('thuộc lĩnh vực nào?')
  await shelf.stop()
})

test('passages left unanswered stand in nobody’s way', async ({ db, sql }) => {
  const { person, shelf } = await withLaw(db, sql)
  const lan = person('lan')
  await lan.says(question)
  const helped = (await lan.heard()).at(-1)?.choices?.[0]?.id ?? ''
  const mine = await lan.says('yêu cầu của tôi')
  expect(mine).not.toContain('có đúng điều Anh/Chị cần không')
  expect(await lan.presses('do:language')).toContain('ngôn ngữ nào')
  expect(await lan.says('2')).toContain('Is this what you needed?')
  expect(await lan.presses(helped)).toContain('Thank you for telling us')
  await shelf.stop()
})

test('a self-check in chat ends in a result with its basis, and can be sent to the office', async ({
  db,
}) => {
  const { person, clock } = await openChats(db)
  await installSelfChecks(db, clock.now)
  const lan = person('lan')
  await lan.says('menu')
  expect((await lan.heard()).at(-1)?.choices).toContainEqual({
    id: 'do:self-check',
    label: 'Tự đánh giá',
  })
  expect(await lan.says('tự đánh giá')).toContain('tự đánh giá nội dung nào?')
  expect(await lan.says('1')).toContain('loại hình nào?')
  for (const typed of ['1', 'thương mại và dịch vụ', '2']) await lan.says(typed)
  expect(await lan.says('quay lại')).toContain('bao nhiêu lao động')
  await lan.says('không quá 10 người')
  const result = await lan.says('không quá 10 tỷ đồng')
  expect(result).toContain('Kết quả: Doanh nghiệp siêu nhỏ')
  expect(result).toContain('100% chi phí tư vấn')
  expect(result).toContain('3.000.000 đồng')
  expect(result).toContain('• Nghị định 80/2021/NĐ-CP: khoản 1 Điều 5')
  expect(await lan.says('hỏi sở về kết quả này')).toContain('thuộc lĩnh vực nào?')
  expect((await lan.conversation())?.answers.question).toContain('Doanh nghiệp siêu nhỏ')
})

test('what was looked up is exported with a person’s data and goes with it', async ({
  db,
  sql,
}) => {
  const { person, shelf } = await withLaw(db, sql)
  const lan = person('lan')
  await lan.says(`${question}, gọi 0912 345 678`)
  await lan.presses('do:export')
  const files = (await lan.heard()).flatMap(({ file }) => file ?? [])
  expect(files).toHaveLength(2)
  await lan.says('xóa dữ liệu của tôi')
  await lan.says('1')
  expect(await db.select().from(lookups)).toMatchObject([
    { question: '', conversationId: null, state: 'shown' },
  ])
  await shelf.stop()
})

test('of documents without their text a question shows nothing; who names or looks for one sees it', async ({
  db,
  sql,
}) => {
  const { desk, clock, person } = await openChats(db)
  const facts = { kind: 'Luật', title: 'Sở hữu trí tuệ', summary: 'Bảo hộ nhãn hiệu, sáng chế.' }
  await publishedLaw(db, '50/2005/QH11', { ...facts, inForceOn: '2006-07-01' }, clock.now)
  const log = pino({ level: 'silent' })
  const shelf = await openShelf({ db, sql, dataDir: desk.dataDir, log, now: desk.now })
  await shelf.caughtUp()
  desk.shelf = shelf
  const lan = person('lan')
  expect(await lan.says('bảo hộ nhãn hiệu, sáng chế')).toMatch(/^Câu hỏi của Anh\/Chị thuộc/)
  expect(await db.select().from(lookups)).toEqual([])
  await lan.says('hủy')
  const named = await lan.says('50/2005/QH11 điều 72')
  expect(named).toContain('1. Luật Sở hữu trí tuệ (50/2005/QH11), còn hiệu lực')
  await lan.says('hủy')
  expect(await lan.says('tra cứu sở hữu trí tuệ')).toContain(
    '1. Luật Sở hữu trí tuệ (50/2005/QH11)',
  )
  await shelf.stop()
})
