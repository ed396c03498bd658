import type { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { flash } from '#admin/flash.ts'
import { sentBody } from '#admin/forms.ts'
import { by } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { loadOffice } from '#core/office.ts'
import {
  markableQuestions,
  markedAt,
  markQuestions,
  unmarkQuestions,
} from '#core/plan/difficulty-marking.ts'
import { periodAt } from '#core/plan/periods.ts'
import { Refusal } from '#core/refusal.ts'
import { labelsOf } from './labels.ts'
import { MarkedPage, MarkingPage } from './marking-page.tsx'

const path = '/admin/difficulties/marking'
const dayShape = /^\d{4}-\d\d-\d\d$/

/** Marks every specific question of a field in a period at once: looked through before, taken back after. */
export function markingRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const { db } = deps
  const write = allow('difficulties.write')
  app
    .get('/difficulties/marking', write, async (c) => {
      const marked = momentIn(c.req.query('marked'))
      if (!marked) return show(c, deps, (name) => c.req.query(name))
      const rows = await markedAt(db, c.get('actor'), marked)
      const query = new URLSearchParams({ ...c.req.query() })
      query.delete('marked')
      const at = marked.toISOString()
      return c.html(<MarkedPage {...{ c, at, rows }} again={`${path}?${query}`} />)
    })
    .post('/difficulties/marking', write, async (c) => {
      const body = await sentBody(c)
      const text = (name: string) => String(body[name] ?? '')
      const { fieldId, from, to } = whichOf(text)
      const ids = [body.ids].flat().map(Number).filter(Number.isSafeInteger)
      if (fieldId === undefined) return show(c, deps, text, 'difficulties:groups.choose-field')
      const now = new Date()
      try {
        const { actor, ip } = by(c)
        const who = ip === undefined ? actor : { ...actor, ip }
        await markQuestions(db, who, { fieldId, from, to }, ids, now)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return show(c, deps, text, error.key)
      }
      const next = { field: String(fieldId), from, to, marked: now.toISOString() }
      return redirect(c, `${path}?${new URLSearchParams(next)}`)
    })
    .post('/difficulties/unmarking', write, async (c) => {
      const at = momentIn(String((await sentBody(c)).at ?? ''))
      if (!at) throw new Refusal('difficulties:refusal.gone')
      const { actor, ip } = by(c)
      const who = ip === undefined ? actor : { ...actor, ip }
      const n = await unmarkQuestions(db, who, at, new Date())
      flash(c, 'done', 'difficulties:done.unmarked', { n })
      return redirect(c, '/admin/difficulties')
    })
}

async function show(
  c: AdminContext,
  { db }: AdminDeps,
  text: (name: string) => string | undefined,
  fault?: string,
) {
  const which = whichOf(text)
  const { fieldId, from, to } = which
  const [office, found] = await Promise.all([
    loadOffice(db),
    fieldId === undefined
      ? { rows: [], count: 0 }
      : markableQuestions(db, c.get('actor'), { fieldId, from, to }),
  ])
  const props = { c, which, ...found, fault, labels: labelsOf(c, office) }
  return c.html(<MarkingPage {...props} />, fault ? 422 : 200)
}

/** What was asked for; days that are none are those of this half of the year so far. */
function whichOf(text: (name: string) => string | undefined) {
  const today = dayOf(new Date())
  const field = text('field') ?? ''
  const day = (name: string, other: string) => {
    const value = text(name) ?? ''
    return dayShape.test(value) && !Number.isNaN(Date.parse(value)) ? value : other
  }
  return {
    fieldId: /^\d{1,15}$/.test(field) ? Number(field) : undefined,
    from: day('from', periodAt('half', today).fromOn),
    to: day('to', today),
  }
}

function momentIn(text: string | undefined): Date | undefined {
  const at = new Date(text ?? '')
  return text === undefined || Number.isNaN(at.getTime()) ? undefined : at
}
