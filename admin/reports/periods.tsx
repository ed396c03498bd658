import { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { flash } from '#admin/flash.ts'
import { type Faults, sentBody, type Typed } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { changeSetting } from '#core/office/settings.ts'
import { type Setting, settingShapes } from '#core/profile-shape.ts'
import { loadSetting } from '#core/settings.ts'
import type { Db } from '#db/client.ts'
import { PeriodsPage } from './periods-page.tsx'

const monthDay = /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

/** Due dates and days of the reports, at /admin/reports/periods. */
export function periodRoutes({ db }: AdminDeps) {
  return new Hono<AdminEnv>()
    .get('/reports/periods', allow('settings.edit'), (c) => show(c, db, emptyForm, 200))
    .post('/reports/periods', allow('settings.edit'), async (c) => {
      const rules = (await loadSetting(db, 'reporting')) ?? []
      const { value, filled } = await readPeriods(c, rules)
      if (Object.keys(filled.faults).length > 0) return show(c, db, filled, 422)
      await changeSetting(db, 'reporting', settingShapes.reporting.parse(value), by(c))
      flash(c, 'done', 'reports:periods.saved')
      return redirect(c, '/admin/reports/periods')
    })
}

async function show(c: AdminContext, db: Db, filled: Filled, status: 200 | 422) {
  const rules = (await loadSetting(db, 'reporting')) ?? []
  return c.html(<PeriodsPage c={c} rules={rules} filled={filled} />, status)
}

async function readPeriods(c: AdminContext, rules: Setting<'reporting'>) {
  const body = await sentBody(c)
  const typed: Typed = {}
  const faults: Faults = {}
  const text = (name: string) => {
    const value = body[name]
    typed[name] = typeof value === 'string' ? value.trim() : ''
    return typed[name]
  }
  const value = rules.map(({ code, months }, at) => {
    const name = text(`name-${at}`).slice(0, 120)
    if (name === '') faults[`name-${at}`] = 'panel:fault.required'
    const [due = '', from = '', to = ''] = ['due', 'from', 'to'].map((which) => {
      const day = text(`${which}-${at}`)
      const needed = which === 'due' || day !== ''
      if (needed && !monthDay.test(day)) faults[`${which}-${at}`] = 'reports:periods.fault'
      return day
    })
    return { code, months, name, due, ...(from && { from }), ...(to && { to }) }
  })
  return { value, filled: { typed, faults } }
}
