import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminDeps, AdminEnv } from '#admin/deps.ts'
import { flash } from '#admin/flash.ts'
import { optionalLine, readForm } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by, idOf, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { Refusal } from '#core/refusal.ts'
import { listCallBacks, noteCallBack } from '#core/surveys/call-back-list.ts'
import { CallBacksPage } from './page.tsx'

const form = z.object({
  outcome: optionalLine(2_000),
  do: z.enum(['note', 'close']).default('note'),
})

/** Whom to call back after a low mark, and what came of it. */
export function callBackRoutes({ db }: AdminDeps) {
  return new Hono<AdminEnv>()
    .get('/call-backs', allow('surveys.read'), async (c) => {
      const state = c.req.query('state') === 'closed' ? 'closed' : 'open'
      const page = pageOf(c)
      const list = await listCallBacks(db, c.get('actor'), { state, page })
      return c.html(<CallBacksPage {...{ c, state, page, ...list }} filled={emptyForm} />)
    })
    .post('/call-backs/:id', allow('surveys.write'), async (c) => {
      const id = idOf(c)
      const read = await readForm(c, form)
      const again = async (filled: Filled, status: 409 | 422) => {
        const list = await listCallBacks(db, c.get('actor'), { state: 'open', page: 1 })
        const view = { c, state: 'open' as const, page: 1, ...list, filled, at: id }
        return c.html(<CallBacksPage {...view} />, status)
      }
      if (!read.ok) return again(read, 422)
      const { outcome } = read.data
      const ended = read.data.do === 'close'
      try {
        await noteCallBack(db, id, { outcome, ended }, by(c))
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return again({ typed: { outcome }, faults: { outcome: error.key } }, 422)
      }
      flash(c, 'done', ended ? 'survey-desk:call.closed' : 'survey-desk:call.noted')
      return redirect(c, '/admin/call-backs')
    })
}
