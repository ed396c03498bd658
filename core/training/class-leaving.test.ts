import { asc } from 'drizzle-orm'
import { expect } from 'vitest'
import { openChats } from '#core/conversation/testing-chat.ts'
import { addStaff } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { units } from '#db/schema/profile.ts'
import { signups } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { remindCourses } from './reminders.ts'
import { draftOf, openCourse } from './testing-open.ts'

const zone = { site: 'https://hoi.test', timeZone: 'Asia/Ho_Chi_Minh' }

async function open(db: Db) {
  const chats = await openChats(db)
  const [unit] = await db.select().from(units).orderBy(asc(units.id)).limit(1)
  const unitId = unit?.id ?? 0
  const coordinator = await addStaff(db, { role: 'coordinator', unitId, name: 'Nguyễn Thị Hoa' })
  const desk = { coordinator, units: { technology: unitId }, fields: { ip: 1 } } as never
  const plan = (title: string, startsAt: string) =>
    openCourse(
      db,
      desk,
      {
        ...{ seats: 3, fieldIds: [], title, startsAt: new Date(`${startsAt}+07:00`) },
        ...{ kind: 'class', place: `Hội trường ${draftOf(desk).place} ${title}` },
      },
      chats.clock.now,
    )
  return { ...chats, plan }
}

const states = async (db: Db) =>
  (await db.select().from(signups).orderBy(asc(signups.id))).map(({ attendee, state }) => [
    attendee,
    state,
  ])

test('who has several seats of a business is asked whose is given up, or all', async ({ db }) => {
  const { person, plan } = await open(db)
  const course = await plan('Nhãn hiệu', '2026-03-12T08:00:00')
  const [lan, nam] = [person('lan'), person('nam', 'zalo')]
  for (const [one, names] of [
    [lan, 'Vàng A Páo, Lý Thị Mẩy, Đỗ Văn Nam'],
    [nam, 'Trần Nam'],
  ] as const) {
    for (const text of [`lop-${course.slug}`, 'đăng ký', 'đồng ý', names, 'bỏ qua']) {
      await one.says(text)
    }
  }
  const reminding = new Date('2026-03-11T08:05:00+07:00')
  expect(await remindCourses(db, { ...zone, now: reminding })).toBe(1)
  const reminder = (await lan.heard()).at(-1)
  expect(reminder?.choices?.map(({ id }) => id)).toEqual([`class-leave:${course.id}`])
  expect(await lan.says('Tôi không đi được')).toContain('Anh/Chị có 3 chỗ ở lớp này')
  expect(await lan.says('Lý Thị Mẩy')).toContain('Đã hủy chỗ của Lý Thị Mẩy')
  expect(await states(db)).toEqual([
    ['Vàng A Páo', 'seated'],
    ['Lý Thị Mẩy', 'given-up'],
    ['Đỗ Văn Nam', 'seated'],
    ['Trần Nam', 'offered'],
  ])
  expect(await nam.presses(`class-leave-all:${course.id}`)).toContain('Trần Nam')
  expect(await lan.says('không đi được')).toContain('Anh/Chị có 2 chỗ')
  expect(await lan.says('Tất cả')).toContain('Đã hủy 2 chỗ ở “Nhãn hiệu”: Vàng A Páo, Đỗ Văn Nam')
  expect((await states(db)).map(([, state]) => state)).toEqual(Array(4).fill('given-up'))
  expect(await lan.presses(`class-leave-all:${course.id}`)).toContain('không còn')
  expect(await lan.presses('class-leave:999999')).toContain('không còn')
})

test('who goes to several classes is asked which first', async ({ db }) => {
  const { person, plan } = await open(db)
  const first = await plan('Nhãn hiệu', '2026-03-12T08:00:00')
  const second = await plan('Mã vạch', '2026-03-13T08:00:00')
  const lan = person('lan')
  for (const text of [`lop-${first.slug}`, 'đăng ký', 'đồng ý', 'Hoàng Lan, Lê Mai', 'bỏ qua']) {
    await lan.says(text)
  }
  for (const text of [`lop-${second.slug}`, 'đăng ký', 'Hoàng Lan', 'bỏ qua']) await lan.says(text)
  expect(await lan.says('hủy đăng ký lớp')).toContain('không dự được lớp nào')
  const { choices } = (await lan.heard()).at(-1) ?? {}
  expect(choices?.map(({ label }) => label)).toEqual([
    'Nhãn hiệu · Hoàng Lan, Lê Mai',
    'Mã vạch · Hoàng Lan',
  ])
  expect(await lan.says('2')).toContain('Đã hủy chỗ của Hoàng Lan ở “Mã vạch”')
  expect(await lan.says('huy dang ky')).toContain('Anh/Chị có 2 chỗ')
  await lan.says('tat ca')
  expect(await lan.says('Hủy đăng ký')).toContain('Anh/Chị chưa đăng ký')
})
