/** A stretch of time that a target, a plan or a report names: 2026, 2026-H1, 2026-Q3. Days are YYYY-MM-DD, both counted. */
export interface PlanPeriod {
  code: string
  kind: 'year' | 'half' | 'quarter'
  year: number
  /** which half or quarter; 1 of a year */
  part: number
  fromOn: string
  toOn: string
}

const months = { year: 12, half: 6, quarter: 3 } as const
const shape = /^(20\d\d)(?:-(?:H([12])|Q([1-4])))?$/

/** Reads a period's code; undefined when it is none. */
export function readPeriod(code: string): PlanPeriod | undefined {
  const [, year, half, quarter] = shape.exec(code) ?? []
  if (year === undefined) return undefined
  if (half !== undefined) return periodOf('half', Number(year), Number(half))
  if (quarter !== undefined) return periodOf('quarter', Number(year), Number(quarter))
  return periodOf('year', Number(year), 1)
}

/** The period of a kind; parts beyond the year lie in the next or the last one. */
export function periodOf(kind: PlanPeriod['kind'], year: number, part: number): PlanPeriod {
  const length = months[kind]
  const first = new Date(Date.UTC(year, (part - 1) * length, 1))
  const [inYear, inPart] = [first.getUTCFullYear(), first.getUTCMonth() / length + 1]
  const mark = { year: '', half: `-H${inPart}`, quarter: `-Q${inPart}` }[kind]
  return {
    code: `${inYear}${mark}`,
    kind,
    year: inYear,
    part: inPart,
    fromOn: day(first),
    toOn: day(new Date(Date.UTC(inYear, inPart * length, 0))),
  }
}

/** The period of a kind in which a day lies. */
export function periodAt(kind: PlanPeriod['kind'], on: string): PlanPeriod {
  const [year = 0, month = 1] = on.split('-').map(Number)
  return periodOf(kind, year, Math.floor((month - 1) / months[kind]) + 1)
}

export function periodBefore({ kind, year, part }: PlanPeriod): PlanPeriod {
  return periodOf(kind, year, part - 1)
}

/** The whole year, its halves and its quarters. */
export function periodsOfYear(year: number): PlanPeriod[] {
  return [
    periodOf('year', year, 1),
    ...[1, 2].map((part) => periodOf('half', year, part)),
    ...[1, 2, 3, 4].map((part) => periodOf('quarter', year, part)),
  ]
}

/** A day so many days later. */
export function dayLater(on: string, days: number): string {
  return day(new Date(Date.parse(on) + days * 86_400_000))
}

/** From one day to another, in days. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10)
}
