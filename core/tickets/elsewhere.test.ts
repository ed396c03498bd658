import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import type { ChannelName, Outgoing } from '#core/channel.ts'
import { sendHeldElsewhere } from '#core/deliveries/elsewhere.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { askForMore, sendAnswer } from './answers.ts'
import { merge } from './merging.ts'
import { route } from './routing.ts'
import { ask, at, makeDesk, type TestDesk } from './testing-desk.ts'

const now = at('2026-03-20 09:00')
const answer = { body: 'Hồ sơ gồm tờ khai và mẫu nhãn hiệu.' }

/** Another chat of the desk's person. */
async function chat(db: Db, desk: TestDesk, channel: ChannelName, heardAt: string, more = {}) {
  const { personId } = desk.person
  const lastHeardAt = at(heardAt)
  const [row] = await db
    .insert(conversations)
    .values({
      ...{ channel, address: `${channel} ${heardAt}`, personId },
      ...{ createdAt: lastHeardAt, lastHeardAt, ...more },
    })
    .returning({ id: conversations.id })
  return row!.id
}

/** The desk's person asked on `channel`, was heard there last on `heardAt`, and the standards division has it. */
async function asked(db: Db, channel: ChannelName, heardAt: string, more = {}) {
  const desk = await makeDesk(db)
  const conversationId = await chat(db, desk, channel, heardAt, more)
  const opened = await ask(db, { ...desk.person, conversationId }, at('2026-03-02 09:00'))
  const place = { fieldId: desk.fields.standard, leadUnitId: desk.units.standards }
  const scope = 'general' as const
  const { coordinator, standardsOfficer: officer } = desk
  const to = { ...place, scope }
  const ticket = await route(db, coordinator, opened.id, opened.version, to, at('2026-03-02 10:00'))
  await db.delete(deliveries)
  await db.delete(conversations).where(eq(conversations.id, desk.person.conversationId))
  return { desk, officer, ticket, conversationId }
}

async function said(db: Db) {
  const rows = await db.select().from(deliveries).orderBy(deliveries.id)
  return rows.map(({ conversationId, cause, body }) => ({
    ...{ conversationId, cause, text: (body as Outgoing).text },
  }))
}

describe('an answer', () => {
  test('goes where it was asked while the person can be reached there', async ({ db }) => {
    const { desk, officer, ticket, conversationId } = await asked(db, 'zalo', '2026-03-15 09:00')
    await chat(db, desk, 'telegram', '2026-03-19 09:00')
    await sendAnswer(db, officer, ticket.id, ticket.version, answer, now)
    const all = await said(db)
    expect(all.map((one) => [one.conversationId, one.cause])).toEqual([
      [conversationId, 'answer'],
      [conversationId, 'rating'],
    ])
    expect(all[0]?.text).not.toContain('qua Zalo')
  })

  test('goes to the chat heard last among those that can be reached, and says what it is about', async ({
    db,
  }) => {
    const { desk, officer, ticket } = await asked(db, 'zalo', '2026-03-02 09:00')
    await chat(db, desk, 'messenger', '2026-03-18 09:00')
    await chat(db, desk, 'telegram', '2026-03-17 09:00', { blockedAt: now })
    const email = await chat(db, desk, 'email', '2026-01-10 09:00')
    await sendAnswer(db, officer, ticket.id, ticket.version, answer, now)
    const all = await said(db)
    expect(all.map((one) => [one.conversationId, one.cause])).toEqual([
      [email, 'answer'],
      [email, 'rating'],
    ])
    expect(all[0]?.text).toMatch(new RegExp(`^Về yêu cầu ${ticket.code} .* qua Zalo`))
    const [other] = await db.select().from(conversations).where(eq(conversations.id, email))
    expect(other?.ticketId).toBe(ticket.id)
  })

  test('waits where it was asked when the person can be reached nowhere', async ({ db }) => {
    const { desk, officer, ticket, conversationId } = await asked(db, 'zalo', '2026-03-02 09:00')
    await chat(db, desk, 'messenger', '2026-03-18 09:00')
    await sendAnswer(db, officer, ticket.id, ticket.version, answer, now)
    expect((await said(db)).map((one) => one.conversationId)).toEqual([
      conversationId,
      conversationId,
    ])
  })

  test('goes to an older web chat only when the person has left the one they asked in', async ({
    db,
  }) => {
    const { desk, officer, ticket, conversationId } = await asked(db, 'zalo', '2026-03-02 09:00')
    const web = await chat(db, desk, 'web', '2026-02-02 09:00')
    const more = { text: 'Xin cho biết mã số thuế.' }
    const waiting = await askForMore(db, officer, ticket.id, ticket.version, more, now)
    await db.update(conversations).set({ blockedAt: now }).where(eq(conversations.channel, 'zalo'))
    await sendAnswer(db, officer, ticket.id, waiting.version, answer, now)
    expect((await said(db)).map((one) => one.conversationId)).toEqual([conversationId, web, web])
  })
})

test('two chats of one person that lead to the same are told once', async ({ db }) => {
  const { desk, officer, ticket } = await asked(db, 'zalo', '2026-03-02 09:00')
  const telegram = await chat(db, desk, 'telegram', '2026-03-02 09:00')
  const second = await ask(db, { ...desk.person, conversationId: telegram }, now)
  const into = { intoId: ticket.id }
  await merge(db, desk.coordinator, second.id, second.version, into, now)
  await db.delete(deliveries)
  await sendAnswer(db, officer, ticket.id, ticket.version + 1, answer, now)
  const all = await said(db)
  expect(all.filter(({ cause }) => cause === 'answer')).toMatchObject([
    { conversationId: telegram },
  ])
  expect(all[0]?.text).not.toContain('qua Zalo')
})

test('what waits goes to another chat once the person can be reached there', async ({ db }) => {
  const { desk, officer, ticket, conversationId } = await asked(db, 'zalo', '2026-03-02 09:00')
  const telegram = await chat(db, desk, 'telegram', '2026-03-10 09:00', { blockedAt: now })
  await sendAnswer(db, officer, ticket.id, ticket.version, answer, now)
  await db.update(deliveries).set({ state: 'held', why: 'closed' })
  expect(await sendHeldElsewhere(db, now)).toBe(0)
  await db.update(conversations).set({ blockedAt: null }).where(eq(conversations.id, telegram))
  expect(await sendHeldElsewhere(db, now)).toBe(1)
  const rows = await db.select().from(deliveries).orderBy(deliveries.id)
  expect(rows.map((row) => [row.conversationId, row.cause, row.state])).toEqual([
    [conversationId, 'answer', 'dropped'],
    [conversationId, 'rating', 'dropped'],
    [telegram, 'answer', 'queued'],
    [telegram, 'rating', 'queued'],
  ])
  expect(await sendHeldElsewhere(db, now)).toBe(0)
})
