import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meanOf, shareInterval } from './interval.ts'

describe('the interval of a share', () => {
  it.each([
    // Newcombe (1998), table I, method 3.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [29, 29, 0.883, 1],
  ])('of %i in %i is the published one', (count, of, low, high) => {
    const interval = shareInterval(count, of)
    expect(interval?.low).toBeCloseTo(low, 4)
    expect(interval?.high).toBeCloseTo(high, 4)
  })

  it('holds the share, stays within 0 and 1, and narrows with more responses', () => {
    const some = fc.integer({ min: 1, max: 1_000_000 })
    fc.assert(
      fc.property(some, fc.double({ min: 0, max: 1, noNaN: true }), (of, part) => {
        const count = Math.round(of * part)
        const { low, high } = shareInterval(count, of) ?? { low: 2, high: -1 }
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        expect(count / of).toBeGreaterThanOrEqual(low)
        expect(count / of).toBeLessThanOrEqual(high)
        const more = shareInterval(count * 4, of * 4) ?? { low: 0, high: 1 }
        expect(more.high - more.low).toBeLessThan(high - low)
      }),
    )
  })

  it('of nothing is none', () => {
    expect(shareInterval(0, 0)).toBeUndefined()
    expect(meanOf([])).toBeUndefined()
  })
})

describe('a mean', () => {
  it('weighs each score by how often it was given', () => {
    const scores: [number, number][] = [
      [5, 3],
      [1, 1],
    ]
    expect(meanOf(scores)?.mean).toBe(4)
    expect(meanOf([[4, 1]])).toEqual({ mean: 4 })
  })
})
