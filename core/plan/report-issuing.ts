import { and, eq, ne } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Db } from '#db/client.ts'
import { reports } from '#db/schema/plan.ts'
import { divisionReports, isForm, lockReport, mayIssueReport, type Report } from './report.ts'
import { contentNow } from './report-content.ts'
import { dropReportDrafts } from './report-drafts.ts'
import { freezeRecords } from './report-freezing.ts'
import { type Doer, ReportConflict } from './report-writing.ts'

export interface Issuing {
  /** of the paper; '': written by hand */
  number: string
  /** although divisions have not handed in, or parts are unwritten */
  anyway: boolean
}

/**
 * Issues a report: its figures, the records behind them and its paper are drawn from one state of the database and kept for good,
 * and with the whole office's those of the divisions that were handed in. Of two at once one alone does it. Refuses with
 * `reports:refusal.rights`, `.issued` `.unready` while divisions are missing, and as ReportConflict when it was
 * changed meanwhile.
 */
export async function issueReport(
  db: Db,
  id: number,
  version: number,
  { number, anyway }: Issuing,
  by: Doer,
): Promise<void> {
  try {
    await db.transaction(
      async (tx) => {
        const report = await lockReport(tx, id)
        if (!mayIssueReport(by.actor, report)) throw new Refusal('reports:refusal.rights')
        if (report.state === 'issued') throw new Refusal('reports:refusal.issued')
        if (report.version !== version) throw new ReportConflict(report)
        const missing = anyway ? [] : await missingIn(tx, report)
        if (missing.length > 0) throw new Refusal('reports:refusal.unready')
        const below = report.unitId === null ? await divisionReports(tx, report) : []
        for (const division of below.filter(({ state }) => state === 'handed-in')) {
          await freeze(tx, division, division.number, by)
        }
        await freeze(tx, report, number, by)
      },
      { isolationLevel: 'repeatable read' },
    )
  } catch (error) {
    // The other one's issue was committed while this one waited for the row.
    if (isOvertaken(error)) throw new Refusal('reports:refusal.issued')
    throw error
  }
}

/** What a leader should know before signing: divisions whose report has not come. */
export async function missingIn(db: Db, report: Report): Promise<string[]> {
  if (report.unitId !== null || isForm(report.kind)) return []
  const divisions = await divisionReports(db, report)
  return divisions
    .filter(({ state }) => state === 'draft' || state === 'returned')
    .map(({ unitName }) => unitName)
}

async function freeze(
  tx: Db,
  report: Report,
  number: string,
  { actor, ip, now }: Doer,
): Promise<void> {
  const set = {
    ...{ state: 'issued' as const, number, issuedAt: now, issuedBy: actor.id, updatedAt: now },
    handedInAt: report.handedInAt ?? now,
    version: report.version + 1,
  }
  const figures = await contentNow(tx, { ...report, ...set }, now)
  await tx
    .update(reports)
    .set({ ...set, figures })
    .where(and(eq(reports.id, report.id), ne(reports.state, 'issued')))
  await freezeRecords(tx, report, figures)
  await dropReportDrafts(tx, report.id, {})
  const subject = { subject: 'report', subjectId: report.id }
  await audit(tx, { at: now, staffId: actor.id, action: 'reports.issued', ...subject, ip })
}

/** PostgreSQL 40001: a row was changed after this transaction's view of the database was fixed. */
function isOvertaken(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown }
  return code === '40001' || (cause !== undefined && isOvertaken(cause))
}
