import type { Calendar } from '#core/calendar/calendar.ts'
import { resumed, warningLevel } from './deadlines.ts'
import { isOpen, type Ticket } from './ticket.ts'

/**
 * The clock's columns when a pause ends, or as they are when it was running. The level of warning stays: who is warned
 * of a change is settled by the job that looks at every running clock, and it must see the change.
 */
export function running(calendar: Calendar, ticket: Ticket, now: Date) {
  const { pausedAt, pausedMinutes, dueAt } = { ...ticket, ...resumed(calendar, ticket, now) }
  return { pausedAt, pausedMinutes, dueAt }
}

/**
 * The clock's columns when a ticket ends: it stops, and a missed term is remembered. A ticket that had ended
 * before (a recommendation after an answer) was judged then.
 */
export function stopped(calendar: Calendar, ticket: Ticket, now: Date) {
  if (!isOpen(ticket)) return { closedAt: now }
  const clock = running(calendar, ticket, now)
  const level = warningLevel(calendar, { ...ticket, ...clock }, now)
  const late = level === 'late' || level === 'twice-late'
  return { ...clock, warningLevel: level, wasLate: ticket.wasLate || late, closedAt: now }
}
