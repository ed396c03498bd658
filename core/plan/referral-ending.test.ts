import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import type { Refusal } from '#core/refusal.ts'
import { deactivateStaff } from '#core/staff/leaving.ts'
import { changeStaff } from '#core/staff/staff.ts'
import { submitAnswer } from '#core/tickets/answers.ts'
import { withdraw } from '#core/tickets/endings.ts'
import { findByCode } from '#core/tickets/find.ts'
import { history } from '#core/tickets/history.ts'
import { merge } from '#core/tickets/merging.ts'
import { addPerson, ask } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { referrals } from '#db/schema/consultants.ts'
import { people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { changeConsultant } from './consultants.ts'
import { tendReferrals } from './referral-consent.ts'
import { askReferral } from './referrals.ts'
import { consultantFacts, openCase } from './testing-referral.ts'

const oneDay = 86_400_000

/** A case the person agreed to in the chat; what the consultant finds under its code. */
async function consented(db: Db) {
  const opened = await openCase(db)
  const { desk, ticket, consultant, chat, version, now } = opened
  const input = { consultantId: consultant.id }
  await askReferral(db, desk.officer, ticket.id, await version(), input, now)
  await chat.says('2')
  const seen = () =>
    findByCode(db, desk.consultant, ticket.code).then(
      () => 'read',
      (error: Refusal) => error.key,
    )
  expect(await seen()).toBe('read')
  await db.update(tickets).set({ unreadSince: null })
  return { ...opened, seen }
}

const gone = 'tickets:refusal.not-found'
const ticketIn = async (db: Db, id: number) =>
  (await db.select().from(tickets).where(eq(tickets.id, id)))[0]
const states = async (db: Db) =>
  (await db.select().from(referrals)).map(({ state, endedAt, sharePhone }) => {
    return [state, endedAt !== null, sharePhone]
  })

describe('a referral ends', () => {
  test('when its sign-in is closed: the officer finds it as news, the person is told', async ({
    db,
  }) => {
    const { desk, ticket, chat, seen, now } = await consented(db)
    const by = { actor: desk.administrator, ip: undefined, now }
    expect(await deactivateStaff(db, desk.consultant.id, by)).toBe(1)
    expect(await seen()).toBe(gone)
    expect(await states(db)).toEqual([['ended', true, false]])
    const after = await ticketIn(db, ticket.id)
    expect(after).toMatchObject({ consultantId: null, unreadSince: now })
    expect((await chat.heard()).at(-1)?.text).toContain('không còn xem được câu hỏi')
    const { entries } = await history(db, desk.officer, after!)
    expect(entries.findLast(({ kind }) => kind === 'event')).toMatchObject({
      event: 'consultant-left',
      values: { from: 'Luật sư An' },
    })
  })

  test('when it was only asked for, and nothing is left to agree to', async ({ db }) => {
    const { desk, ticket, consultant, chat, version, now } = await openCase(db)
    const input = { consultantId: consultant.id }
    await askReferral(db, desk.officer, ticket.id, await version(), input, now)
    const question = (await chat.heard()).at(-1)?.choices?.[0]?.id ?? ''
    const by = { actor: desk.administrator, ip: undefined, now }
    const facts = { name: 'An', role: 'officer' as const, unitId: desk.units.standards }
    expect(await changeStaff(db, desk.consultant.id, facts, by)).toEqual({ released: 1 })
    expect((await chat.heard()).at(-1)?.text).toContain('không cần trả lời câu hỏi đó nữa')
    expect(await chat.presses(question)).toContain('không còn hiệu lực')
    expect(await states(db)).toEqual([['ended', true, false]])
  })

  test('when the person takes the consent back, whom nobody else can', async ({ db }) => {
    const { ticket, chat, seen, now } = await consented(db)
    const stop = (await chat.heard()).at(-1)?.choices?.[0]?.id ?? ''
    expect(await chat.presses(stop.replace(':no', ':yes'))).toContain('đã đồng ý')
    expect(await chat.presses(stop)).toContain('thôi chia sẻ yêu cầu')
    expect(await seen()).toBe(gone)
    expect(await states(db)).toEqual([['ended', true, false]])
    expect(await ticketIn(db, ticket.id)).toMatchObject({ consultantId: null, unreadSince: now })
    expect(await chat.presses(stop)).toContain('không còn hiệu lực')
  })

  test('when the consultant leaves the network or gets another sign-in', async ({ db }) => {
    const { desk, consultant, seen, now } = await consented(db)
    const facts = { ...consultantFacts, staffId: desk.consultant.id }
    const same = { ...facts, phone: '0214 3820 110', endedOn: '2026-03-09' }
    await changeConsultant(db, desk.coordinator, consultant.id, 1, same, now)
    expect(await seen()).toBe('read')
    await tendReferrals(db, new Date(now.getTime() + 6 * oneDay))
    expect(await seen()).toBe('read')
    await tendReferrals(db, new Date(now.getTime() + 7 * oneDay))
    expect(await seen()).toBe(gone)
    expect(await states(db)).toEqual([['ended', true, false]])
  })

  test('at once when the register says so', async ({ db }) => {
    const { desk, consultant, seen, now } = await consented(db)
    const facts = { ...consultantFacts, staffId: null }
    await changeConsultant(db, desk.coordinator, consultant.id, 1, facts, now)
    expect(await seen()).toBe(gone)
  })

  test('when the question is withdrawn', async ({ db }) => {
    const { desk, ticket, chat, version, seen, now } = await consented(db)
    await withdraw(db, desk.officer, ticket.id, await version(), { reason: 'Trùng' }, now)
    expect(await seen()).toBe(gone)
    expect(await states(db)).toEqual([['ended', true, false]])
    expect((await chat.heard()).at(-1)?.text).toContain('Trùng')
  })

  test('a month after the case was answered, and stays counted as advised', async ({ db }) => {
    const { desk, ticket, version, seen, now } = await consented(db)
    await submitAnswer(db, desk.consultant, ticket.id, await version(), { body: 'Ý kiến' }, now)
    const closedAt = now
    await db.update(tickets).set({ state: 'answered', closedAt }).where(eq(tickets.id, ticket.id))
    await db.update(referrals).set({ state: 'answered' })
    await tendReferrals(db, new Date(now.getTime() + 29 * oneDay))
    expect(await seen()).toBe('read')
    await tendReferrals(db, new Date(now.getTime() + 31 * oneDay))
    expect(await seen()).toBe(gone)
    expect(await states(db)).toEqual([['answered', true, false]])
  })
})

describe("another person's question", () => {
  test('does not go up in a case a consultant reads, nor is one agreed for all', async ({ db }) => {
    const { desk, ticket, consultant, version, now } = await consented(db)
    const { businessId } = (await ticketIn(db, ticket.id))!
    const other = { ...(await addPerson(db, 'web', 'other')), businessId: businessId ?? 0 }
    await db.update(people).set({ businessId }).where(eq(people.id, other.personId))
    const theirs = await ask(db, other, now)
    const into = { intoId: ticket.id }
    const refused = merge(db, desk.coordinator, theirs.id, theirs.version, into, now)
    await expect(refused).rejects.toMatchObject({ key: 'consultants:refusal.merge-referred' })
    await db.delete(referrals)
    await db.update(tickets).set({ consultantId: null })
    await merge(db, desk.coordinator, theirs.id, theirs.version, into, now)
    const input = { consultantId: consultant.id }
    const asked = askReferral(db, desk.officer, ticket.id, await version(), input, now)
    await expect(asked).rejects.toMatchObject({ key: 'consultants:refusal.several-askers' })
    const noted = { ...input, how: 'paper' as const }
    await askReferral(db, desk.officer, ticket.id, await version(), noted, now)
  })
})
