import { afternoonBit, type Calendar, instantOf, morningBit, placeOf, reach } from './calendar.ts'

/** True when at least half of the local day of `at` is worked. */
export function isWorkingDay(calendar: Calendar, at: Date): boolean {
  const { day } = placeOf(at)
  reach(calendar, day)
  return calendar.sums.worked[day] !== 0
}

/**
 * The end of a term of `days` working days (halves allowed) that starts on the day of `from`: close of
 * business of the last one. The first day is not counted, whatever its hour (Bộ luật Dân sự 2015, art. 147-148);
 * a day worked by half counts as a half. No days: `from` itself.
 */
export function addWorkingDays(calendar: Calendar, from: Date, days: number): Date {
  if (!(days >= 0) || !Number.isInteger(days * 2)) throw new RangeError(`No term of ${days} days`)
  if (days === 0) return from
  const start = placeOf(from).day
  reach(calendar, start)
  const { halves } = calendar.sums
  const goal = at(halves, start + 1) + days * 2
  const day = firstReaching(calendar, 'halves', goal, start + 1)
  const { morning, afternoon } = calendar.hours
  const endsAtNoon = goal - at(halves, day) === 1 && (worked(calendar, day) & morningBit) !== 0
  return instantOf(day, endsAtNoon ? morning.to : afternoon.to)
}

/** Working minutes from `a` to `b`, negative when `b` is earlier; seconds are cut off. */
export function workingMinutesBetween(calendar: Calendar, a: Date, b: Date): number {
  return minutesUntil(calendar, b) - minutesUntil(calendar, a)
}

/** The first instant by which `minutes` whole working minutes have passed since `from`. */
export function addWorkingMinutes(calendar: Calendar, from: Date, minutes: number): Date {
  if (!(minutes >= 0) || !Number.isInteger(minutes)) throw new RangeError(`No ${minutes} minutes`)
  if (minutes === 0) return from
  const goal = minutesUntil(calendar, from) + minutes
  const day = firstReaching(calendar, 'minutes', goal, placeOf(from).day)
  return instantOf(day, minuteOf(calendar, day, goal - at(calendar.sums.minutes, day)))
}

/** Close of business on the local day of `at`; `at` itself on a day off and after hours. */
export function closeOfBusiness(calendar: Calendar, at: Date): Date {
  const { day } = placeOf(at)
  reach(calendar, day)
  const { morning, afternoon } = calendar.hours
  const halves = worked(calendar, day)
  if (halves === 0) return at
  const close = instantOf(day, halves & afternoonBit ? afternoon.to : morning.to)
  return close > at ? close : at
}

/** Working minutes of a whole day. */
export function minutesOfDay({ hours: { morning, afternoon } }: Calendar): number {
  return morning.to - morning.from + afternoon.to - afternoon.from
}

/** Working minutes from the calendar's first day until `instant`. */
function minutesUntil(calendar: Calendar, instant: Date): number {
  const { day, minute } = placeOf(instant)
  reach(calendar, day)
  const { morning, afternoon } = calendar.hours
  const halves = worked(calendar, day)
  const early = halves & morningBit ? within(minute, morning) : 0
  const late = halves & afternoonBit ? within(minute, afternoon) : 0
  return at(calendar.sums.minutes, day) + early + late
}

function within(minute: number, { from, to }: { from: number; to: number }): number {
  return Math.min(Math.max(minute - from, 0), to - from)
}

/** The minute of the day at which `count` (1 or more) working minutes of it have passed. */
function minuteOf(calendar: Calendar, day: number, count: number): number {
  const { morning, afternoon } = calendar.hours
  const early = worked(calendar, day) & morningBit ? morning.to - morning.from : 0
  return count <= early ? morning.from + count : afternoon.from + count - early
}

/** The first day from `from` on, at whose end the running sum is at least `goal`. */
function firstReaching(
  calendar: Calendar,
  sum: 'minutes' | 'halves',
  goal: number,
  from: number,
): number {
  const sums = calendar.sums[sum]
  while (at(sums, sums.length - 1) < goal) reach(calendar, sums.length)
  let low = from
  let high = sums.length - 2
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(sums, middle + 1) < goal) low = middle + 1
    else high = middle
  }
  return low
}

function worked(calendar: Calendar, day: number): number {
  return at(calendar.sums.worked, day)
}

function at(list: number[], index: number): number {
  const value = list[index]
  if (value === undefined) throw new RangeError(`Day ${index} lies outside the calendar`)
  return value
}
