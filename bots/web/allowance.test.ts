import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAllowance } from './allowance.ts'

const most = 10
const windowMs = 1_000
const visits = fc.array(
  fc.record({ after: fc.nat(1_500), cost: fc.integer({ min: 1, max: 10 }) }),
  {
    maxLength: 60,
  },
)

describe('an allowance', () => {
  test('is never much overdrawn, however it is spent', () => {
    fc.assert(
      fc.property(visits, (all) => {
        const allowance = createAllowance(most, windowMs)
        const spent: { now: number; cost: number }[] = []
        let now = 0
        for (const { after, cost } of all) {
          now += after
          if (allowance.wait('a', cost, now) > 0) continue
          allowance.spend('a', cost, now)
          spent.push({ now, cost })
          const lately = spent.filter((it) => it.now > now - windowMs)
          expect(lately.reduce((sum, it) => sum + it.cost, 0)).toBeLessThan(2 * most)
        }
      }),
    )
  })

  test('is there again after the wait it tells, and not just before', () => {
    fc.assert(
      fc.property(visits, fc.integer({ min: 1, max: most }), (all, cost) => {
        const allowance = createAllowance(most, windowMs)
        let now = 0
        for (const visit of all) {
          now += visit.after
          if (allowance.wait('a', visit.cost, now) === 0) allowance.spend('a', visit.cost, now)
        }
        const wait = allowance.wait('a', cost, now)
        expect(allowance.wait('a', cost, now + wait)).toBe(0)
        if (wait > 1) expect(allowance.wait('a', cost, now + wait - 2)).toBeGreaterThan(0)
      }),
    )
  })

  test('is each key’s own, wider where it is shared', () => {
    const allowance = createAllowance(most, windowMs)
    allowance.spend('a', most, 0)
    expect(allowance.wait('a', 1, 0)).toBeGreaterThan(0)
    expect(allowance.wait('a', 1, 0, 2)).toBe(0)
    expect(allowance.wait('b', 1, 0)).toBe(0)
  })

  test('forgets who spent longest ago when there are too many', () => {
    const allowance = createAllowance(most, windowMs, 2)
    for (const key of ['a', 'b', 'a', 'c']) allowance.spend(key, most / 2, 0)
    const waits = ['a', 'b', 'c'].map((key) => allowance.wait(key, most, 0) > 0)
    expect(waits).toEqual([true, false, true])
  })
})
