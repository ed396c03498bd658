import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { Refusal } from '#core/refusal.ts'
import { visibleTickets } from '#core/staff/visible.ts'
import { approveAndSend, submitAnswer } from '#core/tickets/answers.ts'
import { withdraw } from '#core/tickets/endings.ts'
import { findByCode } from '#core/tickets/find.ts'
import { addStaff, at, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { referrals } from '#db/schema/consultants.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import {
  addConsultant,
  type ConsultantFacts,
  changeConsultant,
  listConsultants,
  shownConsultants,
} from './consultants.ts'
import { tendReferrals } from './referral-consent.ts'
import { askReferral, endReferral, phoneShared } from './referrals.ts'
import { chatOf, consultantFacts, openCase } from './testing-referral.ts'

const facts = consultantFacts

const refusalOf = async (deed: Promise<unknown>) => {
  const error = await deed.catch((thrown: unknown) => thrown)
  return error instanceof Refusal ? error.key : error
}

const stateOf = async (db: Db) => (await db.select().from(referrals))[0]

describe('a referral', () => {
  test('goes the whole way: asked, agreed, drafted, approved, answered', async ({ db }) => {
    const { desk, ticket, consultant, chat, version, now } = await openCase(db)
    const input = { consultantId: consultant.id }
    await askReferral(db, desk.officer, ticket.id, await version(), input, now)
    const seen = () => findByCode(db, desk.consultant, ticket.code).catch((e: Refusal) => e.key)
    expect(await seen()).toBe('tickets:refusal.not-found')
    const question = (await chat.heard()).at(-1)
    expect(question?.text).toContain('không được chia sẻ')
    expect(question?.choices).toHaveLength(3)
    expect(await chat.says('đồng ý')).toContain('Luật sư An')
    expect(await seen()).toMatchObject({ id: ticket.id })
    const others = await db.select().from(tickets).where(visibleTickets(desk.consultant))
    expect(others.map(({ id }) => id)).toEqual([ticket.id])
    expect(await phoneShared(db, desk.consultant, await one(db), { now, ip: '' })).toBeUndefined()
    const answer = { body: 'Nộp tờ khai theo mẫu.' }
    await submitAnswer(db, desk.consultant, ticket.id, await version(), answer, now)
    await approveAndSend(db, desk.head, ticket.id, await version(), {}, now)
    const told = (await chat.heard()).map(({ text }) => text)
    expect(told.some((text) => text.includes('Nộp tờ khai'))).toBe(true)
    expect(await stateOf(db)).toMatchObject({ state: 'answered' })
    await endReferral(db, desk.officer, ticket.id, await version(), now)
    expect(await seen()).toBe('tickets:refusal.not-found')
    expect(await stateOf(db)).toMatchObject({ state: 'answered', endedAt: now })
  })

  test('shares the phone number only when the person says so', async ({ db }) => {
    const { desk, ticket, consultant, chat, version, now } = await openCase(db)
    const input = { consultantId: consultant.id }
    await askReferral(db, desk.officer, ticket.id, await version(), input, now)
    await chat.says('2')
    const when = { now, ip: '' }
    expect(await phoneShared(db, desk.consultant, await one(db), when)).toBe('0912345678')
    expect(await phoneShared(db, desk.officer, await one(db), when)).toBeUndefined()
  })

  test('that is declined lets nobody in and is news for the officer', async ({ db }) => {
    const { desk, ticket, consultant, chat, version, now } = await openCase(db)
    const input = { consultantId: consultant.id }
    await askReferral(db, desk.officer, ticket.id, await version(), input, now)
    const again = askReferral(db, desk.officer, ticket.id, await version(), input, now)
    expect(await refusalOf(again)).toBe('consultants:refusal.under-way')
    expect(await chat.says('Không đồng ý')).toContain('Không có thông tin nào')
    expect(await stateOf(db)).toMatchObject({ state: 'declined', decidedAt: now })
    expect(await one(db)).toMatchObject({ consultantId: null, unreadSince: now })
    const id = (await stateOf(db))?.id
    expect(await chat.presses(`consult:${id}:yes`)).toContain('không còn hiệu lực')
    expect(await one(db)).toMatchObject({ consultantId: null })
  })

  test("is nobody else's to agree to", async ({ db }) => {
    const { desk, ticket, consultant, version, now } = await openCase(db)
    const input = { consultantId: consultant.id }
    await askReferral(db, desk.officer, ticket.id, await version(), input, now)
    const stranger = chatOf(db, now, 'kẻ lạ')
    await stranger.says('menu')
    await stranger.presses(`consult:${(await stateOf(db))?.id}:yes`)
    expect(await stateOf(db)).toMatchObject({ state: 'asked' })
  })

  test('left unanswered is asked once more, then lapses', async ({ db }) => {
    const { desk, ticket, consultant, version, now } = await openCase(db)
    const input = { consultantId: consultant.id }
    await askReferral(db, desk.officer, ticket.id, await version(), input, now)
    const asked = async () =>
      (await db.select().from(deliveries)).filter(({ cause }) => cause === 'referral-consent')
        .length
    const tend = (days: number) => tendReferrals(db, new Date(now.getTime() + days * 86_400_000))
    await tend(2)
    expect(await asked()).toBe(1)
    await tend(4)
    await tend(5)
    expect(await asked()).toBe(2)
    await tend(7.1)
    expect(await stateOf(db)).toMatchObject({ state: 'declined', decidedAt: null })
    await askReferral(db, desk.officer, ticket.id, await version(), input, now)
  })

  test('of a ticket that ends meanwhile is not agreed to any more', async ({ db }) => {
    const { desk, ticket, consultant, chat, version, now } = await openCase(db)
    const input = { consultantId: consultant.id }
    await askReferral(db, desk.officer, ticket.id, await version(), input, now)
    const id = (await stateOf(db))?.id
    await withdraw(db, desk.officer, ticket.id, await version(), { reason: 'Trùng' }, now)
    expect(await chat.presses(`consult:${id}:yes`)).toContain('không còn hiệu lực')
    expect(await one(db)).toMatchObject({ consultantId: null })
  })

  test('without a chat needs a consent noted by staff', async ({ db }) => {
    const { desk, ticket, consultant, version, now } = await openCase(db)
    await db.update(tickets).set({ conversationId: null }).where(eq(tickets.id, ticket.id))
    const input = { consultantId: consultant.id }
    const silent = askReferral(db, desk.officer, ticket.id, await version(), input, now)
    expect(await refusalOf(silent)).toBe('consultants:refusal.no-chat')
    const noted = { ...input, how: 'paper' as const, sharePhone: true }
    await askReferral(db, desk.officer, ticket.id, await version(), noted, now)
    expect(await one(db)).toMatchObject({ consultantId: desk.consultant.id })
    await db.update(people).set({ phone: null })
    expect(await phoneShared(db, desk.consultant, await one(db), { now, ip: '' })).toBeUndefined()
  })
})

