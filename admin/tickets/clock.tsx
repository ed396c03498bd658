import type { AdminContext } from '#admin/deps.ts'
import { ClockBadge } from '#admin/parts.tsx'
import { moment, type T, words } from '#admin/words.ts'
import type { Calendar } from '#core/calendar/calendar.ts'
import { minutesOfDay } from '#core/calendar/working-days.ts'
import { type Clock, minutesLeft, warningLevel } from '#core/tickets/deadlines.ts'
import { isOpen, type TicketState } from '#core/tickets/ticket.ts'

interface TicketClockProps {
  c: AdminContext
  clock: Clock & { state: TicketState }
  calendar: Calendar
  now: Date
}

/** The time left of a ticket in working hours: in words, colour and shape; the due moment when pointed at. */
export function TicketClock({ c, clock, calendar, now }: TicketClockProps) {
  const t = words(c)
  if (!isOpen(clock)) return <ClockBadge level="done">{t('inbox:clock.done')}</ClockBadge>
  const due = t('inbox:clock.due', { at: moment(c, clock.dueAt) })
  if (clock.pausedAt !== null) {
    return (
      <ClockBadge level="paused" title={due}>
        {t('inbox:clock.paused')}
      </ClockBadge>
    )
  }
  return (
    <ClockBadge level={warningLevel(calendar, clock, now)} title={due}>
      {timeLeft(t, calendar, clock, now)}
    </ClockBadge>
  )
}

/**
 * The working time left as a person says it, coarse when there is much: "còn 3 ngày", "còn 2 giờ 15 phút". On a day off
 * no minute passes, so whether a ticket is late is the clock's to say, not the minutes'.
 */
export function timeLeft(t: T, calendar: Calendar, clock: Clock, now: Date): string {
  const level = warningLevel(calendar, clock, now)
  const late = level === 'late' || level === 'twice-late'
  const all = Math.abs(Math.trunc(minutesLeft(calendar, clock, now)))
  const days = Math.floor(all / minutesOfDay(calendar))
  const rest = all - days * minutesOfDay(calendar)
  const hours = Math.floor(rest / 60)
  const minutes = rest - hours * 60
  const key = `inbox:clock.${late ? 'late' : 'left'}-${sizeOf(days, hours, minutes)}`
  return t(key, { days, hours, minutes })
}

function sizeOf(days: number, hours: number, minutes: number): string {
  if (days >= 2) return 'days'
  if (days === 1) return hours > 0 ? 'day-hours' : 'day'
  if (hours > 0) return minutes > 0 ? 'hours-minutes' : 'hours'
  return minutes > 0 ? 'minutes' : 'now'
}
