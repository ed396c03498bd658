import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { line, optionalId, readForm } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { deactivateStaff, reactivateStaff, resetTwoFactor } from '#core/staff/leaving.ts'
import { roles } from '#core/staff/roles.ts'
import { changeStaff, findStaff, inviteStaff, listStaff, resetPassword } from '#core/staff/staff.ts'
import { MemberPage, PasswordOncePage } from './member-page.tsx'
import { StaffPage } from './pages.tsx'

const facts = z.object({ name: line(100), role: z.enum(roles), unitId: optionalId })
const needsUnit = ({ role, unitId }: { role: string; unitId: number | undefined }) =>
  !['head', 'officer'].includes(role) || unitId !== undefined
const unitFault = { path: ['unitId'], error: 'staff:fault.unit' }

const changed = facts.refine(needsUnit, unitFault)
const invited = facts
  .extend({ email: line(200).and(z.email({ error: 'panel:fault.email' })) })
  .refine(needsUnit, unitFault)

/** Accounts: invite, change, hand out a new password, take away a lost second factor, close. */
export function staffRoutes({ db }: AdminDeps) {
  const list = async (c: AdminContext, filled: Filled, status: 200 | 422) => {
    const [members, { units }] = await Promise.all([listStaff(db), loadOffice(db)])
    return c.html(<StaffPage c={c} members={members} units={units} filled={filled} />, status)
  }
  const member = async (c: AdminContext, filled: Filled, status: 200 | 422) => {
    const [found, { units }] = await Promise.all([
      findStaff(db, c.req.param('id') ?? ''),
      loadOffice(db),
    ])
    if (found === undefined) throw new NotFound()
    return c.html(<MemberPage c={c} member={found} units={units} filled={filled} />, status)
  }
  const back = (c: AdminContext) => redirect(c, `/admin/staff/${c.req.param('id')}`)

  return new Hono<AdminEnv>()
    .use('/staff/*', allow('staff.edit'))
    .get('/staff', (c) => list(c, emptyForm, 200))
    .post('/staff', async (c) => {
      const form = await readForm(c, invited)
      if (!form.ok) return list(c, form, 422)
      try {
        const { id, password } = await inviteStaff(db, form.data, by(c))
        return c.html(<PasswordOncePage c={c} id={id} {...form.data} password={password} />)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const typed = { ...form.data, unitId: String(form.data.unitId ?? '') }
        return list(c, { typed, faults: { email: 'staff:fault.email-taken' } }, 422)
      }
    })
    .get('/staff/:id', (c) => member(c, emptyForm, 200))
    .post('/staff/:id', async (c) => {
      const form = await readForm(c, changed)
      if (!form.ok) return member(c, form, 422)
      const { name } = form.data
      const { released } = await changeStaff(db, c.req.param('id'), form.data, by(c))
      const done = released > 0 ? 'staff:changed-released' : 'staff:changed'
      flash(c, 'done', done, { name, count: released })
      return redirect(c, '/admin/staff')
    })
    .post('/staff/:id/password', async (c) => {
      const found = await findStaff(db, c.req.param('id'))
      if (found === undefined) throw new NotFound()
      const password = await resetPassword(db, found.id, by(c))
      return c.html(<PasswordOncePage c={c} {...found} password={password} />)
    })
    .post('/staff/:id/two-factor', async (c) => {
      await resetTwoFactor(db, c.req.param('id'), by(c))
      flash(c, 'done', 'staff:two-factor-reset')
      return back(c)
    })
    .post('/staff/:id/closure', async (c) => {
      const released = await deactivateStaff(db, c.req.param('id'), by(c))
      flash(c, 'done', 'staff:deactivated', { count: released })
      return back(c)
    })
    .post('/staff/:id/opening', async (c) => {
      await reactivateStaff(db, c.req.param('id'), by(c))
      flash(c, 'done', 'staff:reactivated')
      return back(c)
    })
}
