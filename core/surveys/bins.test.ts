import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inRanges } from './bins.ts'
import type { QuestionResult } from './results.ts'

const interval = { low: 0, high: 0 }
const resultOf = (values: number[]): QuestionResult => ({
  question: { id: 'nguoi', kind: 'number', ask: 'Bao nhiêu lao động?', required: true },
  old: false,
  n: values.length,
  shares: [...new Set(values)].map((value) => {
    const n = values.filter((one) => one === value).length
    return { value: String(value), n, share: n / values.length, interval }
  }),
})

test('many different numbers are shown in ranges, few as they are', () => {
  const few = resultOf([1, 2, 2, 50])
  expect(inRanges(few)).toBe(few.shares)
  const ranges = inRanges(resultOf([...Array(13).keys()].map((at) => at * 5)))
  expect(ranges.map(({ value, n }) => [value, n])).toEqual([
    ...[0, 10, 20, 30, 40, 50].map((from) => [`${from} – ${from + 9}`, 2]),
    ['60 – 69', 1],
  ])
})

test('ranges lose no response and hold every number once', () => {
  const numbers = fc.integer({ min: -1000, max: 100_000 })
  fc.assert(
    fc.property(fc.array(numbers, { minLength: 1, maxLength: 60 }), (values) => {
      const ranges = inRanges(resultOf(values))
      expect(ranges.reduce((sum, { n }) => sum + n, 0)).toBe(values.length)
      expect(ranges.length).toBeLessThanOrEqual(12)
    }),
  )
})
