/** Where the true share lies with 95 % confidence, both between 0 and 1. */
export interface Interval {
  low: number
  high: number
}

/** 97.5 % of a normal distribution lie below so many standard deviations. */
const z = 1.959964

/**
 * Wilson's interval of a share: `count` of `of`. It stays within 0 and 1 and is right for few responses and for shares
 * near the ends, where the simple formula is not. Undefined of nothing.
 */
export function shareInterval(count: number, of: number): Interval | undefined {
  if (of <= 0) return undefined
  const share = count / of
  const spread = z ** 2 / of
  const middle = (share + spread / 2) / (1 + spread)
  const half = (z * Math.sqrt((share * (1 - share)) / of + spread / of / 4)) / (1 + spread)
  return {
    low: count === 0 ? 0 : Math.max(0, middle - half),
    high: count === of ? 1 : Math.min(1, middle + half),
  }
}

export interface Mean {
  mean: number
  /** absent for fewer than two */
  interval?: Interval
}

/** The mean of scores given as how often each was given, with its 95 % interval. Undefined of nothing. */
export function meanOf(scores: [score: number, n: number][]): Mean | undefined {
  const of = scores.reduce((sum, [, n]) => sum + n, 0)
  if (of === 0) return undefined
  const mean = scores.reduce((sum, [score, n]) => sum + score * n, 0) / of
  if (of < 2) return { mean }
  const squares = scores.reduce((sum, [score, n]) => sum + n * (score - mean) ** 2, 0)
  const half = z * Math.sqrt(squares / (of - 1) / of)
  return { mean, interval: { low: mean - half, high: mean + half } }
}
