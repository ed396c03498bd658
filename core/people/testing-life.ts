import { eq } from 'drizzle-orm'
import { tempDataDir } from '#core/files/testing.ts'
import { subscribe } from '#core/notices/subscriptions.ts'
import { loadOffice } from '#core/office.ts'
import { addConsultant, listConsultants } from '#core/plan/consultants.ts'
import { difficultyOfTicket } from '#core/plan/difficulty.ts'
import { groupDifficulties } from '#core/plan/difficulty-groups.ts'
import { askMissing, receiveFee } from '#core/plan/fees.ts'
import { draftRecommendation, sendRecommendation } from '#core/plan/recommendation.ts'
import { replyToRecommendation } from '#core/plan/recommendation-reply.ts'
import { askReferral } from '#core/plan/referrals.ts'
import { consultantFacts } from '#core/plan/testing-referral.ts'
import { noteCallBack } from '#core/surveys/call-back-list.ts'
import { callBackIfLow } from '#core/surveys/call-backs.ts'
import { enterResponse } from '#core/surveys/entering.ts'
import { beginResponse, completeResponse, keepAnswers } from '#core/surveys/responses.ts'
import { surveyById } from '#core/surveys/surveys.ts'
import { formOf, openedSurvey } from '#core/surveys/testing-surveys.ts'
import { takeUpload } from '#core/surveys/uploads.ts'
import { route } from '#core/tickets/routing.ts'
import { ask, at, type TestDesk } from '#core/tickets/testing-desk.ts'
import type { Ticket } from '#core/tickets/ticket.ts'
import { checkIn } from '#core/training/attendance.ts'
import { issueCertificates } from '#core/training/certificates.ts'
import { answerLesson } from '#core/training/lesson-results.ts'
import { saveLesson } from '#core/training/lessons.ts'
import { commentCourse, rateCourse } from '#core/training/rating.ts'
import { signUp } from '#core/training/sign-up.ts'
import { addCourse } from '#core/training/testing-held.ts'
import { openCourse } from '#core/training/testing-open.ts'
import type { Db } from '#db/client.ts'
import { difficulties } from '#db/schema/difficulties.ts'
import { businesses, people } from '#db/schema/people.ts'
import { callBacks } from '#db/schema/surveys.ts'
import { courseQuestions, courses } from '#db/schema/training.ts'

/** Somebody of the test: what is theirs alone, so that it is found wherever it stands. */
export interface Whose {
  name: string
  phone: string
  taxCode: string
  business: string
  commune: string
  /** stands in everything they say themselves */
  mark: string
  personId: number
  businessId: number
  conversationId: number
  channel: 'web' | 'telegram'
  language: 'vi' | 'en'
}

/** What everybody of the test takes part in. */
export type Stage = Awaited<ReturnType<typeof openStage>>

export const now = at('2026-03-10 09:00')

const form = formOf(
  { id: 'sao', kind: 'stars', ask: 'Hài lòng đến mức nào?', required: true, mark: true },
  { id: 'kho-khan', kind: 'text', ask: 'Khó khăn gì?', required: false, difficulty: true },
  {
    ...{ id: 'kenh', kind: 'choice', ask: 'Qua kênh nào?', required: true, other: true },
    choices: [{ id: 'zalo', text: 'Zalo' }],
  },
  { id: 'nguoi', kind: 'number', ask: 'Bao nhiêu lao động?', required: true },
  { id: 'lap', kind: 'date', ask: 'Thành lập ngày nào?', required: true },
  { id: 'mst', kind: 'tax-code', ask: 'Mã số thuế?', required: true },
  { id: 'tep', kind: 'file', ask: 'Giấy tờ?', required: false },
)

