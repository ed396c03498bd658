import { and, eq, gte, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { ticketEvents, tickets } from '#db/schema/tickets.ts'
import { endOf, numberConditions, startOf } from './conditions.ts'
import { type Filter, filterQuery, type NumberName, numberNames } from './filter.ts'

/** Which tickets are counted: those opened from a day to a day (YYYY-MM-DD), of one unit or field when named (0: none). */
export interface Period {
  from: string
  to: string
  unit?: number
  field?: number
}

/** So many of so many, and the list's address for each; `percent` is null when there is nothing to divide by. */
export interface Rate {
  count: number
  of: number
  percent: number | null
  filter: string
  ofFilter: string
}

/** The desk's promises over some tickets. "Satisfied" is 4 or 5 of those who rated; `response` is how many of those asked did. */
export interface Numbers {
  opened: { count: number; filter: string }
  /** answered or recommended, of all that were not withdrawn or merged (target 80 %) */
  resolved: Rate
  /** ended within the term, of all that ended or missed it */
  inTime: Rate
  /** scores of 4 and 5, of all scores (target 90 %) */
  satisfied: Rate
  response: Rate
}

export interface DeskNumbers {
  total: Numbers
  byField: (Numbers & { fieldId: number | null })[]
  byUnit: (Numbers & { unitId: number | null })[]
  /** YYYY-MM, every month of the period */
  byMonth: (Numbers & { month: string })[]
}

/** How the desk keeps its promises; each number carries the filter that opens exactly the tickets it counts. */
export async function deskNumbers(db: Db, period: Period): Promise<DeskNumbers> {
  const version = await versionOf(db)
  const ofDb = kept.get(db) ?? new Map<string, Kept>()
  kept.set(db, ofDb)
  const key = JSON.stringify([period.from, period.to, period.unit, period.field])
  const known = ofDb.get(key)
  if (known?.version === version && Date.now() - known.at < keptFor) return known.numbers
  const numbers = readNumbers(db, period)
  if (ofDb.size >= mostKept) ofDb.clear()
  ofDb.set(key, { version, at: Date.now(), numbers })
  numbers.catch(() => ofDb.delete(key))
  return numbers
}

interface Kept {
  version: string
  at: number
  numbers: Promise<DeskNumbers>
}

/** Twenty people looking at the same dashboard count once; a change of any ticket counts anew. */
const kept = new WeakMap<Db, Map<string, Kept>>()
const keptFor = 30_000
const mostKept = 200

async function versionOf(db: Db): Promise<string> {
  const [row] = await db.execute<{ version: string }>(sql`
    select concat((select max(${tickets.updatedAt}) from ${tickets}), ' ',
      (select max(${ticketEvents.id}) from ${ticketEvents})) as version`)
  return row?.version ?? ''
}

type Counts = Record<NumberName, number>
type Cell = Counts & { month: number; unit: number | null; field: number | null }

async function readNumbers(db: Db, period: Period): Promise<DeskNumbers> {
  const months = monthsOf(period)
  const cells = await cellsOf(db, period, months)
  const numbers = (some: Cell[], filter: Filter) => ({ ...numbersOf(add(some), filter) })
  const whole: Filter = {
    from: period.from,
    to: period.to,
    ...(period.unit !== undefined && { unit: period.unit }),
    ...(period.field !== undefined && { field: period.field }),
  }
  return {
    total: numbers(cells, whole),
    byField: groups(cells, (cell) => cell.field).map(([fieldId, some]) => ({
      fieldId,
      ...numbers(some, { ...whole, field: fieldId ?? 0 }),
    })),
    byUnit: groups(cells, (cell) => cell.unit).map(([unitId, some]) => ({
      unitId,
      ...numbers(some, { ...whole, unit: unitId ?? 0 }),
    })),
    byMonth: months.map(({ month, from, to }, index) => ({
      month,
      ...numbers(
        cells.filter((cell) => cell.month === index + 1),
        { ...whole, from, to },
      ),
    })),
  }
}

/** One pass over the index of numbers: every count by month, unit and field. */
async function cellsOf(db: Db, period: Period, months: Month[]): Promise<Cell[]> {
  const starts = months.map((month) => startOf(month.from).toISOString())
  const counts = numberNames.map(
    (name) =>
      sql`count(*) filter (where ${numberConditions[name]})::int as ${sql.identifier(name)}`,
  )
  const bounds = sql`array[${sql.join(
    starts.map((start) => sql`${start}::timestamptz`),
    sql`, `,
  )}]`
  const rows = await db.execute<Record<string, unknown>>(sql`
    select width_bucket(${tickets.openedAt}, ${bounds}) as month, ${tickets.leadUnitId} as unit,
      ${tickets.fieldId} as field, ${sql.join(counts, sql`, `)}
    from ${tickets} where ${periodCondition(period)} group by 1, 2, 3`)
  return rows as unknown as Cell[]
}

function periodCondition({ from, to, unit, field }: Period): SQL | undefined {
  return and(
    gte(tickets.openedAt, startOf(from)),
    lt(tickets.openedAt, endOf(to)),
    unit === undefined ? undefined : placed(tickets.leadUnitId, unit),
    field === undefined ? undefined : placed(tickets.fieldId, field),
  )
}

function placed(column: typeof tickets.leadUnitId | typeof tickets.fieldId, id: number): SQL {
  return id === 0 ? isNull(column) : eq(column, id)
}

function numbersOf(counts: Counts, filter: Filter): Numbers {
  const link = (number: NumberName) => filterQuery({ ...filter, number })
  const rate = (name: NumberName, among: NumberName): Rate => {
    const [count, of] = [counts[name], counts[among]]
    const percent = of === 0 ? null : (100 * count) / of
    return { count, of, percent, filter: link(name), ofFilter: link(among) }
  }
  return {
    opened: { count: counts.opened, filter: link('opened') },
    resolved: rate('resolved', 'counted'),
    inTime: rate('in-time', 'judged'),
    satisfied: rate('satisfied', 'rated'),
    response: rate('rated', 'asked'),
  }
}

function add(cells: Cell[]): Counts {
  const sum = (name: NumberName) => cells.reduce((total, cell) => total + Number(cell[name]), 0)
  return Object.fromEntries(numberNames.map((name) => [name, sum(name)])) as Counts
}

function groups<K>(cells: Cell[], key: (cell: Cell) => K): [K, Cell[]][] {
  return [...Map.groupBy(cells, key)].sort(([, a], [, b]) => add(b).opened - add(a).opened)
}

interface Month {
  month: string
  from: string
  to: string
}

/** The months of a period; the first and the last may be cut. */
function monthsOf({ from, to }: Period): Month[] {
  const months: Month[] = []
  for (let month = from.slice(0, 7); month <= to.slice(0, 7); month = nextMonth(month)) {
    const last = lastDay(month)
    const first = `${month}-01`
    months.push({ month, from: first < from ? from : first, to: last > to ? to : last })
  }
  return months
}

function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7)
}

function lastDay(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
}
