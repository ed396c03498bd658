import { Hono } from 'hono'
import { z } from 'zod'
import { type Auth, authHeaders, passCookies, passwordLength } from '#admin/auth.ts'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { line, readForm } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { listHolidays } from '#core/calendar/holidays.ts'
import { loadPreparing, lookedThrough, lookThrough } from '#core/office/preparing.ts'
import { loadOffice } from '#core/office.ts'
import { isSetupToken, setUpAdministrator } from '#core/staff/first.ts'
import { listStaff } from '#core/staff/staff.ts'
import { FirstPage, StepsPage } from './pages.tsx'

const first = z
  .object({
    name: line(100),
    email: line(200).and(z.email({ error: 'panel:fault.email' })),
    password: line(passwordLength.max).min(passwordLength.min, { error: 'staff:password.short' }),
    repeated: line(passwordLength.max),
  })
  .refine(({ password, repeated }) => password === repeated, {
    path: ['repeated'],
    error: 'staff:password.differs',
  })

/** The first start: the one-time page that opens the first account, then the list of what to look through. */
export function setupRoutes({ db, channels }: AdminDeps, auth: Auth) {
  const show = async (c: AdminContext, token: string, filled: Filled, status: 200 | 422) => {
    const { organisation } = await loadOffice(db)
    return c.html(
      <FirstPage c={c} token={token} organisation={organisation} filled={filled} />,
      status,
    )
  }
  return new Hono<AdminEnv>()
    .get('/setup', async (c) => {
      const token = c.req.query('token') ?? ''
      if (!(await isSetupToken(db, token, new Date()))) throw new NotFound()
      return show(c, token, emptyForm, 200)
    })
    .post('/setup', async (c) => {
      const token = c.req.query('token') ?? ''
      if (!(await isSetupToken(db, token, new Date()))) throw new NotFound()
      const form = await readForm(c, first)
      if (!form.ok) return show(c, token, form, 422)
      const { email, password } = form.data
      await setUpAdministrator(db, token, form.data, { now: new Date(), ip: c.get('ip') })
      const body = { email, password }
      const answer = await auth.api.signInEmail({ body, headers: authHeaders(c), asResponse: true })
      passCookies(c, answer.headers)
      return c.redirect('/admin/setup/steps', 303)
    })
    .get('/setup/steps', allow('staff.edit'), async (c) => {
      const year = new Date().getFullYear()
      const [office, preparing, members, days, states] = await Promise.all([
        loadOffice(db),
        loadPreparing(db),
        listStaff(db),
        listHolidays(db, year),
        channels?.() ?? [],
      ])
      const { organisation, units, fields, communes } = office
      const done = {
        profile: preparing.seen.includes('profile'),
        settings: organisation.province !== '',
        units: units.length > 0,
        staff: members.length > 1,
        channels: states.some(({ ok, name }) => ok && name !== 'web'),
        holidays: days.length > 0,
        texts: preparing.seen.includes('texts'),
      }
      const brought = {
        ...{ profile: preparing.profile ?? '–', organisation: organisation.name },
        ...{ units: units.length, fields: fields.length, communes: communes.length },
      }
      const props = { c, done, channels: states, organisation, brought }
      return c.html(<StepsPage {...props} />)
    })
    .post('/setup/steps', allow('staff.edit'), async (c) => {
      const form = await readForm(c, z.object({ step: z.enum(lookedThrough) }))
      if (!form.ok) throw new NotFound()
      await lookThrough(db, form.data.step, by(c))
      return redirect(c, '/admin/setup/steps')
    })
}
