import type { Context, Hono, MiddlewareHandler } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { line, readForm, sentBody } from '#admin/forms.ts'
import { by, idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { noticeById } from '#core/notices/drafting.ts'
import { relayNotice } from '#core/notices/group-relay.ts'
import {
  type Doer,
  pauseNotice,
  recallNotice,
  resumeNotice,
  retryFailed,
  returnNotice,
  scheduleNotice,
  stopNotice,
  submitNotice,
} from '#core/notices/lifecycle.ts'
import { startNotices } from '#core/notices/starting.ts'
import { Refusal } from '#core/refusal.ts'
import { readWhen } from './form.ts'

const returning = z.object({ reason: line(1_000) })

interface Steering {
  /** lets in who sends or agrees */
  leads: MiddlewareHandler<AdminEnv>
  /** keeps what is in the form; the page again when it was not taken */
  save(c: Context<AdminEnv>): Promise<Response | undefined>
}

/** The way of a notice: handed over, agreed to, sent, paused, stopped. */
export function steerRoutes(app: Hono<AdminEnv>, deps: AdminDeps, { leads, save }: Steering): void {
  const { db, groups } = deps
  const writes = allow('notices.write')
  app
    .post('/notices/:id/submission', writes, async (c) => {
      const faulty = await savedFirst(c, save)
      if (faulty) return faulty
      const at = await whenOf(c)
      await submitNotice(db, idOf(c), at, doer(c))
      return done(c, 'notices:submitted')
    })
    .post('/notices/:id/schedule', leads, async (c) => {
      const faulty = await savedFirst(c, save)
      if (faulty) return faulty
      const at = await whenOf(c)
      await scheduleNotice(db, idOf(c), at, doer(c))
      if (at === null) beginSoon(deps)
      return done(c, at === null ? 'notices:sent-now' : 'notices:scheduled')
    })
    .post('/notices/:id/return', allow('notices.approve'), async (c) => {
      const read = await readForm(c, returning)
      if (!read.ok) throw new Refusal('notices:refusal.reason')
      await returnNotice(db, idOf(c), read.data.reason, doer(c))
      return done(c, 'notices:returned-done')
    })
    .post('/notices/:id/recall', async (c) => {
      await recallNotice(db, idOf(c), doer(c))
      return done(c, 'notices:recalled')
    })
    .post('/notices/:id/pause', leads, async (c) => {
      await pauseNotice(db, idOf(c), doer(c))
      return done(c, 'notices:paused')
    })
    .post('/notices/:id/resume', leads, async (c) => {
      await resumeNotice(db, idOf(c), doer(c))
      return done(c, 'notices:resumed-sending')
    })
    .post('/notices/:id/stop', leads, async (c) => {
      await stopNotice(db, idOf(c), doer(c))
      return done(c, 'notices:stopped')
    })
    .post('/notices/:id/retry', leads, async (c) => {
      const n = await retryFailed(db, idOf(c), doer(c))
      return done(c, n === 0 ? 'notices:retried-none' : 'notices:retried', { n })
    })
    .post('/notices/:id/groups', leads, async (c) => {
      const notice = await noticeById(db, idOf(c))
      if (!notice || !groups) throw new NotFound()
      const account = await groups.account()
      if (account.state !== 'on') throw new Refusal('groups:refusal.signed-out')
      const n = await relayNotice(db, notice, by(c))
      groups.nudge()
      return done(c, 'notices:relayed', { n })
    })
}

/** What stands in the form is what goes out: it is kept first. A notice that is only looked at brings no form. */
async function savedFirst(c: AdminContext, save: Steering['save']): Promise<Response | undefined> {
  const { version } = await sentBody(c)
  return version === undefined ? undefined : save(c)
}

function doer(c: AdminContext): Doer {
  return { ...by(c), actor: c.get('actor') }
}

async function whenOf(c: AdminContext): Promise<Date | null> {
  const at = await readWhen(c, new Date())
  if (at === undefined) throw new Refusal('notices:refusal.when')
  return at
}

/** At once means at once: the minute's job finds it under way, or goes on with it if this process dies. */
function beginSoon({ db, log }: AdminDeps): void {
  startNotices(db, new Date()).catch((error: unknown) => {
    log.error({ err: error }, 'beginning a notice failed; the next minute tries again')
  })
}

function done(c: AdminContext, key: string, values: Record<string, number> = {}) {
  flash(c, 'done', key, values)
  return redirect(c, `/admin/notices/${idOf(c)}`)
}
