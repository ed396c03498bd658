import Holidays from 'date-holidays'

export type UsualDay = { day: string; name: string }

const oneDay = 86_400_000
/** Nghị quyết 80-NQ/TW of 7 January 2026 makes 24 November a paid day off. */
const cultureDaySince = 2026

const known = new Map<number, UsualDay[]>()

/**
 * The days off a year has when nothing was announced yet: the public holidays of Việt Nam, the second
 * day of Quốc khánh (Bộ luật Lao động 2019, art. 112.1.đ), and a working day in place of each that falls on
 * a weekend (art. 111.3). Announced days in the office's own table replace these.
 */
export function usualDaysOff(year: number): UsualDay[] {
  let days = known.get(year)
  if (days === undefined) {
    days = withCompensation([...fromLibrary(year), ...nationalDay(year), ...cultureDay(year)])
    known.set(year, days)
  }
  return days
}

let library: Holidays | undefined

function fromLibrary(year: number): UsualDay[] {
  library ??= new Holidays('VN', { types: ['public'], languages: ['vi'] })
  return library.getHolidays(year, 'vi').flatMap(({ date, start, end, name }) => {
    const length = Math.round((end.getTime() - start.getTime()) / oneDay)
    const first = Date.parse(date.slice(0, 10))
    return Array.from({ length }, (_, index) => ({ day: isoDay(first + index * oneDay), name }))
  })
}

/** The neighbour of 2 September is chosen every year; the one that joins a weekend is the usual choice. */
function nationalDay(year: number): UsualDay[] {
  const day = Date.UTC(year, 8, 2)
  const after = [1, 4].includes(new Date(day).getUTCDay())
  return [{ day: isoDay(after ? day + oneDay : day - oneDay), name: 'Quốc khánh' }]
}

function cultureDay(year: number): UsualDay[] {
  return year < cultureDaySince ? [] : [{ day: `${year}-11-24`, name: 'Ngày Văn hóa Việt Nam' }]
}

function withCompensation(holidays: UsualDay[]): UsualDay[] {
  const off = new Map(holidays.map((holiday) => [holiday.day, holiday.name]))
  const inOrder = [...off].sort(([a], [b]) => a.localeCompare(b))
  for (const [day, name] of inOrder) {
    if (isWeekend(day)) off.set(nextFreeDay(day, off), `${name} (nghỉ bù)`)
  }
  return [...off].map(([day, name]) => ({ day, name }))
}

function nextFreeDay(day: string, off: Map<string, string>): string {
  let next = Date.parse(day) + oneDay
  while (isWeekend(isoDay(next)) || off.has(isoDay(next))) next += oneDay
  return isoDay(next)
}

function isWeekend(day: string): boolean {
  const weekday = new Date(day).getUTCDay()
  return weekday === 0 || weekday === 6
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
