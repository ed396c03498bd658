import { usualDaysOff } from './public-holidays.ts'

export type DayKind = 'off' | 'morning-off' | 'afternoon-off' | 'working'

/** A day that differs from the usual week, as the office's table keeps it; `day` is YYYY-MM-DD. */
export type SpecialDay = { day: string; kind: DayKind; name: string }

/** Minutes since midnight at which the halves of a working day begin and end. */
export type WorkHours = {
  morning: { from: number; to: number }
  afternoon: { from: number; to: number }
}

export const officeHours: WorkHours = {
  morning: { from: 7 * 60 + 30, to: 11 * 60 + 30 },
  afternoon: { from: 13 * 60 + 30, to: 17 * 60 },
}

/** Which half days are worked, with running sums, so that a term costs a search and no walk. */
export type Calendar = {
  readonly hours: WorkHours
  readonly special: ReadonlyMap<string, DayKind>
  readonly sums: { minutes: number[]; halves: number[]; worked: number[] }
}

export const morningBit = 1
export const afternoonBit = 2

const oneDay = 86_400_000
/** Việt Nam keeps UTC+7 all year round. */
const zone = 7 * 3_600_000
const firstYear = 2020
const lastYear = 2099
const firstDay = Date.UTC(firstYear, 0, 1) / oneDay
const dayCount = Date.UTC(lastYear + 1, 0, 1) / oneDay - firstDay

/** A calendar from the announced days, which win over the usual days off of their year. */
export function makeCalendar(days: SpecialDay[], hours: WorkHours = officeHours): Calendar {
  return {
    hours,
    special: new Map(days.map(({ day, kind }) => [day, kind])),
    sums: { minutes: [0], halves: [0], worked: [] },
  }
}

/** The local day and minute of an instant, days counted from the calendar's first. */
export function placeOf(at: Date): { day: number; minute: number } {
  const local = at.getTime() + zone
  const day = Math.floor(local / oneDay)
  return { day: day - firstDay, minute: Math.floor((local - day * oneDay) / 60_000) }
}

export function instantOf(day: number, minute: number): Date {
  return new Date((day + firstDay) * oneDay - zone + minute * 60_000)
}

/** The local day of an instant as YYYY-MM-DD. */
export function dayOf(at: Date): string {
  return new Date(at.getTime() + zone).toISOString().slice(0, 10)
}

/**
 * Makes the sums reach past `day`, a year at a time.
 * Throws RangeError outside 2020-2099: such a date is a fault of ours, not a term.
 */
export function reach(calendar: Calendar, day: number): void {
  if (!(day >= 0 && day < dayCount)) {
    throw new RangeError(`The calendar covers ${firstYear} to ${lastYear}`)
  }
  while (calendar.sums.worked.length <= day) addYear(calendar)
}

function addYear(calendar: Calendar): void {
  const { sums } = calendar
  const year = new Date((firstDay + sums.worked.length) * oneDay).getUTCFullYear()
  const off = new Set(usualDaysOff(year).map((usual) => usual.day))
  const end = Date.UTC(year + 1, 0, 1)
  for (let at = Date.UTC(year, 0, 1); at < end; at += oneDay) {
    addDay(calendar, halvesWorked(calendar, at, off))
  }
}

function halvesWorked(calendar: Calendar, at: number, off: Set<string>): number {
  const date = new Date(at)
  const day = date.toISOString().slice(0, 10)
  const kind = calendar.special.get(day)
  if (kind === 'off') return 0
  if (kind === 'morning-off') return afternoonBit
  if (kind === 'afternoon-off') return morningBit
  if (kind === 'working') return morningBit | afternoonBit
  const weekday = date.getUTCDay()
  return weekday === 0 || weekday === 6 || off.has(day) ? 0 : morningBit | afternoonBit
}

function addDay({ hours, sums }: Calendar, worked: number): void {
  const { morning, afternoon } = hours
  const early = worked & morningBit ? 1 : 0
  const late = worked & afternoonBit ? 1 : 0
  const minutes = early * (morning.to - morning.from) + late * (afternoon.to - afternoon.from)
  sums.worked.push(worked)
  sums.minutes.push((sums.minutes.at(-1) ?? 0) + minutes)
  sums.halves.push((sums.halves.at(-1) ?? 0) + early + late)
}
