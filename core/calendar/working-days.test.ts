import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DayKind, dayOf, makeCalendar, type SpecialDay } from './calendar.ts'
import { usualDaysOff } from './public-holidays.ts'
import {
  addWorkingDays,
  addWorkingMinutes,
  isWorkingDay,
  minutesOfDay,
  workingMinutesBetween,
} from './working-days.ts'

const minute = 60_000
const oneDay = 24 * 60 * minute

/** Tết 2026 and Quốc khánh 2026 as announced, with both swap days and a half day. */
const announced: SpecialDay[] = [
  { day: '2026-01-02', kind: 'off', name: 'Hoán đổi' },
  { day: '2026-01-10', kind: 'working', name: 'Làm bù' },
  { day: '2026-08-22', kind: 'working', name: 'Làm bù' },
  { day: '2026-08-31', kind: 'off', name: 'Hoán đổi' },
  { day: '2026-12-24', kind: 'afternoon-off', name: 'Nghỉ chiều' },
]
const calendar = makeCalendar(announced)

const local = (text: string) => new Date(`${text}:00+07:00`)
const shown = (at: Date) => new Date(at.getTime() + 7 * 60 * minute).toISOString().slice(0, 16)

describe('a term in working days', () => {
  it.each([
    ['the day it starts on is not counted', '2026-03-02T07:00', 1, '2026-03-03T17:00'],
    ['an evening counts as its day', '2026-03-02T23:59', 1, '2026-03-03T17:00'],
    ['the first minute after midnight is the next day', '2026-03-03T00:00', 1, '2026-03-04T17:00'],
    ['weekends pass', '2026-03-06T10:00', 1, '2026-03-09T17:00'],
    ['a weekend start waits for Monday', '2026-03-07T10:00', 1, '2026-03-09T17:00'],
    ['fifteen days are three weeks', '2026-03-02T10:00', 15, '2026-03-23T17:00'],
    ['a half day ends at noon', '2026-03-02T10:00', 0.5, '2026-03-03T11:30'],
    ['Tết passes', '2026-02-13T10:00', 1, '2026-02-23T17:00'],
    ['a swapped Saturday counts', '2026-08-21T10:00', 1, '2026-08-22T17:00'],
    ['a swapped Monday does not', '2026-08-28T10:00', 1, '2026-09-03T17:00'],
    ['Giỗ Tổ on a Sunday gives the Monday', '2026-04-24T10:00', 1, '2026-04-28T17:00'],
    ['a new year passes', '2025-12-31T16:59', 1, '2026-01-05T17:00'],
    ['a half day counts as a half', '2026-12-23T10:00', 1, '2026-12-25T11:30'],
    ['no days end where they start', '2026-03-02T10:00', 0, '2026-03-02T10:00'],
  ])('%s', (_, from, days, due) => {
    expect(shown(addWorkingDays(calendar, local(from), days))).toBe(due)
  })

  it('refuses what is no number of half days', () => {
    for (const days of [-1, 0.3, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => addWorkingDays(calendar, local('2026-03-02T10:00'), days)).toThrow(RangeError)
    }
  })

  it('refuses dates no term can have', () => {
    expect(() => isWorkingDay(calendar, new Date(Number.NaN))).toThrow(RangeError)
    expect(() => isWorkingDay(calendar, local('1999-01-01T10:00'))).toThrow(RangeError)
    expect(() => isWorkingDay(calendar, local('9999-01-01T10:00'))).toThrow(RangeError)
  })
})

describe('the days off nobody announced yet', () => {
  const off = (year: number) => usualDaysOff(year).map((usual) => usual.day)

  it('knows the five days of Tết and both days of Quốc khánh', () => {
    expect(off(2026)).toEqual(
      expect.arrayContaining(['2026-02-16', '2026-02-20', '2026-09-01', '2026-09-02']),
    )
    expect(off(2028)).toEqual(expect.arrayContaining(['2028-01-25', '2028-01-29', '2028-01-31']))
  })

  it('gives a working day for each holiday on a weekend', () => {
    expect(off(2027)).toEqual(expect.arrayContaining(['2027-02-10', '2027-02-11', '2027-05-03']))
  })

  it('counts the Day of Vietnamese Culture from 2026 on', () => {
    expect([off(2025).includes('2025-11-24'), off(2026).includes('2026-11-24')]).toEqual([
      false,
      true,
    ])
  })
})

