import type { AdminContext } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import type { Filled } from '#admin/inputs.tsx'
import { idOf } from '#admin/request.ts'
import { words } from '#admin/words.ts'
import { loadOffice } from '#core/office.ts'
import { formulas } from '#core/plan/formulas.ts'
import {
  findReport,
  isForm,
  localDay,
  type Report,
  type ReportRow,
  reportsOfYear,
} from '#core/plan/report.ts'
import { contentOf } from '#core/plan/report-content.ts'
import { defaultsOf } from '#core/plan/report-defaults.ts'
import { othersWriting, unsavedParts } from '#core/plan/report-drafts.ts'
import { recordedFigures } from '#core/plan/report-form.ts'
import { frozenRecords, frozenSum } from '#core/plan/report-freezing.ts'
import { missingIn } from '#core/plan/report-issuing.ts'
import { reportLines } from '#core/plan/report-lines.ts'
import { periodsOf } from '#core/plan/report-periods.ts'
import { countFigure, recordsOfFigure } from '#core/plan/report-records.ts'
import { formulaOf } from '#core/plan/report-relations.ts'
import { loadSetting } from '#core/settings.ts'
import type { Db } from '#db/client.ts'
import { type EditView, ReportEditPage } from './edit-page.tsx'
import { ReportListPage } from './list-page.tsx'
import { RecordsPage } from './records-page.tsx'
import { ReportPage } from './report-page.tsx'

export async function showList(c: AdminContext, db: Db) {
  const now = new Date()
  const today = localDay(now)
  const asked = Number(c.req.query('year'))
  const year =
    Number.isInteger(asked) && asked > 2000 && asked < 2100 ? asked : reportingYear(today)
  const [reports, office, rules] = await Promise.all([
    reportsOfYear(db, year),
    loadOffice(db),
    loadSetting(db, 'reporting'),
  ])
  const coming = periodsOf(rules ?? [], year).filter(
    ({ kind, period }) => !reports.some((one) => one.kind === kind && one.period === period),
  )
  return c.html(<ReportListPage {...{ c, year, reports, coming, today }} units={office.units} />)
}

/** In January the year before is still being reported. */
function reportingYear(today: string): number {
  return Number(today.slice(0, 4)) - (today.slice(5) <= '01-31' ? 1 : 0)
}

/** A report with what it says and whose it is; 404 when there is none. */
export async function readReport(c: AdminContext, db: Db) {
  const report = await reportAsked(c, db)
  const [office, content] = await Promise.all([loadOffice(db), contentOf(db, report, new Date())])
  return { report, content, unit: office.unit(report.unitId)?.name }
}

function reportAsked(c: AdminContext, db: Db): Promise<Report> {
  return findReport(db, idOf(c)).catch(() => {
    throw new NotFound()
  })
}

export async function showReport(c: AdminContext, db: Db, filled: Filled, status: 200 | 422) {
  const { report, content, unit } = await readReport(c, db)
  const [office, ofYear, missing] = await Promise.all([
    loadOffice(db),
    reportsOfYear(db, Number(report.period.slice(0, 4))),
    missingIn(db, report),
  ])
  const published = isForm(report.kind) ? await publishedIn(db, report) : 0
  const today = localDay(new Date())
  const view = { c, report, content, unit, missing, published, filled, today }
  const row = ofYear.find(({ id }) => id === report.id)
  const divisions = report.unitId === null ? siblings(report, ofYear) : []
  const named = divisions.map((one) => ({ ...one, unitName: office.unit(one.unitId)?.name ?? '' }))
  return c.html(<ReportPage {...view} row={row} divisions={named} />, status)
}

function siblings({ kind, period }: Report, ofYear: ReportRow[]): ReportRow[] {
  return ofYear.filter((one) => one.kind === kind && one.period === period && one.unitId !== null)
}

/** The form with what was typed and not saved; beside it what somebody else saved after that. */
function restore(
  report: Report,
  defaults: Record<string, string>,
  unsaved: Awaited<ReturnType<typeof unsavedParts>>,
): Pick<EditView, 'filled' | 'theirs' | 'restored'> {
  const saved = (key: string) => report.narrative[key] ?? defaults[key] ?? ''
  const outdated = unsaved.filter((one) => one.outdated)
  return {
    filled: { typed: Object.fromEntries(unsaved.map(({ key, body }) => [key, body])), faults: {} },
    theirs: Object.fromEntries(outdated.map(({ key }) => [key, saved(key)])),
    restored: unsaved.length > 0,
  }
}

/** How many of the office's own answers were published: form 21a does not ask for them, but who fills it in will look. */
async function publishedIn(db: Db, { fromOn, toOn }: Report): Promise<number> {
  return (await countFigure(db, 'answers-published', { fromOn, toOn })).n
}

export async function showEdit(
  c: AdminContext,
  db: Db,
  report: Report,
  shown: Pick<EditView, 'filled' | 'theirs'>,
  status: 200 | 422,
) {
  const office = await loadOffice(db)
  const [defaults, recorded, published] = await Promise.all([
    isForm(report.kind) ? {} : defaultsOf(db, office, report),
    isForm(report.kind) ? recordedFigures(db, report) : [],
    isForm(report.kind) ? publishedIn(db, report) : 0,
  ])
  const unit = office.unit(report.unitId)?.name
  const actor = c.get('actor')
  const typing = Object.keys(shown.filled.typed).length > 0
  const [unsaved, others] = await Promise.all([
    typing ? [] : unsavedParts(db, actor, report, defaults),
    othersWriting(db, actor, report.id, new Date()),
  ])
  const filling = typing ? shown : restore(report, defaults, unsaved)
  const view = { c, report, unit, defaults, recorded, published, others, ...filling }
  return c.html(<ReportEditPage {...view} />, status)
}

export async function showRecords(c: AdminContext, db: Db, figure: string, page: number) {
  const report = await reportAsked(c, db)
  const { fromOn, toOn, unitId } = report
  const scope = { fromOn, toOn, unitId: unitId ?? undefined }
  const kept = report.state === 'issued' ? await frozenSum(db, report.id, figure) : undefined
  const [sum, { rows, more }, office] = await Promise.all([
    kept ?? countFigure(db, figure, scope),
    kept ? frozenRecords(db, report.id, figure, page) : recordsOfFigure(db, figure, scope, page),
    loadOffice(db),
  ])
  const known = Object.values(reportLines)
    .flat()
    .find(({ key }) => key === figure)
  const [, by, id, state] = /^(field|unit)-(\d+|none)-(\w+)$/.exec(figure) ?? []
  const t = words(c)
  const places: { id: number; name: string }[] = by === 'field' ? office.fields : office.units
  const place = places.find((one) => String(one.id) === id)?.name ?? t(`reports:none.${by}`)
  const formula = formulaOf(figure)
  const name = by
    ? `${place} · ${t(`reports:head.${state}`)}`
    : t(formula ? `plan:formula.${formula}` : `reports:line.${figure}`)
  const unit = formula ? formulas[formula].kind : (known?.unit ?? 'count')
  const frozen = kept !== undefined
  const view = { c, report, figure, name, unit, sum, frozen, rows, page, more }
  return c.html(<RecordsPage {...view} />)
}
