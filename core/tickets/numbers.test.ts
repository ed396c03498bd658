import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import type { Db } from '#db/client.ts'
import { ratings, tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { sendAnswer } from './answers.ts'
import { recommend, referOutside, withdraw } from './endings.ts'
import { parseFilter } from './filter.ts'
import { listTickets } from './list.ts'
import { merge } from './merging.ts'
import { deskNumbers, type Numbers, type Rate } from './numbers.ts'
import { addToTicket } from './person.ts'
import { rate } from './rating.ts'
import { route } from './routing.ts'
import { ask, at, makeDesk, type TestDesk } from './testing-desk.ts'
import type { Ticket } from './ticket.ts'
import { warnDeadlines } from './warn.ts'

const inTime = at('2026-03-05 10:00')
const tooLate = at('2026-03-25 10:00')
const year = { from: '2026-01-01', to: '2026-12-31' }

async function routed(db: Db, desk: TestDesk, unit: 'technology' | 'standards', asked: Date) {
  const { id, version } = await ask(db, desk.person, asked)
  const input = {
    fieldId: unit === 'technology' ? desk.fields.ip : desk.fields.standard,
    leadUnitId: desk.units[unit],
    scope: 'general' as const,
  }
  return route(db, desk.coordinator, id, version, input, asked)
}

/**
 * Twelve tickets, counted by hand. March, standards: 1 answered in time and rated 5; 2 answered late and rated 2; 3
 * answered in time, not rated; 4 recommended in time; 5 open and late; 6 withdrawn. March, technology: 7 referred
 * outside in time; 8 answered in time, rated 4, then reopened by the person; 9 merged into 8; 10 answered in time, rated 3.
 * April: 11 not routed yet; 12 answered in time and rated 5 (technology).
 */
async function twelve(db: Db): Promise<TestDesk> {
  const desk = await makeDesk(db)
  const asked = at('2026-03-02 09:00')
  const { coordinator } = desk
  const made: Ticket[] = []
  for (let number = 1; number <= 6; number += 1) {
    made.push(await routed(db, desk, 'standards', asked))
  }
  for (let number = 7; number <= 10; number += 1) {
    made.push(await routed(db, desk, 'technology', asked))
  }
  made.push(await ask(db, desk.person, at('2026-04-01 00:10')))
  made.push(await routed(db, desk, 'technology', at('2026-04-10 09:00')))
  const ticket = (number: number) => {
    const found = made[number - 1]
    if (!found) throw new Error(`no ticket ${number}`)
    return found
  }
  const answer = async (number: number, when: Date, score?: number) => {
    const { id, version } = ticket(number)
    await sendAnswer(db, coordinator, id, version, { body: 'Được' }, when)
    if (score === undefined) return
    const [rating] = await db.select().from(ratings).where(eq(ratings.ticketId, id))
    const rater = { personId: desk.person.personId, language: 'vi' as const }
    await db.transaction((tx) => rate(tx, rater, rating?.answerId ?? 0, score, when))
  }
  await answer(1, inTime, 5)
  await answer(3, inTime)
  const four = { authority: 'Bộ', content: 'Sửa' }
  await recommend(db, coordinator, ticket(4).id, ticket(4).version, four, inTime)
  await withdraw(db, coordinator, ticket(6).id, ticket(6).version, { reason: 'Trùng' }, inTime)
  const seven = { agency: 'Thuế', reason: 'Thuế' }
  await referOutside(db, coordinator, ticket(7).id, ticket(7).version, seven, inTime)
  const nine = { intoId: ticket(8).id }
  await merge(db, coordinator, ticket(9).id, ticket(9).version, nine, inTime)
  const [eight] = await db
    .select()
    .from(tickets)
    .where(eq(tickets.id, ticket(8).id))
  made[7] = { ...ticket(8), version: eight?.version ?? 0 }
  await answer(8, inTime, 4)
  await answer(10, inTime, 3)
  await answer(2, tooLate, 2)
  await warnDeadlines(db, tooLate)
  await db.transaction((tx) =>
    addToTicket(tx, ticket(8).id, { text: 'Còn phí thì sao?' }, 'vi', at('2026-03-30 09:00')),
  )
  await answer(12, at('2026-04-13 09:00'), 5)
  return desk
}

function fractions(numbers: Numbers): string {
  const part = ({ count, of }: Rate) => `${count}/${of}`
  const { opened, resolved, inTime: kept, satisfied, response } = numbers
  return [opened.count, ...[resolved, kept, satisfied, response].map(part)].join(' ')
}

describe('the numbers of the desk', () => {
  test('are those counted by hand', async ({ db }) => {
    const desk = await twelve(db)
    const { total, byMonth, byUnit, byField } = await deskNumbers(db, year)
    // opened; resolved of counted; in time of judged; satisfied of rated; rated of asked
    expect(fractions(total)).toBe('12 6/10 6/8 3/5 5/6')
    expect(total.resolved.percent).toBeCloseTo(60)
    expect(total.satisfied.percent).toBeCloseTo(60)
    const months = Object.fromEntries(byMonth.map((one) => [one.month, fractions(one)]))
    expect(Object.keys(months)).toHaveLength(12)
    expect(months['2026-03']).toBe('10 5/8 5/7 2/4 4/5')
    expect(months['2026-04']).toBe('2 1/2 1/1 1/1 1/1')
    expect(months['2026-05']).toBe('0 0/0 0/0 0/0 0/0')
    const units = new Map(byUnit.map((one) => [one.unitId, fractions(one)]))
    expect(units.get(desk.units.standards)).toBe('6 4/5 3/5 1/2 2/3')
    expect(units.get(desk.units.technology)).toBe('5 2/4 3/3 2/3 3/3')
    expect(units.get(null)).toBe('1 0/1 0/0 0/0 0/0')
    expect(new Map(byField.map((one) => [one.fieldId, fractions(one)])).get(desk.fields.ip)).toBe(
      '5 2/4 3/3 2/3 3/3',
    )
    const empty = await deskNumbers(db, { from: '2025-01-01', to: '2025-02-15' })
    expect(empty.total.satisfied.percent).toBeNull()
    expect(empty.byMonth.map((one) => one.month)).toEqual(['2025-01', '2025-02'])
  })

  test('each open exactly the tickets they count', async ({ db }) => {
    const desk = await twelve(db)
    const numbers = await deskNumbers(db, year)
    const groups = [numbers.total, ...numbers.byMonth, ...numbers.byUnit, ...numbers.byField]
    for (const group of groups) {
      const rates = [group.resolved, group.inTime, group.satisfied, group.response]
      const links = [
        [group.opened.filter, group.opened.count] as const,
        ...rates.flatMap((one) => [
          [one.filter, one.count] as const,
          [one.ofFilter, one.of] as const,
        ]),
      ]
      for (const [link, count] of links) {
        const filter = parseFilter(new URLSearchParams(link))
        const list = await listTickets(db, desk.coordinator, filter, tooLate)
        expect([link, list.count]).toEqual([link, count])
      }
    }
  })

  test('change when a ticket does', async ({ db }) => {
    const desk = await twelve(db)
    const before = await deskNumbers(db, year)
    const { id, version } = await routed(db, desk, 'standards', at('2026-04-15 09:00'))
    await sendAnswer(db, desk.coordinator, id, version, { body: 'Có' }, at('2026-04-16 09:00'))
    const after = await deskNumbers(db, year)
    expect(after.total.resolved.count).toBe(before.total.resolved.count + 1)
    const one = await deskNumbers(db, { ...year, unit: desk.units.technology })
    expect(fractions(one.total)).toBe('5 2/4 3/3 2/3 3/3')
  })
})
