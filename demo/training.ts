import { readFileSync } from 'node:fs'
import { asc, eq, isNull } from 'drizzle-orm'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Actor } from '#core/staff/roles.ts'
import { checkIn } from '#core/training/attendance.ts'
import { issueCertificates } from '#core/training/certificates.ts'
import { type CourseDraft, createCourse } from '#core/training/course.ts'
import { getCourse } from '#core/training/course-list.ts'
import {
  cancelCourse,
  closeCourse,
  holdCourse,
  publishCourse,
  startCourse,
} from '#core/training/course-states.ts'
import { answerLesson } from '#core/training/lesson-results.ts'
import { lessonsOf, saveLesson } from '#core/training/lessons.ts'
import { commentCourse, rateCourse } from '#core/training/rating.ts'
import { giveUp } from '#core/training/seats.ts'
import { setSessions } from '#core/training/sessions.ts'
import { signUp } from '#core/training/sign-up.ts'
import { tellCourses } from '#core/training/telling.ts'
import { conversations, people } from '#db/schema/people.ts'
import { signups } from '#db/schema/training.ts'
import { fieldIdsOf, member, workday } from './law-world.ts'
import { key, text } from './read-data.ts'
import type { World } from './world.ts'

const day = 86_400_000
const hour = 3_600_000

const quiz = z.array(z.strictObject({ ask: text, choices: z.array(text), right: z.int() }))
const shape = z.array(
  z.strictObject({
    title: text,
    kind: z.enum(['class', 'conference', 'workshop', 'dialogue', 'e-learning']),
    by: key,
    help: z.array(key).default([]),
    fields: z.array(key),
    mode: z.enum(['in-person', 'online', 'both']),
    place: text.default(''),
    link: z.string().default(''),
    speakers: text,
    summary: text,
    seats: z.int().nullable().default(null),
    budget: z.int().nullable().default(null),
    society: z.int().nullable().default(null),
    questions: z.boolean().default(false),
    planned: z.boolean().default(false),
    /** when it was published, if it has no sessions */
    ago: z.int().default(30),
    sessions: z
      .array(z.strictObject({ ago: z.int(), from: z.int(), hours: z.number() }))
      .default([]),
    signups: z.int().default(0),
    leaves: z.int().default(0),
    attends: z.int().default(0),
    scores: z.array(z.int()).default([]),
    comments: z.record(z.string(), text).default({}),
    lessons: z.array(z.strictObject({ title: text, body: text, quiz })).default([]),
    certificates: z.boolean().default(false),
    cancel: text.optional(),
    end: z.enum(['draft', 'published', 'running', 'held', 'closed', 'cancelled']),
  }),
)
type Planned = z.infer<typeof shape>[number]

/** Somebody who chats with the office, and may sign up. */
interface Known {
  personId: number
  conversationId: number
  channel: string
  businessId: number | null
}

/** Classes of several divisions in every state, with those who signed up, wait, were there and said how it was. */
export async function seedTraining(world: World): Promise<void> {
  const file = new URL('./data/training.yaml', import.meta.url)
  const courses = shape.parse(parse(readFileSync(file, 'utf8')))
  const known = await world.db
    .select({
      personId: people.id,
      conversationId: conversations.id,
      channel: conversations.channel,
      businessId: people.businessId,
    })
    .from(people)
    .innerJoin(conversations, eq(conversations.personId, people.id))
    .where(isNull(people.erasedAt))
    .orderBy(asc(people.id))
  for (const [order, course] of courses.entries()) await live(world, course, known, order)
}

async function live(world: World, planned: Planned, known: Known[], order: number) {
  const { db } = world
  const actor = member(world, planned.by)
  const times = planned.sessions.map(({ ago, from, hours }) => {
    const startsAt = workday(world, ago, from)
    return { startsAt, endsAt: new Date(startsAt.getTime() + hours * hour), place: '' }
  })
  const first = times[0]?.startsAt ?? workday(world, planned.ago, 600)
  const begun = new Date(Math.min(first.getTime() - 30 * day, world.end.getTime() - 12 * day))
  const later = (days: number) => waking(new Date(begun.getTime() + days * day))
  const { id } = await createCourse(db, actor, draftOf(world, planned, actor), begun)
  const which = async () => ({ id, version: (await getCourse(db, { id }))?.course.version ?? 0 })
  if (planned.end === 'draft') return
  if (times.length > 0) await setSessions(db, actor, await which(), times, begun)
  for (const lesson of planned.lessons) {
    await saveLesson(db, actor, { courseId: id }, { ...lesson, link: '', fileId: null }, begun)
  }
  await publishCourse(db, actor, await which(), later(1))
  await signAllUp(world, planned, { id, known, from: order * 17 }, later)
  if (planned.lessons.length > 0) await learn(world, id, later)
  if (planned.cancel) await cancelCourse(db, actor, await which(), planned.cancel, later(11))
  if (!['running', 'held', 'closed'].includes(planned.end)) return
  await startCourse(db, actor, await which(), first)
  await comeIn(world, actor, id, planned)
  if (planned.end === 'running') return
  const over = times.at(-1)?.endsAt ?? first
  await holdCourse(db, actor, await which(), over)
  await tellCourses(db, { now: over, site: undefined })
  await sayHowItWas(world, id, planned, new Date(over.getTime() + 3 * hour))
  const filed = new Date(over.getTime() + 2 * day)
  if (planned.certificates) {
    await issueCertificates(db, actor, id, filed)
    await tellCourses(db, { now: filed, site: undefined })
  }
  if (planned.end === 'closed') await closeCourse(db, actor, await which(), filed)
}