describe('the register of consultants', () => {
  test('shows the public who work and are public, by field', async ({ db }) => {
    const desk = await makeDesk(db)
    const now = at('2026-03-02 09:00')
    const add = (more: Partial<ConsultantFacts>) =>
      addConsultant(db, desk.coordinator, { ...facts, ...more }, now)
    await add({ name: 'Bình', fieldIds: [desk.fields.ip] })
    await add({ name: 'Chi', shown: false })
    await add({ name: 'Dũng', endedOn: '2026-03-01' })
    await add({ name: 'Ánh' })
    const names = async (fieldId?: number) =>
      (await shownConsultants(db, { fieldId }, now)).map(({ name }) => name).sort()
    expect(await names()).toEqual(['Bình', 'Ánh'])
    expect(await names(desk.fields.ip)).toEqual(['Bình'])
    const ended = await listConsultants(db, { ended: true, q: 'dung' }, now)
    expect(ended.map(({ consultant }) => consultant.name)).toEqual(['Dũng'])
  })

  test('refuses contradictions and whoever comes second', async ({ db }) => {
    const desk = await makeDesk(db)
    const now = at('2026-03-02 09:00')
    const { coordinator } = desk
    const staffId = desk.consultant.id
    const { id } = await addConsultant(db, coordinator, { ...facts, staffId }, now)
    const other = { ...facts, name: 'Bình' }
    const cases: [() => Promise<unknown>, string][] = [
      [
        () => addConsultant(db, coordinator, { ...other, staffId }, now),
        'consultants:refusal.sign-in-taken',
      ],
      [
        () => addConsultant(db, coordinator, { ...other, staffId: coordinator.id }, now),
        'tickets:refusal.not-a-consultant',
      ],
      [
        () => addConsultant(db, coordinator, { ...other, name: ' ' }, now),
        'consultants:refusal.no-name',
      ],
      [
        () => addConsultant(db, coordinator, { ...other, endedOn: '2024-01-01' }, now),
        'consultants:refusal.ended-before',
      ],
      [() => addConsultant(db, desk.officer, other, now), 'consultants:refusal.not-allowed'],
    ]
    for (const [deed, key] of cases) expect(await refusalOf(deed())).toBe(key)
    await changeConsultant(db, coordinator, id, 1, { ...facts, staffId, phone: '0912' }, now)
    const late = changeConsultant(db, coordinator, id, 1, { ...facts, staffId }, now)
    expect(await refusalOf(late)).toBe('consultants:refusal.stale')
    const second = await addStaff(db, { role: 'consultant', unitId: undefined, name: 'Bình' })
    await addConsultant(db, coordinator, { ...other, staffId: second.id }, now)
  })
})

async function one(db: Db) {
  const [ticket] = await db.select().from(tickets)
  if (!ticket) throw new Error('no ticket')
  return ticket
}
