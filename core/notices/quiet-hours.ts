/** Nobody is told of a notice at night (design, notices): from half past nine in the evening to half past six. */
const eveningMinute = 21 * 60 + 30
const morningMinute = 6 * 60 + 30
const dayMinutes = 24 * 60

/** The end of the quiet hours that a moment lies in, on the office's clock; undefined by day. */
export function quietUntil(at: Date, timeZone: string): Date | undefined {
  const minute = minuteOfDay(at, timeZone)
  if (minute >= morningMinute && minute < eveningMinute) return undefined
  const left = (morningMinute - minute + dayMinutes) % dayMinutes
  return new Date(Math.floor(at.getTime() / 60_000) * 60_000 + left * 60_000)
}

/** Minutes since midnight on a clock of the zone. */
export function minuteOfDay(at: Date, timeZone: string): number {
  const parts = clockIn(timeZone).formatToParts(at)
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  return read('hour') * 60 + read('minute')
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Making one costs more than a hundred readings. */
function clockIn(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  const format = { timeZone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' } as const
  const clock = new Intl.DateTimeFormat('en', format)
  clocks.set(timeZone, clock)
  return clock
}