const zone = 7 * hour

/** Between seven in the morning and nine in the evening of the same day; the order of moments stays. */
function waking(at: Date): Date {
  const local = at.getTime() + zone
  const sinceMidnight = local % day
  return new Date(local - sinceMidnight + 7 * hour + (sinceMidnight * 14) / 24 - zone)
}

function draftOf(world: World, planned: Planned, actor: Actor): CourseDraft {
  const quarter = new Date(world.end.getTime() + 45 * day)
  const unitId = (code: string) => world.office.units.find((unit) => unit.code === code)?.id ?? 0
  const { kind, title, summary, mode, place, seats, speakers } = planned
  return {
    ...{ kind, title, summary, mode, place, seats, speakers, meetingLink: planned.link },
    fieldIds: fieldIdsOf(world, planned.fields),
    leadUnitId: actor.unitId ?? 0,
    cooperatingUnitIds: planned.help.map(unitId),
    closesAt: null,
    plannedFor: planned.planned
      ? `${quarter.getUTCFullYear()}-Q${Math.floor(quarter.getUTCMonth() / 3) + 1}`
      : null,
    documentId: null,
    collectsQuestions: planned.questions,
    budgetVnd: planned.budget,
    societyVnd: planned.society,
  }
}

const family = ['Vàng', 'Giàng', 'Nguyễn', 'Lý', 'Trần', 'Sùng', 'Phàn', 'Hoàng', 'Chảo', 'Lù']
const given = ['A Páo', 'Thị Hằng', 'Văn Sèng', 'Mùi Nái', 'Quốc Huy', 'Thị Mẩy', 'Đức Long']

/** People of the businesses that ask, one or two of each, as they come by. */
async function signAllUp(
  { db }: World,
  { signups: wanted, leaves }: Planned,
  { id, known, from }: { id: number; known: Known[]; from: number },
  later: (days: number) => Date,
): Promise<void> {
  for (let n = 0; n < wanted; n++) {
    const person = known[(from + Math.floor(n * 0.8)) % known.length]
    if (!person) return
    const name = `${family[(from + n) % family.length]} ${given[(from + n * 3) % given.length]}`
    const { channel, ...who } = person
    const asked = { courseId: id, attendees: [name], staffId: null, ...who }
    const how = { channel: channel === 'telegram' ? ('telegram' as const) : ('web' as const) }
    await signUp(db, { ...asked, ...how }, later(1 + (n * 9) / wanted))
  }
  const seated = await db
    .select()
    .from(signups)
    .where(eq(signups.courseId, id))
    .orderBy(asc(signups.id))
  for (const { id: signupId, personId } of seated.slice(0, leaves)) {
    await giveUp(db, { personId }, signupId, later(11.9))
  }
}

/** Some are through with the lessons, some have begun, some wrote the wrong answer. */
async function learn(world: World, id: number, later: (days: number) => Date): Promise<void> {
  const all = await lessonsOf(world.db, id)
  for (const [index, { id: signupId }] of (await seatsOf(world, id)).entries()) {
    for (const lesson of all.slice(0, (index * 2) % (all.length + 1))) {
      const answers = lesson.quiz.map(({ right }) => (index % 4 === 3 ? 0 : right))
      await answerLesson(world.db, { signupId, lessonId: lesson.id }, answers, later(10))
    }
  }
}

async function comeIn(world: World, actor: Actor, id: number, { attends }: Planned) {
  const whole = await getCourse(world.db, { id })
  const rows = await seatsOf(world, id)
  for (const [index, { id: sessionId, startsAt }] of (whole?.sessions ?? []).entries()) {
    if (startsAt > world.end) return
    const there = rows.slice(index, attends).map(({ id: signupId }) => signupId)
    const seen = there.map((signupId) => ({ signupId, at: startsAt, how: 'typed' as const }))
    await checkIn(world.db, actor, sessionId, seen, startsAt)
  }
}

async function sayHowItWas(world: World, id: number, planned: Planned, at: Date) {
  const rows = await seatsOf(world, id)
  for (const [index, score] of planned.scores.entries()) {
    const seat = rows[index]
    if (!seat) return
    const who = { personId: seat.personId }
    await rateCourse(world.db, who, { signupId: seat.id, score }, at)
    const comment = planned.comments[String(index)]
    if (comment) await commentCourse(world.db, who, { signupId: seat.id, comment })
  }
}

function seatsOf({ db }: World, courseId: number) {
  return db
    .select({ id: signups.id, personId: signups.personId })
    .from(signups)
    .where(eq(signups.courseId, courseId))
    .orderBy(asc(signups.number))
}
