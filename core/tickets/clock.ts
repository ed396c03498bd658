import type { Calendar } from '#core/calendar/calendar.ts'
import { resumed, warningLevel } from './deadlines.ts'
import { isOpen, type Ticket } from './ticket.ts'

/** The clock's columns when a pause ends, or as they are when it was running. */
export function running(calendar: Calendar, ticket: Ticket, now: Date) {
  const clock = { ...ticket, ...resumed(calendar, ticket, now) }
  const { pausedAt, pausedMinutes, dueAt } = clock
  return { pausedAt, pausedMinutes, dueAt, warningLevel: warningLevel(calendar, clock, now) }
}

/**
 * The clock's columns when a ticket ends: it stops, and a missed term is remembered. A ticket that had ended
 * before (a recommendation after an answer) was judged then.
 */
export function stopped(calendar: Calendar, ticket: Ticket, now: Date) {
  if (!isOpen(ticket)) return { closedAt: now }
  const clock = running(calendar, ticket, now)
  const late = clock.warningLevel === 'late' || clock.warningLevel === 'twice-late'
  return { ...clock, wasLate: ticket.wasLate || late, closedAt: now }
}
