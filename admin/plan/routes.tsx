import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { download } from '#admin/download.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { line, optionalLine, readForm } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { idOf, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { words } from '#admin/words.ts'
import { sendWorkbook } from '#admin/workbook.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { loadOffice } from '#core/office.ts'
import { TaskConflict } from '#core/plan/task.ts'
import {
  addTask,
  changeTask,
  noteProgress,
  openEvidence,
  settleTask,
  type TaskFacts,
} from '#core/plan/task-deeds.ts'
import { readTaskFilter } from '#core/plan/task-filter.ts'
import { allTasks, listPlans, listTasks, taskPage } from '#core/plan/tasks.ts'
import { Refusal } from '#core/refusal.ts'
import { safeText } from '#core/tickets/export.ts'
import { TaskListPage } from './list-page.tsx'
import { planners } from './planners.ts'
import { TaskFormPage, taskForm } from './task-form.tsx'
import { TaskShowPage } from './task-page.tsx'

const progress = z.object({
  text: line(4_000),
  percent: z
    .string()
    .trim()
    .default('')
    .refine((text) => text === '' || /^(100|\d{1,2})$/.test(text), { error: 'plan:fault.percent' })
    .transform((text) => (text === '' ? undefined : Number(text))),
  link: z
    .string()
    .trim()
    .max(500, { error: 'panel:fault.long' })
    .default('')
    .refine((text) => text === '' || (/^https?:\/\//i.test(text) && URL.canParse(text)), {
      error: 'plan:fault.link',
    }),
  file: z.instanceof(File).optional(),
  version: z.coerce.number().int(),
})

const settling = z.object({
  to: z.enum(['done', 'dropped', 'open']),
  reason: optionalLine(500),
  version: z.coerce.number().int(),
})

/** The plan's tasks: the list, a page each, progress with evidence, and what ends them. */
export function planRoutes(deps: AdminDeps) {
  const { db, dataDir } = deps
  const show = async (c: AdminContext, filled: Filled, stale = false) => {
    const task = await taskPage(db, idOf(c), new Date())
    if (task === undefined) throw new NotFound()
    const sound = !stale && Object.keys(filled.faults).length === 0
    return c.html(<TaskShowPage {...{ c, task, filled, stale }} />, sound ? 200 : 422)
  }
  const form = (c: AdminContext, filled: Filled) => showForm(c, deps, filled)
  return new Hono<AdminEnv>()
    .use('/plan/*', allow('plan.read'))
    .get('/plan', (c) => showList(c, deps))
    .get('/plan/export.xlsx', (c) => exportTasks(c, deps))
    .get('/plan/new', planners, (c) => form(c, emptyForm))
    .post('/plan', planners, (c) =>
      writeDown(c, deps, (actor, facts) => addTask(db, actor, facts, new Date())),
    )
    .get('/plan/:id{[0-9]+}', (c) => show(c, emptyForm))
    .get('/plan/:id{[0-9]+}/change', planners, (c) => form(c, emptyForm))
    .post('/plan/:id{[0-9]+}', planners, (c) =>
      writeDown(c, deps, async (actor, facts, version) => {
        const id = idOf(c)
        await changeTask(db, actor, { id, version }, facts, new Date())
        return id
      }),
    )
    .post('/plan/:id{[0-9]+}/notes', allow('plan.edit'), async (c) => {
      const read = await readForm(c, progress)
      if (!read.ok) return show(c, read)
      const { version, file, text, percent, link } = read.data
      const evidence = file && file.size > 0 ? file : undefined
      try {
        const which = { id: idOf(c), version }
        const note = { text, percent, link, file: evidence }
        await noteProgress({ db, dataDir }, actorOf(c), which, note, new Date())
      } catch (error) {
        const typed = { text, link, percent: percent === undefined ? '' : String(percent) }
        if (error instanceof TaskConflict) return show(c, { typed, faults: {} }, true)
        if (!(error instanceof Refusal)) throw error
        return show(c, { typed, faults: { form: error.key } })
      }
      flash(c, 'done', 'plan:done.noted')
      return redirect(c, `/admin/plan/${idOf(c)}`)
    })
    .post('/plan/:id{[0-9]+}/state', allow('plan.edit'), async (c) => {
      const read = await readForm(c, settling)
      if (!read.ok) return show(c, read)
      const { version, reason, to } = read.data
      await settleTask(db, actorOf(c), { id: idOf(c), version }, { to, reason }, new Date())
      flash(c, 'done', `plan:done.${to}`)
      return redirect(c, `/admin/plan/${idOf(c)}`)
    })
    .get('/plan/:id{[0-9]+}/notes/:note{[0-9]+}/file', async (c) => {
      const which = { taskId: idOf(c), noteId: idOf(c, 'note') }
      const file = await openEvidence(db, dataDir, which)
      if (file === undefined) throw new NotFound()
      const headers = download(file.name, 'application/octet-stream')
      return c.body(file.stream, 200, { ...headers, 'Content-Length': String(file.size) })
    })
}

