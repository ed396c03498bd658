import { asc, eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { openChats, type Person } from '#core/conversation/testing-chat.ts'
import { addStaff } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { units } from '#db/schema/profile.ts'
import { courses, signups } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { type CourseDraft, createCourse } from './course.ts'
import { cancelCourse, publishCourse } from './course-states.ts'
import { saveLesson } from './lessons.ts'
import { draftOf, openCourse } from './testing-open.ts'

async function open(db: Db) {
  const chats = await openChats(db)
  const [unit] = await db.select().from(units).orderBy(asc(units.id)).limit(1)
  const unitId = unit?.id ?? 0
  const coordinator = await addStaff(db, { role: 'coordinator', unitId, name: 'Nguyễn Thị Hoa' })
  const desk = { coordinator, units: { technology: unitId }, fields: { ip: 1 } } as never
  const draft = (facts: Partial<CourseDraft> = {}) => draftOf(desk, { fieldIds: [], ...facts })
  return { ...chats, desk, actor: coordinator, draft, lan: chats.person('lan') }
}

const lastOf = async (person: Person) => (await person.heard()).at(-1)

test('a dialogue whose class is called off meanwhile is over, and asks nothing more', async ({
  db,
}) => {
  const { desk, clock, lan, actor } = await open(db)
  const course = await openCourse(db, desk, { fieldIds: [] }, clock.now)
  for (const text of [`lop-${course.slug}`, 'đăng ký', 'đồng ý', 'Hoàng Lan']) await lan.says(text)
  const which = { id: course.id, version: course.version }
  await cancelCourse(db, actor, which, 'Mưa lũ chia cắt đường', clock.now)
  expect(await lan.says('bỏ qua')).toBe('Lớp này đã hủy.')
  expect((await lastOf(lan))?.choices?.map(({ id }) => id)).toEqual(['do:classes'])
  expect((await lan.conversation())?.flow).toBeNull()
  expect(await db.select().from(signups)).toEqual([])
})

test('a class that was called off before it was announced is shown to nobody', async ({ db }) => {
  const { clock, lan, actor, draft } = await open(db)
  const { id, slug } = await createCourse(db, actor, draft({ title: 'Lớp bí mật' }), clock.now)
  const stays = async (said: string) => {
    const told = await lan.says(said)
    expect(told).not.toContain('bí mật')
    return told
  }
  expect(await lan.presses(`class-join:${id}`)).toContain('Không có lớp này')
  await cancelCourse(db, actor, { id, version: 1 }, 'Chưa đủ người', clock.now)
  expect(await stays(`lop-${slug}`)).toContain('Không tìm thấy lớp này')
  expect(await lan.presses(`class:${id}`)).toContain('Không tìm thấy lớp này')
  expect(await lan.presses(`class-join:${id}`)).toContain('Không có lớp này')
})

test('answers to questions that were changed meanwhile count for nothing', async ({ db }) => {
  const { clock, lan, actor, draft } = await open(db)
  const plan = draft({ kind: 'e-learning', seats: null })
  const { id, slug } = await createCourse(db, actor, plan, clock.now)
  await publishCourse(db, actor, { id, version: 1 }, clock.now)
  const ask = 'Nhãn hiệu có hiệu lực mấy năm?'
  const facts = { title: 'Bài 1', body: 'Mười năm.', link: '', fileId: null }
  const lessonId = await saveLesson(
    db,
    actor,
    { courseId: id },
    { ...facts, quiz: [{ ask, choices: ['5', '10'], right: 1 }] },
    clock.now,
  )
  for (const text of [`lop-${slug}`, 'đăng ký', 'đồng ý', 'Hoàng Lan', 'bỏ qua', 'Bài học', '1']) {
    await lan.says(text)
  }
  const turned = [{ ask, choices: ['10', '5'], right: 0 }]
  await saveLesson(db, actor, { courseId: id, id: lessonId }, { ...facts, quiz: turned }, clock.now)
  expect(await lan.says('2')).toContain('vừa được sửa')
  expect(await lan.says('Làm lại bài này')).toContain('Câu 1/1')
  expect(await lan.says('1')).toContain('Đạt')
})

test('a forged button of another’s seat, or of none, does nothing', async ({ db }) => {
  const { desk, clock, lan, person } = await open(db)
  const course = await openCourse(db, desk, { fieldIds: [] }, clock.now)
  for (const text of [`lop-${course.slug}`, 'đăng ký', 'đồng ý', 'Hoàng Lan', 'bỏ qua']) {
    await lan.says(text)
  }
  const [seat] = await db.select().from(signups)
  await db.update(courses).set({ meetingLink: 'https://hop.example/bi-mat', mode: 'both' })
  const thief = person('thief', 'telegram')
  for (const id of [seat?.id, 999_999, -1]) {
    const buttons = ['seat', 'seat-accept', 'seat-leave', 'seat-lessons'].map(
      (kind) => `${kind}:${id}`,
    )
    for (const button of [...buttons, `seat-rate:${id}:5`, `seat-lesson:${id}:1`]) {
      const told = await thief.presses(button)
      expect([button, told]).toEqual([button, expect.stringMatching(/không/)])
    }
  }
  expect(await thief.presses(`class:${course.id}`)).not.toContain('bi-mat')
  const [still] = await db
    .select()
    .from(signups)
    .where(eq(signups.id, seat?.id ?? 0))
  expect(still).toMatchObject({ state: 'seated', score: null })
})

test('who is in the web chat alone hears that it calls nobody', async ({ db }) => {
  const { desk, clock, lan, person } = await open(db)
  const course = await openCourse(db, desk, { fieldIds: [] }, clock.now)
  const nam = person('nam', 'zalo')
  const said: string[] = []
  for (const one of [lan, nam]) {
    for (const text of [`lop-${course.slug}`, 'đăng ký', 'đồng ý', 'Hoàng Lan'])
      await one.says(text)
    said.push(await one.says('bỏ qua'))
  }
  expect(said.map((text) => text.includes('không tự báo khi đã đóng'))).toEqual([true, false])
})
