import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { flash } from '#admin/flash.ts'
import { line, readForm } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by, idOf, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import {
  countDeliveries,
  countFiles,
  dropDelivery,
  listDeliveries,
  listQueues,
  retryDelivery,
  watchedStates,
} from '#core/deliveries/trouble.ts'
import { HealthPage } from './pages.tsx'

const dropping = z.object({ reason: line(300) })

/** What waits or went wrong on the way out: deliveries, files, jobs. */
export function healthRoutes({ db }: AdminDeps) {
  const show = async (c: AdminContext, filled: Filled, status: 200 | 422) => {
    const state = watchedStates.find((name) => name === c.req.query('state')) ?? 'failed'
    const page = pageOf(c)
    const [counts, list, files, queues] = await Promise.all([
      countDeliveries(db),
      listDeliveries(db, state, page),
      countFiles(db),
      listQueues(db),
    ])
    const props = { c, state, page, counts, files, queues, filled, ...list }
    return c.html(<HealthPage {...props} />, status)
  }
  const back = (c: AdminContext) => {
    const state = watchedStates.find((name) => name === c.req.query('state')) ?? 'failed'
    return redirect(c, `/admin/health?state=${state}`)
  }
  return new Hono<AdminEnv>()
    .use('/health/*', allow('health.edit'))
    .get('/health', (c) => show(c, emptyForm, 200))
    .post('/health/deliveries/:id/retry', async (c) => {
      await retryDelivery(db, idOf(c), by(c))
      flash(c, 'done', 'health:retried')
      return back(c)
    })
    .post('/health/deliveries/:id/drop', async (c) => {
      const form = await readForm(c, dropping)
      if (!form.ok) return show(c, { ...form, typed: { id: c.req.param('id') } }, 422)
      await dropDelivery(db, idOf(c), form.data.reason, by(c))
      flash(c, 'done', 'health:dropped')
      return back(c)
    })
}
