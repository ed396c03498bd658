import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotAllowed, NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { line, optionalLine, readForm, sentBody, type Typed, tick } from '#admin/forms.ts'
import { emptyForm } from '#admin/inputs.tsx'
import { by, idOf, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { findReport, isOpen, mayWriteReport } from '#core/plan/report.ts'
import { dropReportDrafts, saveReportDraft } from '#core/plan/report-drafts.ts'
import { issueReport } from '#core/plan/report-issuing.ts'
import { makeByHand } from '#core/plan/report-making.ts'
import { reportKinds } from '#core/plan/report-periods.ts'
import { isFigure } from '#core/plan/report-records.ts'
import { giveBack, handIn, ReportConflict, takeIn, writeReport } from '#core/plan/report-writing.ts'
import { Refusal } from '#core/refusal.ts'
import { reportFile } from './downloads.ts'
import { periodRoutes } from './periods.tsx'
import { readReport, showEdit, showList, showRecords, showReport } from './show.tsx'
import { readWriting, theirsIn } from './writing.ts'

const version = z.coerce.number().int().min(1).catch(0)
const only = z.object({ version })
const returning = z.object({ version, reason: line(1000) })
const issuing = z.object({ version, number: optionalLine(40), anyway: tick })
const making = z.object({ kind: z.enum(reportKinds), period: line(10) })

/** Reports, at /admin/reports: who has handed in, what each says, its figures' records, its files. */
export function reportRoutes(deps: AdminDeps) {
  const { db } = deps
  const app = new Hono<AdminEnv>()
    .get('/reports', allow('reports.read'), (c) => showList(c, db))
    .post('/reports', allow('reports.issue'), async (c) => {
      const form = await readForm(c, making)
      if (!form.ok) throw new Refusal('reports:refusal.no-period')
      await makeByHand(db, c.get('actor'), form.data, by(c))
      flash(c, 'done', 'reports:made')
      return redirect(c, `/admin/reports?year=${form.data.period.slice(0, 4)}`)
    })
  app.route('/', periodRoutes(deps))
  app
    .get('/reports/:id', allow('reports.read'), (c) => showReport(c, db, emptyForm, 200))
    .get('/reports/:id/report.docx', allow('reports.read'), async (c) =>
      reportFile(c, await readReport(c, db), 'docx'),
    )
    .get('/reports/:id/report.xlsx', allow('reports.read'), async (c) =>
      reportFile(c, await readReport(c, db), 'xlsx'),
    )
    .get('/reports/:id/records/:figure', allow('reports.read'), (c) => {
      const figure = c.req.param('figure')
      if (!isFigure(figure)) throw new NotFound()
      return showRecords(c, db, figure, pageOf(c))
    })
    .get('/reports/:id/edit', allow('reports.write'), async (c) => {
      const report = await found(c, deps)
      if (!mayWriteReport(c.get('actor'), report)) throw new NotAllowed()
      if (!isOpen(report)) throw new Refusal('reports:refusal.closed')
      return showEdit(c, db, report, { filled: emptyForm, theirs: {} }, 200)
    })
    .post('/reports/:id/edit', allow('reports.write'), (c) => save(c, deps))
    .post('/reports/:id/drafts', allow('reports.write'), async (c) => {
      await dropReportDrafts(db, idOf(c), { staffId: c.get('actor').id })
      return redirect(c, `/admin/reports/${idOf(c)}/edit`)
    })
    .post('/reports/:id/drafts/:key', allow('reports.write'), async (c) => {
      const body = String((await sentBody(c)).body ?? '').replaceAll('\r\n', '\n')
      const draft = { key: c.req.param('key'), body }
      await saveReportDraft(db, c.get('actor'), idOf(c), draft, new Date())
      return c.body(null, 204)
    })
  return deeds(app, deps)
}

type App = Hono<AdminEnv>

function deeds(app: App, { db }: AdminDeps): App {
  /** Does it and shows the report; what is refused is told there, with what was typed. */
  const doing = async (c: AdminContext, typed: Typed, deed: () => Promise<void>) => {
    try {
      await deed()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const key = error instanceof ReportConflict ? 'reports:refusal.moved' : error.key
      return showReport(c, db, { typed, faults: { form: key } }, 422)
    }
    return redirect(c, `/admin/reports/${idOf(c)}`)
  }
  return app
    .post('/reports/:id/hand-in', allow('reports.write'), async (c) => {
      const form = await readForm(c, only)
      return doing(c, {}, async () => {
        await handIn(db, idOf(c), form.ok ? form.data.version : 0, by(c))
        flash(c, 'done', 'reports:handed-in')
      })
    })
    .post('/reports/:id/take-in', allow('reports.write'), async (c) => {
      const form = await readForm(c, only)
      return doing(c, {}, async () => {
        const { divisions } = await takeIn(db, idOf(c), form.ok ? form.data.version : 0, by(c))
        flash(c, 'done', 'reports:taken-in', { count: divisions })
      })
    })
    .post('/reports/:id/return', allow('reports.issue'), async (c) => {
      const form = await readForm(c, returning)
      if (!form.ok) return showReport(c, db, form, 422)
      const { version: seen, reason } = form.data
      return doing(c, { reason }, async () => {
        await giveBack(db, idOf(c), seen, reason, by(c))
        flash(c, 'done', 'reports:given-back')
      })
    })
    .post('/reports/:id/issue', allow('reports.issue'), async (c) => {
      const form = await readForm(c, issuing)
      if (!form.ok) return showReport(c, db, form, 422)
      return doing(c, { number: form.data.number }, async () => {
        await issueReport(db, idOf(c), form.data.version, form.data, by(c))
        flash(c, 'done', 'reports:issued')
      })
    })
}

async function found(c: AdminContext, { db }: AdminDeps) {
  return findReport(db, idOf(c)).catch(() => {
    throw new NotFound()
  })
}

/** Keeps what was written; where somebody else saved meanwhile, the form comes again with both. */
async function save(c: AdminContext, deps: AdminDeps) {
  const { db } = deps
  const report = await found(c, deps)
  const { version: seen, writing, typed, faults } = await readWriting(c, report)
  if (Object.keys(faults).length > 0) {
    return showEdit(
      c,
      db,
      { ...report, version: seen },
      { filled: { typed, faults }, theirs: {} },
      422,
    )
  }
  try {
    await writeReport(db, report.id, seen, writing, by(c))
  } catch (error) {
    if (!(error instanceof ReportConflict)) throw error
    const theirs = theirsIn(error.theirs, typed)
    const filled = { typed, faults: { form: error.key } }
    return showEdit(c, db, error.theirs, { filled, theirs }, 422)
  }
  flash(c, 'done', 'reports:saved')
  return redirect(c, `/admin/reports/${report.id}`)
}
