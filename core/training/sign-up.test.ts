import { asc, eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { at, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { people } from '#db/schema/people.ts'
import { courses, signups } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { acceptOffer, giveUp, lapseOffers } from './seats.ts'
import { signUp } from './sign-up.ts'
import { openCourse } from './testing-open.ts'

const now = at('2026-03-02 09:00')
const hours = (n: number) => new Date(now.getTime() + n * 3_600_000)

async function strangers(db: Db, n: number): Promise<number[]> {
  const rows = await db
    .insert(people)
    .values(Array.from({ length: n }, () => ({ createdAt: now })))
    .returning({ id: people.id })
  return rows.map(({ id }) => id)
}

function ask(db: Db, courseId: number, personId: number, attendees: string[], at = now) {
  const who = { personId, conversationId: null, businessId: null }
  return db.transaction((tx) =>
    signUp(tx, { courseId, ...who, attendees, channel: 'zalo', staffId: null }, at),
  )
}

function listOf(db: Db, courseId: number) {
  return db
    .select()
    .from(signups)
    .where(eq(signups.courseId, courseId))
    .orderBy(asc(signups.number))
}

test('five hundred who sign up at once for forty seats get exactly forty, and an ordered list', async ({
  db,
}) => {
  const desk = await makeDesk(db)
  const course = await openCourse(db, desk, { seats: 40 }, now)
  const all = await strangers(db, 500)
  const told = await Promise.all(all.map((id) => ask(db, course.id, id, [`Người số ${id}`])))
  const list = await listOf(db, course.id)
  expect(list.map(({ number }) => number)).toEqual(all.map((_, index) => index + 1))
  expect(list.slice(0, 40).every(({ state }) => state === 'seated')).toBe(true)
  expect(list.slice(40).every(({ state }) => state === 'waiting')).toBe(true)
  const positions = told.flatMap(({ seats }) => seats).sort((a, b) => a.number - b.number)
  expect(positions.slice(40).map(({ position }) => position)).toEqual(
    list.slice(40).map((_, index) => index + 1),
  )
})

test('a seat given up is offered to exactly the next, though many are given up at once', async ({
  db,
}) => {
  const desk = await makeDesk(db)
  const course = await openCourse(db, desk, { seats: 3 }, now)
  const all = await strangers(db, 8)
  for (const id of all) await ask(db, course.id, id, [`Người số ${id}`])
  const list = await listOf(db, course.id)
  const leave = (index: number) =>
    db.transaction((tx) => giveUp(tx, { personId: all[index] ?? 0 }, list[index]?.id ?? 0, now))
  const [one] = [await leave(0)]
  expect(one?.promoted).toBe(1)
  expect((await listOf(db, course.id)).map(({ state }) => state)).toEqual([
    ...['given-up', 'seated', 'seated', 'offered'],
    ...['waiting', 'waiting', 'waiting', 'waiting'],
  ])
  await Promise.all([leave(1), leave(2)])
  const after = await listOf(db, course.id)
  expect(after.filter(({ state }) => state === 'offered').map(({ number }) => number)).toEqual([
    4, 5, 6,
  ])
  expect(after[3]?.offeredUntil).toEqual(hours(12))
  await expect(leave(0)).rejects.toThrow('training:refusal.no-seat')
})

test('an offer is taken once, and passes on when it is not taken in time', async ({ db }) => {
  const desk = await makeDesk(db)
  const course = await openCourse(db, desk, { seats: 1 }, now)
  const [first = 0, second = 0, third = 0] = await strangers(db, 3)
  for (const id of [first, second, third]) await ask(db, course.id, id, [`Người số ${id}`])
  const [a, b, c] = await listOf(db, course.id)
  await db.transaction((tx) => giveUp(tx, { personId: first }, a?.id ?? 0, now))
  expect(await lapseOffers(db, hours(11))).toBe(0)
  expect(await lapseOffers(db, hours(12))).toBe(1)
  expect(await lapseOffers(db, hours(12))).toBe(0)
  const take = (personId: number, id = 0, when = hours(13)) =>
    db.transaction((tx) => acceptOffer(tx, { personId }, id, when))
  await expect(take(second, b?.id)).rejects.toThrow('training:refusal.no-offer')
  await expect(take(second, c?.id)).rejects.toThrow('training:refusal.no-seat')
  await take(third, c?.id)
  expect((await listOf(db, course.id)).map(({ state }) => state)).toEqual([
    'given-up',
    'lapsed',
    'seated',
  ])
})

test('near the class an offer is kept for less, and nobody is promoted once it has begun', async ({
  db,
}) => {
  const desk = await makeDesk(db)
  const course = await openCourse(db, desk, { seats: 1, startsAt: hours(5) }, now)
  const all = await strangers(db, 3)
  for (const id of all) await ask(db, course.id, id, [`Người số ${id}`])
  const [a, b] = await listOf(db, course.id)
  await db.transaction((tx) => giveUp(tx, { personId: all[0] ?? 0 }, a?.id ?? 0, now))
  expect((await listOf(db, course.id))[1]?.offeredUntil).toEqual(hours(4))
  await db.transaction((tx) => giveUp(tx, { personId: all[1] ?? 0 }, b?.id ?? 0, hours(6)))
  expect((await listOf(db, course.id))[2]?.state).toBe('waiting')
})

test('several of one business sign up together, each once, and the seats left are the first ones', async ({
  db,
}) => {
  const desk = await makeDesk(db)
  const course = await openCourse(db, desk, { seats: 2 }, now)
  const [person = 0] = await strangers(db, 1)
  const names = ['Vàng A Páo', 'Lý Thị Mẩy', 'vang a pao', 'Đỗ Văn Nam']
  const { seats } = await ask(db, course.id, person, names)
  expect(seats.map(({ attendee, state, position }) => [attendee, state, position])).toEqual([
    ['Vàng A Páo', 'seated', 0],
    ['Lý Thị Mẩy', 'seated', 0],
    ['Đỗ Văn Nam', 'waiting', 1],
  ])
  const again = await ask(db, course.id, person, ['Lý thị mẩy', 'Trần Mới'])
  expect(again.already).toEqual(['Lý thị mẩy'])
  expect(again.seats.map(({ number, position }) => [number, position])).toEqual([[4, 2]])
})

test('nobody takes more than twenty seats for themselves, and staff give more', async ({ db }) => {
  const desk = await makeDesk(db)
  const course = await openCourse(db, desk, { seats: 100 }, now)
  const [person = 0] = await strangers(db, 1)
  const names = (from: number, n: number) =>
    Array.from({ length: n }, (_, index) => `Người số ${from + index}`)
  await ask(db, course.id, person, names(0, 15))
  await ask(db, course.id, person, names(10, 10))
  const more = ask(db, course.id, person, names(19, 2))
  await expect(more).rejects.toThrow('training:refusal.too-many-held')
  expect(await listOf(db, course.id)).toHaveLength(20)
  const who = { personId: person, conversationId: null, businessId: null }
  const asked = { courseId: course.id, ...who, attendees: names(19, 2) }
  const byStaff = { ...asked, channel: 'phone' as const, staffId: desk.officer.id }
  const { seats } = await db.transaction((tx) => signUp(tx, byStaff, now))
  expect(seats).toHaveLength(1)
})

test('who asks twice at once is down once', async ({ db }) => {
  const desk = await makeDesk(db)
  const course = await openCourse(db, desk, { seats: 10 }, now)
  const [person = 0] = await strangers(db, 1)
  await Promise.all([1, 2, 3, 4].map(() => ask(db, course.id, person, ['Vàng A Páo'])))
  const list = await listOf(db, course.id)
  expect(list.map(({ number }) => number)).toEqual([1])
})

test('nobody signs up for what is closed, over or called off', async ({ db }) => {
  const desk = await makeDesk(db)
  const [person = 0] = await strangers(db, 1)
  const course = await openCourse(db, desk, { seats: 5, closesAt: hours(2) }, now)
  const late = ask(db, course.id, person, ['Vàng A Páo'], hours(3))
  await expect(late).rejects.toThrow('training:refusal.sign-up-closed')
  for (const state of ['draft', 'held', 'closed', 'cancelled'] as const) {
    await db.update(courses).set({ state }).where(eq(courses.id, course.id))
    const asked = ask(db, course.id, person, ['Vàng A Páo'])
    await expect(asked).rejects.toThrow(`training:refusal.when-${state}`)
  }
  await expect(ask(db, 0, person, ['Vàng A Páo'])).rejects.toThrow('training:refusal.gone')
  await expect(ask(db, course.id, person, ['  '])).rejects.toThrow('training:refusal.no-name')
})
