import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearness, readDeadline } from './deadline.ts'

describe('a deadline as a plan writes it', () => {
  it.each([
    ['trước 30/6/2026', 'date', '2026-06-30'],
    ['Trước ngày 30 tháng 6 năm 2026', 'date', '2026-06-30'],
    ['truoc 5/9', 'date', '2026-09-05'],
    ['2026-11-15', 'date', '2026-11-15'],
    ['15.11.2026', 'date', '2026-11-15'],
    ['Quý III/2026', 'quarter', '2026-09-30'],
    ['Qúy II/2026', 'quarter', '2026-06-30'],
    ['Quý 2/2026', 'quarter', '2026-06-30'],
    ['Quý II-\nIII/2026', 'quarter', '2026-09-30'],
    ['Q1–Q2/2026', 'quarter', '2026-06-30'],
    ['Q4/2025 – \nQ1/2026', 'quarter', '2026-03-31'],
    ['Q4/2026 ', 'quarter', '2026-12-31'],
    ['Quý IV', 'quarter', '2026-12-31'],
    ['Tháng 2/2026', 'date', '2026-02-28'],
    ['Tháng \n10/2026', 'date', '2026-10-31'],
    ['Tháng 8-\n10/2026', 'date', '2026-10-31'],
    ['6 tháng đầu năm 2026', 'date', '2026-06-30'],
    ['Năm 2026', 'year', '2026-12-31'],
    ['Cả năm 2026', 'year', '2026-12-31'],
    ['Hằng năm', 'year', '2026-12-31'],
    ['Hàng năm', 'year', '2026-12-31'],
    ['Hằng năm từ \n2026', 'year', '2026-12-31'],
    ['Thường xuyên', 'always', null],
    ['Thường \nxuyên', 'always', null],
    ['Từ năm 2026 \ntrở đi', 'always', null],
    ['Từ Q1/2026', 'always', null],
  ])('reads %s', (text, kind, dueOn) => {
    expect(readDeadline(text, 2026)).toEqual({ kind, dueOn })
  })

  it.each([
    '',
    'Theo quy định và vị trí việc làm',
    'Theo quy chế phối hợp',
    'Ngay sau mỗi cuộc thi',
  ])('says that "%s" names no time', (text) => {
    expect(readDeadline(text, 2026)).toEqual({ fault: 'unknown' })
  })

  it.each(['31/2/2026', 'trước 32/6/2026', '30/13/2026'])('sees that %s is no day', (text) => {
    expect(readDeadline(text, 2026)).toEqual({ fault: 'no-such-day' })
  })

  it('reads every day back, in each of the ways to write it, and never throws', () => {
    const days = fc.date({
      min: new Date('2020-01-01'),
      max: new Date('2098-12-31'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(days, fc.string(), (date, noise) => {
        const iso = date.toISOString().slice(0, 10)
        const [y, m, d] = iso.split('-').map(Number)
        for (const text of [iso, `${d}/${m}/${y}`, `trước ngày ${d}-${m}-${y}`]) {
          expect(readDeadline(text, 2026)).toEqual({ kind: 'date', dueOn: iso })
        }
        readDeadline(noise, 2026)
      }),
    )
  })

  it('is near for its last fourteen days and late from the day after', () => {
    expect(nearness('2026-06-30', '2026-06-15')).toBe('calm')
    expect(nearness('2026-06-30', '2026-06-16')).toBe('soon')
    expect(nearness('2026-06-30', '2026-06-30')).toBe('soon')
    expect(nearness('2026-06-30', '2026-07-01')).toBe('late')
    expect(nearness(null, '2026-07-01')).toBe('calm')
  })
})
