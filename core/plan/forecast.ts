import { daysBetween } from './periods.ts'

/** What a figure may be by the end of the period, with the range it will likely stay in. */
export interface Forecast {
  value: number
  low: number
  high: number
}

interface Course {
  fromOn: string
  toOn: string
  /** the last day that is counted yet */
  today: string
}

/** How much of a period is over, 0 to 1. */
export function elapsed({ fromOn, toOn, today }: Course): number {
  const whole = daysBetween(fromOn, toOn) + 1
  const over = Math.min(Math.max(daysBetween(fromOn, today) + 1, 0), whole)
  return over / whole
}

/** Before so much of the period is over a forecast would say nothing. */
const soonest = 0.1

/**
 * A share by the end: as it goes on now, with twice the spread that chance gives a share of so many (the end's n is
 * today's by the time that is over). Undefined too early, or with nothing counted.
 */
export function forecastShare(hits: number, n: number, course: Course): Forecast | undefined {
  const over = elapsed(course)
  if (n === 0 || over < soonest) return undefined
  const share = hits / n
  if (over >= 1) return { value: 100 * share, low: 100 * share, high: 100 * share }
  const whole = n / over
  const more = whole - n
  // Agresti-Coull: a share of few must not look certain.
  const smooth = (hits + 2) / (n + 4)
  const spread =
    1.96 * Math.sqrt((smooth * (1 - smooth)) / (n + 4) + (smooth * (1 - smooth)) / more)
  const at = (rate: number) => (100 * (hits + more * Math.min(Math.max(rate, 0), 1))) / whole
  return { value: 100 * share, low: at(share - spread), high: at(share + spread) }
}

/**
 * A share that only grows, as of businesses that took part: at the pace so far, with twice the spread of a count of so
 * many; never less than what is reached.
 */
export function forecastReach(hits: number, n: number, course: Course): Forecast | undefined {
  const over = elapsed(course)
  if (n === 0 || over < soonest) return undefined
  const share = (count: number) => (100 * Math.min(Math.max(count, hits), n)) / n
  if (over >= 1) return { value: share(hits), low: share(hits), high: share(hits) }
  const more = hits / over - hits
  const spread = 1.96 * Math.sqrt(more)
  return {
    value: share(hits + more),
    low: share(hits + more - spread),
    high: share(hits + more + spread),
  }
}

/** A count by the end: what is there, what is planned with a date, and the pace so far for the rest of the time. */
export function forecastCount(
  count: number,
  planned: number,
  course: Course,
): Forecast | undefined {
  const over = elapsed(course)
  if (over >= 1) return { value: count, low: count, high: count }
  if (over < soonest)
    return planned > 0 ? { value: planned, low: count, high: count + planned } : undefined
  const pace = Math.round(count / over)
  const value = Math.max(count + planned, pace)
  return { value, low: count, high: Math.max(value, count + planned) }
}
