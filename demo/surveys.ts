import { asc, eq, isNotNull } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { monthOf, nowhere } from '#core/surveys/anonymous.ts'
import { checkAnswers } from '#core/surveys/answer.ts'
import { callBackIfLow } from '#core/surveys/call-backs.ts'
import { visibleQuestions } from '#core/surveys/conditions.ts'
import { createSurvey, openSurvey, publishSurvey } from '#core/surveys/drafting.ts'
import { invite, noteInvitedAnswered } from '#core/surveys/inviting.ts'
import { readerOf } from '#core/surveys/responses.ts'
import {
  type Answers,
  type AnswerValue,
  type Form,
  type FormQuestion,
  markQuestion,
  otherPrefix,
  rangeOf,
} from '#core/surveys/shape.ts'
import type { Purpose } from '#core/surveys/surveys.ts'
import { templates } from '#core/surveys/templates.ts'
import { businesses, people } from '#db/schema/people.ts'
import { surveyMarks, surveyResponses } from '#db/schema/surveys.ts'
import { tickets } from '#db/schema/tickets.ts'
import { chanceOf } from './chance.ts'
import type { World } from './world.ts'

interface Asked {
  purpose: Purpose
  anonymous: boolean
  responses: number
  /** what share of those invited answered */
  rate: number
  /** days ago when it was opened */
  ago: number
  /** how many in a hundred give four stars or five */
  content: number
}

const asked: Asked[] = [
  { purpose: 'yearly-needs', anonymous: false, responses: 70, rate: 0.73, ago: 75, content: 88 },
  { purpose: 'after-answer', anonymous: false, responses: 52, rate: 0.7, ago: 150, content: 93 },
  { purpose: 'new-law', anonymous: true, responses: 28, rate: 0.46, ago: 40, content: 82 },
]

const words = [
  'Thủ tục đăng ký nhãn hiệu lâu, chúng tôi không rõ hồ sơ đang ở bước nào.',
  'Mong Sở mở lớp về chuyển đổi số vào buổi tối để hộ kinh doanh theo học được.',
  'Chưa hiểu quy định mới về công bố hợp chuẩn, hợp quy cho thực phẩm chế biến.',
  'Cần hướng dẫn kiểm định cân, đồng hồ đo cho cửa hàng nhỏ ở xã.',
  'Muốn có mẫu hợp đồng chuyển giao công nghệ bằng ngôn ngữ dễ hiểu.',
  'Phí kiểm nghiệm cao so với quy mô hợp tác xã.',
  'Văn bản nhiều, không biết văn bản nào còn hiệu lực.',
  'Trả lời rõ ràng, dẫn đúng điều luật, rất cảm ơn Sở.',
  'Đề nghị hỗ trợ truy xuất nguồn gốc cho chè và quế.',
  'Cần cán bộ về tận xã hướng dẫn dán nhãn hàng hóa.',
]
const others = ['Hội chợ huyện', 'Hợp tác xã bạn', 'Tư vấn thuế']
const dayMs = 86_400_000

/** Surveys as the office copied them from its templates, with what people answered. */
export async function seedSurveys(world: World): Promise<void> {
  const chance = chanceOf(2710)
  const whom = await askers(world)
  for (const one of asked) {
    const template = templates().find(({ purpose }) => purpose === one.purpose)
    const actor = world.staff.get('van-phong')
    if (!template || !actor) throw new Error(`no template ${one.purpose}`)
    const now = new Date(world.end.getTime() - one.ago * dayMs)
    const { title, form } = template
    const { purpose, anonymous } = one
    const by = { actor, now }
    const { id } = await createSurvey(world.db, { title, form, purpose, anonymous }, by)
    await publishSurvey(world.db, { id, version: 1 }, by)
    await openSurvey(world.db, id, by)
    const invited = chance.shuffled(whom)
    const about = purpose === 'after-answer'
    for (const { personId, ticketId } of invited)
      await invite(world.db, { id, anonymous }, { personId, ...(about && { ticketId }) })
    const answering = invited.slice(0, Math.round(invited.length * one.rate))
    await answer(world, { id, ...one, form }, answering, chance)
  }
}

type Asker = Awaited<ReturnType<typeof askers>>[number]

/** One ticket of each person, with what is known of them. */
async function askers({ db }: World) {
  const rows = await db
    .select({
      ...{ personId: tickets.personId, ticketId: tickets.id, fieldId: tickets.fieldId },
      ...{ unitId: tickets.leadUnitId, channel: tickets.channel },
      ...{ size: businesses.size, commune: people.commune, seat: businesses.commune },
    })
    .from(tickets)
    .innerJoin(people, eq(people.id, tickets.personId))
    .leftJoin(businesses, eq(businesses.id, people.businessId))
    .where(isNotNull(tickets.fieldId))
    .orderBy(asc(tickets.id))
  return [...new Map(rows.map((row) => [row.personId, row])).values()]
}

