import { aliasedTable, and, asc, desc, eq, inArray, isNull, like, lte, or } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { reports } from '#db/schema/plan.ts'
import { units } from '#db/schema/profile.ts'
import { staff } from '#db/schema/staff.ts'
import type { ReportKind } from './report-periods.ts'

export type Report = typeof reports.$inferSelect
export type ReportState = Report['state']

const reportColumns = {
  id: reports.id,
  kind: reports.kind,
  unitId: reports.unitId,
  period: reports.period,
  fromOn: reports.fromOn,
  toOn: reports.toOn,
  dueOn: reports.dueOn,
  state: reports.state,
  number: reports.number,
  narrative: reports.narrative,
  typed: reports.typed,
  figures: reports.figures,
  reason: reports.reason,
  staffId: reports.staffId,
  version: reports.version,
  createdAt: reports.createdAt,
  updatedAt: reports.updatedAt,
  handedInAt: reports.handedInAt,
  issuedAt: reports.issuedAt,
  issuedBy: reports.issuedBy,
  remindedOn: reports.remindedOn,
}

/** Whether `actor` writes this report: those of its unit, and Văn phòng Sở any of them. */
export function mayWriteReport(actor: Actor, { unitId }: Pick<Report, 'unitId'>): boolean {
  return may(actor, 'reports.write', placeOf(unitId))
}

/** Whether `actor` gives it back or issues it. */
export function mayIssueReport(actor: Actor, { unitId }: Pick<Report, 'unitId'>): boolean {
  return may(actor, 'reports.issue', placeOf(unitId))
}

function placeOf(unitId: number | null) {
  return { leadUnitId: unitId, cooperatingUnitIds: [], assigneeId: null, consultantId: null }
}

/** Being written: nobody has handed it in, or it came back. */
export function isOpen({ state }: Pick<Report, 'state'>): boolean {
  return state === 'draft' || state === 'returned'
}

/** Handed in after its due day, or not yet though the day has passed. */
export function isLate(
  report: Pick<Report, 'state' | 'dueOn' | 'handedInAt' | 'issuedAt'>,
  today: string,
) {
  if (isOpen(report)) return report.dueOn < today
  const done = report.handedInAt ?? report.issuedAt
  return done !== null && localDay(done) > report.dueOn
}

/** A moment's day as Việt Nam counts it. */
export function localDay(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)
}

/** A report; refuses with `reports:refusal.gone` when there is none. */
export async function findReport(db: Db, id: number): Promise<Report> {
  const [report] = await db.select(reportColumns).from(reports).where(eq(reports.id, id)).limit(1)
  if (!report) throw new Refusal('reports:refusal.gone')
  return report
}

/** The same, locked until the transaction ends. */
export async function lockReport(tx: Db, id: number): Promise<Report> {
  const [report] = await tx
    .select(reportColumns)
    .from(reports)
    .where(eq(reports.id, id))
    .for('update')
  if (!report) throw new Refusal('reports:refusal.gone')
  return report
}

/** A report of a period, of one unit or (null) of the whole office. */
export async function reportOf(
  db: Db,
  { kind, period, unitId }: Pick<Report, 'kind' | 'period' | 'unitId'>,
): Promise<Report | undefined> {
  const [report] = await db
    .select(reportColumns)
    .from(reports)
    .where(
      and(
        eq(reports.kind, kind),
        eq(reports.period, period),
        unitId === null ? isNull(reports.unitId) : eq(reports.unitId, unitId),
      ),
    )
    .limit(1)
  return report
}

/** The divisions' reports of a period, in the order of the units. */
export async function divisionReports(
  db: Db,
  { kind, period }: Pick<Report, 'kind' | 'period'>,
): Promise<(Report & { unitName: string })[]> {
  return db
    .select({ ...reportColumns, unitName: units.name })
    .from(reports)
    .innerJoin(units, eq(units.id, reports.unitId))
    .where(and(eq(reports.kind, kind), eq(reports.period, period)))
    .orderBy(asc(units.position), asc(units.id))
}

/** A report as lists show it. */
export interface ReportRow extends Omit<Report, 'narrative' | 'typed' | 'figures'> {
  writerName: string | null
  issuerName: string | null
}

/** Every report whose period lies in a reporting year, the one due last first. */
export function reportsOfYear(db: Db, year: number): Promise<ReportRow[]> {
  const issuer = aliasedTable(staff, 'issuer')
  const { narrative: _, typed: __, figures: ___, ...columns } = reportColumns
  return db
    .select({ ...columns, writerName: staff.name, issuerName: issuer.name })
    .from(reports)
    .leftJoin(staff, eq(staff.id, reports.staffId))
    .leftJoin(issuer, eq(issuer.id, reports.issuedBy))
    .where(or(eq(reports.period, String(year)), like(reports.period, `${year}-%`)))
    .orderBy(desc(reports.dueOn), asc(reports.kind), asc(reports.id))
}

/** The kind's own word for whether it is one of the ministry's forms. */
export function isForm(kind: ReportKind): kind is '21a' | '21b' {
  return kind === '21a' || kind === '21b'
}

/** How long before its due day a report stands on the first page. */
const shownBefore = 21

/** What `actor` is to hand in soon: their unit's reports, of Văn phòng Sở the whole office's too; the one due first first. */
export async function reportsToHandIn(
  db: Db,
  actor: Actor,
  now: Date,
): Promise<Pick<Report, 'id' | 'kind' | 'period' | 'dueOn' | 'unitId' | 'state'>[]> {
  if (!may(actor, 'reports.write')) return []
  const { id, kind, period, dueOn, unitId, state } = reportColumns
  const until = localDay(new Date(now.getTime() + shownBefore * 86_400_000))
  const rows = await db
    .select({ id, kind, period, dueOn, unitId, state })
    .from(reports)
    .where(and(inArray(reports.state, ['draft', 'returned']), lte(reports.dueOn, until)))
    .orderBy(asc(reports.dueOn), asc(reports.id))
  return rows.filter(
    (row) => mayWriteReport(actor, row) && (row.unitId === null || row.unitId === actor.unitId),
  )
}
