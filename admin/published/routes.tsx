import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotAllowed, NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { optionalId, readForm, sentBody, tick } from '#admin/forms.ts'
import { idOf, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { despiteOf } from '#admin/tickets/doubts.tsx'
import { doubtfulIn } from '#core/law/published/citations.ts'
import { dueToPublish } from '#core/law/published/due.ts'
import { decided, identitiesLeft, proposePublication } from '#core/law/published/proposal.ts'
import { findPublication, publicationOf } from '#core/law/published/publication.ts'
import {
  dropCorrection,
  publishAnswer,
  returnPublication,
  savePublication,
  submitPublication,
  withdrawPublication,
} from '#core/law/published/published.ts'
import { countPublished, listPublished, listStates } from '#core/law/published/published-list.ts'
import { declinePublication, startPublication } from '#core/law/published/starting.ts'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { reachOf } from '#core/staff/roles.ts'
import { findByCode } from '#core/tickets/find.ts'
import { PublishedListPage } from './list-page.tsx'
import { LookBox } from './look-box.tsx'
import { ProposalPage } from './proposal-page.tsx'
import { showPublication } from './show.tsx'

const words = z.string().max(60_000, { error: 'panel:fault.long' }).default('')
const texts = { question: words, body: words, basis: words }
const version = z.coerce.number().int().min(1).catch(0)
const reason = z.string().max(1000, { error: 'panel:fault.long' }).default('')
const despite = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform(despiteOf)
const wording = z.object({
  ...texts,
  version,
  confirmed: tick,
  despite,
  deed: z.enum(['save', 'submit', 'publish']).catch('save'),
})
const filter = z.object({
  state: z
    .enum(['due', ...listStates])
    .optional()
    .catch(undefined),
  field: optionalId.catch(undefined),
  unit: optionalId.catch(undefined),
})

/** Answers made public, at /admin/published: what is due, being written, waits for review, is public. */
export function publishedRoutes(deps: AdminDeps) {
  const { db } = deps
  return new Hono<AdminEnv>()
    .get('/published', allow('published.read'), (c) => list(c as unknown as AdminContext, deps))
    .get('/published/new', allow('published.write'), async (c) => {
      const code = c.req.query('ticket') ?? ''
      const ticket = await orFault(findByCode(db, c.get('actor'), code))
      const begun = await publicationOf(db, ticket.id)
      if (begun) return redirect(c, `/admin/published/${begun.id}`)
      const proposal = await proposePublication(db, c.get('actor'), ticket.code).catch(
        (error: unknown) => refusedAt(c, `/admin/tickets/${ticket.code}`, error),
      )
      if (proposal instanceof Response) return proposal
      return c.html(<ProposalPage c={c} proposal={proposal} now={new Date()} />)
    })
    .post('/published', allow('published.write'), (c) => begin(c as unknown as AdminContext, deps))
    .get('/published/:id', allow('published.read'), (c) =>
      showPublication(c, deps, idOf(c), new Date()),
    )
    .post('/published/:id', allow('published.read'), (c) =>
      perform(c as unknown as AdminContext, deps),
    )
    .post('/published/:id/look', allow('published.read'), (c) =>
      look(c as unknown as AdminContext, deps),
    )
    .post('/published/:id/return', allow('published.review'), (c) =>
      decide(c as unknown as AdminContext, deps, 'return'),
    )
    .post('/published/:id/withdrawal', allow('published.read'), (c) =>
      decide(c as unknown as AdminContext, deps, 'withdrawal'),
    )
    .post('/published/:id/correction/removal', allow('published.read'), (c) =>
      decide(c as unknown as AdminContext, deps, 'correction'),
    )
}

async function list(c: AdminContext, { db }: AdminDeps) {
  const actor = c.get('actor')
  const now = new Date()
  const asked = filter.parse(c.req.query())
  const writes = reachOf(actor, 'published.write') !== undefined
  const state = asked.state ?? (writes ? 'due' : 'submitted')
  const page = pageOf(c)
  const [office, counts, due, found] = await Promise.all([
    loadOffice(db),
    countPublished(db, asked.unit),
    writes ? dueToPublish(db, actor, now) : { list: [], count: 0 },
    state === 'due'
      ? { rows: [], more: false }
      : listPublished(db, { state, fieldId: asked.field, unitId: asked.unit, page }),
  ])
  const view = { c, state, asked, counts, due, writes, page, ...found }
  return c.html(<PublishedListPage {...view} units={office.units} fields={office.fields} />)
}

/** Takes the officer's decision on every identity, or the reason why the answer is not made public. */
async function begin(c: AdminContext, { db }: AdminDeps) {
  const actor = c.get('actor')
  const now = new Date()
  const sent = await sentBody(c)
  const code = String(sent.ticket ?? '')
  const back = `/admin/published/new?${new URLSearchParams({ ticket: code })}`
  const ticket = await orFault(findByCode(db, actor, code))
  try {
    if (sent.deed === 'decline') {
      await declinePublication(db, actor, ticket.id, { reason: String(sent.reason ?? '') }, now)
      flash(c, 'done', 'published:done.declined', { code: ticket.code })
      return redirect(c, `/admin/tickets/${ticket.code}`)
    }
    const proposal = await proposePublication(db, actor, ticket.code)
    const text = decided(proposal, choices(sent))
    const { id } = await startPublication(db, actor, ticket.id, text, now)
    flash(c, 'done', 'published:done.started')
    return redirect(c, `/admin/published/${id}`)
  } catch (error) {
    return refusedAt(c, back, error)
  }
}

/** `key-3`, `how-3` and `word-3` are one decision. */
function choices(sent: Record<string, unknown>): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>()
  for (const [name, key] of Object.entries(sent)) {
    const number = /^key-(\d+)$/.exec(name)?.[1]
    if (number === undefined || typeof key !== 'string') continue
    const word = String(sent[`word-${number}`] ?? '').slice(0, 80)
    found.set(key, sent[`how-${number}`] === 'keep' ? undefined : word)
  }
  return found
}

