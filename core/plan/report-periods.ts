import type { Setting } from '#core/profile-shape.ts'

/** `half` and `year`: narrative reports; 21a, 21b: the forms of Circular 17/2025/TT-BTP. */
export const reportKinds = ['half', 'year', '21a', '21b'] as const
export type ReportKind = (typeof reportKinds)[number]

type Rule = Setting<'reporting'>[number]

/** One report that falls due once: which days it covers (YYYY-MM-DD, both counted) and until when it is handed in. */
export interface ReportPeriod {
  kind: ReportKind
  /** 2026-H1, 2026-H2, 2026; 2026-P: the preliminary figures of a year */
  period: string
  name: string
  fromOn: string
  toOn: string
  dueOn: string
  /** divisions hand in their own, which the office compiles */
  byDivisions: boolean
}

/** The reports of one reporting year, as the office's setting `reporting` says, in the order they fall due. */
export function periodsOf(rules: Setting<'reporting'>, year: number): ReportPeriod[] {
  return rules
    .map((rule) => periodOf(rule, year))
    .sort((a, b) => a.dueOn.localeCompare(b.dueOn) || a.kind.localeCompare(b.kind))
}

/** Those due from `on` until so many days later, whichever year they report. */
export function duePeriods(rules: Setting<'reporting'>, on: string, days: number): ReportPeriod[] {
  const year = Number(on.slice(0, 4))
  const until = new Date(Date.parse(on) + days * 86_400_000).toISOString().slice(0, 10)
  return [year - 1, year, year + 1]
    .flatMap((one) => periodsOf(rules, one))
    .filter(({ dueOn }) => dueOn >= on && dueOn <= until)
}

/** The days a report of `rule` covers when the office has said none. */
export function usualDays(rule: Pick<Rule, 'code' | 'due' | 'months'>): {
  from: string
  to: string
} {
  const form = kindOf(rule).startsWith('21')
  if (form && rule.months < 12) return { from: '01-01', to: '05-31' }
  if (form) return { from: '01-01', to: isPreliminary(rule) ? '10-31' : '12-31' }
  // The days of Decree 09/2019/NĐ-CP, article 12, on the reporting of state agencies.
  if (rule.months === 12) return { from: '12-15', to: '12-14' }
  return inSecondHalf(rule) ? { from: '06-15', to: '12-14' } : { from: '12-15', to: '06-14' }
}

function periodOf(rule: Rule, year: number): ReportPeriod {
  const usual = usualDays(rule)
  const [from, to] = [rule.from ?? usual.from, rule.to ?? usual.to]
  return {
    kind: kindOf(rule),
    period: `${year}${partOf(rule)}`,
    name: rule.name,
    fromOn: day(from > to ? year - 1 : year, from),
    toOn: day(year, to),
    dueOn: day(rule.due < to ? year + 1 : year, rule.due),
    byDivisions: !rule.code.startsWith('21'),
  }
}

/** What kind of report a rule of the setting asks for. */
export function kindOf({ code, months }: Pick<Rule, 'code' | 'months'>): ReportKind {
  if (code.startsWith('21a')) return '21a'
  if (code.startsWith('21b')) return '21b'
  return months < 12 ? 'half' : 'year'
}

function partOf(rule: Rule): string {
  if (rule.months < 12) return inSecondHalf(rule) ? '-H2' : '-H1'
  return isPreliminary(rule) ? '-P' : ''
}

/** Half a year's report due in autumn, winter or January is of the second half. */
function inSecondHalf({ due }: Pick<Rule, 'due'>): boolean {
  return due > '09-30' || due < '03-01'
}

/** A year's form due before the year has ended. */
function isPreliminary({ code, due }: Pick<Rule, 'code' | 'due'>): boolean {
  return code.startsWith('21') && due > '06-30'
}

function day(year: number, monthDay: string): string {
  const leapless = monthDay === '02-29' && !isLeap(year) ? '02-28' : monthDay
  return `${year}-${leapless}`
}

/** The same day a year before. */
export function yearBefore(on: string): string {
  return day(Number(on.slice(0, 4)) - 1, on.slice(5))
}

/** The same period a year before: 2025-H1 for 2026-H1. */
export function periodYearBefore(period: string): string {
  return `${Number(period.slice(0, 4)) - 1}${period.slice(4)}`
}

function isLeap(year: number): boolean {
  return new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1
}