type Chance = ReturnType<typeof chanceOf>

/** The first answered themselves; where there are fewer people than responses, staff took the others down. */
async function answer(
  world: World,
  survey: Asked & { id: number; form: Form },
  whom: Asker[],
  chance: Chance,
): Promise<void> {
  const { db, office, end } = world
  const { form, anonymous } = survey
  const rows = Array.from({ length: survey.responses }, (_, at) => {
    const who = whom[at]
    const completedAt = new Date(
      end.getTime() - chance.between(1, (survey.ago - 1) * 24) * 3_600_000,
    )
    const drawn = draw(form, survey.content, world, chance)
    const { answers } = checkAnswers(form, drawn, readerOf(office, completedAt))
    const entered = { channel: at % 3 === 0 ? 'inspection' : 'web' }
    const after = survey.purpose === 'after-answer'
    const known = who && !anonymous ? knownOf(who, after) : {}
    return {
      ...{ surveyId: survey.id, version: 1, state: 'complete' as const, answers },
      ...(who ? { channel: chance.next() < 0.3 ? 'web' : who.channel } : entered),
      ...known,
      ...(anonymous
        ? { channel: nowhere, completedOn: monthOf(completedAt) }
        : { startedAt: completedAt, completedAt, completedOn: dayOf(completedAt) }),
    }
  })
  const kept = await db.insert(surveyResponses).values(rows).returning()
  if (anonymous) {
    const marks = whom.slice(0, survey.responses).map(({ personId }) => personId)
    const sorted = marks.toSorted((a, b) => a - b)
    await db
      .insert(surveyMarks)
      .values(sorted.map((personId) => ({ surveyId: survey.id, personId })))
    return
  }
  for (const row of kept) await noteInvitedAnswered(db, survey.id, idsOf(row))
  const mark = markQuestion(form)?.id ?? ''
  for (const { id, personId, ticketId, answers, completedAt } of kept) {
    const score = (answers as Answers)[mark]
    if (personId === null || typeof score !== 'number' || !completedAt) continue
    const about = { source: 'survey' as const, sourceKey: id, score, personId }
    const unitId = whom.find((one) => one.personId === personId)?.unitId ?? undefined
    await callBackIfLow(db, { ...about, unitId, ticketId: ticketId ?? undefined }, completedAt)
  }
}

function idsOf({ personId, ticketId }: { personId: number | null; ticketId: number | null }) {
  return { personId, ticketId: ticketId ?? undefined }
}

function knownOf({ personId, ticketId, fieldId, size, commune, seat }: Asker, after: boolean) {
  return { personId, fieldId, size, commune: commune ?? seat, ...(after && { ticketId }) }
}

/** Answers that look like people's, question by question, as their conditions want them. */
function draw(form: Form, content: number, world: World, chance: Chance): Answers {
  const answers: Answers = {}
  const passed = new Set<string>()
  for (;;) {
    const next = visibleQuestions(form, answers).find(({ id }) => !passed.has(id))
    if (!next) return answers
    passed.add(next.id)
    if (!next.required && chance.next() < 0.35) continue
    const value = drawn(next, content, world, chance)
    if (value !== undefined) answers[next.id] = value
  }
}

function drawn(
  question: FormQuestion,
  content: number,
  { office, end }: World,
  chance: Chance,
): AnswerValue | undefined {
  const one = <T>(list: readonly T[]): T | undefined => list[chance.between(0, list.length - 1)]
  switch (question.kind) {
    case 'choice': {
      if (question.other && chance.next() < 0.08) return otherPrefix + one(others)
      // The first choices are picked more often, as they are in life.
      const at = Math.floor(chance.next() ** 1.6 * question.choices.length)
      return question.choices[at]?.id
    }
    case 'several': {
      const most = Math.min(question.max ?? 3, 3, question.choices.length)
      const picked = chance.shuffled(question.choices).slice(0, chance.between(1, most))
      return picked.map(({ id }) => id)
    }
    case 'stars':
      return chance.next() * 100 < content ? chance.between(4, 5) : chance.between(1, 3)
    case 'scale': {
      const { min = 1, max = 5 } = rangeOf(question)
      return min + Math.round((1 - chance.next() ** 1.8) * (max - min))
    }
    case 'number': {
      const { min = 0, max = 60 } = rangeOf(question)
      return Math.round(min + chance.next() ** 3 * (Math.min(max, 60) - min))
    }
    case 'text':
      return one(words)
    case 'date':
      return dayOf(new Date(end.getTime() - chance.between(400, 3_600) * dayMs))
    case 'commune': {
      const commune = one(office.communes)
      return commune && `${commune.kind} ${commune.name}`
    }
    default:
      return undefined
  }
}
