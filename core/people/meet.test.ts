import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { deliver } from '#core/deliveries/deliveries.ts'
import { addPerson, ask, at, makeDesk } from '#core/tickets/testing-desk.ts'
import { lockTicket } from '#core/tickets/ticket.ts'
import { conversations } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { lockConversation } from './meet.ts'

const monday = at('2026-03-02 09:00')

test('an officer who answers while the person writes about the same ticket blocks nobody', async ({
  db,
}) => {
  await makeDesk(db)
  const person = await addPerson(db, 'web', 'visitor-2')
  const ticket = await ask(db, person, monday)
  const { conversationId } = person
  let talking = () => {}
  const talks = new Promise<void>((resolve) => {
    talking = resolve
  })
  const officer = db.transaction(async (tx) => {
    await lockTicket(tx, ticket.id)
    await talks
    await deliver(
      tx,
      { conversationId, channel: 'web', cause: 'answer', body: { text: '' } },
      monday,
    )
  })
  const writer = db.transaction(async (tx) => {
    await lockConversation(tx, { channel: 'web', from: 'visitor-2' })
    talking()
    await lockTicket(tx, ticket.id)
    await tx
      .update(conversations)
      .set({ lastHeardAt: monday })
      .where(eq(conversations.id, conversationId))
  })
  const outcomes = await Promise.allSettled([officer, writer])
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'fulfilled'])
})
