import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { line, optionalId, readForm } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by, idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { labelled } from '#core/law/published/citation-labels.ts'
import { citedIn } from '#core/law/published/citations.ts'
import { addCanned, changeCanned, listCanned, removeCanned } from '#core/office/canned.ts'
import { loadOffice } from '#core/office.ts'
import { CannedListPage, CannedPage } from './pages.tsx'

const facts = z.object({
  title: line(120),
  body: line(10_000),
  fieldId: optionalId,
  unitId: optionalId,
})

/** Answers used again and again: everybody's, or one unit's own. */
export function cannedRoutes({ db }: AdminDeps) {
  const form = async (
    c: AdminContext,
    id: number | undefined,
    filled: Filled,
    status: 200 | 422,
  ) => {
    const [office, all] = await Promise.all([loadOffice(db), listCanned(db, c.get('actor'))])
    const canned = all.find((row) => row.id === id)
    if (id !== undefined && canned === undefined) throw new NotFound()
    const citations = canned
      ? await citedIn(db, canned.body).then((all) => labelled(db, all, new Date()))
      : []
    const props = { c, units: office.units, fields: office.fields, filled, citations }
    return c.html(<CannedPage {...props} {...(canned && { canned })} />, status)
  }
  return new Hono<AdminEnv>()
    .get('/canned', allow('canned.read'), async (c) => {
      const q = (c.req.query('q') ?? '').slice(0, 100)
      return c.html(<CannedListPage c={c} q={q} rows={await listCanned(db, c.get('actor'), q)} />)
    })
    .get('/canned/new', allow('canned.edit'), (c) => form(c, undefined, emptyForm, 200))
    .post('/canned', allow('canned.edit'), async (c) => {
      const read = await readForm(c, facts)
      if (!read.ok) return form(c, undefined, read, 422)
      await addCanned(db, c.get('actor'), read.data, by(c))
      flash(c, 'done', 'office:saved', { name: read.data.title })
      return redirect(c, '/admin/canned')
    })
    .get('/canned/:id', allow('canned.read'), (c) => form(c, idOf(c), emptyForm, 200))
    .post('/canned/:id', allow('canned.edit'), async (c) => {
      const read = await readForm(c, facts)
      if (!read.ok) return form(c, idOf(c), read, 422)
      await changeCanned(db, c.get('actor'), idOf(c), read.data, by(c))
      flash(c, 'done', 'office:saved', { name: read.data.title })
      return redirect(c, '/admin/canned')
    })
    .post('/canned/:id/removal', allow('canned.edit'), async (c) => {
      await removeCanned(db, c.get('actor'), idOf(c), by(c))
      flash(c, 'done', 'office:canned.removed')
      return redirect(c, '/admin/canned')
    })
}
