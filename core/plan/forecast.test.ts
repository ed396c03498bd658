import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elapsed, forecastCount, forecastReach, forecastShare } from './forecast.ts'

const year = { fromOn: '2026-01-01', toOn: '2026-12-31' }

describe('a forecast', () => {
  it('of a share goes on as it goes, in a range that narrows with what is counted and with time', () => {
    const early = forecastShare(18, 20, { ...year, today: '2026-04-01' })
    const late = forecastShare(180, 200, { ...year, today: '2026-11-01' })
    expect(early?.value).toBe(90)
    expect(late?.value).toBe(90)
    const width = (one: typeof early) => (one ? one.high - one.low : 0)
    expect(width(early)).toBeGreaterThan(width(late))
    expect(forecastShare(9, 10, { ...year, today: '2026-12-31' })).toEqual({
      value: 90,
      low: 90,
      high: 90,
    })
  })

  it('says nothing of nothing, nor in the first weeks', () => {
    expect(forecastShare(0, 0, { ...year, today: '2026-06-01' })).toBeUndefined()
    expect(forecastShare(5, 5, { ...year, today: '2026-01-10' })).toBeUndefined()
  })

  it('of a count is never less than what is there, and counts what is planned', () => {
    expect(forecastCount(2, 3, { ...year, today: '2026-07-01' })).toEqual({
      value: 5,
      low: 2,
      high: 5,
    })
    expect(forecastCount(4, 0, { ...year, today: '2026-07-02' })?.value).toBe(8)
  })

  it('of a share that only grows goes on at its pace and never falls below what is reached', () => {
    const half = forecastReach(200, 1000, { ...year, today: '2026-07-02' })
    expect(half?.value).toBeCloseTo(39.9, 0)
    expect(half?.low).toBeGreaterThanOrEqual(20)
    expect(forecastReach(900, 1000, { ...year, today: '2026-07-02' })?.value).toBe(100)
    expect(forecastReach(0, 0, { ...year, today: '2026-07-02' })).toBeUndefined()
  })

  it('always lies within its own range, and a share within 0 and 100', () => {
    const days = fc.date({
      min: new Date('2025-06-01'),
      max: new Date('2027-06-01'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), days, (hits, misses, at) => {
        const course = { ...year, today: at.toISOString().slice(0, 10) }
        const told = forecastShare(hits, hits + misses, course)
        if (told === undefined) return
        expect(told.low).toBeGreaterThanOrEqual(-1e-9)
        expect(told.high).toBeLessThanOrEqual(100 + 1e-9)
        expect(told.low).toBeLessThanOrEqual(told.value + 1e-9)
        expect(told.high).toBeGreaterThanOrEqual(told.value - 1e-9)
        expect(elapsed(course)).toBeLessThanOrEqual(1)
      }),
    )
  })
})
