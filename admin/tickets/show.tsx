import type { Child } from 'hono/jsx'
import type { AdminContext, AdminDeps } from '#admin/deps.ts'
import { NotAllowed, NotFound } from '#admin/faults.ts'
import { Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { doubtfulIn } from '#core/law/published/citations.ts'
import { daysToPublish } from '#core/law/published/due.ts'
import { latestSent, publicationOf } from '#core/law/published/publication.ts'
import { loadOffice, type Office } from '#core/office.ts'
import { referable } from '#core/plan/consultants.ts'
import { phoneShared, referralShown } from '#core/plan/referrals.ts'
import { Refusal } from '#core/refusal.ts'
import { type Actor, may, reachOf } from '#core/staff/roles.ts'
import { listStaff, type StaffMember } from '#core/staff/staff.ts'
import { listViews } from '#core/staff/views.ts'
import { parseFilter } from '#core/tickets/filter.ts'
import { listTickets } from '#core/tickets/list.ts'
import { lookupsShown } from '#core/tickets/lookups-shown.ts'
import { type TicketPage, ticketPage } from '#core/tickets/page.ts'
import { similarAnswered } from '#core/tickets/similar.ts'
import { ticketChannels } from '#core/tickets/sources.ts'
import { isOpen, type Ticket } from '#core/tickets/ticket.ts'
import type { Db } from '#db/client.ts'
import { despiteOf } from './doubts.tsx'
import type { FilterOptions } from './filters.tsx'
import { InboxPage, type ListView } from './inbox-page.tsx'
import { type Refused, TicketPane, type TicketView } from './ticket-page.tsx'

/** The filter of the list beside the ticket: of this address, or of the page a form or a partial update came from. */
export function listQuery(c: AdminContext): URLSearchParams {
  const from = c.req.method === 'GET' ? undefined : c.req.header('referer')
  const address = c.req.header('HX-Current-URL') ?? from
  const url = address !== undefined && URL.canParse(address) ? new URL(address) : new URL(c.req.url)
  return url.searchParams
}

/** The list of the inbox with everything its page part needs. */
export async function readList(
  c: AdminContext,
  { db }: AdminDeps,
  query: URLSearchParams,
  now: Date,
): Promise<ListView> {
  const filter = parseFilter(query)
  const actor = c.get('actor')
  const [list, saved, office] = await Promise.all([
    listTickets(db, actor, filter, now),
    listViews(db, actor.id),
    loadOffice(db),
  ])
  return { c, filter, list, saved, calendar: office.calendar, now }
}

/** The ticket with everything its pane needs. Refusal when the actor may not read it. */
async function readTicket(
  c: AdminContext,
  { db, shelf }: AdminDeps,
  found: Ticket,
  now: Date,
  refused?: Refused,
): Promise<TicketView> {
  const actor = c.get('actor')
  const [page, office, members, similar, lookups, publication] = await Promise.all([
    ticketPage(db, actor, found.id, now),
    loadOffice(db),
    listStaff(db),
    similarAnswered(db, actor, found),
    lookupsShown(db, found.id),
    publicationView(db, actor, found, now),
  ])
  const consultants = (await referable(db, now)).map(({ id, name, organisation }) => {
    return { value: id, label: [name, organisation].filter(Boolean).join(' · ') }
  })
  const lead = office.unit(page.ticket.leadUnitId) ?? office.focal
  return {
    c,
    page,
    query: listQuery(c).toString(),
    options: { ...places(c, office), ...people(page.ticket, members, office), consultants },
    referral: await referralShown(db, found.id),
    sharedPhone: await phoneShared(db, actor, page.ticket, { now, ip: c.get('ip') }),
    nameOf: (id) => members.find((one) => one.id === id)?.name ?? '',
    sectorName: (code) => office.sectorName(code, c.get('language')),
    unitApproves: lead?.approval ?? false,
    similar,
    lookups,
    publication,
    lawQuestion:
      shelf && may(actor, 'law.read') && isOpen(page.ticket) ? page.ticket.question : undefined,
    doubts: await doubtsOf(db, page, refused, now),
    calendar: office.calendar,
    now,
    ...(refused === undefined ? {} : { refused }),
  }
}

/** What the answer that is being written, or waits for approval, cites though it is not in force. */
async function doubtsOf(db: Db, page: TicketPage, refused: Refused | undefined, now: Date) {
  const submitted = page.answers.findLast(({ state }) => state === 'submitted')
  const waiting = page.ticket.state === 'submitted' ? submitted : undefined
  const { answer = '', basis = '' } = page.drafts
  const typed = refused?.form === 'answer' || refused?.form === 'approval' ? refused.typed : {}
  const body = typed.body ?? waiting?.body ?? answer
  const doubts = await doubtfulIn(db, `${body}\n${typed.basis ?? waiting?.basis ?? basis}`, now)
  return { doubts, despite: despiteOf(typed.despite) }
}

/** Whether the answer is public, for those who look after that. */
async function publicationView(db: Db, actor: Actor, ticket: Ticket, now: Date) {
  if (!may(actor, 'published.read')) return undefined
  const [publication, answer] = await Promise.all([
    publicationOf(db, ticket.id),
    latestSent(db, ticket.id),
  ])
  if (!answer?.sentAt) return undefined
  return {
    publication,
    daysLeft: daysToPublish(answer.sentAt, now),
    mayStart: may(actor, 'published.write', ticket),
    outdated: publication?.state === 'published' && (publication.answerId ?? 0) < answer.id,
    specific: ticket.scope === 'specific',
  }
}

function places(c: AdminContext, office: Office) {
  const english = c.get('language') === 'en'
  return {
    units: office.units.map(({ id, name }) => ({ value: id, label: name })),
    fields: office.fields.map(({ id, name, nameEn }) => ({
      value: id,
      label: english ? nameEn : name,
    })),
  }
}

/** Whom a ticket may be given to: the people of its units; while it has none, those of the focal point. */
function people(
  ticket: { leadUnitId: number | null; cooperatingUnitIds: number[] },
  members: StaffMember[],
  office: Office,
) {
  const active = members.filter(({ deactivatedAt }) => deactivatedAt === null)
  const units = [ticket.leadUnitId ?? office.focal?.id, ...ticket.cooperatingUnitIds]
  const option = ({ id, name, unit }: StaffMember) => ({
    value: id,
    label: unit === null ? name : `${name} · ${unit}`,
  })
  return {
    staff: active
      .filter(
        ({ unitId, role }) => role !== 'consultant' && unitId !== null && units.includes(unitId),
      )
      .map(option),
  }
}

async function filterOptions(c: AdminContext, { db }: AdminDeps): Promise<FilterOptions> {
  const outside = reachOf(c.get('actor'), 'ticket.read') === 'referred'
  const [office, members] = await Promise.all([loadOffice(db), outside ? [] : listStaff(db)])
  const t = words(c)
  return {
    ...places(c, office),
    staff: members.map(({ id, name }) => ({ value: id, label: name })),
    channels: ticketChannels.map((name) => ({ value: name, label: t(`panel:channel.${name}`) })),
  }
}

/** The pane alone for a partial update; else the whole inbox with the pane in it. */
export async function showPane(
  c: AdminContext,
  deps: AdminDeps,
  what: { pane: Child | Promise<Child>; code: string; done?: string },
  now: Date,
  status: 200 | 409 | 422 = 200,
) {
  const t = words(c)
  if (c.req.header('HX-Request') !== undefined) {
    return c.html(
      <>
        <title>{`${what.code} · Hỏi Luật`}</title>
        {await what.pane}
        {what.done && (
          <div id="flash" hx-swap-oob="innerHTML">
            <Notice kind="done">{t(what.done)}</Notice>
          </div>
        )}
      </>,
      status,
    )
  }
  const [pane, list, options] = await Promise.all([
    what.pane,
    readList(c, deps, listQuery(c), now),
    filterOptions(c, deps),
  ])
  const { code } = what
  return c.html(
    <InboxPage {...list} open={code} options={options} title={code} pane={pane} />,
    status,
  )
}

export async function showInbox(c: AdminContext, deps: AdminDeps, now: Date) {
  const [list, options] = await Promise.all([
    readList(c, deps, new URL(c.req.url).searchParams, now),
    filterOptions(c, deps),
  ])
  return c.html(<InboxPage {...list} options={options} title={words(c)('inbox:title')} />)
}

/** The page of a ticket; `refused` and `done` say how the deed that led here ended. */
export function showTicket(
  c: AdminContext,
  deps: AdminDeps,
  what: { ticket: Ticket; refused?: Refused; done?: string },
  now: Date,
) {
  const { ticket, refused, done } = what
  const pane = readTicket(c, deps, ticket, now, refused).then((view) => <TicketPane {...view} />)
  const shown = { pane, code: ticket.code, ...(done === undefined ? {} : { done }) }
  return showPane(c, deps, shown, now, refused ? 422 : 200)
}

/** What core refuses for want of a right is a page of its own: not found, or not allowed. */
export function asFault(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error
  if (error.key === 'tickets:refusal.not-found') return new NotFound()
  if (error.key === 'tickets:refusal.not-allowed') return new NotAllowed()
  return error
}
