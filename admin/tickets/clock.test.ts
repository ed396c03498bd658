import { describe, expect, test } from 'vitest'
import { makeCalendar } from '#core/calendar/calendar.ts'
import { say } from '#core/language.ts'
import { timeLeft } from './clock.tsx'

const calendar = makeCalendar([])
const local = (text: string) => new Date(`${text}:00+07:00`)
const friday = '2026-03-06T17:00'

function left(now: string, language: 'vi' | 'en' = 'vi') {
  const clock = { termDays: 15, dueAt: local(friday), pausedAt: null, pausedMinutes: 0 }
  return timeLeft((key, values) => say(language, key, values), calendar, clock, local(now))
}

describe('the time left of a ticket', () => {
  test.for([
    ['2026-03-02T17:00', 'Còn 4 ngày'],
    ['2026-03-05T17:00', 'Còn 1 ngày'],
    ['2026-03-05T16:00', 'Còn 1 ngày 1 giờ'],
    ['2026-03-06T15:00', 'Còn 2 giờ'],
    ['2026-03-06T15:30', 'Còn 1 giờ 30 phút'],
    ['2026-03-06T16:45', 'Còn 15 phút'],
    [friday, 'Còn chưa đến 1 phút'],
  ] as const)('at %s is "%s"', ([now, words]) => {
    expect(left(now)).toBe(words)
  })

  test('says late at the weekend, when no working minute has passed', () => {
    expect(left('2026-03-07T10:00')).toBe('Vừa quá hạn')
    expect(left('2026-03-07T10:00', 'en')).toBe('Just overdue')
  })

  test('leaves out the parts that are nothing', () => {
    expect(left('2026-03-09T17:00')).toBe('Quá hạn 1 ngày')
    expect(left('2026-03-09T17:00', 'en')).toBe('1 day late')
    expect(left('2026-03-10T17:00')).toBe('Quá hạn 2 ngày')
  })
})
