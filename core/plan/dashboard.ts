import { type SQL, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { type DeskNumbers, deskNumbers } from '#core/tickets/numbers.ts'
import type { Db } from '#db/client.ts'
import { plannedAnew } from '#db/transaction.ts'
import { elapsed, type Forecast, forecastCount, forecastReach, forecastShare } from './forecast.ts'
import { attended, ofUnit, type Scope, within } from './formula-records.ts'
import { type FormulaName, formulas, type Measured, measure } from './formulas.ts'
import { dayLater, daysBetween, type PlanPeriod, periodBefore } from './periods.ts'
import { type TargetFigure, targetsWith } from './target-values.ts'
import { listTasks, type TaskCounts, type TaskRow } from './tasks.ts'

/** The plan's promises, in the order leaders read them. */
const promiseNames = [
  'satisfied',
  'resolved',
  'classes',
  'took-part',
  'took-part-digital',
] as const satisfies FormulaName[]
type PromiseName = (typeof promiseNames)[number]

/** A promise in its period: what it is, what it should be, what it was, and where it is going. */
export interface PlanPromise {
  name: PromiseName
  now: Measured
  before: Measured
  goal: number | null
  /** the target it is kept in, for its page */
  targetId: number | null
  forecast: Forecast | undefined
}

/** A commune's share of the work. */
export interface CommuneFigure {
  commune: string
  tickets: number
  resolved: number
  counted: number
  satisfied: number
  rated: number
  /** businesses in the register, and how many of them took part in a class */
  registered: number
  tookPart: number
}

export interface Dashboard {
  period: PlanPeriod
  before: PlanPeriod
  /** the part of the period that is over, 0 to 1 */
  elapsed: number
  promises: PlanPromise[]
  /** response to the question how satisfied somebody is */
  response: Measured
  desk: DeskNumbers
  /** tickets opened in the period before, up to the same day of it */
  openedBefore: number
  communes: CommuneFigure[]
  byUnit: { unitId: number | null; classes: number; planned: number; tasksLate: number }[]
  late: { rows: TaskRow[]; counts: TaskCounts }
  targets: TargetFigure[]
}

/** What leaders see first, of a period. A handful of statements, run at once. */
export async function readDashboard(db: Db, period: PlanPeriod, now: Date): Promise<Dashboard> {
  const today = dayOf(now)
  const before = periodBefore(period)
  const { fromOn, toOn } = period
  const scope = { fromOn, toOn }
  const names = [...promiseNames, 'response'] as const
  const [{ targets, others: own }, earlier, planned, desk, openedBefore, communes, byUnit, late] =
    await Promise.all([
      targetsWith(db, period, names),
      measure(db, promiseNames, { fromOn: before.fromOn, toOn: before.toOn }),
      plannedClasses(db, scope),
      deskNumbers(db, { from: fromOn, to: today > fromOn ? earlierOf(today, toOn) : toOn }),
      openedUntil(db, before, fromOn, today),
      communeFigures(db, scope),
      unitFigures(db, scope, today),
      listTasks(db, { state: 'late' }, 1, now),
    ])
  const course = { fromOn, toOn, today }
  return {
    period,
    before,
    elapsed: elapsed(course),
    promises: promiseNames.map((name) => {
      const target = targets.find(({ formula }) => formula === name)
      const [goal, targetId] = [target?.goal ?? null, target?.id ?? null]
      const { hits, n } = own[name]
      const forecast =
        formulas[name].kind === 'count'
          ? forecastCount(n, planned, course)
          : name === 'took-part'
            ? forecastReach(hits, n, course)
            : forecastShare(hits, n, course)
      return { name, now: own[name], before: earlier[name], goal, targetId, forecast }
    }),
    response: own.response,
    ...{ desk, openedBefore, communes, byUnit, targets },
    late: { rows: late.rows.slice(0, 8), counts: late.counts },
  }
}

/** Classes of the period that are to come: with a session of a later day, or planned for a quarter of it. */
async function plannedClasses(db: Db, scope: Scope): Promise<number> {
  const [row] = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from courses c where ${plannedIn(scope)}`,
  )
  return row?.n ?? 0
}

function plannedIn(scope: Scope): SQL {
  return sql`c.kind = 'class' and c.state in ('draft', 'published', 'running') and (
    exists (select 1 from course_sessions s where s.course_id = c.id and s.cancelled_at is null
      and ${within(sql`s.starts_at`, scope)})
    or c.planned_for in (${sql.join(
      quartersOf(scope).map((quarter) => sql`${quarter}`),
      sql`, `,
    )}))`
}

function quartersOf({ fromOn, toOn }: Scope): string[] {
  const [year, first, last] = [fromOn.slice(0, 4), fromOn.slice(5, 7), toOn.slice(5, 7)].map(Number)
  const quarter = (month = 1) => Math.ceil(month / 3)
  const numbers = [1, 2, 3, 4].filter((one) => one >= quarter(first) && one <= quarter(last))
  return numbers.map((one) => `${year}-Q${one}`)
}

/** How many tickets the period before had by the same day of it. */
async function openedUntil(
  db: Db,
  before: PlanPeriod,
  fromOn: string,
  today: string,
): Promise<number> {
  const same = dayLater(before.fromOn, Math.max(0, daysBetween(fromOn, today)))
  const scope = { fromOn: before.fromOn, toOn: earlierOf(same, before.toOn) }
  const [row] = await db.execute<{ n: number }>(
    sql`${sql.raw(plannedAnew)} select count(*)::int as n from tickets t where ${within(sql`t.opened_at`, scope)}`,
  )
  return row?.n ?? 0
}

function earlierOf(a: string, b: string): string {
  return a.localeCompare(b) < 0 ? a : b
}

/** Every commune that anything is known of; names are as tickets keep them, "Xã Bắc Hà". */
async function communeFigures(db: Db, scope: Scope): Promise<CommuneFigure[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`${sql.raw(plannedAnew)}
    with asked as (
      select t.commune, count(*)::int as tickets,
        (count(*) filter (where t.state in ('answered', 'recommended')))::int as resolved,
        (count(*) filter (where t.state not in ('withdrawn', 'merged')))::int as counted,
        (count(*) filter (where t.satisfaction >= 4))::int as satisfied, count(t.satisfaction)::int as rated
      from tickets t where ${within(sql`t.opened_at`, scope)} group by t.commune),
    took as (
      select distinct b.tax_code from (${attended(scope)}) a join businesses b on b.id = a.business_id
      where b.tax_code is not null),
    registered as (
      select r.commune, count(*)::int as registered, count(took.tax_code)::int as took_part
      from registered_businesses r left join took on took.tax_code = r.tax_code group by r.commune)
    select coalesce(asked.commune, registered.commune, '') as commune, tickets, resolved, counted, satisfied,
      rated, registered, took_part
    from asked full join registered on registered.commune = asked.commune
    order by tickets desc nulls last, 1`)
  const n = (value: unknown) => Number(value ?? 0)
  return rows.map((row) => ({
    commune: String(row.commune),
    tickets: n(row.tickets),
    resolved: n(row.resolved),
    counted: n(row.counted),
    satisfied: n(row.satisfied),
    rated: n(row.rated),
    registered: n(row.registered),
    tookPart: n(row.took_part),
  }))
}

/** What divisions do beside answering: classes held and planned, tasks that are late. */
async function unitFigures(db: Db, scope: Scope, today: string): Promise<Dashboard['byUnit']> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select unit_id, sum(classes)::int as classes, sum(planned)::int as planned, sum(late)::int as late from (
      select c.lead_unit_id as unit_id, 1 as classes, 0 as planned, 0 as late
      from (${formulas.classes.records(scope)}) held join courses c on c.id::text = held.key
      union all select c.lead_unit_id, 0, 1, 0 from courses c where ${plannedIn(scope)}
      union all select k.lead_unit_id, 0, 0, 1 from plan_tasks k
      where k.state = 'open' and k.due_on < ${today}::date and ${ofUnit(sql`k.lead_unit_id`, scope)}
    ) all_units group by unit_id`)
  return rows.map((row) => ({
    unitId: row.unit_id === null ? null : Number(row.unit_id),
    classes: Number(row.classes),
    planned: Number(row.planned),
    tasksLate: Number(row.late),
  }))
}
