import { asc, eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { openChats } from '#core/conversation/testing-chat.ts'
import { addStaff } from '#core/tickets/testing-desk.ts'
import { units } from '#db/schema/profile.ts'
import { signups } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { createCourse } from './course.ts'
import { publishCourse } from './course-states.ts'
import { setSessions } from './sessions.ts'
import { draftOf } from './testing-open.ts'

test('many who sign up and give up in their chats at the same time leave no seat twice, none empty', async ({
  db,
}) => {
  const { clock, person } = await openChats(db)
  const [unit] = await db.select().from(units).orderBy(asc(units.id)).limit(1)
  const unitId = unit?.id ?? 0
  const actor = await addStaff(db, { role: 'coordinator', unitId, name: 'Nguyễn Thị Hoa' })
  const places = { units: { technology: unitId }, fields: { ip: 1 } } as never
  const draft = draftOf(places, { fieldIds: [], seats: 8 })
  const { id, slug } = await createCourse(db, actor, draft, clock.now)
  const startsAt = new Date('2026-03-12T08:00:00+07:00')
  const session = { startsAt, endsAt: new Date('2026-03-12T11:00:00+07:00'), place: '' }
  await setSessions(db, actor, { id, version: 1 }, [session], clock.now)
  await publishCourse(db, actor, { id, version: 2 }, clock.now)

  const all = Array.from({ length: 24 }, (_, at) => person(`p${at}`, at % 2 ? 'zalo' : 'telegram'))
  const everybody = (say: (at: number) => string, some = all) =>
    Promise.all(some.map((one) => one.says(say(all.indexOf(one)))))
  for (const text of [`lop-${slug}`, 'đăng ký', 'đồng ý']) await everybody(() => text)
  await everybody((at) => `Vàng Thị ${'ABCDEGHIKLMNOPQRSTUVXYZW'[at]} Mai`)
  await everybody(() => 'bỏ qua')
  const list = () =>
    db.select().from(signups).where(eq(signups.courseId, id)).orderBy(asc(signups.number))
  const before = await list()
  expect(before.map(({ number }) => number)).toEqual(all.map((_, at) => at + 1))
  expect(before.filter(({ state }) => state === 'seated')).toHaveLength(8)

  const seated = new Set(before.slice(0, 8).map(({ attendee }) => attendee.split(' ')[2]))
  const leaving = all.filter((_, at) => seated.has('ABCDEGHIKLMNOPQRSTUVXYZW'[at]))
  await everybody(() => 'tôi không đi được', leaving.slice(0, 5))
  const states = (await list()).map(({ state }) => state)
  expect(states.filter((state) => state === 'given-up')).toHaveLength(5)
  expect(states.slice(8, 13)).toEqual(Array(5).fill('offered'))
  expect(states.slice(13)).toEqual(Array(11).fill('waiting'))
})
