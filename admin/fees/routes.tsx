import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { optionalLine, readForm, type Typed } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by, idOf, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { allowedOf, feeSizes } from '#core/plan/fee-cap.ts'
import { type FeeView, feeViews, findFee, listFees } from '#core/plan/fee-list.ts'
import { askMissing, completeFee, decideFee, receiveFee } from '#core/plan/fees.ts'
import { Refusal } from '#core/refusal.ts'
import { feeSupport } from '#core/tickets/fee-support.ts'
import { exportFees } from './export.ts'
import { FeePage } from './fee-page.tsx'
import { NewFeePage } from './new-page.tsx'
import { FeesPage } from './pages.tsx'

const vnd = z
  .string()
  .default('')
  .transform((value) => Number(value.replace(/[\s.,]/g, '')))
  .refine((value) => Number.isSafeInteger(value), { error: 'consultants:refusal.fee' })
const day = z.iso.date({ error: 'office:fault.day' })
const text = z.string().trim().max(4_000, { error: 'panel:fault.long' }).default('')
const version = z.coerce.number().int()

const newFile = z.object({
  ticketCode: optionalLine(30),
  taxCode: optionalLine(30),
  name: optionalLine(300),
  size: z.enum(feeSizes, { error: 'panel:fault.required' }),
  feeVnd: vnd,
  receivedOn: day,
  missing: text,
  note: text,
})

const deeds = {
  missing: z.object({ version, missing: text }),
  complete: z.object({ version, completeOn: day }),
  grant: z.object({ version, amountVnd: vnd, decision: optionalLine(100), decidedOn: day }),
  refusal: z.object({ version, reason: text, decision: optionalLine(100), decidedOn: day }),
}

/** Files for support of consultants' fees: the list, a new one, each step of one. */
export function feeRoutes({ db }: AdminDeps) {
  const create = async (c: AdminContext, filled: Filled, status: 200 | 422) =>
    c.html(<NewFeePage {...{ c, filled }} />, status)
  const show = async (c: AdminContext, filled: Filled, status: 200 | 422) => {
    const fee = await findFee(db, idOf(c), new Date())
    if (!fee) throw new NotFound()
    const { file } = fee
    const year = (file.decidedOn ?? dayOf(new Date())).slice(0, 4)
    const allowed = await allowedOf(db, { ...file, year })
    return c.html(<FeePage {...{ c, fee, allowed, filled }} />, status)
  }
  /** Reads a step's form and does it; what is refused comes back with what was typed. */
  const step = async <Name extends keyof typeof deeds>(
    c: AdminContext,
    name: Name,
    run: (id: number, data: z.output<(typeof deeds)[Name]>) => Promise<unknown>,
  ) => {
    const read = await readForm(
      c,
      deeds[name] as unknown as z.ZodType<z.output<(typeof deeds)[Name]>>,
    )
    if (!read.ok) return show(c, read, 422)
    const id = idOf(c)
    try {
      await run(id, read.data)
    } catch (error) {
      return show(c, refused(error, read.data as Record<string, unknown>), 422)
    }
    flash(c, 'done', 'consultants:fees.saved')
    return redirect(c, `/admin/fees/${id}`)
  }
  const whose = (c: AdminContext) => {
    const { actor, now } = by(c)
    return { actor: { ...actor, ip: c.get('ip') }, now }
  }
  return new Hono<AdminEnv>()
    .use('/fees/*', allow('fees.edit'))
    .get('/fees/export.xlsx', (c) => exportFees(c, db, filterOf(c)))
    .get('/fees', async (c) => {
      const filter = { ...filterOf(c), page: pageOf(c) }
      const [list, support] = await Promise.all([
        listFees(db, filter, new Date()),
        feeSupport(db, null),
      ])
      return c.html(<FeesPage {...{ c, filter, list, support }} />)
    })
    .get('/fees/new', (c) => {
      const typed = { ticketCode: c.req.query('ticket') ?? '' }
      return create(c, { typed, faults: {} }, 200)
    })
    .post('/fees', async (c) => {
      const read = await readForm(c, newFile)
      if (!read.ok) return create(c, read, 422)
      const { actor, now } = whose(c)
      try {
        const { id } = await receiveFee(db, actor, read.data, now)
        flash(c, 'done', 'consultants:fees.added')
        return redirect(c, `/admin/fees/${id}`)
      } catch (error) {
        return create(c, refused(error, read.data), 422)
      }
    })
    .get('/fees/:id', (c) => show(c, emptyForm, 200))
    .post('/fees/:id/missing', (c) => {
      const { actor, now } = whose(c)
      return step(c, 'missing', (id, { version: seen, missing }) =>
        askMissing(db, actor, id, seen, { missing }, now),
      )
    })
    .post('/fees/:id/complete', (c) => {
      const { actor, now } = whose(c)
      return step(c, 'complete', (id, { version: seen, completeOn }) =>
        completeFee(db, actor, id, seen, { completeOn }, now),
      )
    })
    .post('/fees/:id/grant', (c) => {
      const { actor, now } = whose(c)
      return step(c, 'grant', (id, { version: seen, ...input }) =>
        decideFee(db, actor, id, seen, { granted: true, ...input }, now),
      )
    })
    .post('/fees/:id/refusal', (c) => {
      const { actor, now } = whose(c)
      return step(c, 'refusal', (id, { version: seen, ...input }) =>
        decideFee(db, actor, id, seen, { granted: false, ...input }, now),
      )
    })
}

function filterOf(c: AdminContext) {
  const view: FeeView = feeViews.find((one) => one === c.req.query('view')) ?? 'open'
  return { view, q: (c.req.query('q') ?? '').replaceAll('\0', '') }
}

function refused(error: unknown, data: Record<string, unknown>): Filled {
  if (!(error instanceof Refusal)) throw error
  const typed: Typed = Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, String(value ?? '')]),
  )
  return { typed, faults: { refused: error.key }, values: { refused: error.values } }
}
