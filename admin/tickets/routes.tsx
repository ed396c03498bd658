import { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { download } from '#admin/download.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { sentBody } from '#admin/forms.ts'
import { idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { words } from '#admin/words.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { openFile } from '#core/files/files.ts'
import { listCanned } from '#core/office/canned.ts'
import { loadOffice } from '#core/office.ts'
import { forgetView, keepView } from '#core/staff/views.ts'
import { draftKinds, saveDraft } from '#core/tickets/drafts.ts'
import { filterQuery, parseFilter } from '#core/tickets/filter.ts'
import { findByCode } from '#core/tickets/find.ts'
import { ticketPage } from '#core/tickets/page.ts'
import { leave, look, who } from '#core/tickets/presence.ts'
import { codeIn } from '#core/tickets/search.ts'
import { seeWarnings } from '#core/tickets/warn.ts'
import { deedRoutes } from './deed-routes.tsx'
import { exportCsv, exportXlsx } from './export.ts'
import { InboxList } from './inbox-page.tsx'
import { lawRoutes } from './law-routes.tsx'
import { asFault, readList, showInbox, showTicket } from './show.tsx'
import { TicketSigns } from './ticket-page.tsx'
import { Timeline } from './timeline.tsx'
import { showTypeIn, takeTypeIn } from './type-in.tsx'

/** The inbox and the tickets, at /admin/tickets. */
export function ticketRoutes(deps: AdminDeps) {
  const { db } = deps
  const app = new Hono<AdminEnv>()
  app.use(allow('ticket.read'))
  app.get('/', (c) => showInbox(c, deps, new Date()))
  app.get('/list', (c) => refreshList(c, deps))
  app.get('/export.xlsx', (c) => exportXlsx(c, deps, new Date()))
  app.get('/export.csv', (c) => exportCsv(c, deps, new Date()))
  app.post('/views', (c) => keep(c, deps))
  app.post('/views/:id/removal', async (c) => {
    await forgetView(db, c.get('actor').id, idOf(c))
    return redirect(c, '/admin/tickets')
  })
  app.get('/new', allow('ticket.open'), (c) => showTypeIn(c, deps))
  app.post('/new', allow('ticket.open'), (c) => takeTypeIn(c, deps))
  app.get('/:code', async (c) => {
    const now = new Date()
    const ticket = await find(c, deps)
    const [shown] = await Promise.all([
      showTicket(c, deps, { ticket }, now),
      seeWarnings(db, c.get('actor').id, ticket.id, now),
    ])
    return shown
  })
  app.get('/:code/conversation', (c) => refreshConversation(c, deps))
  app.get('/:code/canned', async (c) => {
    await find(c, deps)
    const rows = await listCanned(db, c.get('actor'))
    return c.json(rows.map(({ title, body }) => ({ title, body })))
  })
  app.get('/:code/files/:id', (c) => sendFile(c, deps))
  app.post('/:code/presence', (c) => beat(c, deps))
  app.post('/:code/drafts/:kind', (c) => keepDraft(c, deps))
  app.route('/', lawRoutes(deps))
  app.route('/', deedRoutes(deps))
  return app
}

/** `/admin/go?code=`: opens a ticket by its code or number of this year, else searches for what was typed. */
export function goRoutes() {
  return new Hono<AdminEnv>().get('/', (c) => {
    const typed = (c.req.query('code') ?? '').trim()
    const year = dayOf(new Date()).slice(0, 4)
    const code = codeIn(/^\d{1,6}$/.test(typed) ? `HL-${year}-${typed}` : typed)
    if (code !== undefined) return c.redirect(`/admin/tickets/${code}`, 303)
    return c.redirect(`/admin/tickets?${new URLSearchParams({ q: typed })}`, 303)
  })
}

function find(c: AdminContext, { db }: AdminDeps) {
  return findByCode(db, c.get('actor'), c.req.param('code') ?? '').catch((error: unknown) => {
    throw asFault(error)
  })
}

/** The list part; when the filter was changed, the page's address follows. */
async function refreshList(c: AdminContext, deps: AdminDeps) {
  const query = new URL(c.req.url).searchParams
  const list = await readList(c, deps, query, new Date())
  const shown = filterQuery(list.filter)
  if (c.req.header('HX-Source')?.startsWith('form')) {
    c.header('HX-Replace-Url', addressOf(c, shown))
  }
  return c.html(<InboxList {...list} />)
}

function addressOf(c: AdminContext, query: string): string {
  const current = c.req.header('HX-Current-URL')
  const path = current && URL.canParse(current) ? new URL(current).pathname : '/admin/tickets'
  return query === '' ? path : `${path}?${query}`
}

async function keep(c: AdminContext, { db }: AdminDeps) {
  const body = await sentBody(c)
  const name = String(body.name ?? '')
    .trim()
    .slice(0, 60)
  const query = filterQuery(parseFilter(new URLSearchParams(String(body.query ?? ''))))
  if (name !== '') {
    await keepView(db, c.get('actor').id, { name, query })
    flash(c, 'done', 'inbox:done.view')
  }
  return redirect(c, query === '' ? '/admin/tickets' : `/admin/tickets?${query}`)
}

/** A page that nobody looks at refreshes too, and reads nothing by it. */
async function refreshConversation(c: AdminContext, deps: AdminDeps) {
  const ticket = await find(c, deps)
  const now = new Date()
  const [page, { calendar }] = await Promise.all([
    ticketPage(deps.db, c.get('actor'), ticket.id, now, { unseen: c.req.query('seen') !== '1' }),
    loadOffice(deps.db),
  ])
  return c.html(
    <>
      <Timeline c={c} page={page} base={`/admin/tickets/${ticket.code}`} />
      <TicketSigns c={c} page={page} calendar={calendar} now={now} apart />
    </>,
  )
}

/** A person's file: always as an attachment, never guessed at by the browser, only with its ticket's right. */
async function sendFile(c: AdminContext, deps: AdminDeps) {
  const ticket = await find(c, deps)
  const { files } = await ticketPage(deps.db, c.get('actor'), ticket.id, new Date())
  const file = files.find(({ id }) => id === Number(c.req.param('id')))
  const opened = file && (await openFile(deps.db, deps.dataDir, file.id))
  if (opened === undefined) throw new NotFound()
  return c.body(opened.stream, 200, {
    ...download(opened.name, opened.type),
    'Content-Length': String(opened.size),
  })
}

/** "I am here": answers who else is. */
async function beat(c: AdminContext, deps: AdminDeps) {
  const { db } = deps
  const ticket = await find(c, deps)
  const now = new Date()
  const body = await c.req.parseBody()
  const actor = c.get('actor')
  if (body.typing === 'left') {
    await leave(db, actor, ticket.id)
    return c.body(null, 204)
  }
  await look(db, actor, ticket.id, { typing: body.typing === 'yes' }, now)
  const others = await who(db, actor, ticket.id, now)
  const t = words(c)
  const lines = others.map(({ name, typing }) =>
    t(typing ? 'inbox:presence.typing' : 'inbox:presence.looking', { name }),
  )
  return c.text(lines.join(' · '))
}

async function keepDraft(c: AdminContext, deps: AdminDeps) {
  const kind = draftKinds.find((one) => one === c.req.param('kind'))
  if (kind === undefined) throw new NotFound()
  const ticket = await find(c, deps)
  const { body } = await sentBody(c)
  const text = String(body ?? '').replaceAll('\r\n', '\n')
  await saveDraft(deps.db, c.get('actor'), ticket.id, { kind, body: text }, new Date())
  return c.body(null, 204)
}
