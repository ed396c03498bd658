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
  const left = timeLeft(t, minutesLeft(calendar, clock, now), minutesOfDay(calendar))
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
      {left}
    </ClockBadge>
  )
}

/** Working minutes as a person says them, coarse when there are many: "còn 3 ngày", "còn 2 giờ 15 phút". */
export function timeLeft(t: T, minutes: number, perDay: number): string {
  const late = minutes < 0
  const all = Math.abs(minutes)
  const days = Math.floor(all / perDay)
  const rest = all - days * perDay
  const hours = Math.floor(rest / 60)
  const size = days >= 2 ? 'days' : days === 1 ? 'day' : hours > 0 ? 'hours' : 'minutes'
  const key = `inbox:clock.${late ? 'late' : 'left'}-${size}`
  return t(key, { days, hours, minutes: rest - hours * 60 })
}
