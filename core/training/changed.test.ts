import { asc, eq, isNotNull } from 'drizzle-orm'
import { expect } from 'vitest'
import { addPerson, at, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { courseSessions, courses, signups } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { type CourseDraft, changeCourse } from './course.ts'
import { getCourse } from './course-list.ts'
import { startCourse, tendCourses } from './course-states.ts'
import { saveLesson } from './lessons.ts'
import { remindCourses } from './reminders.ts'
import { giveUp, lapseOffers } from './seats.ts'
import { setSessions } from './sessions.ts'
import { signUp } from './sign-up.ts'
import { tellCourses } from './telling.ts'
import { addSeat } from './testing-held.ts'
import { draftOf, openCourse } from './testing-open.ts'

const now = at('2026-03-02 09:00')

async function open(db: Db, facts: Partial<CourseDraft> & { startsAt?: Date } = {}) {
  const desk = await makeDesk(db)
  const course = await openCourse(db, desk, { seats: 1, ...facts }, now)
  const join = async (name: string, when = now) => {
    const who = await addPerson(db, 'telegram', name)
    const asked = { courseId: course.id, businessId: null, staffId: null, attendees: [name] }
    const { seats } = await db.transaction((tx) =>
      signUp(tx, { ...asked, ...who, channel: 'telegram' }, when),
    )
    return { ...who, id: seats[0]?.id ?? 0 }
  }
  const which = async () => ({
    id: course.id,
    version: (await getCourse(db, { id: course.id }))?.course.version ?? 0,
  })
  const change = async (facts: Partial<CourseDraft>) =>
    changeCourse(db, desk.officer, await which(), draftOf(desk, { seats: 1, ...facts }), now)
  const move = async (startsAt: Date, when: Date) => {
    const endsAt = new Date(startsAt.getTime() + 3 * 3_600_000)
    const session = { id: course.sessions[0]?.id, startsAt, endsAt, place: '' }
    await setSessions(db, desk.officer, await which(), [session], when)
  }
  const told = async (chat: number) =>
    (
      await db
        .select({ body: deliveries.body })
        .from(deliveries)
        .where(eq(deliveries.conversationId, chat))
        .orderBy(asc(deliveries.id))
    ).map(({ body }) => (body as { text: string }).text)
  return { desk, course, join, change, move, told, which }
}

test('another link is told to those with a seat, another way of coming to everybody', async ({
  db,
}) => {
  const { join, change, told } = await open(db, { mode: 'both' })
  const [lan, nam] = [await join('Hoàng Lan'), await join('Trần Nam')]
  await change({ mode: 'both', meetingLink: 'https://hop.example/moi' })
  expect((await told(lan.conversationId)).join()).toContain('https://hop.example/moi')
  expect(await told(nam.conversationId)).toEqual([])
  await change({ mode: 'online', meetingLink: 'https://hop.example/moi' })
  expect(await told(lan.conversationId)).toHaveLength(2)
  const [heard = ''] = await told(nam.conversationId)
  expect(heard).toContain('Học trực tuyến')
  expect(heard).not.toContain('hop.example')
})

test('a seat is not kept beyond an earlier beginning, and whose it is hears until when', async ({
  db,
}) => {
  const { join, move, told } = await open(db, { startsAt: at('2026-03-20 08:00') })
  const [lan, nam] = [await join('Hoàng Lan'), await join('Trần Nam')]
  await db.transaction((tx) => giveUp(tx, lan, lan.id, now))
  await move(at('2026-03-02 14:00'), now)
  const [, offered] = await db.select().from(signups).orderBy(asc(signups.number))
  expect(offered?.offeredUntil).toEqual(at('2026-03-02 13:00'))
  expect((await told(nam.conversationId)).at(-1)).toContain('chờ nhận trước 13:00')
})

test('a session that is put off is reminded of again, each of two near ones by itself', async ({
  db,
}) => {
  const { course, join, move, told } = await open(db, { startsAt: at('2026-03-05 14:00') })
  const lan = await join('Hoàng Lan', at('2026-03-01 09:00'))
  await db.update(signups).set({ createdAt: now, changedAt: at('2026-03-01 09:00') })
  const remind = (now: Date) =>
    remindCourses(db, { now, site: 'https://hoi.test', timeZone: 'Asia/Ho_Chi_Minh' })
  expect(await remind(at('2026-03-04 15:00'))).toBe(1)
  await move(at('2026-03-12 14:00'), at('2026-03-04 16:00'))
  expect(await remind(at('2026-03-04 17:00'))).toBe(0)
  await db.insert(courseSessions).values({
    ...{ courseId: course.id, attendCode: 'ABCD23' },
    ...{ startsAt: at('2026-03-12 08:00'), endsAt: at('2026-03-12 11:00') },
  })
  expect(await remind(at('2026-03-11 15:00'))).toBe(2)
  const heard = (await told(lan.conversationId)).slice(-2).join()
  expect(heard).toMatch(/08:00 - 11:00[\s\S]*14:00 - 17:00/)
})

test('nobody is told after the class that an offer of it has lapsed', async ({ db }) => {
  const { join, told } = await open(db, { startsAt: at('2026-03-02 09:20') })
  const [lan, nam] = [await join('Hoàng Lan'), await join('Trần Nam')]
  await db.transaction((tx) => giveUp(tx, lan, lan.id, now))
  const begun = at('2026-03-02 09:31')
  await tendCourses(db, begun)
  expect(await lapseOffers(db, begun)).toBe(1)
  expect(await told(nam.conversationId)).toEqual([expect.stringContaining('Có một chỗ trống')])
})

test('who signed up several is asked once how it was, and that is counted once', async ({ db }) => {
  const { join, told, course } = await open(db, { seats: 5, startsAt: at('2026-03-05 14:00') })
  const lan = await join('Hoàng Lan')
  const { personId, conversationId } = lan
  await addSeat(db, course.id, 'Lê Mai', now, { personId, conversationId })
  const over = at('2026-03-05 17:30')
  await tendCourses(db, over)
  await tellCourses(db, { now: over, site: undefined })
  expect(await told(conversationId)).toEqual([expect.stringContaining('hài lòng đến mức nào')])
  const asked = await db.select().from(signups).where(isNotNull(signups.ratingAskedAt))
  expect(asked.map(({ attendee }) => attendee)).toEqual(['Hoàng Lan'])
})

test('a class that is put off after it began takes people again', async ({ db }) => {
  const { course, join, move, told } = await open(db, { startsAt: at('2026-03-05 08:00') })
  const lan = await join('Hoàng Lan')
  const begun = at('2026-03-05 08:10')
  expect(await tendCourses(db, begun)).toBe(1)
  await expect(join('Trần Nam', begun)).rejects.toThrow('training:refusal.when-running')
  await move(at('2026-03-12 08:00'), begun)
  expect((await told(lan.conversationId)).join()).toContain('12/03/2026')
  await join('Lê Mai', begun)
  const [state] = await db.select({ state: courses.state }).from(courses)
  expect(state).toEqual({ state: 'published' })
  // One whose first session was held goes on.
  await tendCourses(db, at('2026-03-12 09:00'))
  const later = { startsAt: at('2026-03-19 08:00'), endsAt: at('2026-03-19 11:00') }
  await db.insert(courseSessions).values({ courseId: course.id, ...later, attendCode: 'ABCD23' })
  await tendCourses(db, at('2026-03-12 12:00'))
  const [going] = await db.select({ state: courses.state }).from(courses)
  expect(going).toEqual({ state: 'running' })
})

test('a course followed alone passes its seats on while it runs, and links to the web alone', async ({
  db,
}) => {
  const { desk, course, join, which } = await open(db, { kind: 'e-learning' })
  const [lan, nam] = [await join('Hoàng Lan'), await join('Trần Nam')]
  await startCourse(db, desk.officer, await which(), now)
  await db.transaction((tx) => giveUp(tx, lan, lan.id, now))
  const [next] = await db.select().from(signups).where(eq(signups.id, nam.id))
  expect(next?.state).toBe('offered')
  const facts = { title: 'Bài 1', body: '', fileId: null, quiz: [], link: 'javascript:alert(1)' }
  const saved = saveLesson(db, desk.officer, { courseId: course.id }, facts, now)
  await expect(saved).rejects.toThrow('courses:fault.link')
})
