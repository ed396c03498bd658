import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { line, readForm, tick } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by, idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import {
  addUnit,
  changeUnit,
  closeUnit,
  listUnits,
  makeFocal,
  moveUnit,
} from '#core/office/units.ts'
import { UnitPage, UnitsPage } from './pages.tsx'

const facts = z.object({ name: line(120), shortName: line(40), approval: tick })

/** The units (phòng), whose answers are approved before they are sent, and which one is the focal point. */
export function unitRoutes({ db }: AdminDeps) {
  const list = async (c: AdminContext, filled: Filled, status: 200 | 422) =>
    c.html(<UnitsPage c={c} units={await listUnits(db)} filled={filled} />, status)
  const one = async (c: AdminContext, filled: Filled, status: 200 | 422) => {
    const unit = (await listUnits(db)).find(({ id }) => id === idOf(c))
    if (unit === undefined) throw new NotFound()
    return c.html(<UnitPage c={c} unit={unit} filled={filled} />, status)
  }
  return new Hono<AdminEnv>()
    .use('/units/*', allow('units.edit'))
    .get('/units', (c) => list(c, emptyForm, 200))
    .post('/units', async (c) => {
      const form = await readForm(c, facts)
      if (!form.ok) return list(c, form, 422)
      await addUnit(db, form.data, by(c))
      flash(c, 'done', 'office:saved', { name: form.data.name })
      return redirect(c, '/admin/units')
    })
    .get('/units/:id', (c) => one(c, emptyForm, 200))
    .post('/units/:id', async (c) => {
      const form = await readForm(c, facts)
      if (!form.ok) return one(c, form, 422)
      await changeUnit(db, idOf(c), form.data, by(c))
      flash(c, 'done', 'office:saved', { name: form.data.name })
      return redirect(c, '/admin/units')
    })
    .post('/units/:id/focal', async (c) => {
      await makeFocal(db, idOf(c), by(c))
      flash(c, 'done', 'office:unit.focal-set')
      return redirect(c, '/admin/units')
    })
    .post('/units/:id/closure', async (c) => {
      await closeUnit(db, idOf(c), by(c))
      flash(c, 'done', 'office:unit.state-set')
      return redirect(c, '/admin/units')
    })
    .post('/units/:id/up', async (c) => {
      await moveUnit(db, idOf(c), -1, by(c))
      return redirect(c, '/admin/units')
    })
    .post('/units/:id/down', async (c) => {
      await moveUnit(db, idOf(c), 1, by(c))
      return redirect(c, '/admin/units')
    })
}
