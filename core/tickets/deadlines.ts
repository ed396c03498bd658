import type { Calendar } from '#core/calendar/calendar.ts'
import {
  addWorkingDays,
  addWorkingMinutes,
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

/** The end of a term of `termDays` working days, later by the working minutes the clock stood still. */
export function dueAt(
  calendar: Calendar,
  openedAt: Date,
  termDays: number,
  pausedMinutes: number,
): Date {
  return addWorkingMinutes(calendar, addWorkingDays(calendar, openedAt, termDays), pausedMinutes)
}

/** Stops the clock while the business is asked for more; a clock that stands stays as it is. */
export function paused(clock: Clock, now: Date): Pick<Clock, 'pausedAt'> {
  return { pausedAt: clock.pausedAt ?? now }
}

/** Starts the clock again: the due date moves by the working minutes of the pause. */
export function resumed(
  calendar: Calendar,
  clock: Clock,
  now: Date,
): Pick<Clock, 'pausedAt' | 'pausedMinutes' | 'dueAt'> {
  const { pausedAt, pausedMinutes } = clock
  if (pausedAt === null) return { pausedAt, pausedMinutes, dueAt: clock.dueAt }
  const stood = Math.max(0, workingMinutesBetween(calendar, pausedAt, now))
  return {
    pausedAt: null,
    pausedMinutes: pausedMinutes + stood,
    dueAt: addWorkingMinutes(calendar, clock.dueAt, stood),
  }
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
