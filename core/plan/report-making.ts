import { asc, isNull } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { loadSetting } from '#core/settings.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { reports } from '#db/schema/plan.ts'
import { units } from '#db/schema/profile.ts'
import { localDay } from './report.ts'
import { duePeriods, periodsOf, type ReportPeriod } from './report-periods.ts'

/** A report is opened so many days before it is due, so that divisions write it in time. */
const openedBefore = 30

/**
 * Opens the reports that fall due soon: one of the whole office each, and of every unit where divisions report. Any number
 * of processes may run it at once. Returns how many were opened.
 */
export async function makeDueReports(db: Db, now: Date): Promise<number> {
  const rules = (await loadSetting(db, 'reporting')) ?? []
  const periods = duePeriods(rules, localDay(now), openedBefore)
  const made = await Promise.all(periods.map((period) => makeReports(db, period, now)))
  return made.reduce((sum, one) => sum + one, 0)
}

/**
 * Opens the reports of one period by hand, before the job does or long after. Refuses with `reports:refusal.no-period` when
 * the office's setting knows none of that kind and period, `reports:refusal.made` when all are open already.
 */
export async function makeByHand(
  db: Db,
  actor: Actor,
  which: Pick<ReportPeriod, 'kind' | 'period'>,
  by: By,
): Promise<void> {
  if (!may(actor, 'reports.issue')) throw new Refusal('reports:refusal.rights')
  const rules = (await loadSetting(db, 'reporting')) ?? []
  const year = Number(which.period.slice(0, 4))
  const found = periodsOf(rules, year).find(
    ({ kind, period }) => kind === which.kind && period === which.period,
  )
  if (!found) throw new Refusal('reports:refusal.no-period')
  await db.transaction(async (tx) => {
    if ((await makeReports(tx, found, by.now)) === 0) throw new Refusal('reports:refusal.made')
    const subject = { subject: 'report', subjectId: `${found.kind} ${found.period}` }
    await audit(tx, {
      at: by.now,
      staffId: actor.id,
      action: 'reports.made',
      ...subject,
      ip: by.ip,
    })
  })
}

async function makeReports(db: Db, period: ReportPeriod, now: Date): Promise<number> {
  const { kind, fromOn, toOn, dueOn, byDivisions } = period
  const facts = { kind, period: period.period, fromOn, toOn, dueOn, createdAt: now, updatedAt: now }
  const working = byDivisions
    ? await db
        .select({ id: units.id })
        .from(units)
        .where(isNull(units.closedAt))
        .orderBy(asc(units.id))
    : []
  const made = await db
    .insert(reports)
    .values([{ ...facts, unitId: null }, ...working.map(({ id }) => ({ ...facts, unitId: id }))])
    .onConflictDoNothing()
    .returning({ id: reports.id })
  return made.length
}
