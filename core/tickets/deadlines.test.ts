import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeCalendar } from '#core/calendar/calendar.ts'
import {
  closeOfBusiness,
  minutesOfDay,
  workingMinutesBetween,
} from '#core/calendar/working-days.ts'
import {
  type Clock,
  dueAt,
  firstDeadlines,
  legalTerms,
  minutesLeft,
  paused,
  resumed,
  warningLevel,
  warningLevels,
} from './deadlines.ts'

const calendar = makeCalendar([{ day: '2026-01-10', kind: 'working', name: 'Làm bù' }])
const local = (text: string) => new Date(`${text}:00+07:00`)

function clockOf(openedAt: Date, termDays: number): Clock {
  const due = dueAt(calendar, openedAt, termDays, 0)
  return { termDays, dueAt: due, pausedAt: null, pausedMinutes: 0 }
}

describe('the deadlines of a new ticket', () => {
  const openedAt = local('2026-03-02T09:00')

  it('gives a day to acknowledge, a day to classify and fifteen to answer', () => {
    expect(firstDeadlines(calendar, legalTerms, openedAt)).toEqual({
      acknowledgeBy: local('2026-03-03T17:00'),
      classifyBy: local('2026-03-03T17:00'),
      termDays: 15,
      dueAt: local('2026-03-23T17:00'),
    })
  })

  it('gives thirty days to a complex matter', () => {
    const { termDays, dueAt: due } = firstDeadlines(calendar, legalTerms, openedAt, true)
    expect([termDays, due]).toEqual([30, local('2026-04-13T17:00')])
  })
})

describe('how urgent a ticket is', () => {
  const clock = clockOf(local('2026-03-02T13:30'), 2)

  it.each([
    ['2026-03-02T13:30', 'calm'],
    ['2026-03-03T16:59', 'calm'],
    ['2026-03-03T17:00', 'half'],
    ['2026-03-04T17:00', 'half'],
    ['2026-03-04T17:01', 'late'],
    ['2026-03-07T10:00', 'late'],
    ['2026-03-10T16:59', 'late'],
    ['2026-03-10T17:00', 'twice-late'],
  ])('at %s it is %s', (now, level) => {
    expect(warningLevel(calendar, clock, local(now))).toBe(level)
  })

  it('never falls back as time passes', () => {
    const opened = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2031, 0) })
    const wait = fc.integer({ min: 0, max: 120 * 1440 })
    fc.assert(
      fc.property(opened, fc.integer({ min: 1, max: 30 }), wait, wait, (at, term, a, b) => {
        const own = clockOf(new Date(at), term)
        const rank = (minutes: number) =>
          warningLevels.indexOf(warningLevel(calendar, own, new Date(at + minutes * 60_000)))
        expect(rank(Math.max(a, b))).toBeGreaterThanOrEqual(rank(Math.min(a, b)))
      }),
    )
  })
})

describe('waiting for the business', () => {
  it('holds the level and the time left', () => {
    const clock = clockOf(local('2026-03-02T09:00'), 2)
    const waiting = { ...clock, ...paused(clock, local('2026-03-03T09:00')) }
    const later = local('2026-06-01T09:00')
    expect(warningLevel(calendar, waiting, later)).toBe('calm')
    expect(minutesLeft(calendar, waiting, later)).toBe(
      minutesLeft(calendar, clock, local('2026-03-03T09:00')),
    )
  })

  it('moves the due date by the working days waited, a day begun counts', () => {
    const clock = clockOf(local('2026-03-02T09:00'), 2)
    const waiting = { ...clock, ...paused(clock, local('2026-03-04T16:00')) }
    expect(resumed(calendar, waiting, local('2026-03-06T08:30'))).toEqual({
      pausedAt: null,
      pausedMinutes: 60 + 450 + 60,
      dueAt: local('2026-03-06T17:00'),
    })
  })

  it('is in time until close of business of the day that was promised', () => {
    const clock = clockOf(local('2026-03-02T09:00'), 2)
    const waiting = { ...clock, ...paused(clock, local('2026-03-04T10:00')) }
    const again = { ...clock, ...resumed(calendar, waiting, local('2026-03-04T11:00')) }
    expect(again.dueAt).toEqual(local('2026-03-05T17:00'))
    expect(warningLevel(calendar, again, local('2026-03-05T14:00'))).toBe('half')
    expect(warningLevel(calendar, again, local('2026-03-05T17:01'))).toBe('late')
    const twice = { ...again, ...paused(again, local('2026-03-05T08:00')) }
    expect(resumed(calendar, twice, local('2026-03-05T09:00')).dueAt).toEqual(again.dueAt)
  })

  it('does not make good what was missed before', () => {
    const clock = clockOf(local('2026-03-02T09:00'), 2)
    const waiting = { ...clock, ...paused(clock, local('2026-03-05T09:00')) }
    const again = { ...clock, ...resumed(calendar, waiting, local('2026-03-05T10:00')) }
    expect(warningLevel(calendar, again, local('2026-03-05T10:00'))).toBe('late')
  })

  it('keeps the first start when asked for more twice', () => {
    const clock = { ...clockOf(local('2026-03-02T09:00'), 2), pausedAt: local('2026-03-03T09:00') }
    expect(paused(clock, local('2026-03-04T09:00'))).toEqual({ pausedAt: clock.pausedAt })
  })

  it('changes nothing when the clock runs', () => {
    const clock = clockOf(local('2026-03-02T09:00'), 2)
    expect(resumed(calendar, clock, local('2026-03-05T09:00')).dueAt).toEqual(clock.dueAt)
  })

  it('leaves the time there was and less than a day more, whatever the pauses', () => {
    const gap = fc.integer({ min: 0, max: 30 * 1440 })
    fc.assert(
      fc.property(fc.array(fc.tuple(gap, gap), { maxLength: 5 }), (pauses) => {
        const openedAt = local('2026-01-05T08:00')
        let now = openedAt.getTime()
        let clock = clockOf(openedAt, 15)
        let worked = 0
        let missed = false
        for (const [work, wait] of pauses) {
          const stop = new Date(now + work * 60_000)
          worked += workingMinutesBetween(calendar, new Date(now), stop)
          missed ||= stop > clock.dueAt
          clock = { ...clock, ...paused(clock, stop) }
          now = stop.getTime() + wait * 60_000
          clock = { ...clock, ...resumed(calendar, clock, new Date(now)) }
        }
        const whole = minutesLeft(calendar, clockOf(openedAt, 15), openedAt)
        const more = minutesLeft(calendar, clock, new Date(now)) - (whole - worked)
        expect(more).toBeGreaterThanOrEqual(0)
        expect(more).toBeLessThan(minutesOfDay(calendar))
        if (missed) expect(clock.dueAt.getTime()).toBeLessThanOrEqual(now)
        else expect(clock.dueAt).toEqual(dueAt(calendar, openedAt, 15, clock.pausedMinutes))
        if (!missed) expect(clock.dueAt).toEqual(closeOfBusiness(calendar, clock.dueAt))
      }),
    )
  })
})
