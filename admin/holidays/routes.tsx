import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { line, readForm } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import {
  importHolidays,
  listHolidays,
  removeHoliday,
  saveHoliday,
} from '#core/calendar/holidays.ts'
import { usualDaysOff } from '#core/calendar/public-holidays.ts'
import type { Fault } from '#core/fault.ts'
import { forgetOffice } from '#core/office.ts'
import { audit } from '#core/staff/audit.ts'
import { HolidaysPage, kinds } from './pages.tsx'

const special = z.object({
  day: z.iso.date({ error: 'office:fault.day' }),
  kind: z.enum(kinds),
  name: line(200),
})

/** The special days of the office: the table, one more, a list from a file. */
export function holidayRoutes({ db }: AdminDeps) {
  const list = async (
    c: AdminContext,
    filled: Filled,
    status: 200 | 422,
    faults: Fault[] = [],
    saved = 0,
  ) => {
    const year = yearOf(c)
    const days = await listHolidays(db, year)
    const usual = usualDaysOff(year).toSorted((a, b) => a.day.localeCompare(b.day))
    const props = { c, year, days, usual, filled, faults, saved }
    return c.html(<HolidaysPage {...props} />, status)
  }
  const record = async (c: AdminContext, action: string, detail: Record<string, unknown>) => {
    const { actor, ip, now } = by(c)
    await audit(db, { at: now, staffId: actor.id, action, subject: 'holiday', detail, ip })
    forgetOffice()
  }
  return new Hono<AdminEnv>()
    .use('/holidays/*', allow('holidays.edit'))
    .get('/holidays', (c) => list(c, emptyForm, 200))
    .post('/holidays', async (c) => {
      const form = await readForm(c, special)
      if (!form.ok) return list(c, form, 422)
      await saveHoliday(db, form.data, new Date())
      await record(c, 'holidays.saved', { day: form.data.day, kind: form.data.kind })
      flash(c, 'done', 'office:holiday.saved')
      return redirect(c, `/admin/holidays?year=${form.data.day.slice(0, 4)}`)
    })
    .post('/holidays/import', async (c) => {
      const { file } = await c.req.parseBody()
      const text = file instanceof File ? await file.text() : ''
      if (text.trim() === '')
        return list(c, { typed: {}, faults: { file: 'office:fault.file' } }, 422)
      const { saved, faults } = await importHolidays(db, text, new Date())
      await record(c, 'holidays.imported', { saved, faults: faults.length })
      if (faults.length > 0) return list(c, emptyForm, 422, faults, saved)
      flash(c, 'done', 'office:holiday.imported', { count: saved })
      return redirect(c, '/admin/holidays')
    })
    .post('/holidays/:day/removal', async (c) => {
      const { data: day } = z.iso.date().safeParse(c.req.param('day'))
      if (day === undefined || !(await removeHoliday(db, day, new Date()))) throw new NotFound()
      await record(c, 'holidays.removed', { day })
      flash(c, 'done', 'office:holiday.removed')
      return redirect(c, `/admin/holidays?year=${day.slice(0, 4)}`)
    })
}

function yearOf(c: AdminContext): number {
  const asked = Number(c.req.query('year'))
  if (Number.isInteger(asked) && asked >= 2020 && asked <= 2099) return asked
  const zone = { timeZone: c.get('timeZone'), year: 'numeric' } as const
  return Number(new Intl.DateTimeFormat('en-GB', zone).format(new Date()))
}
