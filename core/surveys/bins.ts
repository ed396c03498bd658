import { shareInterval } from './interval.ts'
import type { QuestionResult, Share } from './results.ts'

/** More numbers than this are read better in ranges. */
const mostValues = 12
const mostBins = 10
const steps = [1, 2, 5]

/**
 * The numbers given to a question, put together in ranges of one width where there are many different ones; what does not
 * need it stays as it is. A range's value is `from–to` in whole numbers, both included, or `from–` below the next.
 */
export function inRanges({ question, n, shares = [] }: QuestionResult): Share[] {
  if (question.kind !== 'number' || shares.length <= mostValues) return shares
  const values = shares.map(({ value }) => Number(value))
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const whole = values.every(Number.isInteger)
  const width = widthFor(most - least + (whole ? 1 : 0))
  const first = Math.floor(least / width) * width
  const counts = new Map<number, number>()
  for (const share of shares) {
    const at = Math.floor((Number(share.value) - first) / width)
    counts.set(at, (counts.get(at) ?? 0) + share.n)
  }
  return Array.from({ length: Math.max(...counts.keys()) + 1 }, (_, at) => {
    const from = first + at * width
    const count = counts.get(at) ?? 0
    const to = whole && width > 1 ? from + width - 1 : from + width
    const interval = shareInterval(count, n) ?? { low: 0, high: 0 }
    return { value: `${from} – ${to}`, n: count, share: n === 0 ? 0 : count / n, interval }
  })
}

/** The first of 1, 2, 5, 10, 20 … that makes few enough ranges. */
function widthFor(spread: number): number {
  for (let tens = 1; ; tens *= 10) {
    const step = steps.find((one) => one * tens * mostBins >= spread)
    if (step !== undefined) return step * tens
  }
}
