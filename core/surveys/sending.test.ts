import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { openChats } from '#core/conversation/testing-chat.ts'
import { bodiesOf } from '#core/notices/bodies.ts'
import { noticeById } from '#core/notices/drafting.ts'
import { audienceOf } from '#core/notices/notice.ts'
import { startNotices } from '#core/notices/starting.ts'
import { shownData } from '#core/people/data-rights.ts'
import { erasePerson } from '#core/people/erase.ts'
import { mergePeople } from '#core/people/merging.ts'
import { partPeople } from '#core/people/parting.ts'
import { noticeRecipients, notices, subscriptions } from '#db/schema/notices.ts'
import { surveyMarks, surveyResponses } from '#db/schema/surveys.ts'
import { test } from '#db/testing.ts'
import { heldSurveys } from './erase.ts'
import { invitationsOf, invite } from './inviting.ts'
import { personOfToken } from './personal-links.ts'
import { sendSurvey } from './sending.ts'
import { coordinator, everyKind, formOf, openedSurvey } from './testing-surveys.ts'

const form = formOf(
  { id: 'sao', kind: 'stars', ask: 'Hài lòng?', required: true, mark: true },
  { id: 'y', kind: 'text', ask: 'Ý kiến?', required: false },
)

test("a survey is sent as a notice with each person's own link, and counts them as invited", async ({
  db,
}) => {
  const chats = await openChats(db)
  const { now } = chats.clock
  const { id } = await openedSurvey(db, form, now)
  await chats.person('lan').says('Xin chào')
  const chat = await chats.person('lan').conversation()
  if (!chat) throw new Error('no chat')
  const { id: conversationId, personId } = chat
  const agreed = { consentVersion: '1', consentedAt: now, changedAt: now }
  await db.insert(subscriptions).values({ personId, conversationId, ...agreed })
  const by = { actor: coordinator, now }
  const rate = async () => (await invitationsOf(db, [id]))(id)
  const site = { publicUrl: 'http://desk.test/' }
  const noticeId = await sendSurvey(db, id, audienceOf({ audience: {} }), by, site)
  await db.update(notices).set({ state: 'scheduled', sendAt: now }).where(eq(notices.id, noticeId))
  await startNotices(db, now)
  expect(await db.$count(noticeRecipients)).toBe(1)
  expect(await rate()).toEqual({ invited: 1, answered: 0 })
  const again = await sendSurvey(db, id, audienceOf({ audience: {} }), by, site)
  await db.update(notices).set({ state: 'scheduled', sendAt: now }).where(eq(notices.id, again))
  await startNotices(db, now)
  expect(await db.$count(noticeRecipients)).toBe(2)
  expect(await rate()).toEqual({ invited: 1, answered: 0 })
  const notice = await noticeById(db, noticeId)
  if (!notice) throw new Error('no notice')
  const bodies = await bodiesOf(db, notice, [{ personId, language: 'vi' }])
  const url = bodies.get(personId)?.link?.url ?? ''
  expect(url).toMatch(/^http:\/\/desk\.test\/khao-sat\/khao-sat-thu\/./)
  expect(await personOfToken(db, id, url.split('/').at(-1) ?? '')).toBe(personId)
  expect(await personOfToken(db, id + 1, url.split('/').at(-1) ?? '')).toBeUndefined()
})

for (const anonymous of [false, true]) {
  test(`the response rate is of those invited, once each, ${anonymous ? 'anonymous' : 'by name'}; it outlasts who is erased or merged`, async ({
    db,
  }) => {
    const chats = await openChats(db)
    const { now } = chats.clock
    const { id, slug } = await openedSurvey(db, form, now, { anonymous })
    const rate = async () => (await invitationsOf(db, [id]))(id)
    const [lan, mai, sua] = [chats.person('lan'), chats.person('mai'), chats.person('sua')]
    for (const one of [lan, mai, sua]) await one.says('Xin chào')
    const idOf = async (one: typeof lan) => (await one.conversation())?.personId ?? 0
    // An anonymous survey is answered once, however many tickets led to it.
    for (const ticketId of anonymous ? [11, 12] : [undefined, undefined])
      await invite(db, { id, anonymous }, { personId: await idOf(lan), ticketId })
    await invite(db, { id, anonymous }, { personId: await idOf(mai) })
    expect(await rate()).toEqual({ invited: 2, answered: 0 })
    for (const one of [lan, sua])
      for (const text of [`ks-${slug}`, '5', 'bỏ qua']) await one.says(text)
    // Who came by themselves is none of those invited.
    expect(await rate()).toEqual({ invited: 2, answered: 1 })
    expect((await heldSurveys(db, await idOf(mai))).invited).toEqual(['Khảo sát thử'])
    await db.transaction(async (tx) => erasePerson(tx, await idOf(lan), now))
    expect(await rate()).toEqual({ invited: 2, answered: 1 })
    const pair: [number, number] = [await idOf(mai), await idOf(sua)]
    const doer = { staffId: null, patient: true }
    await db.transaction((tx) => mergePeople(tx, pair, doer, now))
    expect((await rate()).invited).toBe(2)
  })
}

test('erased, a person is in no survey, and the numbers stay', async ({ db }) => {
  const chats = await openChats(db)
  const { now } = chats.clock
  const named = await openedSurvey(db, form, now)
  const secret = await openedSurvey(db, form, now, { anonymous: true })
  const begun = await openedSurvey(db, everyKind, now)
  const lan = chats.person('lan')
  for (const text of [`ks-${named.slug}`, '2', 'Chờ lâu quá', `ks-${secret.slug}`, '5', 'Tốt'])
    await lan.says(text)
  for (const text of [`ks-${begun.slug}`, 'đồng ý', '4']) await lan.says(text)
  const { personId = 0 } = (await lan.conversation()) ?? {}
  const shown = await shownData(db, personId, 'vi')
  expect(shown).toContain('Khảo sát đã trả lời: 2 phiếu')
  expect(shown).toContain('Khảo sát ẩn danh đã tham gia: 1')
  await db.transaction((tx) => erasePerson(tx, personId, now))
  const left = await db.select().from(surveyResponses)
  expect(left.map(({ personId: whose, answers }) => [whose, answers])).toEqual(
    expect.arrayContaining([
      [null, { sao: 2 }],
      [null, { sao: 5, y: 'Tốt' }],
    ]),
  )
  expect(left).toHaveLength(2)
  expect(await db.$count(surveyMarks)).toBe(0)
})

test('merged, a person has answered once; parted, each has their own again', async ({ db }) => {
  const chats = await openChats(db)
  const { now } = chats.clock
  const named = await openedSurvey(db, form, now)
  const secret = await openedSurvey(db, form, now, { anonymous: true })
  const lan = chats.person('lan')
  const mai = chats.person('mai', 'zalo')
  await lan.says('Xin chào')
  for (const text of [`ks-${named.slug}`, '4', 'bỏ qua', `ks-${secret.slug}`, '5', 'bỏ qua'])
    await mai.says(text)
  const [a = 0, b = 0] = [
    (await lan.conversation())?.personId,
    (await mai.conversation())?.personId,
  ]
  const doer = { staffId: null, patient: true }
  const { id } = await db.transaction((tx) => mergePeople(tx, [a, b], doer, now))
  for (const { slug } of [named, secret])
    expect(await lan.says(`ks-${slug}`)).toContain('đã trả lời khảo sát này rồi')
  await db.transaction((tx) => partPeople(tx, id, doer, now))
  const whose = eq(surveyResponses.surveyId, named.id)
  expect(await db.select().from(surveyResponses).where(whose)).toMatchObject([{ personId: b }])
})
