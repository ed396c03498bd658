import { and, asc, eq, gte, lte, sql } from 'drizzle-orm'
import type { Fault } from '#core/fault.ts'
import type { Setting } from '#core/profile-shape.ts'
import { loadSetting } from '#core/settings.ts'
import { legalTerms } from '#core/tickets/deadlines.ts'
import { recountDeadlines } from '#core/tickets/recounting.ts'
import type { Db } from '#db/client.ts'
import { holidays } from '#db/schema/profile.ts'
import {
  type Calendar,
  makeCalendar,
  officeHours,
  type SpecialDay,
  type WorkHours,
} from './calendar.ts'
import { readHolidays } from './holidays-csv.ts'

/** The special days of a year, or all of them, in order. */
export async function listHolidays(db: Db, year?: number): Promise<SpecialDay[]> {
  return db
    .select({ day: holidays.day, kind: holidays.kind, name: holidays.name })
    .from(holidays)
    .where(
      year === undefined
        ? undefined
        : and(gte(holidays.day, `${year}-01-01`), lte(holidays.day, `${year}-12-31`)),
    )
    .orderBy(asc(holidays.day))
}

/** Adds a special day or replaces what the table says of it; deadlines of open tickets follow. */
export async function saveHoliday(db: Db, day: SpecialDay, now: Date): Promise<void> {
  await changing(db, (tx) => saveHolidays(tx, [day]), now)
}

/**
 * Takes a day out of the table: it is again what the usual week and holidays make of it; deadlines of open tickets
 * follow. False when the table does not have it.
 */
export async function removeHoliday(db: Db, day: string, now: Date): Promise<boolean> {
  const removed = await changing(
    db,
    (tx) => tx.delete(holidays).where(eq(holidays.day, day)).returning({ day: holidays.day }),
    now,
  )
  return removed.length > 0
}

/** Takes in a CSV (day;kind;name): good lines are saved, the others come back as faults with their line. */
export async function importHolidays(
  db: Db,
  text: string,
  now: Date,
): Promise<{ saved: number; faults: Fault[] }> {
  const { days, faults } = readHolidays(text)
  await changing(db, (tx) => saveHolidays(tx, days), now)
  return { saved: days.length, faults }
}

/** A change of the table together with the deadlines that it moves. */
function changing<T>(db: Db, change: (tx: Db) => Promise<T>, now: Date): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`lock table ${holidays} in share row exclusive mode`)
    const before = await loadCalendar(tx)
    const result = await change(tx)
    const after = await loadCalendar(tx)
    const terms = (await loadSetting(tx, 'terms')) ?? legalTerms
    await recountDeadlines(tx, { before, after, terms }, now)
    return result
  })
}

/** The office's calendar as its table and hours stand now. Build it once a request or job, not once a ticket. */
export async function loadCalendar(db: Db): Promise<Calendar> {
  const [days, hours] = await Promise.all([listHolidays(db), loadSetting(db, 'hours')])
  return makeCalendar(days, hours && readHours(hours))
}

async function saveHolidays(db: Db, days: SpecialDay[]): Promise<void> {
  if (days.length === 0) return
  await db
    .insert(holidays)
    .values(days.map(({ day, kind, name }) => ({ day, kind, name })))
    .onConflictDoUpdate({
      target: holidays.day,
      set: { kind: sql`excluded.kind`, name: sql`excluded.name` },
    })
}

function readHours({ morning, afternoon }: Setting<'hours'>): WorkHours {
  return {
    morning: readSpan(morning) ?? officeHours.morning,
    afternoon: readSpan(afternoon) ?? officeHours.afternoon,
  }
}

/** "07:30-11:30" in minutes since midnight. */
function readSpan(span: string): { from: number; to: number } | undefined {
  const [, ...parts] = span.match(/^(\d\d):(\d\d)-(\d\d):(\d\d)$/) ?? []
  const [h1 = 0, m1 = 0, h2 = 0, m2 = 0] = parts.map(Number)
  return parts.length === 4 ? { from: h1 * 60 + m1, to: h2 * 60 + m2 } : undefined
}
