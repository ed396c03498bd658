import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { loadOffice } from '#core/office.ts'
import { everyKind, openedSurvey } from '#core/surveys/testing-surveys.ts'
import { askForMore, sendAnswer } from '#core/tickets/answers.ts'
import { route } from '#core/tickets/routing.ts'
import { addStaff } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { consents, messages, people } from '#db/schema/people.ts'
import { surveyInvitations } from '#db/schema/surveys.ts'
import { ratings, tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { openChats, type Person, type TestChats } from './testing-chat.ts'

const ticketOf = async (db: Db) => {
  const [ticket] = await db.select().from(tickets)
  if (!ticket) throw new Error('no ticket')
  return ticket
}

/** Lan asks, the office routes the question to the division that answers it. */
async function asked(db: Db, chats: TestChats, lan: Person) {
  await lan.says('Tôi muốn đăng ký nhãn hiệu cho quế của hợp tác xã thì cần hồ sơ gì?')
  await lan.says('1')
  await lan.says('đồng ý')
  await lan.says('HTX Quế Văn Bàn, 5300345678')
  await lan.says('văn bàn')
  await lan.says('0912345678')
  await lan.says('gửi')
  const office = await loadOffice(db)
  const unit = office.units.find(({ code }) => code === 'tdc')
  const field = office.fields.find(({ code }) => code === 'tieu-chuan')
  if (!unit || !field) throw new Error('no such unit')
  const coordinator = await addStaff(db, {
    role: 'coordinator',
    unitId: office.focal?.id,
    name: 'Hoa',
  })
  const officer = await addStaff(db, { role: 'officer', unitId: unit.id, name: 'Minh' })
  const { id, version } = await ticketOf(db)
  const to = { fieldId: field.id, leadUnitId: unit.id, scope: 'general' as const }
  await route(db, coordinator, id, version, to, chats.clock.now)
  return officer
}

async function answered(db: Db) {
  const chats = await openChats(db)
  const lan = chats.person('lan')
  const officer = await asked(db, chats, lan)
  const { id, version } = await ticketOf(db)
  const text = { body: 'Hồ sơ gồm tờ khai và mẫu nhãn hiệu.', basis: 'Luật Sở hữu trí tuệ' }
  await sendAnswer(db, officer, id, version, text, chats.clock.now)
  return { ...chats, lan, officer }
}

test('five stars can be typed, once; the number belongs to the question just asked', async ({
  db,
}) => {
  const { lan } = await answered(db)
  expect(await lan.says('5')).toContain('Cảm ơn')
  expect(await db.select({ score: ratings.score }).from(ratings)).toEqual([{ score: 5 }])
  const [rated] = await db.select({ id: ratings.answerId }).from(ratings)
  await lan.presses(`rate:${rated?.id}:1`)
  expect(await db.select({ score: ratings.score }).from(ratings)).toEqual([{ score: 5 }])
})

test('an open survey is offered behind the first mark, to whom it counts as invited once', async ({
  db,
}) => {
  const { lan, clock } = await answered(db)
  await openedSurvey(db, everyKind, clock.now, { purpose: 'after-answer' })
  const offers = async () =>
    (await lan.heard()).filter(({ choices }) => choices?.some(({ id }) => id.startsWith('survey:')))
  await lan.says('5')
  expect(await offers()).toHaveLength(1)
  const [rated] = await db.select({ id: ratings.answerId }).from(ratings)
  await lan.presses(`rate:${rated?.id}:4`)
  expect(await offers()).toHaveLength(1)
  expect(await db.$count(surveyInvitations)).toBe(1)
})

test('the survey is offered to who gave a low mark too, beside looking again', async ({ db }) => {
  const { lan, clock } = await answered(db)
  const { id } = await openedSurvey(db, everyKind, clock.now, { purpose: 'after-answer' })
  await lan.says('2')
  await lan.says('Chưa nói rõ lệ phí là bao nhiêu')
  const offered = (await lan.heard()).at(-1)?.choices?.map((choice) => choice.id) ?? []
  expect(offered.at(-1)).toMatch(new RegExp(`^survey:${id}:t`))
  expect(await db.$count(surveyInvitations)).toBe(1)
  expect(await lan.says(String(offered.length))).toContain('Khảo sát thử')
})

test('a low score asks why and offers to look again; the offer reopens the ticket', async ({
  db,
}) => {
  const { lan } = await answered(db)
  await lan.says('2')
  expect((await lan.conversation())?.flow).toBe('low-score')
  const offered = await lan.says('Chưa nói rõ lệ phí là bao nhiêu')
  expect(offered).toContain('HL-2026-000001')
  expect(await db.select({ comment: ratings.comment }).from(ratings)).toEqual([
    { comment: 'Chưa nói rõ lệ phí là bao nhiêu' },
  ])
  await lan.says('1')
  expect(await ticketOf(db)).toMatchObject({ state: 'routed' })
})

test('a number after the offer means the offer, whatever lies unfinished', async ({ db }) => {
  const { lan } = await answered(db)
  await lan.presses('do:ask')
  await lan.says('Cân của xưởng chè có phải kiểm định hằng năm không?')
  await lan.says('hủy')
  const rating = (await lan.heard()).flatMap(({ choices = [] }) => choices)
  await lan.presses(rating.find(({ id }) => /^rate:\d+:2$/.test(id))?.id ?? '')
  expect(await lan.says('Chưa nói rõ lệ phí là bao nhiêu')).not.toContain('viết dở')
  await lan.says('1')
  expect(await ticketOf(db)).toMatchObject({ state: 'routed' })
})

test('why may be skipped, and the offer declined', async ({ db }) => {
  const { lan } = await answered(db)
  await lan.says('1')
  await lan.says('bỏ qua')
  await lan.says('2')
  expect(await ticketOf(db)).toMatchObject({ state: 'answered' })
})

test('a reply to an answer goes on with the same ticket; thanks do not', async ({ db }) => {
  const { lan } = await answered(db)
  await lan.says('cảm ơn Sở nhiều ạ')
  expect(await ticketOf(db)).toMatchObject({ state: 'answered' })
  expect(await lan.says('Thế lệ phí nộp ở đâu ạ?')).toContain('HL-2026-000001')
  expect(await ticketOf(db)).toMatchObject({ state: 'routed' })
  const [last] = await db
    .select()
    .from(messages)
    .where(eq(messages.text, 'Thế lệ phí nộp ở đâu ạ?'))
  expect(last?.ticketId).toBe((await ticketOf(db)).id)
})

test('after thirty days a new text is a new question', async ({ db }) => {
  const { lan, clock } = await answered(db)
  clock.now = new Date(clock.now.getTime() + 31 * 86_400_000)
  expect(await lan.says('Máy đo của tôi có phải kiểm định không?')).toContain('thuộc lĩnh vực nào')
})

test('asked for more, the person just answers and the clock goes on', async ({ db }) => {
  const chats = await openChats(db)
  const lan = chats.person('lan')
  const officer = await asked(db, chats, lan)
  const { id, version, dueAt } = await ticketOf(db)
  await askForMore(
    db,
    officer,
    id,
    version,
    { text: 'Anh/Chị đã có mẫu nhãn chưa?' },
    chats.clock.now,
  )
  expect((await lan.heard()).at(-1)?.text).toContain('Anh/Chị đã có mẫu nhãn chưa?')
  expect(await ticketOf(db)).toMatchObject({ state: 'waiting' })
  chats.clock.now = new Date(chats.clock.now.getTime() + 2 * 86_400_000)
  expect(await lan.says('Có rồi ạ, em gửi sau')).toContain('HL-2026-000001')
  const going = await ticketOf(db)
  expect(going.state).toBe('routed')
  expect(going.dueAt.getTime()).toBeGreaterThan(dueAt.getTime())
})

test('/dulieu shows, exports and deletes; who writes again is a stranger', async ({ db }) => {
  const { lan } = await answered(db)
  const shown = await lan.says('/dulieu')
  for (const held of ['0912345678', 'HTX Quế Văn Bàn', 'HL-2026-000001'])
    expect(shown).toContain(held)
  await lan.says('1')
  const files = (await lan.heard()).flatMap((out) => (out.file ? [out.file.name] : []))
  expect(files).toHaveLength(2)
  expect(await lan.presses('do:erase')).not.toBe('')
  expect(await db.$count(consents)).toBe(1)
  await lan.says('có')
  expect((await lan.heard()).at(-1)?.text).toBeTruthy()
  const left = JSON.stringify([await db.select().from(people), await db.select().from(tickets)])
  for (const gone of ['0912345678', 'nhãn hiệu cho quế']) expect(left).not.toContain(gone)
  expect(await lan.says('yêu cầu của tôi')).not.toContain('HL-2026-000001')
})
