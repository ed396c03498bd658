import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotAllowed } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { optionalId, readForm, ticks } from '#admin/forms.ts'
import { allow, redirect } from '#admin/session.ts'
import { closeReview } from '#core/law/published/review-closing.ts'
import { closedReviews, listReviews } from '#core/law/published/review-list.ts'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { listStaff } from '#core/staff/staff.ts'
import { ReviewsPage } from './page.tsx'

const closing = z.object({
  task: ticks.transform((all) => all.map(Number).filter(Number.isSafeInteger)),
  outcome: z.enum(['kept', 'changed', 'withdrawn']).catch('kept'),
  note: z.string().max(1000, { error: 'panel:fault.long' }).default(''),
  unit: optionalId,
})

/** What rests on law that has changed, by division, at /admin/reviews. */
export function reviewRoutes({ db }: AdminDeps) {
  return new Hono<AdminEnv>()
    .get('/reviews', allow('published.read'), async (c) => {
      const unitId = optionalId.catch(undefined).parse(c.req.query('unit') ?? '')
      const [reviews, closed, office, members] = await Promise.all([
        listReviews(db, { unitId }),
        closedReviews(db, { unitId }),
        loadOffice(db),
        listStaff(db),
      ])
      const nameOf = (id: string | null) => members.find((one) => one.id === id)?.name ?? ''
      const view = { c, reviews, closed, unitId, nameOf }
      return c.html(<ReviewsPage {...view} units={office.units} />)
    })
    .post('/reviews', allow('published.read'), (c) => close(c as unknown as AdminContext, { db }))
}

async function close(c: AdminContext, { db }: Pick<AdminDeps, 'db'>) {
  const read = await readForm(c, closing)
  const back = read.ok && read.data.unit !== undefined ? `?unit=${read.data.unit}` : ''
  if (!read.ok) {
    flash(c, 'problem', Object.values(read.faults)[0] ?? 'panel:fault.invalid')
    return redirect(c, '/admin/reviews')
  }
  const { task: taskIds, outcome, note } = read.data
  try {
    await closeReview(db, c.get('actor'), { taskIds, outcome, note }, new Date())
    flash(c, 'done', 'published:done.review')
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.key.endsWith('not-allowed')) throw new NotAllowed()
    flash(c, 'problem', error.key, error.values)
  }
  return redirect(c, `/admin/reviews${back}`)
}
