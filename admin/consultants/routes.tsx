import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { line, optionalId, optionalLine, readForm, tick, ticks } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by, idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { loadOffice } from '#core/office.ts'
import {
  addConsultant,
  type Consultant,
  casesOf,
  changeConsultant,
  findConsultant,
  freeSignIns,
  listConsultants,
} from '#core/plan/consultants.ts'
import { Refusal } from '#core/refusal.ts'
import { ConsultantPage } from './form-page.tsx'
import { ConsultantsPage } from './pages.tsx'

const day = z
  .string()
  .default('')
  .refine((value) => value === '' || z.iso.date().safeParse(value).success, {
    error: 'office:fault.day',
  })
  .transform((value) => (value === '' ? null : value))

const shape = z.object({
  name: line(200),
  organisation: optionalLine(300),
  phone: optionalLine(40),
  email: z
    .string()
    .trim()
    .default('')
    .refine((value) => value === '' || z.email().safeParse(value).success, {
      error: 'panel:fault.invalid',
    }),
  fields: ticks.transform((all) => all.map(Number).filter(Number.isSafeInteger)),
  since: day,
  decision: optionalLine(200),
  signIn: optionalLine(100),
  shown: tick,
  endedOn: day,
  version: z.coerce.number().int().default(0),
})

/** The consultants' register: the list, somebody new, somebody's page. */
export function consultantRoutes({ db }: AdminDeps) {
  const form = async (
    c: AdminContext,
    consultant: Consultant | undefined,
    filled: Filled,
    status: 200 | 422,
  ) => {
    const [office, signIns, cases] = await Promise.all([
      loadOffice(db),
      freeSignIns(db, consultant?.staffId ?? null),
      consultant ? casesOf(db, c.get('actor'), consultant.id) : [],
    ])
    const props = { c, consultant, signIns, filled, cases, fields: office.fields }
    return c.html(<ConsultantPage {...props} />, status)
  }
  const save = async (c: AdminContext, consultant: Consultant | undefined) => {
    const read = await readForm(c, shape)
    if (!read.ok) return form(c, consultant, read, 422)
    const { fields, signIn, version, ...facts } = read.data
    const all = { ...facts, fieldIds: fields, staffId: signIn || null }
    const { actor, now } = by(c)
    const who = { ...actor, ip: c.get('ip') }
    try {
      if (consultant) await changeConsultant(db, who, consultant.id, version, all, now)
      else await addConsultant(db, who, all, now)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { fields: _, signIn: __, ...typed } = read.data
      const shown = Object.entries(typed).map(([name, value]) => [name, String(value ?? '')])
      const filled = {
        typed: { ...Object.fromEntries(shown), signIn, fields: fields.join(',') },
        faults: { form: error.key },
        values: { form: error.values },
      }
      return form(c, consultant, filled, 422)
    }
    flash(c, 'done', consultant ? 'consultants:changed' : 'consultants:added')
    return redirect(c, '/admin/consultants')
  }
  const named = async (c: AdminContext) => {
    const consultant = await findConsultant(db, idOf(c))
    if (!consultant) throw new NotFound()
    return consultant
  }
  return new Hono<AdminEnv>()
    .use('/consultants/*', allow('consultants.edit'))
    .get('/consultants', async (c) => {
      const { data: fieldId } = optionalId.safeParse(c.req.query('field') ?? '')
      const filter = { q: c.req.query('q') ?? '', ended: c.req.query('ended') === '1', fieldId }
      const [office, rows] = await Promise.all([
        loadOffice(db),
        listConsultants(db, filter, new Date()),
      ])
      return c.html(<ConsultantsPage c={c} rows={rows} filter={filter} fields={office.fields} />)
    })
    .get('/consultants/new', (c) => form(c, undefined, emptyForm, 200))
    .post('/consultants', (c) => save(c, undefined))
    .get('/consultants/:id', async (c) => form(c, await named(c), emptyForm, 200))
    .post('/consultants/:id', async (c) => save(c, await named(c)))
}