async function perform(c: AdminContext, deps: AdminDeps) {
  const { db } = deps
  const actor = c.get('actor')
  const id = idOf(c)
  const now = new Date()
  const read = await readForm(c, wording)
  if (!read.ok) {
    const fault = new Refusal(Object.values(read.faults)[0] ?? 'panel:fault.invalid')
    return showPublication(c, deps, id, now, { typed: read.typed, refusal: fault })
  }
  const { deed, version: seen, ...input } = read.data
  const acts = { save: savePublication, submit: submitPublication, publish: publishAnswer }
  try {
    const done = await acts[deed](db, actor, id, seen, input, now)
    const again = deed === 'publish' && done.edition > 1
    flash(c, 'done', again ? 'published:done.corrected' : `published:done.${deed}`)
    return redirect(c, `/admin/published/${id}`)
  } catch (error) {
    const fault = asFault(error)
    if (!(fault instanceof Refusal)) throw fault
    const { question, body, basis } = input
    const typed = { question, body, basis, despite: input.despite.join(',') }
    return showPublication(c, deps, id, now, { typed, refusal: fault })
  }
}

/** What still points at somebody in the text as it is typed, and what it cites out of force. */
async function look(c: AdminContext, { db }: AdminDeps) {
  const row = await orFault(findPublication(db, c.get('actor'), idOf(c)))
  const read = await readForm(c, z.object({ ...texts, despite }))
  if (!read.ok) throw new NotFound()
  const { despite: ticked, ...text } = read.data
  const [left, doubts] = await Promise.all([
    identitiesLeft(db, row.ticketId, text),
    doubtfulIn(db, `${text.body}\n${text.basis}`, new Date()),
  ])
  return c.html(<LookBox c={c} id={row.id} left={left} doubts={doubts} despite={ticked} />)
}

async function decide(
  c: AdminContext,
  { db }: AdminDeps,
  what: 'return' | 'withdrawal' | 'correction',
) {
  const id = idOf(c)
  const here = `/admin/published/${id}`
  const actor = c.get('actor')
  const now = new Date()
  const read = await readForm(c, z.object({ version, reason }))
  if (!read.ok) throw new NotFound()
  const { version: seen, ...input } = read.data
  try {
    if (what === 'return') await returnPublication(db, actor, id, seen, input, now)
    else if (what === 'withdrawal') await withdrawPublication(db, actor, id, seen, input, now)
    else await dropCorrection(db, actor, id, seen, now)
  } catch (error) {
    return refusedAt(c, here, error)
  }
  flash(c, 'done', `published:done.${what}`)
  return redirect(c, here)
}

/** An expected no leads back with its reason; a missing right or record is a page of its own. */
function refusedAt(c: AdminContext, path: string, error: unknown) {
  const fault = asFault(error)
  if (!(fault instanceof Refusal)) throw fault
  flash(c, 'problem', fault.key, fault.values)
  return redirect(c, path)
}

function asFault(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error
  if (error.key.endsWith('refusal.not-found')) return new NotFound()
  if (error.key.endsWith('refusal.not-allowed')) return new NotAllowed()
  return error
}

async function orFault<T>(deed: Promise<T>): Promise<T> {
  try {
    return await deed
  } catch (error) {
    throw asFault(error)
  }
}
