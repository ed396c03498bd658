import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import type { Outgoing } from '#core/channel.ts'
import { openChats } from '#core/conversation/testing-chat.ts'
import { loadOffice } from '#core/office.ts'
import { withCheckDigit } from '#core/people/tax-code.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { consents, conversations, messages } from '#db/schema/people.ts'
import { surveyMarks, surveyResponses } from '#db/schema/surveys.ts'
import { test } from '#db/testing.ts'
import { closeSurvey } from './drafting.ts'
import { questionOutgoing } from './looks.ts'
import { beginResponse, completeResponse } from './responses.ts'
import { type Form, questionsOf } from './shape.ts'
import { surveyById } from './surveys.ts'
import { coordinator, everyKind, formOf, openedSurvey } from './testing-surveys.ts'

const taxCode = withCheckDigit('530012346') ?? ''
const file = { name: 'giay-phep.pdf', source: { id: 'f1' } }

test('every kind of question is asked and answered in a chat, each answer kept as it is given', async ({
  db,
}) => {
  const chats = await openChats(db)
  const { slug } = await openedSurvey(db, everyKind, chats.clock.now)
  const lan = chats.person('lan', 'zalo')
  expect(await lan.says(`/start ks-${slug}`)).toContain('có đồng ý không')
  expect(await lan.says('đồng ý')).toContain('Câu 1. Anh/Chị hài lòng đến mức nào?')
  expect(await db.$count(consents)).toBe(1)
  expect(await lan.says('6')).toContain('từ 1 đến 5')
  expect(await lan.says('2')).toContain('Câu 2. Vì sao Anh/Chị chưa hài lòng?')
  expect(await lan.says('quay lại')).toContain('Câu 1.')
  expect(await lan.says('5')).toContain('Câu 2. Anh/Chị hỏi qua kênh nào?')
  expect(await lan.says('Qua hội chợ ở Sa Pa')).toContain('Câu 3. Anh/Chị cần hỗ trợ gì?')
  expect(await lan.says('1,9')).toContain('Câu 3.')
  expect(await lan.says('1,3')).toContain('Câu 4. Mức độ dễ hiểu?')
  expect(await db.select().from(surveyResponses)).toMatchObject([
    { state: 'partial', answers: { sao: 5, can: ['nhan-hieu', 'thue'] } },
  ])
  expect(await lan.says('0')).toContain('DOANH NGHIỆP')
  expect(await lan.says('khoảng 12 người')).toContain('Câu 6. Thành lập ngày nào?')
  expect(await lan.says('30/2/2020')).toContain('chưa đọc được ngày')
  expect(await lan.says('mùng 2 tháng 9 năm 2019')).toContain('Câu 7. Ở xã, phường nào?')
  const unknown = await lan.says('xã Sapa Tây')
  expect(unknown).toContain('Câu 7.')
  expect(unknown).not.toContain('bỏ qua')
  expect(await lan.says('van ban')).toContain('Câu 8. Mã số thuế?')
  expect(await lan.says('5300123450')).toContain('Câu 8.')
  expect(await lan.says(taxCode)).toContain('Câu 9. Gửi kèm giấy tờ?')
  expect(await lan.sends({ kind: 'files', files: [file] })).toContain('đã nhận được phiếu')
  const [response] = await db.select().from(surveyResponses)
  expect(response).toMatchObject({ state: 'complete', channel: 'zalo', version: 1 })
  expect(response?.answers).toEqual({
    ...{ sao: 5, kenh: 'other:Qua hội chợ ở Sa Pa', can: ['nhan-hieu', 'thue'], muc: 0 },
    ...{ nguoi: 12, lap: '2019-09-02', xa: 'Xã Văn Bàn', mst: taxCode, tep: [expect.any(Number)] },
  })
  expect(await lan.says(`ks-${slug}`)).toContain('đã trả lời khảo sát này rồi')
})

