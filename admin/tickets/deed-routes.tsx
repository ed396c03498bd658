import { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { sentBody } from '#admin/forms.ts'
import { idOf } from '#admin/request.ts'
import { words } from '#admin/words.ts'
import { Refusal } from '#core/refusal.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import { Conflict } from '#core/tickets/conflict.ts'
import { type DraftKind, saveDraft } from '#core/tickets/drafts.ts'
import { findByCode } from '#core/tickets/find.ts'
import { lastHeard } from '#core/tickets/last-heard.ts'
import { ticketPage } from '#core/tickets/page.ts'
import type { Ticket } from '#core/tickets/ticket.ts'
import { ConflictPane } from './conflict-page.tsx'
import type { DeedForm } from './deed-form.ts'
import { deedForms } from './deed-list.ts'
import { offered } from './deeds.ts'
import { doneWords } from './done-words.ts'
import { asFault, listQuery, showPane, showTicket } from './show.tsx'
import { voiceDeeds } from './voice-deeds.ts'

type Sent = Record<string, string[]>

/** One route for each deed of the ticket page. */
export function deedRoutes(deps: AdminDeps) {
  const app = new Hono<AdminEnv>()
  for (const form of [...deedForms, ...voiceDeeds]) {
    app.post(`/:code/${form.path}`, (c) => perform(c as unknown as AdminContext, deps, form))
  }
  return app
}

async function perform(c: AdminContext, deps: AdminDeps, form: DeedForm) {
  const { db } = deps
  const now = new Date()
  const actor = c.get('actor')
  const ticket = await findByCode(db, actor, c.req.param('code') ?? '').catch(rethrow)
  const sent = await sentFields(c)
  const version = Number(sent.version?.[0])
  if (!Number.isSafeInteger(version)) throw new NotFound()
  const part = c.req.param('part') === undefined ? 0 : idOf(c, 'part')
  const read = form.schema.safeParse(single(sent))
  if (!read.success) {
    const error = new Refusal('panel:fault.invalid')
    return refuse(c, deps, { ticket, form, sent, error }, now)
  }
  const input = read.data
  try {
    await form.run({ db, actor, id: ticket.id, version, now, part }, input)
  } catch (error) {
    await keepTyped(deps, actor, { ticket, form, sent }, now)
    if (error instanceof Conflict) return showConflict(c, deps, { ticket, form, sent, error }, now)
    return refuse(c, deps, { ticket, form, sent, error }, now)
  }
  return finish(c, deps, ticket, await doneWords(db, ticket, form.done(input), now), now)
}

/** Every field as it was sent, but the token. */
async function sentFields(c: AdminContext): Promise<Sent> {
  const body = await sentBody(c)
  return Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => name !== 'csrf')
      .map(([name, value]) => {
        const values = [value].flat().filter((one) => typeof one === 'string')
        return [name, values.map((one) => one.replaceAll('\r\n', '\n'))]
      }),
  )
}

function single(sent: Sent): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(sent).map(([name, all]) => [name, all.length === 1 ? (all[0] ?? '') : all]),
  )
}

interface Stuck {
  ticket: Ticket
  form: DeedForm
  sent: Sent
}

const drafts: Record<string, [DraftKind, string][]> = {
  answer: [
    ['answer', 'body'],
    ['basis', 'basis'],
  ],
  more: [['more', 'text']],
  note: [['note', 'text']],
}

/** A text that did not go through is its writer's draft, whatever they do with the page they see next. */
async function keepTyped(
  { db }: AdminDeps,
  actor: Actor,
  { ticket, form, sent }: Stuck,
  now: Date,
) {
  for (const [kind, name] of drafts[form.form] ?? []) {
    const body = sent[name]?.[0] ?? ''
    if (body.trim() !== '' && may(actor, 'ticket.note', ticket)) {
      await saveDraft(db, actor, ticket.id, { kind, body }, now)
    }
  }
}

/** Somebody was faster, or the person wrote meanwhile: read it first, then send the same text again or change it. */
async function showConflict(
  c: AdminContext,
  deps: AdminDeps,
  stuck: Stuck & { error: Conflict },
  now: Date,
) {
  const { event, ticket } = stuck.error.theirs
  if (stuck.error.why === 'heard') return showVersions(c, deps, stuck, { kind: 'news' }, now)
  const why = {
    kind: 'stale' as const,
    name: event?.staffName ?? '',
    at: event?.at ?? ticket.updatedAt,
  }
  return showVersions(c, deps, stuck, why, now)
}

async function showVersions(
  c: AdminContext,
  deps: AdminDeps,
  { ticket, form, sent }: Stuck,
  why: Parameters<typeof ConflictPane>[0]['why'],
  now: Date,
) {
  const page = await ticketPage(deps.db, c.get('actor'), ticket.id, now).catch(rethrow)
  const { version: _, seen: __, ...typed } = sent
  const seen = [String(await lastHeard(deps.db, ticket.id))]
  const pane = (
    <ConflictPane
      c={c}
      page={page}
      action={c.req.path}
      typed={form.minds ? { ...typed, seen } : typed}
      why={why}
      again={offered(c.get('actor'), form.deed, page.ticket)}
    />
  )
  return showPane(c, deps, { pane, code: ticket.code }, now, 409)
}

/** An expected no: the ticket again with the form filled in and the reason on top. */
async function refuse(
  c: AdminContext,
  deps: AdminDeps,
  { ticket, form, sent, error }: Stuck & { error: unknown },
  now: Date,
) {
  const fault = asFault(error)
  if (!(fault instanceof Refusal)) throw fault
  const typed = Object.fromEntries(
    Object.entries(sent).map(([name, all]) => [name, all.join('\n')]),
  )
  const message = words(c)(fault.key, fault.values)
  const refused = { form: form.form, typed, message }
  return showTicket(c, deps, { ticket, refused }, now)
}

/** A partial update shows the ticket as it is now; a plain form leads back to it. */
async function finish(c: AdminContext, deps: AdminDeps, ticket: Ticket, done: string, now: Date) {
  if (c.req.header('HX-Request') === undefined) {
    flash(c, 'done', done)
    const query = listQuery(c).toString()
    return c.redirect(`/admin/tickets/${ticket.code}${query && `?${query}`}`, 303)
  }
  const still = await findByCode(deps.db, c.get('actor'), ticket.code).catch(() => undefined)
  if (still !== undefined) return showTicket(c, deps, { ticket: still, done }, now)
  flash(c, 'done', done)
  return c.body(null, 200, { 'HX-Redirect': '/admin/tickets' })
}

function rethrow(error: unknown): never {
  throw asFault(error)
}
