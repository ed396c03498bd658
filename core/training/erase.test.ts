import { asc } from 'drizzle-orm'
import { expect } from 'vitest'
import { shownData } from '#core/people/data-rights.ts'
import { erasePerson } from '#core/people/erase.ts'
import { mergePeople } from '#core/people/merging.ts'
import { partPeople } from '#core/people/parting.ts'
import { addPerson, at, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { signups } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { signUp } from './sign-up.ts'
import { openCourse } from './testing-open.ts'

const now = at('2026-03-02 09:00')

async function two(db: Db, seats: number) {
  const desk = await makeDesk(db)
  const course = await openCourse(db, desk, { seats }, now)
  const [lan, nam] = [await addPerson(db, 'telegram', 'lan'), await addPerson(db, 'web', 'nam')]
  const ask = (who: typeof lan, name: string) =>
    db.transaction((tx) =>
      signUp(
        tx,
        {
          ...{
            courseId: course.id,
            personId: who.personId,
            attendees: [name],
            channel: 'telegram',
          },
          ...{ conversationId: who.conversationId, businessId: null, staffId: null },
        },
        now,
      ),
    )
  return { desk, course, lan, nam, ask }
}

const all = (db: Db) => db.select().from(signups).orderBy(asc(signups.number))

test('who is erased leaves no name, and their seat goes to the next', async ({ db }) => {
  const { lan, nam, ask } = await two(db, 1)
  await ask(lan, 'Hoàng Lan')
  await ask(nam, 'Trần Nam')
  expect(await shownData(db, lan.personId, 'vi')).toContain('Hoàng Lan, có chỗ')
  const [before] = await all(db)
  await db.transaction((tx) => erasePerson(tx, lan.personId, now))
  const [gone, next] = await all(db)
  expect(gone).toMatchObject({ attendee: '', state: 'given-up', conversationId: null })
  expect(gone?.token).not.toBe(before?.token)
  expect(next?.state).toBe('offered')
})

test('two who become one keep one seat for each attendee, and part with their own', async ({
  db,
}) => {
  const { lan, nam, ask } = await two(db, 5)
  await ask(lan, 'Hoàng Lan')
  await ask(nam, 'Hoàng Lan')
  await ask(nam, 'Trần Nam')
  const doer = { staffId: null, patient: true }
  const pair: [number, number] = [lan.personId, nam.personId]
  const { id } = await db.transaction((tx) => mergePeople(tx, pair, doer, now))
  expect((await all(db)).map(({ personId, state }) => [personId, state])).toEqual([
    [lan.personId, 'seated'],
    [lan.personId, 'given-up'],
    [lan.personId, 'seated'],
  ])
  await db.transaction((tx) => partPeople(tx, id, doer, now))
  expect((await all(db)).map(({ personId }) => personId)).toEqual([
    lan.personId,
    nam.personId,
    nam.personId,
  ])
})