test('the chat asks a question as the builder showed it, with the button to skip', async ({
  db,
}) => {
  const chats = await openChats(db)
  const form = formOf({
    ...{ id: 'mot', kind: 'choice', ask: 'Kênh nào?', required: false },
    choices: [
      { id: 'a', text: 'Zalo' },
      { id: 'b', text: 'Trực tiếp' },
    ],
  })
  const { slug } = await openedSurvey(db, form, chats.clock.now)
  const lan = chats.person('lan', 'telegram')
  await lan.says(`ks-${slug}`)
  const asked = (await lan.heard()).at(-1)
  const look = { form, title: 'Khảo sát thử', anonymous: false }
  const [question] = questionsOf(form)
  const shown = question && questionOutgoing(look, question, 'vi')
  const labels = ({ choices = [] }: Pick<Outgoing, 'choices'>) => choices.map(({ label }) => label)
  expect(labels(shown ?? {})).toEqual(['Zalo', 'Trực tiếp', 'Bỏ qua'])
  expect([asked?.text, labels(asked ?? {})]).toEqual([shown?.text, labels(shown ?? {})])
})

const two: Form = formOf(
  {
    ...{ id: 'chon', kind: 'several', ask: 'Cần gì?', required: true },
    choices: ['A', 'B', 'C'].map((text) => ({ id: text.toLowerCase(), text: `Việc ${text}` })),
  },
  { id: 'so', kind: 'number', ask: 'Mấy lần?', required: false },
  { id: 'y', kind: 'text', ask: 'Ý kiến riêng?', required: true },
)

test('several are picked by buttons, a number is never the button to skip, and left it goes on later', async ({
  db,
}) => {
  const chats = await openChats(db)
  const { slug, id } = await openedSurvey(db, two, chats.clock.now)
  const lan = chats.person('lan')
  expect(await lan.says('menu')).toContain('')
  expect((await lan.heard()).at(-1)?.choices).toContainEqual({
    id: 'do:survey',
    label: 'Trả lời khảo sát',
  })
  await lan.says('khảo sát')
  const press = async (label: string) => {
    const choices = (await lan.heard()).at(-1)?.choices ?? []
    return lan.presses(choices.find((one) => one.label === label)?.id ?? 'none')
  }
  expect(await press('Việc B')).toContain('Đã chọn: Việc B')
  expect(await press('Việc A')).toContain('Đã chọn: Việc B, Việc A')
  expect(await press('Xong')).toContain('Câu 2. Mấy lần?')
  expect(await lan.says('1')).toContain('Câu 3.')
  await lan.says('hủy')
  const again = await lan.says(`ks-${slug}`)
  expect(again).toContain('đã trả lời 2 câu')
  expect(again).toContain('Câu 3. Ý kiến riêng?')
  await closeSurvey(db, id, { actor: coordinator, now: chats.clock.now })
  expect(await lan.says('Rất tốt')).toContain('đã kết thúc')
  const [kept] = await db.select().from(surveyResponses)
  expect(kept).toMatchObject({ state: 'partial', answers: { chon: ['b', 'a'], so: 1 } })
})

test('begun in a chat it goes on over the own link, and once sent there the chat keeps nothing more', async ({
  db,
}) => {
  const chats = await openChats(db)
  const { now } = chats.clock
  const { id, slug } = await openedSurvey(db, two, now)
  const lan = chats.person('lan', 'zalo')
  for (const text of [`ks-${slug}`, '1', '3', '5']) await lan.says(text)
  const { personId = 0 } = (await lan.conversation()) ?? {}
  const survey = await surveyById(db, id)
  if (!survey) throw new Error('no survey')
  const begun = await beginResponse(db, survey, { personId, channel: 'web' }, now)
  expect(begun.answers).toEqual({ chon: ['a'], so: 5 })
  const whole = { chon: ['b'], y: 'Viết trên trang' }
  const completing = { surveyId: id, personId, channel: 'web', ...begun, answers: whole }
  const office = await loadOffice(db)
  await db.transaction((tx) => completeResponse(tx, completing, office, now))
  expect(await lan.says('Viết trong chat')).toContain('đã trả lời khảo sát này rồi')
  expect(await db.select().from(surveyResponses)).toMatchObject([
    { state: 'complete', channel: 'web', answers: whole },
  ])
  expect((await lan.conversation())?.flow).toBeNull()
})

