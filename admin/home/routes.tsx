import { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { flash } from '#admin/flash.ts'
import { daysOf, ownUnit } from '#admin/numbers/period.ts'
import { redirect } from '#admin/session.ts'
import { signInAlert } from '#core/channels/sign-in-alert.ts'
import { publishingWork } from '#core/law/published/home.ts'
import { loadOffice } from '#core/office.ts'
import { feesNear } from '#core/plan/fee-list.ts'
import { reportsToHandIn } from '#core/plan/report.ts'
import { tasksNear } from '#core/plan/task-reminders.ts'
import { may } from '#core/staff/roles.ts'
import { countCallBacks } from '#core/surveys/call-back-list.ts'
import { type Filter, filterQuery } from '#core/tickets/filter.ts'
import { homeWork } from '#core/tickets/home.ts'
import { listTickets } from '#core/tickets/list.ts'
import { deskNumbers } from '#core/tickets/numbers.ts'
import { seeWarnings, unseenWarnings } from '#core/tickets/warn.ts'
import { HomePage, HomeParts, type HomeView } from './page.tsx'

const nextShown = 8
const warningsShown = 10

/** The first page of the panel, at /admin; its live part at /admin/home. */
export function homeRoutes(deps: AdminDeps) {
  const app = new Hono<AdminEnv>()
  app.get('/', async (c) => {
    // Leaders begin with the promises; their own work is one step away.
    if (c.get('actor').role === 'leader' && c.req.query('work') === undefined) {
      return redirect(c, '/admin/dashboard')
    }
    return c.html(<HomePage {...(await readHome(c, deps))} />)
  })
  app.get('/home', async (c) => c.html(<HomeParts {...(await readHome(c, deps))} />))
  app.post('/warnings', async (c) => {
    await seeWarnings(deps.db, c.get('actor').id, undefined, new Date())
    flash(c, 'done', 'home:warnings.done')
    return redirect(c, '/admin')
  })
  return app
}

async function readHome(c: AdminContext, { db, zalo }: AdminDeps): Promise<HomeView> {
  const now = new Date()
  const actor = c.get('actor')
  const own = ownWork(actor)
  const unit = ownUnit(actor)
  const place = unit === undefined ? {} : { unit }
  const mends = zalo !== undefined && may(actor, 'channels.edit')
  const [
    heaps,
    publishing,
    warnings,
    next,
    numbers,
    office,
    alert,
    reports,
    tasks,
    callBacks,
    fees,
  ] = await Promise.all([
    homeWork(db, actor, now),
    publishingWork(db, actor, now),
    unseenWarnings(db, actor.id, warningsShown),
    listTickets(db, actor, own, now),
    may(actor, 'numbers.read') ? deskNumbers(db, { ...daysOf('year', now), ...place }) : undefined,
    loadOffice(db),
    mends ? signInAlert(db, 'zalo', now) : undefined,
    reportsToHandIn(db, actor, now),
    may(actor, 'plan.read') ? tasksNear(db, actor, now) : [],
    countCallBacks(db, actor),
    feesNear(db, actor, now),
  ])
  return {
    c,
    heaps,
    publishing,
    callBacks,
    fees,
    warnings,
    alerts: alert ? [{ channel: 'zalo', alert }] : [],
    next: { rows: next.rows.slice(0, nextShown), query: filterQuery(own) },
    numbers,
    unit: office.unit(unit)?.name,
    targets: office.targets,
    calendar: office.calendar,
    reports,
    tasks,
    now,
  }
}

/** What somebody is expected to do next: their own, their unit's, or what nobody has classified. */
function ownWork({ role, unitId }: { role: string; unitId: number | undefined }): Filter {
  if (role === 'coordinator') return { state: 'received' }
  if (role === 'officer') return { assignee: 'me', state: 'open' }
  if (role === 'head' && unitId !== undefined) return { unit: unitId, state: 'open' }
  if (role === 'leader') return { state: 'submitted' }
  return { state: 'open' }
}
