import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { optionalLine, readForm } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { idOf, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { loadOffice } from '#core/office.ts'
import { figureRecords, isFormula, measure } from '#core/plan/formulas.ts'
import { closedTargets, targetPage } from '#core/plan/one-target.ts'
import { addTarget, changeTarget, closeTarget, setTargetValue } from '#core/plan/target-deeds.ts'
import { targetFigures } from '#core/plan/target-values.ts'
import { Refusal } from '#core/refusal.ts'
import { TargetListPage } from './list-page.tsx'
import { periodAsked, periodChoices } from './period.ts'
import { RecordsPage } from './records-page.tsx'
import { decimal, TargetShowPage, targetForm } from './target-page.tsx'

const typedValue = z.object({
  period: z.string(),
  goal: decimal.optional(),
  value: decimal.optional(),
  note: optionalLine(1_000),
  seen: z.string().optional(),
})

/** The plan's targets: the table, a page each, and the records behind every figure. */
export function targetRoutes(deps: AdminDeps) {
  const { db } = deps
  const show = (c: AdminContext, filled: Filled, typing: Filled = emptyForm) =>
    showTarget(c, deps, filled, typing)
  return new Hono<AdminEnv>()
    .use('/targets/*', allow('plan.read'))
    .get('/targets', async (c) => {
      const now = new Date()
      const period = periodAsked(c.req.query('period'), now)
      const [targets, closed] = await Promise.all([targetFigures(db, period), closedTargets(db)])
      const choices = periodChoices(period, now)
      return c.html(<TargetListPage {...{ c, period, choices, targets, closed }} />)
    })
    .get('/targets/records/:formula', (c) => showRecords(c, deps))
    .get('/targets/new', allow('targets.edit'), (c) => show(c, emptyForm))
    .post('/targets', allow('targets.edit'), async (c) => {
      const read = await readForm(c, targetForm)
      if (!read.ok) return show(c, read)
      const { code, unit, version, formula, ...rest } = read.data
      if (code === undefined) return show(c, { typed: {}, faults: { code: 'plan:fault.code' } })
      const facts = { ...rest, code, unitId: unit ?? null, formula: formula || null }
      const id = await addTarget(db, actorOf(c), facts, new Date())
      flash(c, 'done', 'plan:done.target')
      return redirect(c, `/admin/targets/${id}`)
    })
    .get('/targets/:id{[0-9]+}', (c) => show(c, emptyForm))
    .post('/targets/:id{[0-9]+}', allow('targets.edit'), async (c) => {
      const read = await readForm(c, targetForm)
      if (!read.ok) return show(c, read)
      const { code, unit, version, formula, ...rest } = read.data
      const facts = { ...rest, unitId: unit ?? null, formula: formula || null }
      await changeTarget(db, actorOf(c), { id: idOf(c), version }, facts, new Date())
      flash(c, 'done', 'plan:done.target')
      return redirect(c, `/admin/targets/${idOf(c)}`)
    })
    .post('/targets/:id{[0-9]+}/values', allow('plan.edit'), async (c) => {
      const read = await readForm(c, typedValue)
      if (!read.ok) return show(c, emptyForm, read)
      const { period, goal, value, note, seen } = read.data
      const body = await c.req.parseBody()
      const given = {
        ...{ period, note },
        ...(seen !== undefined && { seen }),
        ...('goal' in body && goal !== undefined && { goal }),
        ...('value' in body && value !== undefined && { value }),
      }
      try {
        await setTargetValue(db, actorOf(c), idOf(c), given, new Date())
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const typed = Object.fromEntries(
          Object.entries(body).filter(
            (pair): pair is [string, string] => typeof pair[1] === 'string',
          ),
        )
        return show(c, emptyForm, { typed, faults: { form: error.key } })
      }
      flash(c, 'done', 'plan:done.value')
      return redirect(c, `/admin/targets/${idOf(c)}?period=${encodeURIComponent(period)}`)
    })
    .post('/targets/:id{[0-9]+}/state', allow('targets.edit'), async (c) => {
      const { version, to } = await c.req.parseBody()
      const closing = to === 'closed'
      const which = { id: idOf(c), version: Number(version) }
      await closeTarget(db, actorOf(c), which, closing, new Date())
      flash(c, 'done', closing ? 'plan:done.target-closed' : 'plan:done.target-reopened')
      return redirect(c, '/admin/targets')
    })
}

function actorOf(c: AdminContext) {
  return { ...c.get('actor'), ip: c.get('ip') }
}

async function showTarget(c: AdminContext, { db }: AdminDeps, filled: Filled, typing: Filled) {
  const now = new Date()
  const id = c.req.param('id')
  const period = periodAsked(typing.typed.period ?? c.req.query('period'), now)
  const [target, office] = await Promise.all([
    id === undefined ? undefined : targetPage(db, idOf(c)),
    loadOffice(db),
  ])
  if (id !== undefined && target === undefined) throw new NotFound()
  const units = office.units.map(({ id: value, name: label }) => ({ value, label }))
  const choices = periodChoices(period, now)
  const faulty = [filled, typing].some(({ faults }) => Object.keys(faults).length > 0)
  const props = { c, target, filled, typing, period, choices, units }
  return c.html(<TargetShowPage {...props} />, faulty ? 422 : 200)
}

async function showRecords(c: AdminContext, { db }: AdminDeps) {
  const now = new Date()
  const name = c.req.param('formula')
  if (!isFormula(name)) throw new NotFound()
  const period = periodAsked(c.req.query('period'), now)
  const office = await loadOffice(db)
  const unit = office.unit(Number(c.req.query('unit')) || undefined)
  const scope = { fromOn: period.fromOn, toOn: period.toOn, unitId: unit?.id }
  const which = whichOf(c.req.query('which'))
  const page = pageOf(c)
  const [measured, records] = await Promise.all([
    measure(db, [name], scope),
    figureRecords(db, name, scope, { which, page }),
  ])
  const choices = periodChoices(period, now)
  const props = { c, name, period, choices, unit, which, page, ...records }
  return c.html(<RecordsPage {...props} measured={measured[name]} />)
}

function whichOf(text: string | undefined): 'all' | 'hit' | 'miss' {
  return text === 'hit' || text === 'miss' ? text : 'all'
}