test('who leaves a survey is told what becomes of the answers, and comes back by a button', async ({
  db,
}) => {
  const chats = await openChats(db)
  const { now } = chats.clock
  const named = await openedSurvey(db, two, now)
  const secret = await openedSurvey(db, two, now, { anonymous: true })
  const lan = chats.person('lan', 'zalo')
  for (const text of [`ks-${named.slug}`, '1', '3']) await lan.says(text)
  expect(await lan.says('hủy')).toContain('Những câu đã trả lời được giữ lại')
  expect(await lan.presses(`survey:${named.id}`)).toContain('Câu 2. Mấy lần?')
  await lan.says(`ks-${secret.slug}`)
  await lan.says('1')
  expect(await lan.says('hủy')).toContain('không được lưu lại')
})

test('who does not agree leaves nothing behind', async ({ db }) => {
  const chats = await openChats(db)
  await openedSurvey(db, everyKind, chats.clock.now)
  const lan = chats.person('lan')
  await lan.says('khảo sát')
  expect(await lan.says('không đồng ý')).toContain('không lưu câu trả lời nào')
  expect(await db.$count(surveyResponses)).toBe(0)
})

test('the log of a chat tells nothing of an anonymous survey: not what, not when, not that it was answered', async ({
  db,
}) => {
  const chats = await openChats(db)
  const { slug } = await openedSurvey(db, two, chats.clock.now, { anonymous: true })
  const lan = chats.person('lan', 'telegram')
  const sent = () => db.update(deliveries).set({ state: 'sent' })
  await lan.says('Xin chào')
  const before = await db.$count(messages)
  expect(await lan.says(`/start ks-${slug}`)).toContain('Khảo sát ẩn danh')
  for (const text of ['1,2', 'bỏ qua', 'quay lại', '7']) {
    await sent()
    await lan.says(text)
  }
  await sent()
  await lan.says('Bí mật của tôi')
  expect((await lan.heard()).at(-1)?.text).toContain('đã nhận được phiếu')
  expect(await db.$count(messages)).toBe(before)
  const left = await db.select().from(deliveries)
  expect(left.filter(({ body }) => JSON.stringify(body).includes('Câu'))).toEqual([])
  const [chat] = await db.select().from(conversations)
  expect(chat).toMatchObject({ flow: null, answers: {}, replay: null, choices: [] })
  expect(await db.select().from(surveyResponses)).toMatchObject([
    {
      answers: { chon: ['a', 'b'], so: 7, y: 'Bí mật của tôi' },
      personId: null,
      completedAt: null,
    },
  ])
  expect(await db.$count(surveyMarks)).toBe(1)
  const tables = await db.execute<{ name: string }>(sql`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'survey_responses'`)
  for (const { name } of tables) {
    const hits = await db.execute(sql`
      select 1 from ${sql.identifier(name)} t where t::text like '%Bí mật%' or t::text like '%chon%'
        and ${name} <> 'surveys' and ${name} <> 'survey_versions'`)
    expect(hits, name).toHaveLength(0)
  }
  expect(await lan.says(`ks-${slug}`)).toContain('đã trả lời khảo sát này rồi')
})

test('an anonymous survey that is left leaves nothing behind', async ({ db }) => {
  const chats = await openChats(db)
  const { slug } = await openedSurvey(db, two, chats.clock.now, { anonymous: true })
  const lan = chats.person('lan')
  await lan.says(`ks-${slug}`)
  await lan.says('1,2')
  await db.update(deliveries).set({ state: 'sent' })
  await lan.says('hủy')
  expect(await db.$count(deliveries)).toBe(1)
  expect(await db.$count(surveyResponses)).toBe(0)
  expect((await lan.conversation())?.answers).toEqual({})
})
