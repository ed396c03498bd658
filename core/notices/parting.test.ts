import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { mergePeople } from '#core/people/merging.ts'
import { partPeople } from '#core/people/parting.ts'
import { people } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { prepareRecipients } from './audience.ts'
import { stopNotices } from './stopping.ts'
import { member, monday, notice, recipients, subscriber } from './testing-notices.ts'

test('who said dừng while two were one is told nothing when they are two again', async ({ db }) => {
  const staffId = (await member(db, 'coordinator'))().actor.id
  const doer = { staffId, patient: true }
  const [first, second] = [await subscriber(db), await subscriber(db)]
  const at = (minutes: number) => new Date(monday.getTime() + minutes * 60_000)
  const merge = await db.transaction((tx) =>
    mergePeople(tx, [first.personId, second.personId], doer, at(0)),
  )
  await db.transaction((tx) => stopNotices(tx, first.personId, at(1)))
  await db.transaction((tx) => partPeople(tx, merge.id, doer, at(2)))
  const [who] = await db.select().from(people).where(eq(people.id, second.personId))
  expect(who?.noticesStoppedAt).toEqual(at(1))
  const { id } = await notice(db)
  await prepareRecipients(db, id, at(3))
  expect((await recipients(db, id)).size).toBe(0)
})
