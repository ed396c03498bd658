import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { route } from '#core/tickets/routing.ts'
import { ask, at, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { difficultyOfTicket } from './difficulty.ts'
import { difficultyPage, listDifficulties } from './difficulty-list.ts'
import {
  markableQuestions,
  markedAt,
  markQuestions,
  unmarkQuestions,
} from './difficulty-marking.ts'
import { draftRecommendation } from './recommendation.ts'

const now = at('2026-06-10 09:00')

/** Specific questions of one field at the moments told, and a general one beside them. */
async function openDesk(db: Db, moments: string[]) {
  const desk = await makeDesk(db)
  const put = async (moment: string, scope: 'general' | 'specific') => {
    const { id, version } = await ask(db, desk.person, at(moment))
    const to = { fieldId: desk.fields.ip, leadUnitId: desk.units.technology, scope }
    await route(db, desk.coordinator, id, version, to, at(moment))
    return id
  }
  const ids: number[] = []
  for (const moment of moments) ids.push(await put(moment, 'specific'))
  await put('2026-03-05 09:00', 'general')
  const which = { fieldId: desk.fields.ip, from: '2026-03-01', to: '2026-03-31' }
  return { desk, ids, which }
}

test('every specific question of a field and its days is marked once, whoever does it', async ({
  db,
}) => {
  const moments = ['2026-02-28 23:59', '2026-03-01 00:00', '2026-03-31 23:59', '2026-04-01 00:00']
  const { desk, ids, which } = await openDesk(db, moments)
  await db.update(people).set({ name: 'Sùng Thị Mẩy' }).where(eq(people.id, desk.person.personId))
  const question = 'Tôi là Sùng Thị Mẩy, bị từ chối đơn nhãn hiệu'
  await db
    .update(tickets)
    .set({ question })
    .where(eq(tickets.id, ids[1] ?? 0))
  const before = await markableQuestions(db, desk.coordinator, which)
  expect([before.count, before.rows.map(({ ticketId }) => ticketId)]).toEqual([2, [ids[2], ids[1]]])
  expect(before.rows[1]?.content).toBe('Tôi là […], bị từ chối đơn nhãn hiệu')

  const marking = [desk.coordinator, desk.head].map((actor) =>
    markQuestions(db, actor, which, ids, now),
  )
  const [one = 0, other = 0] = await Promise.all(marking)
  expect(one + other).toBe(2)
  expect((await markableQuestions(db, desk.coordinator, which)).count).toBe(0)
})

test('taking back leaves what a recommendation rests on, and what was marked before', async ({
  db,
}) => {
  const { desk, ids, which } = await openDesk(db, ['2026-03-02 09:00', '2026-03-03 09:00'])
  const third = await ask(db, desk.person, at('2026-03-04 09:00'))
  const own = { content: 'Riêng', fieldId: desk.fields.ip }
  await difficultyOfTicket(db, desk.coordinator, third.id, own, at('2026-06-09 09:00'))
  expect(await markQuestions(db, desk.coordinator, which, ids, now)).toBe(2)
  const [first] = await markedAt(db, desk.coordinator, now)
  const facts = { title: 'a', authority: 'Cục', content: 'b', fieldId: null, documentId: null }
  const unitId = desk.units.office
  await draftRecommendation(db, desk.coordinator, { ...facts, unitId }, [first?.id ?? 0], now)
  expect(await unmarkQuestions(db, desk.coordinator, now, now)).toBe(1)
  expect((await listDifficulties(db, {}, 1)).count).toBe(2)
  expect(await difficultyPage(db, first?.id ?? 0)).toMatchObject({ raisedOn: '2026-03-03' })
})

test('an officer marks what their division may see, a consultant nothing', async ({ db }) => {
  const { desk, which } = await openDesk(db, ['2026-03-02 09:00'])
  expect((await markableQuestions(db, desk.officer, which)).count).toBe(1)
  expect((await markableQuestions(db, desk.standardsOfficer, which)).count).toBe(0)
  await expect(markQuestions(db, desk.officer, which, [], now)).rejects.toThrow('none-chosen')
  const consultant = { ...desk.officer, role: 'consultant' as const }
  await expect(markableQuestions(db, consultant, which)).rejects.toThrow('not-allowed')
})
