import { dayOf } from '#core/calendar/calendar.ts'
import { type PlanPeriod, periodAt, periodsOfYear, readPeriod } from '#core/plan/periods.ts'

/** The period an address asks for; what is none is this year. */
export function periodAsked(query: string | undefined, now: Date): PlanPeriod {
  return readPeriod(query ?? '') ?? periodAt('year', dayOf(now))
}

/** What may be chosen: this year, the one before and the next, with their halves and quarters. */
export function periodChoices(period: PlanPeriod, now: Date): string[] {
  const year = Number(dayOf(now).slice(0, 4))
  const years = new Set([year + 1, year, year - 1, period.year])
  return [...years]
    .sort((a, b) => b - a)
    .flatMap((one) => periodsOfYear(one).map(({ code }) => code))
}
