import { and, asc, eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { Refusal } from '#core/refusal.ts'
import { addPerson, at, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { courseTold, signups } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { changeCourse } from './course.ts'
import { getCourse } from './course-list.ts'
import { cancelCourse } from './course-states.ts'
import { acceptOffer, giveUp, lapseOffers } from './seats.ts'
import { signUp } from './sign-up.ts'
import { tellCourses } from './telling.ts'
import { draftOf, openCourse } from './testing-open.ts'

const now = at('2026-03-02 09:00')
const site = 'https://hoi.test'

async function open(db: Db, seats: number, people: number) {
  const desk = await makeDesk(db)
  const course = await openCourse(db, desk, { seats }, now)
  const all: Awaited<ReturnType<typeof addPerson>>[] = []
  for (let n = 0; n < people; n++) all.push(await addPerson(db, 'telegram', `p${n}`))
  const join = (n: number, when = now) =>
    db.transaction((tx) =>
      signUp(
        tx,
        {
          ...{ courseId: course.id, businessId: null, staffId: null, channel: 'telegram' },
          ...{ attendees: [`Người số ${n}`], personId: all[n]?.personId ?? 0 },
          conversationId: all[n]?.conversationId ?? null,
        },
        when,
      ),
    )
  const list = () =>
    db.select().from(signups).where(eq(signups.courseId, course.id)).orderBy(asc(signups.number))
  const version = async () => ({
    id: course.id,
    version: (await getCourse(db, { id: course.id }))?.course.version ?? 0,
  })
  return { desk, course, all, join, list, version }
}

/** A no is an outcome like any other; what else goes wrong goes wrong. */
const settled = (deeds: Promise<unknown>[]) =>
  Promise.all(
    deeds.map((deed) =>
      deed.catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error
      }),
    ),
  )

test('an offer taken, left and lapsed at the same moment is one of these, and frees one seat or none', async ({
  db,
}) => {
  const { join, list, all } = await open(db, 1, 3)
  for (let n = 0; n < 3; n++) await join(n)
  const [first, second, third] = await list()
  const of = (n: number) => ({ personId: all[n]?.personId ?? 0 })
  await db.transaction((tx) => giveUp(tx, of(0), first?.id ?? 0, now))
  const over = new Date(now.getTime() + 12 * 3_600_000)
  const early = new Date(over.getTime() - 1)
  const id = second?.id ?? 0
  await settled([
    db.transaction((tx) => acceptOffer(tx, of(1), id, early)),
    lapseOffers(db, over),
    db.transaction((tx) => giveUp(tx, of(1), id, early)),
    lapseOffers(db, over),
    db.transaction((tx) => acceptOffer(tx, of(1), id, early)),
  ])
  const [, taken, next] = await list()
  const passed = taken?.state !== 'seated'
  expect(['seated', 'given-up', 'lapsed']).toContain(taken?.state)
  expect([next?.id, next?.state]).toEqual([third?.id, passed ? 'offered' : 'waiting'])
  const offers = await db.select().from(courseTold).where(eq(courseTold.what, 'offer'))
  expect(offers).toHaveLength(passed ? 2 : 1)
})

test('seats are not lowered under those taken while people sign up, nor raised for two', async ({
  db,
}) => {
  const { desk, join, list, version } = await open(db, 4, 10)
  const draft = (seats: number) => draftOf(desk, { seats })
  const from = await version()
  await settled([
    ...[0, 1, 2, 3, 4, 5].map((n) => join(n)),
    changeCourse(db, desk.coordinator, from, draft(2), now),
  ])
  const seated = (await list()).filter(({ state }) => state === 'seated').length
  const { course } = (await getCourse(db, { id: from.id }))!
  expect(seated).toBeLessThanOrEqual(course.seats ?? 0)
  const which = await version()
  await settled([
    changeCourse(db, desk.coordinator, which, draft(6), now),
    changeCourse(db, desk.coordinator, which, draft(7), now),
    ...[6, 7, 8, 9].map((n) => join(n)),
  ])
  const after = await list()
  const { seats } = (await getCourse(db, { id: from.id }))!.course
  expect([6, 7]).toContain(seats)
  const held = after.filter(({ state }) => ['seated', 'offered'].includes(state))
  expect(held).toHaveLength(seats ?? 0)
  expect(after.filter(({ state }) => state === 'waiting')).toHaveLength(10 - (seats ?? 0))
})

test('a class called off while people sign up and leave tells each of it exactly once', async ({
  db,
}) => {
  const { desk, join, list, version, all } = await open(db, 3, 12)
  for (let n = 0; n < 6; n++) await join(n)
  const before = await list()
  await settled([
    ...[6, 7, 8].map((n) => join(n)),
    cancelCourse(db, desk.coordinator, await version(), 'Mưa lũ chia cắt đường', now),
    ...[9, 10, 11].map((n) => join(n)),
    ...[0, 1].map((n) =>
      db.transaction((tx) =>
        giveUp(tx, { personId: all[n]?.personId ?? 0 }, before[n]?.id ?? 0, now),
      ),
    ),
    tellCourses(db, { now, site }),
    tellCourses(db, { now, site }),
  ])
  await tellCourses(db, { now, site })
  const after = await list()
  const off = after.filter(({ state }) => state === 'cancelled')
  expect(after.every(({ state }) => ['cancelled', 'given-up'].includes(state))).toBe(true)
  const told = await db
    .select({ chat: deliveries.conversationId })
    .from(deliveries)
    .where(and(eq(deliveries.cause, 'course-cancelled')))
  expect(told.map(({ chat }) => chat).sort()).toEqual(
    off.map(({ conversationId }) => conversationId).sort(),
  )
})
