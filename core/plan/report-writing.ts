import { eq } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { reports } from '#db/schema/plan.ts'
import {
  divisionReports,
  isOpen,
  lockReport,
  mayIssueReport,
  mayWriteReport,
  type Report,
} from './report.ts'
import { dropReportDrafts } from './report-drafts.ts'
import { takenIn } from './report-sections.ts'

export type Doer = By & { actor: Actor }

/** Somebody saved the report after the page was opened: the page shows both. */
export class ReportConflict extends Refusal {
  readonly theirs: Report

  constructor(theirs: Report) {
    super('reports:refusal.stale')
    this.name = 'ReportConflict'
    this.theirs = theirs
  }
}

/** What staff wrote and typed in; absent parts stay as they are. */
export interface Writing {
  narrative: Record<string, string>
  /** null: as the records say */
  typed: Record<string, number | null>
}

/**
 * Keeps what staff wrote. Refuses with `reports:refusal.rights`, `reports:refusal.closed` once it is handed in, and as
 * ReportConflict when another version was saved meanwhile. Comes back with the report as it is now.
 */
export function writeReport(
  db: Db,
  id: number,
  version: number,
  { narrative, typed }: Writing,
  by: Doer,
): Promise<Report> {
  return db.transaction(async (tx) => {
    const report = await openReport(tx, id, version, by.actor)
    await dropReportDrafts(tx, id, { staffId: by.actor.id, keys: Object.keys(narrative) })
    const all = { ...report.typed, ...typed }
    const kept = Object.entries(all).filter((pair): pair is [string, number] => pair[1] !== null)
    const set = {
      narrative: { ...report.narrative, ...narrative },
      typed: Object.fromEntries(kept),
    }
    return change(tx, report, { ...set, staffId: by.actor.id }, 'written', by)
  })
}

/** Hands a report in: to Văn phòng Sở, the whole office's to its leaders. */
export function handIn(db: Db, id: number, version: number, by: Doer): Promise<Report> {
  return db.transaction(async (tx) => {
    const report = await openReport(tx, id, version, by.actor)
    const set = { state: 'handed-in' as const, handedInAt: by.now, reason: null }
    return change(tx, report, set, 'handed-in', by)
  })
}

/** Gives a report back with what is to be changed. Refuses when it is not handed in. */
export function giveBack(
  db: Db,
  id: number,
  version: number,
  reason: string,
  by: Doer,
): Promise<Report> {
  return db.transaction(async (tx) => {
    const report = await lockReport(tx, id)
    if (!mayIssueReport(by.actor, report)) throw new Refusal('reports:refusal.rights')
    if (report.state !== 'handed-in') throw new Refusal('reports:refusal.not-in')
    if (report.version !== version) throw new ReportConflict(report)
    const set = { state: 'returned' as const, reason, handedInAt: null, remindedOn: null }
    return change(tx, report, set, 'returned', by)
  })
}

/**
 * Takes into the whole office's report what the divisions have handed in: each part's text below what is there, under the
 * division's name. What was taken in before is not doubled. Comes back with the report and how many divisions it took from.
 */
export function takeIn(
  db: Db,
  id: number,
  version: number,
  by: Doer,
): Promise<{ report: Report; divisions: number }> {
  return db.transaction(async (tx) => {
    const report = await openReport(tx, id, version, by.actor)
    if (report.unitId !== null) throw new Refusal('reports:refusal.not-whole')
    const handed = (await divisionReports(tx, report)).filter(
      ({ state }) => state === 'handed-in' || state === 'issued',
    )
    const narrative = { ...report.narrative }
    let divisions = 0
    for (const { unitName, narrative: own } of handed) {
      let took = false
      for (const key of takenIn) {
        const text = own[key]?.trim() ?? ''
        const taken = `${unitName}: ${text}`
        if (text === '' || narrative[key]?.includes(taken)) continue
        narrative[key] = [narrative[key]?.trim() ?? '', taken].filter(Boolean).join('\n')
        took = true
      }
      if (took) divisions += 1
    }
    if (divisions === 0) throw new Refusal('reports:refusal.nothing-to-take')
    const set = { narrative, staffId: by.actor.id }
    return { report: await change(tx, report, set, 'compiled', by), divisions }
  })
}

async function openReport(tx: Db, id: number, version: number, actor: Actor): Promise<Report> {
  const report = await lockReport(tx, id)
  if (!mayWriteReport(actor, report)) throw new Refusal('reports:refusal.rights')
  if (!isOpen(report)) throw new Refusal('reports:refusal.closed')
  if (report.version !== version) throw new ReportConflict(report)
  return report
}

async function change(
  tx: Db,
  report: Report,
  set: Partial<typeof reports.$inferInsert>,
  deed: string,
  { actor, ip, now }: Doer,
): Promise<Report> {
  const next = { ...set, version: report.version + 1, updatedAt: now }
  await tx.update(reports).set(next).where(eq(reports.id, report.id))
  const subject = { subject: 'report', subjectId: report.id }
  await audit(tx, { at: now, staffId: actor.id, action: `reports.${deed}`, ...subject, ip })
  return { ...report, ...next } as Report
}