describe('against a walk through every half day and minute of 2025-2031', () => {
  const start = Date.parse('2025-01-01T00:00:00+07:00')
  const end = Date.parse('2031-10-01T00:00:00+07:00')
  const instant = fc.integer({ min: start, max: end }).map((at) => new Date(at))
  /** Instants near Tết, year ends, the 2026 swap days and midnight, where mistakes live. */
  const tricky = fc
    .record({
      near: fc.constantFrom('2025-12-31', '2026-01-10', '2026-02-14', '2026-08-22', '2027-02-05'),
      days: fc.integer({ min: -3, max: 12 }),
      minutes: fc.constantFrom(-1, 0, 1, 449, 450, 451, 690, 809, 810, 811, 1019, 1020, 1021),
    })
    .map(({ near, days, minutes }) => {
      return new Date(local(`${near}T00:00`).getTime() + days * oneDay + minutes * minute)
    })
  const moment = fc.oneof(instant, tricky)
  const kind = fc.constantFrom<DayKind>('off', 'morning-off', 'afternoon-off', 'working')
  const special = fc.array(fc.record({ day: instant.map(dayOf), kind, name: fc.constant('') }), {
    maxLength: 40,
  })
  const office = fc.oneof(fc.constant(announced), special)

  it('ends a term on the half day the walk ends on', () => {
    fc.assert(
      fc.property(office, moment, fc.integer({ min: 1, max: 90 }), (days, from, halves) => {
        const ended = addWorkingDays(makeCalendar(days), from, halves / 2)
        expect(shown(ended)).toBe(walkHalves(days, from, halves))
      }),
    )
  })

  it('counts the minutes the walk counts', () => {
    fc.assert(
      fc.property(office, moment, fc.integer({ min: 0, max: 12 * 1440 }), (days, from, length) => {
        const to = new Date(from.getTime() + length * minute)
        const own = makeCalendar(days)
        const counted = walkMinutes(days, from, to)
        expect(workingMinutesBetween(own, from, to)).toBe(counted)
        expect(workingMinutesBetween(own, to, from)).toBe(counted === 0 ? 0 : -counted)
      }),
      { numRuns: 60 },
    )
  })

  it('adds minutes so that exactly they have passed, and no sooner', () => {
    fc.assert(
      fc.property(office, moment, fc.integer({ min: 1, max: 20_000 }), (days, from, minutes) => {
        const own = makeCalendar(days)
        const reached = addWorkingMinutes(own, from, minutes)
        expect(workingMinutesBetween(own, from, reached)).toBe(minutes)
        const before = new Date(reached.getTime() - minute)
        expect(workingMinutesBetween(own, from, before)).toBe(minutes - 1)
      }),
    )
  })

  it('splits a stretch of time without loss', () => {
    fc.assert(
      fc.property(office, moment, moment, moment, (days, a, b, c) => {
        const own = makeCalendar(days)
        const parts = workingMinutesBetween(own, a, b) + workingMinutesBetween(own, b, c)
        expect(workingMinutesBetween(own, a, c)).toBe(parts)
      }),
    )
  })

  it('calls a day working when the walk finds a worked half', () => {
    fc.assert(
      fc.property(office, moment, (days, at) => {
        const [morning, afternoon] = halvesOf(days, at)
        expect(isWorkingDay(makeCalendar(days), at)).toBe(morning || afternoon)
      }),
    )
  })
})

it('is fast enough for long lists', () => {
  const own = makeCalendar(announced)
  addWorkingDays(own, local('2026-03-02T10:00'), 15)
  const begun = performance.now()
  for (let index = 0; index < 20_000; index += 1) {
    const from = local('2026-03-02T10:00').getTime() + (index % 500) * oneDay
    workingMinutesBetween(own, new Date(from), addWorkingDays(own, new Date(from), 15))
  }
  expect((performance.now() - begun) / 20_000).toBeLessThan(0.05)
})

it('has seven and a half hours in a day', () => {
  expect(minutesOfDay(calendar)).toBe(450)
})

/** Morning and afternoon of a local day, straight from the rule: the table first, then holiday, then week. */
function halvesOf(days: SpecialDay[], at: Date): [boolean, boolean] {
  const day = shown(at).slice(0, 10)
  const kind = days.findLast((special) => special.day === day)?.kind
  if (kind !== undefined) return [!/^(off|morning)/.test(kind), !/^(off|afternoon)/.test(kind)]
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay()
  const off = usualDaysOff(Number(day.slice(0, 4))).some((usual) => usual.day === day)
  const worked = weekday >= 1 && weekday <= 5 && !off
  return [worked, worked]
}

function walkHalves(days: SpecialDay[], from: Date, halves: number): string {
  let left = halves
  for (let at = from.getTime() + oneDay; ; at += oneDay) {
    const [morning, afternoon] = halvesOf(days, new Date(at))
    const day = shown(new Date(at)).slice(0, 10)
    if (morning && --left === 0) return `${day}T11:30`
    if (afternoon && --left === 0) return `${day}T17:00`
  }
}

function walkMinutes(days: SpecialDay[], from: Date, to: Date): number {
  let count = 0
  const last = Math.floor(to.getTime() / minute)
  for (let at = Math.floor(from.getTime() / minute); at < last; at += 1) {
    const now = new Date(at * minute)
    const clock = shown(now).slice(11)
    const early = clock >= '07:30' && clock < '11:30'
    const late = clock >= '13:30' && clock < '17:00'
    if (!early && !late) continue
    const [morning, afternoon] = halvesOf(days, now)
    if (early ? morning : afternoon) count += 1
  }
  return count
}