/** A class held, one to come, a course with a lesson, surveys, a consultant. */
export async function openStage(db: Db, desk: TestDesk) {
  const held = await addCourse(db, desk.units.technology, now)
  const coming = await openCourse(db, desk, {}, now)
  const lesson = { title: 'Một', body: '', link: '', fileId: null, quiz: [] }
  const lessonId = await saveLesson(db, desk.coordinator, { courseId: held.id }, lesson, now)
  const named = await openedSurvey(db, form, now, { unitId: desk.units.technology })
  const begun = await openedSurvey(db, form, now, { title: 'Bỏ dở' })
  const entered = await openedSurvey(db, form, now, { title: 'Nhập hộ' })
  const secret = formOf({ id: 'gop-y', kind: 'text', ask: 'Góp ý?', required: true })
  const anonymous = await openedSurvey(db, secret, now, { title: 'Ẩn danh', anonymous: true })
  const facts = { ...consultantFacts, staffId: desk.consultant.id }
  await addConsultant(db, desk.coordinator, facts, now)
  return { desk, held, coming, lessonId, named, begun, entered, anonymous }
}

/** Gives somebody a row in everything that step 4 keeps of people. */
export async function liveThrough(db: Db, stage: Stage, who: Whose): Promise<void> {
  const { personId, businessId } = who
  const { name, phone, commune } = who
  await db.update(people).set({ name, phone, commune }).where(eq(people.id, personId))
  const firm = { name: who.business, taxCode: who.taxCode, size: 'medium' as const, commune }
  await db.update(businesses).set(firm).where(eq(businesses.id, businessId))
  const wanted = { fieldIds: [], sectors: [], communes: [commune], pace: 'weekly' as const }
  await db.transaction((tx) => subscribe(tx, who, wanted, now))
  const ticket = await seatsAndQuestions(db, stage, who)
  await responses(db, stage, who, ticket)
  await difficultiesOf(db, stage, who, ticket)
  await supported(db, stage, who, ticket)
}

async function seatsAndQuestions(db: Db, stage: Stage, who: Whose): Promise<Ticket> {
  const { desk, held, coming, lessonId } = stage
  const { personId, conversationId, businessId } = who
  const seat = async (courseId: number) => {
    const asked = { courseId, personId, conversationId, businessId, attendees: [who.name] }
    const done = await db.transaction((tx) =>
      signUp(tx, { ...asked, channel: who.channel, staffId: desk.coordinator.id }, now),
    )
    return done.seats[0]?.id ?? 0
  }
  await db.update(courses).set({ state: 'published' }).where(eq(courses.id, held.id))
  const signupId = await seat(held.id)
  await seat(coming.id)
  await db.update(courses).set({ state: 'running' }).where(eq(courses.id, held.id))
  const seen = [{ signupId, at: now, how: 'typed' as const }]
  await checkIn(db, desk.coordinator, held.sessions[0] ?? 0, seen, now)
  await answerLesson(db, { signupId, lessonId }, [], now)
  await db.update(courses).set({ state: 'held' }).where(eq(courses.id, held.id))
  await issueCertificates(db, desk.coordinator, held.id, now)
  await rateCourse(db, { personId }, { signupId, score: 1 }, now)
  await commentCourse(db, { personId }, { signupId, comment: `Lớp học chưa hay, ${who.mark}` })
  const question = `${who.name}, ${who.phone}, hỏi trước lớp về ${who.mark}`
  const ticket = await ask(db, who, now, { question, commune: who.commune })
  await db.insert(courseQuestions).values({ courseId: coming.id, ticketId: ticket.id })
  const place = { fieldId: desk.fields.ip, leadUnitId: desk.units.technology }
  return route(
    db,
    desk.coordinator,
    ticket.id,
    ticket.version,
    { ...place, scope: 'specific' },
    now,
  )
}

