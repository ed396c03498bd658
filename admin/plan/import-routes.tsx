import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { flash } from '#admin/flash.ts'
import { line, readForm } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { redirect } from '#admin/session.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { loadOffice } from '#core/office.ts'
import { deadlineKinds } from '#core/plan/deadline.ts'
import { importTasks, previewTasks } from '#core/plan/task-import.ts'
import { listPlans } from '#core/plan/tasks.ts'
import { Refusal } from '#core/refusal.ts'
import { ImportPage, PreviewPage } from './import-page.tsx'
import { planners } from './planners.ts'

const asked = z.object({
  plan: line(200),
  year: z.coerce
    .number({ error: 'plan:fault.year' })
    .int()
    .min(2020, { error: 'plan:fault.year' })
    .max(2099, { error: 'plan:fault.year' }),
  file: z
    .instanceof(File, { error: 'plan:fault.file' })
    .refine(({ size }) => size > 0, { error: 'plan:fault.file' }),
})

const row = z.object({
  number: line(20),
  content: line(2_000),
  result: z.string().max(1_000),
  leadUnitId: z.number().int().nullable(),
  leadText: z.string().max(300),
  cooperatingText: z.string().max(1_000),
  deadline: z.enum(deadlineKinds),
  dueOn: z.iso.date().nullable(),
  deadlineText: z.string().max(200),
})

/** A table of tasks from a workbook or a Word document: handed in, looked over, taken in. */
export function planImportRoutes({ db }: AdminDeps) {
  const show = async (c: AdminContext, filled: Filled, refusal?: Refusal) => {
    const year = Number(dayOf(new Date()).slice(0, 4))
    const refused = refusal && { key: refusal.key, values: refusal.values }
    const props = { c, filled, year, plans: await listPlans(db), refused }
    const sound = refusal === undefined && Object.keys(filled.faults).length === 0
    return c.html(<ImportPage {...props} />, sound ? 200 : 422)
  }
  return new Hono<AdminEnv>()
    .use('/plan/import/*', planners)
    .get('/plan/import', (c) => show(c, emptyForm))
    .post('/plan/import', async (c) => {
      const form = await readForm(c, asked)
      if (!form.ok) return show(c, form)
      const { plan, year, file } = form.data
      const bytes = new Uint8Array(await file.arrayBuffer())
      try {
        const actor = c.get('actor')
        const preview = await previewTasks(db, actor, { bytes, name: file.name }, { plan, year })
        const { units } = await loadOffice(db)
        const options = units.map(({ id, name }) => ({ value: id, label: name }))
        return c.html(<PreviewPage c={c} preview={preview} units={options} />)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return show(c, { typed: { plan, year: String(year) }, faults: {} }, error)
      }
    })
    .post('/plan/import/rows', async (c) => {
      const body = await c.req.parseBody()
      const plan = line(200).safeParse(body.plan)
      const rows = z.array(row).max(2_000).safeParse(parsed(body.rows))
      if (!plan.success || !rows.success) throw new Refusal('plan:import.spoilt')
      const { units } = await loadOffice(db)
      const known = new Set(units.map(({ id }) => id))
      const tasks = rows.data.map((task, at) => {
        const unit = Number(body[`unit-${at}`] ?? '')
        const leadUnitId = unit > 0 && known.has(unit) ? unit : null
        return { ...task, leadUnitId }
      })
      const actor = { ...c.get('actor'), ip: c.get('ip') }
      const { added, kept } = await importTasks(db, actor, plan.data, tasks, new Date())
      flash(c, kept > 0 ? 'warning' : 'done', 'plan:import.done', { added, kept })
      return redirect(c, `/admin/plan?plan=${encodeURIComponent(plan.data)}`)
    })
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}
