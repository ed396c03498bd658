import { expect } from 'vitest'
import { consents, drafts, messages, people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { sweepSilence } from './silence.ts'
import { openChats, type Person } from './testing-chat.ts'

const question = 'cho hỏi muốn đăng ký nhãn hiệu cho tinh dầu quế của htx thì làm thế nào'

/** From the first word to the code. */
async function asks(lan: Person): Promise<string> {
  await lan.says(question)
  await lan.says('1')
  await lan.says('đồng ý')
  await lan.says('HTX Quế Văn Bàn, 5300345678')
  await lan.says('van ban')
  await lan.says('0912 345 678')
  return lan.says('gửi')
}

test('a stranger’s first question is kept, only what is missing is asked, and the code is told', async ({
  db,
}) => {
  const { person } = await openChats(db)
  const lan = person('lan')
  expect(await lan.says(question)).toContain('thuộc lĩnh vực nào?')
  expect((await lan.heard()).at(-1)?.choices?.[0]?.label).toContain('Sở hữu trí tuệ')
  expect(await lan.says('1')).toContain('/dulieu')
  expect(await lan.says('dong y')).toContain('mã số thuế')
  expect(await lan.says('HTX Quế Văn Bàn, 5300345678')).toContain('xã, phường nào')
  expect(await lan.says('van ban')).toContain('số điện thoại')
  const review = await lan.says('0912 345 678')
  expect(review).toContain(question)
  expect(review).toContain('HTX Quế Văn Bàn, 5300345678')
  expect(review).toContain('Xã Văn Bàn')
  const told = await lan.says('gui')
  expect(told).toContain('HL-2026-000001')
  expect(told).toContain('23/03/2026')
  const [ticket] = await db.select().from(tickets)
  expect(ticket).toMatchObject({
    question,
    commune: 'Xã Văn Bàn',
    state: 'received',
    channel: 'web',
  })
  expect(await db.select().from(consents)).toMatchObject([{ channel: 'web', language: 'vi' }])
})

test('somebody known needs two taps', async ({ db }) => {
  const { person } = await openChats(db)
  const lan = person('lan')
  await asks(lan)
  await lan.presses('do:ask')
  await lan.says('Máy đo độ ẩm của xưởng chè có phải kiểm định không?')
  await lan.says('1')
  expect(await lan.says('gui')).toContain('HL-2026-000002')
})

test('who does not consent still gets a code, and nothing personal is kept', async ({ db }) => {
  const { person } = await openChats(db)
  const lan = person('lan')
  await lan.says(question)
  await lan.says('1')
  expect(await lan.says('không')).toContain('Anh/Chị xem lại')
  expect(await lan.says('1')).toContain('HL-2026-000001')
  expect(await db.select().from(people)).toMatchObject([
    { phone: null, commune: null, businessId: null },
  ])
  expect(await db.$count(consents)).toBe(0)
})

test('an unusable answer is asked again with the reason', async ({ db }) => {
  const { person } = await openChats(db)
  const lan = person('lan')
  await lan.says(question)
  expect(await lan.says('🙂')).toContain('chọn một trong các lựa chọn')
  await lan.says('1')
  await lan.says('1')
  expect(await lan.says('HTX Quế, 5300345679')).toContain('5300345679 chưa đúng')
  expect(await lan.says('bo qua')).toContain('xã, phường nào')
  expect(await lan.says('Atlantis')).toContain('chưa tìm thấy')
})

test('back, skip, language, cancel and resume work at any step', async ({ db }) => {
  const { person } = await openChats(db)
  const lan = person('lan')
  await lan.says(question)
  expect(await lan.says('bỏ qua')).toContain('không thể bỏ qua')
  expect(await lan.says('quay lại')).toContain('viết câu hỏi hoặc vướng mắc')
  await lan.says(question)
  await lan.says('2')
  expect(await lan.says('QUAY LAI')).toContain('thuộc lĩnh vực nào')
  expect(await lan.says('english')).toContain('Which field')
  expect(await lan.says('Huỷ')).toContain('Stopped')
  expect((await lan.conversation())?.flow).toBeNull()
  expect(await lan.says('1')).toContain('Which field')
  expect((await lan.conversation())?.answers).toMatchObject({ question })
})

test('menu in the middle keeps the question, and the menu offers to finish it', async ({ db }) => {
  const { person } = await openChats(db)
  const lan = person('lan')
  await lan.says(question)
  await lan.says('MENU')
  expect((await lan.heard()).at(-1)?.choices?.[0]).toEqual({
    id: 'do:resume',
    label: 'Viết tiếp câu hỏi đang viết dở',
  })
  expect(await lan.says('1')).toContain('thuộc lĩnh vực nào')
  expect(await db.$count(drafts)).toBe(0)
})

test('a human at any step: what was typed becomes a ticket at once', async ({ db }) => {
  const { person } = await openChats(db)
  const lan = person('lan')
  await lan.says(question)
  expect(await lan.says('gap can bo')).toContain('HL-2026-000001')
  expect(await db.select().from(tickets)).toMatchObject([{ question }])
})

test('not knowing the field leaves it to the office', async ({ db }) => {
  const { person } = await openChats(db)
  for (const typed of ['toi ko ro', 'không biết ạ']) {
    const somebody = person(typed)
    await somebody.says(question)
    expect(await somebody.says(typed)).toContain('Anh/Chị có đồng ý không')
  }
})

test('a button of an old question is noticed', async ({ db }) => {
  const { person } = await openChats(db)
  const lan = person('lan')
  await lan.says(question)
  await lan.says('1')
  expect(await lan.presses('field.shtt')).toContain('câu hỏi trước')
})

test('words and files can be added at the review', async ({ db }) => {
  const { person } = await openChats(db)
  const lan = person('lan')
  await lan.says(question)
  await lan.says('1')
  await lan.says('2')
  const reviewed = await lan.says('Bổ sung: HTX có 12 thành viên.')
  expect(reviewed).toContain('Bổ sung: 1 đoạn nội dung')
  expect(reviewed).not.toContain('0 tệp')
  const files = [{ name: 'giay-phep.pdf', source: { path: 'nowhere' } }]
  expect(await lan.sends({ kind: 'files', files })).toContain('1 tệp')
  await lan.says('gửi')
  const [ticket] = await db.select().from(tickets)
  expect(ticket?.question).toContain('HTX có 12 thành viên')
})

test('silence: reminded once after a day, closed after seven with the question kept', async ({
  db,
}) => {
  const { person, clock } = await openChats(db)
  const lan = person('lan')
  await lan.says(question)
  const later = (days: number) => new Date(clock.now.getTime() + days * 86_400_000 + 60_000)
  expect(await sweepSilence(db, later(0.9))).toEqual({ reminded: 0, ended: 0 })
  expect(await sweepSilence(db, later(1))).toEqual({ reminded: 1, ended: 0 })
  expect(await sweepSilence(db, later(2))).toEqual({ reminded: 0, ended: 0 })
  expect((await lan.heard()).at(-1)?.text).toContain('đang viết dở')
  expect(await sweepSilence(db, later(7))).toEqual({ reminded: 0, ended: 1 })
  clock.now = later(8)
  await lan.says('menu')
  expect(await lan.says('1')).toContain('thuộc lĩnh vực nào')
  expect((await lan.conversation())?.answers).toMatchObject({ question })
})

test('progress is a query: which flow, which question, since when', async ({ db }) => {
  const { person, clock } = await openChats(db)
  const lan = person('lan')
  await lan.says(question)
  expect(await lan.conversation()).toMatchObject({
    flow: 'intake',
    asking: 'field',
    askingSince: clock.now,
  })
})

test('a follow is welcomed once; its repeats within the day are silent', async ({ db }) => {
  const { person } = await openChats(db)
  const lan = person('lan')
  expect(await lan.sends({ kind: 'follow' })).toContain('kênh hỗ trợ pháp lý')
  expect(await lan.sends({ kind: 'follow' })).toBe('')
  expect(await lan.says('/start')).toContain('Anh/Chị cần Sở hỗ trợ việc gì?')
  expect(await db.$count(messages)).toBe(1)
})

test('the state is shown by code and by list, and only to whom it belongs', async ({ db }) => {
  const { person } = await openChats(db)
  const lan = person('lan')
  await asks(lan)
  expect(await lan.says('hl 2026 1')).toContain('HL-2026-000001')
  expect(await lan.says('yeu cau cua toi')).toContain('HL-2026-000001')
  const mai = person('mai')
  const refused = await mai.says('HL-2026-000001')
  expect(refused).not.toContain('quế')
})

test('what is written while a ticket is open is added to it, or becomes a new question', async ({
  db,
}) => {
  const { person } = await openChats(db)
  const lan = person('lan')
  await asks(lan)
  expect(await lan.says('Em bổ sung: sản phẩm có bao bì riêng')).toContain('HL-2026-000001')
  await lan.says('1')
  const kept = await db
    .select({ text: messages.text, ticketId: messages.ticketId })
    .from(messages)
    .orderBy(messages.id)
  expect(await db.$count(tickets)).toBe(1)
  const added = kept.find(({ text }) => text.startsWith('Em bổ sung'))
  expect(added?.ticketId).not.toBeNull()
  expect(kept.at(-1)).toEqual({ text: '1', ticketId: null })
  await lan.says('Thế còn việc kiểm định cân thì sao?')
  expect(await lan.says('2')).toContain('thuộc lĩnh vực nào')
})

test('a ticket is withdrawn after one confirmation', async ({ db }) => {
  const { person } = await openChats(db)
  const lan = person('lan')
  await asks(lan)
  expect(await lan.presses('withdraw:HL-2026-000001')).toContain('rút yêu cầu HL-2026-000001')
  await lan.says('co')
  expect(await db.select({ state: tickets.state }).from(tickets)).toEqual([{ state: 'withdrawn' }])
})

test('the button to add something takes the next words or files for that ticket', async ({
  db,
}) => {
  const { person } = await openChats(db)
  const lan = person('lan')
  await asks(lan)
  await lan.presses('more:HL-2026-000001')
  expect(await lan.says('HTX có 12 thành viên')).toContain('HL-2026-000001')
  await lan.presses('more:HL-2026-000001')
  const files = [{ name: 'mau-nhan.png', source: { path: 'nowhere' } }]
  expect(await lan.sends({ kind: 'files', files })).toContain('HL-2026-000001')
  const kept = await db.select({ ticketId: messages.ticketId }).from(messages).orderBy(messages.id)
  expect(kept.slice(-3).map(({ ticketId }) => ticketId !== null)).toEqual([true, false, true])
})
