import { and, eq, gte, isNull, lt, not, or, type SQL, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import type { Actor } from '#core/staff/roles.ts'
import { visibleTickets } from '#core/staff/visible.ts'
import { tickets } from '#db/schema/tickets.ts'
import { plannedAnew } from '#db/transaction.ts'
import { type Filter, type NumberName, stateShown } from './filter.ts'
import { askedByPhone, found } from './search.ts'
import { isOpenSql, openStates } from './ticket.ts'

const oneDay = 86_400_000

/** Midnight in Việt Nam at the beginning of a day (YYYY-MM-DD). */
export function startOf(day: string): Date {
  return new Date(`${day}T00:00:00+07:00`)
}

/** Midnight at the end of a day. */
export function endOf(day: string): Date {
  return new Date(startOf(day).getTime() + oneDay)
}

const ended = sql`${tickets.state} in ('answered', 'recommended', 'referred')`
const countedSql = sql`${tickets.state} not in ('withdrawn', 'merged')`

/** Which tickets each number counts: the desk's numbers and the lists behind them say the same. */
export const numberConditions: Record<NumberName, SQL> = {
  opened: sql`true`,
  counted: countedSql,
  resolved: sql`${tickets.state} in ('answered', 'recommended')`,
  judged: sql`${countedSql} and (${ended} or ${tickets.wasLate})`,
  'in-time': sql`${ended} and not ${tickets.wasLate}`,
  missed: sql`${countedSql} and ${tickets.wasLate}`,
  asked: sql`${tickets.answeredAt} is not null`,
  rated: sql`${tickets.satisfaction} is not null`,
  satisfied: sql`${tickets.satisfaction} >= 4`,
  unsatisfied: sql`${tickets.satisfaction} < 4`,
}

/** The WHERE of a list: what `actor` may see of what the filter asks for. */
export function listConditions(actor: Actor, filter: Filter, now: Date): SQL {
  const { number, q } = filter
  const all = and(
    sql`${sql.raw(plannedAnew)} true`,
    visibleTickets(actor),
    stateCondition(filter),
    ...placeConditions(actor, filter),
    ...timeConditions(filter, now),
    ...plainConditions(filter),
    number && numberConditions[number],
    q === undefined ? undefined : or(found(q), askedByPhone(actor, q)),
  )
  return all ?? sql`true`
}

/** What is due, late or half over is open: nothing that has ended is. */
function stateCondition(filter: Filter): SQL | undefined {
  const state = stateShown(filter)
  const wantsOpen = filter.due !== undefined || filter.level !== undefined
  if (wantsOpen && !['open', 'all', ...openStates].includes(state)) return sql`false`
  if (state === 'all') return undefined
  if (state === 'open') return isOpenSql
  if (state === 'ended') return not(isOpenSql)
  const is = eq(tickets.state, state)
  const openOne = (openStates as readonly string[]).includes(state)
  return openOne ? and(isOpenSql, is) : is
}

function placeConditions(actor: Actor, { unit, field, assignee }: Filter): (SQL | undefined)[] {
  return [
    unit === undefined ? undefined : orNone(tickets.leadUnitId, unit),
    field === undefined ? undefined : orNone(tickets.fieldId, field),
    assignee === 'nobody' ? isNull(tickets.assigneeId) : undefined,
    assignee === undefined || assignee === 'nobody'
      ? undefined
      : eq(tickets.assigneeId, assignee === 'me' ? actor.id : assignee),
  ]
}

function orNone(column: typeof tickets.leadUnitId | typeof tickets.fieldId, id: number): SQL {
  return id === 0 ? isNull(column) : eq(column, id)
}

function timeConditions({ from, to, due }: Filter, now: Date): (SQL | undefined)[] {
  const today = dayOf(now)
  const running = and(isOpenSql, isNull(tickets.pausedAt))
  return [
    from === undefined ? undefined : gte(tickets.openedAt, startOf(from)),
    to === undefined ? undefined : lt(tickets.openedAt, endOf(to)),
    due === 'late' ? and(running, lt(tickets.dueAt, now)) : undefined,
    due === 'today'
      ? and(running, gte(tickets.dueAt, now), lt(tickets.dueAt, endOf(today)))
      : undefined,
  ]
}

function plainConditions(filter: Filter): (SQL | undefined)[] {
  const { level, channel, scope, unread, person, business, commune } = filter
  return [
    level && and(isOpenSql, eq(tickets.warningLevel, level)),
    channel && eq(tickets.channel, channel),
    scope && eq(tickets.scope, scope),
    unread && sql`${tickets.unreadSince} is not null`,
    person && eq(tickets.personId, person),
    business && eq(tickets.businessId, business),
    commune && eq(tickets.commune, commune),
  ].map((condition) => condition || undefined)
}
