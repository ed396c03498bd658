import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Sql } from 'postgres'
import { expect } from 'vitest'
import { mergePeople } from '#core/people/merging.ts'
import { addPerson, at, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { businesses, people } from '#db/schema/people.ts'
import { attendances, signups } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { signUpByPhone } from './phone-sign-up.ts'
import { signUp } from './sign-up.ts'
import { openCourse } from './testing-open.ts'

const now = at('2026-03-02 09:00')
const doer = { staffId: null, patient: true }

/** Until somebody waits for what another holds. */
async function somebodyWaits(sql: Sql): Promise<void> {
  const end = Date.now() + 5_000
  for (;;) {
    const [row] = await sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' limit 1`
    if (row) return
    if (Date.now() > end) throw new Error('nobody waits')
  }
}

async function open(db: Db) {
  const desk = await makeDesk(db)
  const course = await openCourse(db, desk, { seats: 2 }, now)
  const join = (who: { personId: number; conversationId: number }, name: string) =>
    db.transaction((tx) => {
      const asked = { courseId: course.id, businessId: null, staffId: null, attendees: [name] }
      return signUp(tx, { ...asked, ...who, channel: 'web' }, now)
    })
  const [lan, nam] = [await addPerson(db, 'telegram', 'lan'), await addPerson(db, 'web', 'nam')]
  const pair: [number, number] = [lan.personId, nam.personId]
  return { desk, course, join, lan, nam, pair }
}

test('a merge waits for whoever holds the class without holding its seats', async ({ db, sql }) => {
  const { course, join, lan, nam, pair } = await open(db)
  await join(lan, 'Hoàng Lan')
  await join(nam, 'Hoàng Lan')
  let merging: Promise<unknown> = Promise.resolve()
  await sql.begin(async (staff) => {
    await staff`select 1 from courses where id = ${course.id} for update`
    merging = db.transaction((tx) => mergePeople(tx, pair, doer, now))
    await somebodyWaits(sql)
    await staff`update signups set changed_at = now()`
  })
  await merging
  const rows = await db.select().from(signups)
  expect(rows.map(({ personId }) => personId)).toEqual([lan.personId, lan.personId])
})

test('who signs somebody known up by telephone holds them before the class', async ({
  db,
  sql,
}) => {
  const { desk, course, lan, nam, pair } = await open(db)
  const taxCode = '5300123456'
  const named = { name: 'HTX Tả Phìn', taxCode, createdAt: now }
  const [business] = await db.insert(businesses).values(named).returning()
  const facts = { phone: '+84912345678', businessId: business?.id ?? null }
  await db.update(people).set(facts).where(eq(people.id, nam.personId))
  const asked = {
    ...{ form: randomUUID(), courseId: course.id, attendees: ['Trần Nam'] },
    ...{ channel: 'phone' as const, consent: 'oral' as const, phone: '+84912345678' },
    business: { name: 'HTX Tả Phìn', taxCode },
  }
  let signing: Promise<unknown> = Promise.resolve()
  await sql.begin(async (merge) => {
    await merge`select 1 from people where id = any(${pair}) order by id for update`
    signing = signUpByPhone(db, desk.coordinator, asked, now)
    await somebodyWaits(sql)
    await merge`select 1 from courses where id = ${course.id} for update`
  })
  await signing
  const [seat] = await db.select().from(signups)
  expect([seat?.personId, lan.personId]).toEqual([nam.personId, pair[0]])
})

test('of two who become one the seat that was come to stays', async ({ db }) => {
  const { course, join, lan, nam, pair } = await open(db)
  await join(lan, 'Hoàng Lan')
  const { seats } = await join(nam, 'Hoàng Lan')
  const signupId = seats[0]?.id ?? 0
  const sessionId = course.sessions[0]?.id ?? 0
  await db.insert(attendances).values({ sessionId, signupId, at: now, how: 'scan' })
  await db.transaction((tx) => mergePeople(tx, pair, doer, now))
  const rows = await db.select().from(signups).where(eq(signups.state, 'seated'))
  expect(rows.map(({ id, personId }) => [id, personId])).toEqual([[signupId, lan.personId]])
})
