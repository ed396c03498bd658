import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { labelsOf } from '#admin/difficulties/labels.ts'
import { idsIn } from '#admin/difficulties/routes.tsx'
import { download } from '#admin/download.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { line, readForm, sentBody } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { idOf, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { documentById } from '#core/law/documents/documents.ts'
import { loadOffice } from '#core/office.ts'
import { parseDifficultyFilter } from '#core/plan/difficulty-filter.ts'
import { listDifficulties } from '#core/plan/difficulty-list.ts'
import { changeSources, dropRecommendation, sendRecommendation } from '#core/plan/recommendation.ts'
import {
  listRecommendations,
  recommendationPage,
  recommendationStates,
} from '#core/plan/recommendation-list.ts'
import {
  notePhoned,
  outcomes,
  replyToRecommendation,
  untoldOf,
} from '#core/plan/recommendation-reply.ts'
import { endTickets, openTicketsOf } from '#core/plan/recommendation-tickets.ts'
import { Refusal } from '#core/refusal.ts'
import { draftRoutes, who } from './drafting.tsx'
import { RecommendationListPage } from './list-page.tsx'
import { PickingPage } from './picking-page.tsx'
import { RecommendationShowPage } from './show-page.tsx'

const path = '/admin/recommendations'
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

const letterForm = z.object({
  version: z.coerce.number().int().catch(0),
  number: line(60, 'difficulties:refusal.no-number'),
  datedOn: z.string().regex(/^\d{4}-\d\d-\d\d$/, { error: 'panel:fault.invalid' }),
})
const replyForm = z.object({
  version: z.coerce.number().int().catch(0),
  reply: line(10_000, 'tickets:refusal.no-reply'),
  outcome: z.enum(outcomes, { error: 'panel:fault.invalid' }),
})

/** Recommendations: the list, the drafting, the letter, the reply, and who is told. */
export function recommendationRoutes(deps: AdminDeps) {
  const app = new Hono<AdminEnv>()
  app.use('/recommendations/*', allow('difficulties.read'))
  draftRoutes(app, deps)
  deedRoutes(app, deps)
  return app
    .get('/recommendations', (c) => showList(c, deps))
    .get('/recommendations/:id{[0-9]+}', (c) => show(c, deps, emptyForm))
    .get('/recommendations/:id{[0-9]+}/difficulties', allow('recommendations.write'), (c) =>
      showPicking(c, deps),
    )
    .get('/recommendations/:id{[0-9]+}/letter.docx', async (c) => {
      const page = await recommendationPage(deps.db, idOf(c))
      if (!page) throw new NotFound()
      const { recommendationLetter } = await import('#core/plan/recommendation-letter.ts')
      const bytes = await recommendationLetter(deps.db, page, new Date())
      return c.body(bytes.slice().buffer, 200, download(`kien-nghi-${page.id}.docx`, docx))
    })
}

function deedRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const { db } = deps
  const write = allow('recommendations.write')
  const back = (c: AdminContext) => redirect(c, `${path}/${idOf(c)}`)
  const version = async (c: AdminContext) => {
    const body = await sentBody(c)
    return { body, which: { id: idOf(c), version: Number(body.version ?? 0) } }
  }
  app
    .post('/recommendations/:id{[0-9]+}/sending', write, async (c) => {
      const read = await readForm(c, letterForm)
      if (!read.ok) return show(c, deps, read)
      const { version: seen, ...letter } = read.data
      const typed = { ...letter }
      return refusedAt(c, deps, typed, async () => {
        await sendRecommendation(db, who(c), { id: idOf(c), version: seen }, letter, new Date())
        flash(c, 'done', 'difficulties:done.sent')
      })
    })
    .post('/recommendations/:id{[0-9]+}/reply', write, async (c) => {
      const read = await readForm(c, replyForm)
      if (!read.ok) return show(c, deps, read)
      const { version: seen, ...given } = read.data
      return refusedAt(c, deps, { ...given }, async () => {
        const which = { id: idOf(c), version: seen }
        const done = await replyToRecommendation(db, who(c), which, given, new Date())
        flash(c, 'done', 'difficulties:done.replied', done)
      })
    })
    .post('/recommendations/:id{[0-9]+}/sources', write, async (c) => {
      const { body, which } = await version(c)
      const change = { add: idsIn(body.add), drop: idsIn(body.drop) }
      await changeSources(db, who(c), which, change)
      flash(c, 'done', 'difficulties:done.changed')
      return back(c)
    })
    .post('/recommendations/:id{[0-9]+}/removal', write, async (c) => {
      await dropRecommendation(db, who(c), (await version(c)).which, new Date())
      flash(c, 'done', 'difficulties:done.dropped')
      return redirect(c, path)
    })
    .post('/recommendations/:id{[0-9]+}/phoned', write, async (c) => {
      const personId = Number((await sentBody(c)).person ?? 0)
      await notePhoned(db, who(c), { recommendationId: idOf(c), personId }, new Date())
      flash(c, 'done', 'difficulties:done.phoned')
      return back(c)
    })
    .post('/recommendations/:id{[0-9]+}/tickets', write, async (c) => {
      const body = await sentBody(c)
      if (body.confirm === undefined) {
        return show(c, deps, { typed: {}, faults: { confirm: 'difficulties:confirm-fault' } })
      }
      const chosen = [body.tickets].flat().flatMap((one) => {
        const [ticketId, seen] = String(one ?? '')
          .split(':')
          .map(Number)
        return ticketId && seen !== undefined ? [{ ticketId, version: seen }] : []
      })
      const { ended, left } = await endTickets(db, who(c), idOf(c), chosen, new Date())
      if (left.length === 0) flash(c, 'done', 'difficulties:done.ended', { ended })
      else flash(c, 'warning', 'difficulties:done.ended-left', { ended, left: left.join(', ') })
      return back(c)
    })
}

/** Does it and shows the page, with what was typed when it was refused. */
async function refusedAt(
  c: AdminContext,
  deps: AdminDeps,
  typed: Record<string, string>,
  act: () => Promise<void>,
) {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return show(c, deps, { typed, faults: { form: error.key } })
  }
  return redirect(c, `${path}/${idOf(c)}`)
}

async function showList(c: AdminContext, { db }: AdminDeps) {
  const filter = {
    state: recommendationStates.find((one) => one === c.req.query('state')),
    q: (c.req.query('q') ?? '').trim().slice(0, 200) || undefined,
    unit: idsIn(c.req.query('unit'))[0],
  }
  const page = pageOf(c)
  const [list, office] = await Promise.all([listRecommendations(db, filter, page), loadOffice(db)])
  const labels = labelsOf(c, office)
  return c.html(<RecommendationListPage {...{ c, filter, page, labels }} {...list} />)
}

/** The difficulties it is not drawn from yet; of its own field unless another was asked for. */
async function showPicking(c: AdminContext, { db }: AdminDeps) {
  const [page, office] = await Promise.all([recommendationPage(db, idOf(c)), loadOffice(db)])
  if (!page || page.ticketId !== null || page.state === 'replied') throw new NotFound()
  const query = new URL(c.req.url).searchParams
  const { q, field } = parseDifficultyFilter(query)
  const own = query.has('field') ? field : (page.fieldId ?? undefined)
  const filter = { ...(q && { q }), ...(own !== undefined && { field: own }), apartFrom: page.id }
  const at = pageOf(c)
  const list = await listDifficulties(db, filter, at)
  return c.html(<PickingPage {...{ c, page, filter, at, ...list }} labels={labelsOf(c, office)} />)
}

async function show(c: AdminContext, { db }: AdminDeps, filled: Filled) {
  const id = idOf(c)
  const [page, office] = await Promise.all([recommendationPage(db, id), loadOffice(db)])
  if (!page) throw new NotFound()
  const [untold, open] = await Promise.all([
    page.state === 'replied' ? untoldOf(db, id) : [],
    page.state === 'draft' ? [] : openTicketsOf(db, c.get('actor'), id),
  ])
  const document = page.documentId === null ? undefined : await documentById(db, page.documentId)
  const labels = labelsOf(c, office)
  const today = dayOf(new Date())
  const faulty = Object.keys(filled.faults).length > 0
  const props = { c, page, filled, labels, untold, open, document, today }
  return c.html(<RecommendationShowPage {...props} />, faulty ? 422 : 200)
}