function actorOf(c: AdminContext) {
  return { ...c.get('actor'), ip: c.get('ip') }
}

async function showList(c: AdminContext, { db }: AdminDeps) {
  const now = new Date()
  const filter = readTaskFilter(new URL(c.req.url).searchParams)
  const page = pageOf(c)
  const [list, office, plans] = await Promise.all([
    listTasks(db, filter, page, now),
    loadOffice(db),
    listPlans(db),
  ])
  const units = office.units.map(({ id, name }) => ({ value: id, label: name }))
  const year = Number(dayOf(now).slice(0, 4))
  return c.html(<TaskListPage {...{ c, filter, page, units, plans, year }} {...list} />)
}

async function showForm(c: AdminContext, { db }: AdminDeps, filled: Filled) {
  const id = c.req.param('id')
  const [task, office, plans] = await Promise.all([
    id === undefined ? undefined : taskPage(db, idOf(c), new Date()),
    loadOffice(db),
    listPlans(db),
  ])
  if (id !== undefined && task === undefined) throw new NotFound()
  const units = office.units.map(({ id: value, name: label }) => ({ value, label }))
  const status = Object.keys(filled.faults).length === 0 ? 200 : 422
  return c.html(<TaskFormPage {...{ c, task, filled, units, plans }} />, status)
}

type Writer = (
  actor: ReturnType<typeof actorOf>,
  facts: TaskFacts,
  version: number,
) => Promise<number>

/** Stores the form's task; a refusal shows the form again with all that was typed. */
async function writeDown(c: AdminContext, deps: AdminDeps, write: Writer) {
  const read = await readForm(c, taskForm)
  if (!read.ok) return showForm(c, deps, read)
  const { unit, dueOn, deadline, version, ...rest } = read.data
  const facts = {
    ...{ ...rest, deadline, leadUnitId: unit ?? null },
    dueOn: deadline === 'always' ? null : dueOn,
  }
  try {
    const id = await write(actorOf(c), facts, version)
    flash(c, 'done', 'plan:done.saved')
    return redirect(c, `/admin/plan/${id}`)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const typed = Object.fromEntries(
      Object.entries({ ...rest, deadline, dueOn, unit: unit ?? '' }).map(([k, v]) => [
        k,
        String(v),
      ]),
    )
    const at = error.key === 'plan:refusal.number' ? 'number' : 'form'
    return showForm(c, deps, { typed, faults: { [at]: error.key }, values: { [at]: error.values } })
  }
}

async function exportTasks(c: AdminContext, { db }: AdminDeps) {
  const t = words(c)
  const now = new Date()
  const rows = await allTasks(db, readTaskFilter(new URL(c.req.url).searchParams), now)
  const names = [
    'plan',
    'number',
    'content',
    'unit',
    'cooperatingText',
    'result',
    'due',
    'standing',
    'percent',
    'last-note',
  ]
  const widths = [30, 6, 60, 28, 30, 30, 18, 14, 8, 50]
  const columns = names.map((name, at) => ({ header: t(`plan:${name}`), width: widths[at] ?? 20 }))
  const lines = rows.map((row) => [
    ...[
      row.plan,
      row.number,
      row.content,
      row.unitName ?? row.leadText,
      row.cooperatingText,
      row.result,
    ].map(safeText),
    safeText(row.deadlineText || (row.dueOn ?? '')),
    t(`plan:task.${row.state === 'open' ? row.near : row.state}`),
    row.percent,
    safeText(row.lastNote ?? ''),
  ])
  return sendWorkbook(c, `hoi-luat-nhiem-vu-${dayOf(now)}.xlsx`, columns, lines)
}
