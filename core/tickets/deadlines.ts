import type { Calendar } from '#core/calendar/calendar.ts'
import {
  addWorkingDays,
  addWorkingMinutes,
  closeOfBusiness,
  minutesOfDay,
  workingMinutesBetween,
} from '#core/calendar/working-days.ts'

/** Working days the office has for each step. */
export type Terms = { acknowledge: number; classify: number; answer: number; complex: number }

/** Answer and complex: Nghị định 55/2019/NĐ-CP, art. 8.1; the first two are the office's own promise. */
export const legalTerms: Terms = { acknowledge: 1, classify: 1, answer: 15, complex: 30 }

export const warningLevels = ['calm', 'half', 'late', 'twice-late'] as const
export type WarningLevel = (typeof warningLevels)[number]

/** A ticket's clock: the columns of the same names. `dueAt` already holds all finished pauses. */
export type Clock = {
  termDays: number
  dueAt: Date
  pausedAt: Date | null
  pausedMinutes: number
}

/** When a ticket opened now must be acknowledged, classified and answered. */
export function firstDeadlines(
  calendar: Calendar,
  terms: Terms,
  openedAt: Date,
  complex = false,
): { acknowledgeBy: Date; classifyBy: Date; termDays: number; dueAt: Date } {
  const termDays = complex ? terms.complex : terms.answer
  return {
    acknowledgeBy: addWorkingDays(calendar, openedAt, terms.acknowledge),
    classifyBy: addWorkingDays(calendar, openedAt, terms.classify),
    termDays,
    dueAt: dueAt(calendar, openedAt, termDays, 0),
  }
}

/**
 * The end of a term of `termDays` working days, later by the working days in which the clock stood still: a day is
 * promised, so it is always close of business of one.
 */
export function dueAt(
  calendar: Calendar,
  openedAt: Date,
  termDays: number,
  pausedMinutes: number,
): Date {
  const days = termDays + daysOf(calendar, pausedMinutes)
  return closeOfBusiness(calendar, addWorkingDays(calendar, openedAt, days))
}

/** A day begun counts as a day; all pauses of a ticket together, so that many short ones are not many days. */
function daysOf(calendar: Calendar, minutes: number): number {
  return Math.ceil(minutes / minutesOfDay(calendar))
}

/** Stops the clock while the business is asked for more; a clock that stands stays as it is. */
export function paused(clock: Clock, now: Date): Pick<Clock, 'pausedAt'> {
  return { pausedAt: clock.pausedAt ?? now }
}

/**
 * Starts the clock again: the due date moves by the working days of the pause; by its minutes when it had been missed,
 * for a rounding would make good what was late.
 */
export function resumed(
  calendar: Calendar,
  clock: Clock,
  now: Date,
): Pick<Clock, 'pausedAt' | 'pausedMinutes' | 'dueAt'> {
  const { pausedAt, pausedMinutes } = clock
  if (pausedAt === null) return { pausedAt, pausedMinutes, dueAt: clock.dueAt }
  const stood = Math.max(0, workingMinutesBetween(calendar, pausedAt, now))
  const all = pausedMinutes + stood
  const more = daysOf(calendar, all) - daysOf(calendar, pausedMinutes)
  const due =
    pausedAt > clock.dueAt
      ? addWorkingMinutes(calendar, clock.dueAt, stood)
      : closeOfBusiness(calendar, addWorkingDays(calendar, clock.dueAt, more))
  return { pausedAt: null, pausedMinutes: all, dueAt: due }
}

/** Working minutes until the due date, negative when late; they stand still during a pause. */
export function minutesLeft(calendar: Calendar, clock: Clock, now: Date): number {
  return workingMinutesBetween(calendar, clock.pausedAt ?? now, clock.dueAt)
}

/**
 * How urgent a ticket is: `calm` (more than half of the term left), `half`, `late` (past the due
 * instant) and `twice-late` (late by twice the term). Never falls back as time passes.
 */
export function warningLevel(calendar: Calendar, clock: Clock, now: Date): WarningLevel {
  const term = clock.termDays * minutesOfDay(calendar)
  const left = minutesLeft(calendar, clock, now)
  if (left < 0 && -left >= 2 * term) return 'twice-late'
  if ((clock.pausedAt ?? now) > clock.dueAt) return 'late'
  return left > term / 2 ? 'calm' : 'half'
}
