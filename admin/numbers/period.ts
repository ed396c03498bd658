import { dayOf } from '#core/calendar/calendar.ts'
import { type Actor, reachOf } from '#core/staff/roles.ts'
import type { Period } from '#core/tickets/numbers.ts'

export const periodNames = [
  'month',
  'last-month',
  'quarter',
  'last-quarter',
  'half',
  'last-half',
  'year',
  'last-year',
  'custom',
] as const
export type PeriodName = (typeof periodNames)[number]

const lengths = { month: 1, quarter: 3, half: 6, year: 12 } as const

/** The first and last day (YYYY-MM-DD) of a named period; one that still runs ends today. */
export function daysOf(
  name: Exclude<PeriodName, 'custom'>,
  now: Date,
): { from: string; to: string } {
  const today = dayOf(now)
  const last = name.startsWith('last-')
  const months = lengths[name.replace('last-', '') as keyof typeof lengths]
  const [year = 0, month = 0] = today.split('-').map(Number)
  const begun = Math.floor((month - 1) / months) * months - (last ? months : 0)
  const from = day(Date.UTC(year, begun, 1))
  return { from, to: last ? day(Date.UTC(year, begun + months, 0)) : today }
}

export interface Asked extends Period {
  name: PeriodName
}

const longestYears = 10

/** The unit whose numbers somebody is shown first: their own, when they may not read every ticket. */
export function ownUnit(actor: Actor): number | undefined {
  return reachOf(actor, 'ticket.read') === 'any' ? undefined : actor.unitId
}

/** What the address asks for; what makes no sense falls back to this year, and no word of a unit to `first`. */
export function askedPeriod(query: URLSearchParams, now: Date, first?: number): Asked {
  const asked = periodNames.find((one) => one === query.get('period')) ?? 'year'
  const own = { from: dateIn(query, 'from'), to: dateIn(query, 'to') }
  const custom = asked === 'custom' && fits(own)
  const name = asked === 'custom' && !custom ? 'year' : asked
  const days = name === 'custom' ? (own as { from: string; to: string }) : daysOf(name, now)
  const unit = query.has('unit') ? idIn(query, 'unit') : first
  const field = idIn(query, 'field')
  return {
    name,
    ...days,
    ...(unit === undefined ? {} : { unit }),
    ...(field === undefined ? {} : { field }),
  }
}

/** The same as the query of an address. */
export function periodQuery({ name, from, to, unit, field }: Asked): string {
  const query = new URLSearchParams({ period: name, ...(name === 'custom' ? { from, to } : {}) })
  query.set('unit', unit === undefined ? '' : String(unit))
  if (field !== undefined) query.set('field', String(field))
  return query.toString()
}

function fits({ from, to }: { from: string | undefined; to: string | undefined }): boolean {
  if (from === undefined || to === undefined || from > to) return false
  return Number(to.slice(0, 4)) - Number(from.slice(0, 4)) <= longestYears
}

function dateIn(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name) ?? ''
  if (!/^20\d\d-\d\d-\d\d$/.test(text) || Number.isNaN(Date.parse(text))) return undefined
  return day(Date.parse(text)) === text ? text : undefined
}

function idIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