async function responses(db: Db, stage: Stage, who: Whose, ticket: Ticket): Promise<void> {
  const office = await loadOffice(db)
  const { personId, channel } = who
  const begin = async (surveyId: number) => {
    const survey = await surveyById(db, surveyId)
    if (!survey) throw new Error('no survey')
    return beginResponse(db, survey, { personId, channel }, now)
  }
  const words = {
    ...{ sao: 2, 'kho-khan': `Vướng mắc của ${who.name} ở ${who.mark}`, nguoi: 137 },
    ...{ kenh: `other:${who.mark}`, lap: '2019-05-06', mst: who.taxCode },
  }
  const own = await begin(stage.named.id)
  const bytes = new Blob([
    `%PDF-1.4\n% ${who.name}\n%%EOF\n`,
  ]).stream() as ReadableStream<Uint8Array>
  const file = { name: `${who.mark}.pdf`, bytes }
  const sent = await takeUpload(db, await tempDataDir(), file, own.responseId ?? '', now)
  const answers = { ...words, ...('id' in sent && { tep: [sent.id] }) }
  const of = { surveyId: stage.named.id, personId, channel, ...own, answers }
  await db.transaction((tx) => completeResponse(tx, of, office, now))
  const left = await begin(stage.begun.id)
  await keepAnswers(db, left.responseId ?? '', { 'kho-khan': who.mark })
  const by = { actor: stage.desk.coordinator, now }
  const typed = { surveyId: stage.entered.id, source: 'phone' as const, answers: words }
  const about = { ticketId: ticket.id, commune: who.commune, size: 'medium' }
  await enterResponse(db, { ...typed, ...about }, office, by)
  const secret = await begin(stage.anonymous.id)
  const said = { 'gop-y': 'Mong có thêm lớp' }
  const nameless = { surveyId: stage.anonymous.id, personId, channel, ...secret, answers: said }
  await db.transaction((tx) => completeResponse(tx, nameless, office, now))
  const mark = { source: 'answer' as const, sourceKey: `t${ticket.id}`, score: 1, personId }
  await callBackIfLow(db, { ...mark, comment: `Gọi ${who.phone}`, ticketId: ticket.id }, now)
  const calls = await db.select().from(callBacks).where(eq(callBacks.personId, personId))
  for (const { id } of calls) {
    const outcome = `Đã gọi ${who.name}, ${who.mark}`
    await noteCallBack(
      db,
      id,
      { outcome, ended: true },
      { actor: stage.desk.coordinator, now, ip: '' },
    )
  }
}

/** What staff write of them names them, and has their words no more than an officer would. */
async function difficultiesOf(db: Db, stage: Stage, who: Whose, ticket: Ticket): Promise<void> {
  const { desk } = stage
  const { coordinator, fields, units } = desk
  const content = `${who.business} (${who.name}, ${who.phone}) chờ văn bằng quá lâu`
  await difficultyOfTicket(db, coordinator, ticket.id, { content, fieldId: fields.ip }, now)
  const rows = await db
    .select({ id: difficulties.id })
    .from(difficulties)
    .where(eq(difficulties.personId, who.personId))
  const ids = rows.map(({ id }) => id)
  await groupDifficulties(db, coordinator, { ids, title: `Như ${who.name} nêu` }, now)
  const facts = { title: `Vụ ${who.name}`, authority: 'Cục Sở hữu trí tuệ', content }
  const place = { fieldId: fields.ip, unitId: units.technology, documentId: null }
  const id = await draftRecommendation(db, coordinator, { ...facts, ...place }, ids, now)
  const letter = { number: '12/SKHCN', datedOn: '2026-03-10' }
  await sendRecommendation(db, coordinator, { id, version: 1 }, letter, now)
  const reply = `Đã xem vụ của ${who.name}, ${who.taxCode}`
  await replyToRecommendation(
    db,
    coordinator,
    { id, version: 2 },
    { reply, outcome: 'partly' },
    now,
  )
}

async function supported(db: Db, stage: Stage, who: Whose, ticket: Ticket): Promise<void> {
  const { coordinator } = stage.desk
  const [row] = await listConsultants(db, {}, now)
  const input = { consultantId: row?.consultant.id ?? 0, how: 'oral' as const, sharePhone: true }
  await askReferral(db, coordinator, ticket.id, ticket.version, input, now)
  const file = {
    ...{ ticketCode: ticket.code, taxCode: '', name: '', size: 'micro' as const },
    ...{ feeVnd: 2_000_000, receivedOn: '2026-03-10', missing: '', note: `Bà ${who.name} gửi` },
  }
  const fee = await receiveFee(db, coordinator, file, now)
  const missing = `Bản sao của ${who.name}, ${who.mark}`
  await askMissing(db, coordinator, fee.id, 1, { missing }, now)
}
