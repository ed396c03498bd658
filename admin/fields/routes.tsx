import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { line, optionalId, readForm, ticks } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by, idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import {
  addField,
  changeField,
  closeField,
  findField,
  listFields,
  readTerms,
} from '#core/office/fields.ts'
import { loadOffice } from '#core/office.ts'
import { FieldPage, FieldsPage } from './pages.tsx'

const facts = z.object({
  name: line(150),
  nameEn: line(150),
  leadUnitId: optionalId.pipe(z.number({ error: 'panel:fault.required' })),
  cooperating: ticks.transform((ids) => ids.filter((id) => /^\d+$/.test(id)).map(Number)),
  terms: z
    .string()
    .max(20_000, { error: 'panel:fault.long' })
    .default('')
    .transform((text, context) => {
      const read = readTerms(text)
      if ('terms' in read) return read.terms
      context.addIssue({ code: 'custom', message: 'office:fault.terms' })
      return z.NEVER
    }),
})

/** The legal fields: who leads, who cooperates, and by which words triage knows them. */
export function fieldRoutes({ db }: AdminDeps) {
  const form = async (
    c: AdminContext,
    id: number | undefined,
    filled: Filled,
    status: 200 | 422,
  ) => {
    const { units } = await loadOffice(db)
    const field = id === undefined ? undefined : await findField(db, id)
    if (id !== undefined && field === undefined) throw new NotFound()
    return c.html(
      <FieldPage c={c} units={units} filled={filled} {...(field && { field })} />,
      status,
    )
  }
  const factsOf = ({ cooperating, ...rest }: z.output<typeof facts>) => ({
    ...rest,
    cooperatingUnitIds: cooperating,
  })
  return new Hono<AdminEnv>()
    .use('/fields/*', allow('fields.edit'))
    .get('/fields', async (c) => {
      const [fields, { units }] = await Promise.all([listFields(db), loadOffice(db)])
      return c.html(<FieldsPage c={c} fields={fields} units={units} />)
    })
    .get('/fields/new', (c) => form(c, undefined, emptyForm, 200))
    .post('/fields', async (c) => {
      const read = await readForm(c, facts)
      if (!read.ok) return form(c, undefined, read, 422)
      await addField(db, factsOf(read.data), by(c))
      flash(c, 'done', 'office:saved', { name: read.data.name })
      return redirect(c, '/admin/fields')
    })
    .get('/fields/:id', (c) => form(c, idOf(c), emptyForm, 200))
    .post('/fields/:id', async (c) => {
      const read = await readForm(c, facts)
      if (!read.ok) return form(c, idOf(c), read, 422)
      await changeField(db, idOf(c), factsOf(read.data), by(c))
      flash(c, 'done', 'office:saved', { name: read.data.name })
      return redirect(c, '/admin/fields')
    })
    .post('/fields/:id/closure', async (c) => {
      await closeField(db, idOf(c), by(c))
      flash(c, 'done', 'office:field.state-set')
      return redirect(c, '/admin/fields')
    })
}
