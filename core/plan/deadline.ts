import { fold } from '#core/fold.ts'

export const deadlineKinds = ['date', 'quarter', 'year', 'always'] as const
export type DeadlineKind = (typeof deadlineKinds)[number]

/** When something is due; `dueOn` is the last day of it, null for what has no end. */
interface Deadline {
  kind: DeadlineKind
  dueOn: string | null
}

/**
 * How a text of a plan's table names a deadline. `no-such-day` is a slip of the pen (31/2); `unknown` says nothing of
 * a time we know, as "theo quy định": it has no end until somebody gives it one.
 */
export type DeadlineReading = Deadline | { fault: 'no-such-day' } | { fault: 'unknown' }

/**
 * Reads a deadline as plans write it: "trước 30/6/2026", "Tháng 8-10/2026", "Quý III/2026", "Q4/2025 – Q1/2026",
 * "Năm 2026", "Hằng năm", "Thường xuyên". Of a span its end counts. `year` is the plan's, for what names none.
 */
export function readDeadline(text: string, year: number): DeadlineReading {
  const said = fold(text)
    .replace(/[–—−]/g, '-')
    .replace(/\s*([/-])\s*/g, '$1')
  if (said === '') return { fault: 'unknown' }
  if (/\btro di\b|^tu (ky|quy|q[1-4]|nam|thang)\b|^thuong xuyen|\blien tuc\b/.test(said)) {
    return { kind: 'always', dueOn: null }
  }
  const day = readDay(said, year)
  if (day === 'wrong') return { fault: 'no-such-day' }
  if (day !== undefined) return { kind: 'date', dueOn: day }
  return (
    readQuarter(said, year) ?? readMonth(said, year) ?? readHalf(said, year) ?? readYear(said, year)
  )
}

/** The last day a text names; `wrong` when it names one that no calendar has. */
function readDay(said: string, year: number): string | 'wrong' | undefined {
  const days = [
    ...found(said, /\b(\d{4})-(\d{1,2})-(\d{1,2})\b/g, ([y, m, d]) => [y, m, d]),
    ...found(said, /(?<![\d/])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})\b/g, ([d, , m, y]) => [y, m, d]),
    ...found(said, /\bngay (\d{1,2}) thang (\d{1,2})(?: nam (\d{4}))?/g, ([d, m, y]) => [
      y ?? String(year),
      m,
      d,
    ]),
    ...found(said, /(?<![\d/.-]|thang |quy |q)(\d{1,2})\/(\d{1,2})(?![\d/.-])/g, ([d, m]) => [
      String(year),
      m,
      d,
    ]),
  ]
  const last = days.toSorted((a, b) => a.at - b.at).at(-1)
  if (last === undefined) return undefined
  const [y = 0, m = 0, d = 0] = last.parts.map(Number)
  const date = new Date(Date.UTC(y, m - 1, d))
  const real = date.getUTCMonth() === m - 1 && date.getUTCDate() === d && y >= 2000 && y < 2100
  return real ? dayOf(date) : 'wrong'
}

function found(
  said: string,
  pattern: RegExp,
  order: (groups: (string | undefined)[]) => (string | undefined)[],
) {
  return [...said.matchAll(pattern)].map((match) => ({
    at: match.index,
    parts: order(match.slice(1)),
  }))
}

const romans: Record<string, number> = { i: 1, ii: 2, iii: 3, iv: 4 }

/** "Quý II-III/2026", "Q1-Q3/2026", "Q4/2025-Q1/2026": the last quarter named, in the year after it. */
function readQuarter(said: string, year: number): Deadline | undefined {
  const named = [...said.matchAll(/(?:\bquy |\bq|-)\s?([1-4]|iv|i{1,3})(?![\da-z])/g)]
  const last = named.at(-1)?.[1]
  if (last === undefined || !/\bquy\b|\bq[1-4]/.test(said)) return undefined
  const quarter = romans[last] ?? Number(last)
  return { kind: 'quarter', dueOn: endOf(yearIn(said) ?? year, quarter * 3) }
}

function readMonth(said: string, year: number): Deadline | undefined {
  const [, first, second] = /\bthang (\d{1,2})(?:-(\d{1,2}))?/.exec(said) ?? []
  const month = Number(second ?? first)
  if (!(month >= 1 && month <= 12)) return undefined
  return { kind: 'date', dueOn: endOf(yearIn(said) ?? year, month) }
}

function readHalf(said: string, year: number): Deadline | undefined {
  const half = /(?:6|sau) thang (dau|cuoi) nam/.exec(said)?.[1]
  if (half === undefined) return undefined
  return { kind: 'date', dueOn: endOf(yearIn(said) ?? year, half === 'dau' ? 6 : 12) }
}

function readYear(said: string, year: number): DeadlineReading {
  const whole = /\b(hang nam|ca nam|trong nam|nam 20\d\d|thuong nien)\b|^20\d\d$/.test(said)
  if (!whole) return { fault: 'unknown' }
  const named = /\bhang nam\b/.test(said) ? undefined : yearIn(said)
  return { kind: 'year', dueOn: `${named ?? year}-12-31` }
}

/** The last year a text names. */
function yearIn(said: string): number | undefined {
  const years = said.match(/\b20\d\d\b/g)
  return years ? Number(years.at(-1)) : undefined
}

function endOf(year: number, month: number): string {
  return dayOf(new Date(Date.UTC(year, month, 0)))
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10)
}

/** How near an open task's end is. */
export type Nearness = 'late' | 'soon' | 'calm'

/** So many days before its end a task is said to be near it. */
export const soonDays = 14

/** Where an open task stands on a day (YYYY-MM-DD). */
export function nearness(dueOn: string | null, today: string): Nearness {
  if (dueOn === null) return 'calm'
  if (dueOn < today) return 'late'
  const soon = new Date(Date.parse(today) + soonDays * 86_400_000)
  return dueOn <= dayOf(soon) ? 'soon' : 'calm'
}
