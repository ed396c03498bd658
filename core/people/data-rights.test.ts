import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { openChats } from '#core/conversation/testing-chat.ts'
import { openFile } from '#core/files/files.ts'
import { tempDataDir } from '#core/files/testing.ts'
import { sendAnswer } from '#core/tickets/answers.ts'
import { note } from '#core/tickets/endings.ts'
import { nextTicket } from '#core/tickets/next-ticket.ts'
import { rate, rateComment } from '#core/tickets/rating.ts'
import { route } from '#core/tickets/routing.ts'
import { addPerson, ask, at, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { businesses, consents, messages, people } from '#db/schema/people.ts'
import { answers, files } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { exportData, shownData } from './data-rights.ts'

const monday = at('2026-03-02 09:00')
const tuesday = at('2026-03-03 10:00')

/** What somebody typed to trip up templates, and readers of JSON. */
const nasty = 'Phí "nhãn hiệu" là bao nhiêu? {{code}} $t(data:erased) </script>\n\u2028=1+1'

/** A person with a business, consent, an answered and rated ticket, and an open one. */
async function known(db: Db) {
  const desk = await makeDesk(db)
  const person = await addPerson(db, 'telegram', '777000111')
  const { personId, businessId, conversationId } = person
  await db
    .update(people)
    .set({ name: 'Lý Thị Mẩy', commune: 'Xã Văn Bàn' })
    .where(eq(people.id, personId))
  const business = { name: 'HTX Quế Nặm Tha', taxCode: '5300123456' }
  await db.update(businesses).set(business).where(eq(businesses.id, businessId))
  await db.insert(consents).values([
    {
      ...{ personId, textVersion: '1', language: 'vi', channel: 'telegram' },
      ...{ givenAt: monday, withdrawnAt: tuesday },
    },
    { personId, textVersion: '2', language: 'vi', channel: 'web', givenAt: tuesday },
  ])
  await db
    .insert(messages)
    .values({ conversationId, kind: 'text', text: nasty, at: monday, eventId: 'u1' })
  await db.insert(files).values({
    ...{ conversationId, messageId: 1, name: 'giấy phép.pdf', state: 'fetching' },
    ...{ source: { fileId: 'F1' }, nextAt: monday, createdAt: monday },
  })
  const { id, version } = await ask(db, person, monday, { question: nasty })
  const { coordinator, standardsOfficer, units, fields } = desk
  const to = { fieldId: fields.standard, leadUnitId: units.standards, scope: 'general' as const }
  const routed = await route(db, coordinator, id, version, to, monday)
  const answer = { body: 'Phí là 1.000.000 đồng.', basis: 'Thông tư 263/2016/TT-BTC' }
  await note(db, standardsOfficer, id, 0, { text: 'việc nội bộ' }, tuesday)
  await sendAnswer(db, standardsOfficer, id, routed.version, answer, tuesday)
  const [sent] = await db.select().from(answers)
  await rate(db, { personId, language: 'vi' }, sent!.id, 3, tuesday)
  await rateComment(db, { personId, language: 'vi' }, sent!.id, 'còn chậm', tuesday)
  await ask(db, person, tuesday)
  return person
}

test('what is shown is all that is held, in words', async ({ db }) => {
  const { personId } = await known(db)
  const shown = await shownData(db, personId, 'vi')
  expect(shown.split('\n')).toEqual([
    'Sở đang giữ các dữ liệu sau của Anh/Chị:',
    '• Kênh: Telegram, mã 777000111, từ 05/01/2026 08:00',
    '• Họ tên: Lý Thị Mẩy',
    '• Điện thoại: 0912345678',
    '• Địa bàn: Xã Văn Bàn',
    '• Doanh nghiệp: HTX Quế Nặm Tha, 5300123456',
    '• Đồng ý cho lưu dữ liệu: 02/03/2026 09:00, qua Telegram, văn bản số 1; đã rút lại 03/03/2026 10:00',
    '• Đồng ý cho lưu dữ liệu: 03/03/2026 10:00, qua Trò chuyện trên trang web, văn bản số 2',
    '• Yêu cầu: 2',
    '  HL-2026-000001: đã trả lời, gửi ngày 02/03/2026, đánh giá 3/5',
    '  HL-2026-000002: đã tiếp nhận, đang phân loại, gửi ngày 03/03/2026',
    '• Tin nhắn: 1; tệp: 1',
    '',
    'Dữ liệu chỉ dùng cho việc hỗ trợ pháp lý. Anh/Chị có quyền tải về hoặc yêu cầu xóa.',
  ])
  const english = await shownData(db, personId, 'en')
  expect(english).toContain('• Phone: 0912345678')
  expect(english).not.toMatch(/data:\w|tickets:\w|Anh\/Chị/)
})

test('a stranger sees that nothing but the chat is held', async ({ db }) => {
  const { person } = await openChats(db)
  const shown = await person('a'.repeat(64)).says('/dulieu')
  expect(shown).toContain('chưa đồng ý cho lưu dữ liệu cá nhân')
  expect(shown).toContain('• Yêu cầu: 0')
  expect(shown).toContain('mã aaaaaaaa…,')
})

test('a long history is shown by its newest twenty tickets', async ({ db }) => {
  await makeDesk(db)
  const person = await addPerson(db, 'web', 'visitor-2')
  for (let n = 0; n < 23; n++) await ask(db, person, monday)
  const shown = await shownData(db, person.personId, 'vi')
  expect(shown).not.toContain('HL-2026-000003')
  expect(shown).toContain('HL-2026-000004')
  expect(shown).toContain('và 3 yêu cầu trước đó')
})

test('the export is complete, once to read and once for machines', async ({ db }) => {
  const dataDir = await tempDataDir()
  const { personId, conversationId } = await known(db)
  const [readable, machine, ...more] = await exportData(
    db,
    dataDir,
    { personId, conversationId },
    'vi',
    tuesday,
  )
  expect(more).toEqual([])
  expect(readable).toMatchObject({ name: 'Dữ liệu của tôi 03-03-2026.txt', type: 'text/plain' })
  expect(machine).toMatchObject({ type: 'application/json' })
  const textOf = async (file: { id: number } | undefined) =>
    new Response((await openFile(db, dataDir, file?.id ?? 0))?.stream).text()
  const text = await textOf(readable)
  for (const part of [
    await shownData(db, personId, 'vi').then((shown) => shown.slice(0, 200)),
    `[02/03/2026 09:00] Anh/Chị: ${nasty}`,
    `Câu hỏi:\n${nasty}`,
    'Trả lời:\nPhí là 1.000.000 đồng.\nThông tư 263/2016/TT-BTC',
    'Đánh giá: 3/5 còn chậm',
    '• giấy phép.pdf, gửi lúc 02/03/2026 09:00',
    '[03/03/2026 10:00] Sở: ',
  ]) {
    expect(text).toContain(part)
  }
  expect(text).not.toContain('việc nội bộ')
  const json = JSON.parse(await textOf(machine))
  expect(json).toMatchObject({
    exportedAt: tuesday.toISOString(),
    person: { name: 'Lý Thị Mẩy', phone: '0912345678', commune: 'Xã Văn Bàn' },
    business: { name: 'HTX Quế Nặm Tha', taxCode: '5300123456' },
    chats: [{ channel: 'telegram', address: '777000111' }],
    consents: [{ textVersion: '1', withdrawnAt: tuesday.toISOString() }, { textVersion: '2' }],
    tickets: [{ code: 'HL-2026-000001', question: nasty }, { code: 'HL-2026-000002' }],
    heard: [{ text: nasty }],
    answers: [{ body: 'Phí là 1.000.000 đồng.' }],
    ratings: [{ score: 3, comment: 'còn chậm' }],
  })
  expect(json.files[0]).toMatchObject({ name: 'giấy phép.pdf' })
  expect(json.said.length).toBeGreaterThan(1)
  const { fileIds: loose } = await nextTicket(db, conversationId, tuesday)
  expect(loose).not.toContain(readable?.id)
})

test('an export holds nothing of anybody else', async ({ db }) => {
  const dataDir = await tempDataDir()
  const to = await known(db)
  const other = await addPerson(db, 'web', 'visitor-2')
  await ask(db, other, monday, { question: 'Câu hỏi của người khác' })
  const sent = await exportData(db, dataDir, to, 'en', tuesday)
  for (const { id } of sent) {
    const text = await new Response((await openFile(db, dataDir, id))?.stream).text()
    expect(text).not.toContain('người khác')
    expect(text).not.toContain('visitor-2')
  }
})

test('in chat: the two files come as files', async ({ db }) => {
  const { desk, person } = await openChats(db)
  const may = person('visitor-3')
  await may.says('menu')
  expect(await may.presses('do:export')).toContain('sau 7 ngày')
  const sent = (await may.heard()).flatMap((out) => out.file ?? [])
  expect(sent.map((file) => file.name.split('.').at(-1))).toEqual(['txt', 'json'])
  for (const { id } of sent)
    expect((await openFile(db, desk.dataDir, id))?.size).toBeGreaterThan(99)
})
