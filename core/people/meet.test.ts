import { expect } from 'vitest'
import { addToTicket } from '#core/tickets/person.ts'
import { route } from '#core/tickets/routing.ts'
import { addPerson, ask, at, makeDesk } from '#core/tickets/testing-desk.ts'
import { test } from '#db/testing.ts'
import { lockConversation } from './meet.ts'

const monday = at('2026-03-02 09:00')

test('an officer who acts while the person writes about the same ticket blocks nobody', async ({
  db,
}) => {
  const desk = await makeDesk(db)
  const person = await addPerson(db, 'web', 'visitor-2')
  const { id, version } = await ask(db, person, monday)
  const officer = async () => {
    let current = version
    for (let round = 0; round < 12; round++) {
      const input = {
        fieldId: desk.fields.ip,
        leadUnitId: round % 2 ? desk.units.technology : desk.units.standards,
        scope: 'general' as const,
      }
      current = (await route(db, desk.coordinator, id, current, input, monday)).version
    }
  }
  const writer = async () => {
    for (let round = 0; round < 12; round++) {
      await db.transaction(async (tx) => {
        await lockConversation(tx, { channel: 'web', from: 'visitor-2' })
        await addToTicket(tx, id, { text: `thêm ${round}` }, 'vi', monday)
      })
    }
  }
  const outcomes = await Promise.allSettled([officer(), writer()])
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'fulfilled'])
})
