import { asc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { saveSetting } from '#core/settings.ts'
import { withdraw } from '#core/tickets/endings.ts'
import { ask, makeDesk } from '#core/tickets/testing-desk.ts'
import { ticketEvents, tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import {
  importHolidays,
  listHolidays,
  loadCalendar,
  removeHoliday,
  saveHoliday,
} from './holidays.ts'
import { addWorkingDays, isWorkingDay, minutesOfDay } from './working-days.ts'

const local = (text: string) => new Date(`${text}:00+07:00`)
const now = local('2026-03-02T10:00')

describe('the table of special days', () => {
  test('decides the calendar', async ({ db }) => {
    await saveHoliday(db, { day: '2026-03-03', kind: 'off', name: 'Nghỉ riêng' }, now)
    await saveHoliday(db, { day: '2026-03-07', kind: 'working', name: 'Làm bù' }, now)
    const calendar = await loadCalendar(db)
    expect(isWorkingDay(calendar, local('2026-03-03T09:00'))).toBe(false)
    expect(isWorkingDay(calendar, local('2026-03-07T09:00'))).toBe(true)
    expect(addWorkingDays(calendar, local('2026-03-02T09:00'), 1)).toEqual(
      local('2026-03-04T17:00'),
    )
  })

  test('takes the last word on a day, and forgets it when removed', async ({ db }) => {
    await saveHoliday(db, { day: '2026-03-03', kind: 'off', name: 'Nghỉ' }, now)
    await saveHoliday(db, { day: '2026-03-03', kind: 'morning-off', name: 'Nghỉ sáng' }, now)
    expect(await listHolidays(db)).toEqual([
      { day: '2026-03-03', kind: 'morning-off', name: 'Nghỉ sáng' },
    ])
    expect(await removeHoliday(db, '2026-03-03', now)).toBe(true)
    expect(await removeHoliday(db, '2026-03-03', now)).toBe(false)
    expect(await listHolidays(db)).toEqual([])
  })

  test('takes in the good lines of a file and lists a year', async ({ db }) => {
    const file = '01/01/2027;nghỉ;Tết Dương lịch\nhỏng\n24/11/2026;nghỉ;Ngày Văn hóa'
    const { saved, faults } = await importHolidays(db, file, now)
    expect([saved, faults.map((fault) => fault.line)]).toEqual([2, [2]])
    expect((await listHolidays(db, 2027)).map(({ day }) => day)).toEqual(['2027-01-01'])
    expect((await listHolidays(db)).map(({ day }) => day)).toEqual(['2026-11-24', '2027-01-01'])
  })

  test('follows the hours of the office', async ({ db }) => {
    const hours = { morning: '08:00-12:00', afternoon: '13:00-17:30' }
    await saveSetting(db, 'hours', hours, new Date())
    const calendar = await loadCalendar(db)
    expect(minutesOfDay(calendar)).toBe(510)
    expect(addWorkingDays(calendar, local('2026-03-02T09:00'), 1)).toEqual(
      local('2026-03-03T17:30'),
    )
  })
})

describe('an announced day off', () => {
  test('moves the deadlines of open tickets, and moves them back when it is taken away', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const asked = local('2026-03-02T09:00')
    const open = await ask(db, desk.person, asked)
    const late = await ask(db, desk.person, asked)
    await db.update(tickets).set({ pausedMinutes: 450 }).where(eq(tickets.id, late.id))
    const ended = await ask(db, desk.person, asked)
    await withdraw(db, desk.coordinator, ended.id, 1, { reason: 'Trùng' }, asked)
    const dates = async () => {
      const rows = await db.select().from(tickets).orderBy(asc(tickets.id))
      return rows.map((row) => [row.acknowledgeBy, row.dueAt])
    }
    await saveHoliday(db, { day: '2026-03-03', kind: 'off', name: 'Nghỉ' }, now)
    const next = local('2026-03-04T17:00')
    expect(await dates()).toEqual([
      [next, local('2026-03-24T17:00')],
      [next, local('2026-03-25T17:00')],
      [open.acknowledgeBy, open.dueAt],
    ])
    const events = await db
      .select()
      .from(ticketEvents)
      .where(eq(ticketEvents.kind, 'recounted'))
      .orderBy(asc(ticketEvents.ticketId))
    expect(events.map((event) => event.data.text)).toEqual(['24/03/2026', '25/03/2026'])
    await saveHoliday(db, { day: '2027-03-03', kind: 'off', name: 'Năm sau' }, now)
    await removeHoliday(db, '2026-03-03', now)
    expect((await dates())[0]).toEqual([open.acknowledgeBy, open.dueAt])
  })
})
