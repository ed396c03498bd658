import { and, eq, gte, inArray, max, ne } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { reportDrafts } from '#db/schema/plan.ts'
import { staff } from '#db/schema/staff.ts'
import { findReport, isForm, isOpen, mayWriteReport, type Report } from './report.ts'
import { sectionsOf } from './report-sections.ts'

/** What one part of a report may be long. */
export const longestPart = 20_000

/**
 * Keeps what somebody is writing in a part of a report before they save it; nobody else sees it. Refuses who does not write
 * the report, one that is handed in, a part it does not have, and a text that could not be saved.
 */
export async function saveReportDraft(
  db: Db,
  actor: Actor,
  id: number,
  { key, body }: { key: string; body: string },
  now: Date,
): Promise<void> {
  const report = await findReport(db, id)
  if (!mayWriteReport(actor, report)) throw new Refusal('reports:refusal.rights')
  if (!isOpen(report)) throw new Refusal('reports:refusal.closed')
  const parts = isForm(report.kind) ? [] : sectionsOf(report.unitId === null)
  if (!parts.some((part) => part.key === key)) throw new Refusal('reports:refusal.gone')
  if (body.length > longestPart) throw new Refusal('panel:fault.long')
  const written = { body, updatedAt: now }
  await db
    .insert(reportDrafts)
    .values({ reportId: id, staffId: actor.id, key, ...written })
    .onConflictDoUpdate({
      target: [reportDrafts.reportId, reportDrafts.staffId, reportDrafts.key],
      set: written,
    })
}

/** What `actor` wrote and did not save, where it differs from what is saved. */
export async function unsavedParts(
  db: Db,
  actor: Actor,
  { id, narrative, updatedAt }: Report,
  defaults: Record<string, string>,
): Promise<{ key: string; body: string; outdated: boolean }[]> {
  const rows = await db
    .select({ key: reportDrafts.key, body: reportDrafts.body, at: reportDrafts.updatedAt })
    .from(reportDrafts)
    .where(and(eq(reportDrafts.reportId, id), eq(reportDrafts.staffId, actor.id)))
  const saved = (key: string) => (narrative[key] ?? defaults[key] ?? '').trim()
  return rows
    .filter(({ key, body }) => body.trim() !== saved(key))
    .map(({ key, body, at }) => ({ key, body, outdated: at < updatedAt }))
}

/** Who else is writing in a report, by what they typed in the last half hour and have not saved. */
export async function othersWriting(
  db: Db,
  actor: Actor,
  id: number,
  now: Date,
): Promise<{ name: string; at: Date }[]> {
  const at = max(reportDrafts.updatedAt)
  const rows = await db
    .select({ name: staff.name, at })
    .from(reportDrafts)
    .innerJoin(staff, eq(staff.id, reportDrafts.staffId))
    .where(
      and(
        eq(reportDrafts.reportId, id),
        ne(reportDrafts.staffId, actor.id),
        gte(reportDrafts.updatedAt, new Date(now.getTime() - 30 * 60_000)),
      ),
    )
    .groupBy(staff.id, staff.name)
    .orderBy(staff.name)
  return rows.flatMap(({ name, at }) => (at === null ? [] : [{ name, at }]))
}

/** Forgets what somebody (absent: anybody) wrote and did not save; absent keys: every part. */
export async function dropReportDrafts(
  tx: Db,
  id: number,
  { staffId, keys }: { staffId?: string; keys?: string[] },
): Promise<void> {
  await tx
    .delete(reportDrafts)
    .where(
      and(
        eq(reportDrafts.reportId, id),
        staffId === undefined ? undefined : eq(reportDrafts.staffId, staffId),
        keys === undefined ? undefined : inArray(reportDrafts.key, keys),
      ),
    )
}
