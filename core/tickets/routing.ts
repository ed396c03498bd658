import type { Calendar } from '#core/calendar/calendar.ts'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { dueAt, type Terms } from './deadlines.ts'
import { checkField, colleague, unitNamed } from './parties.ts'
import { tell } from './tell.ts'
import type { Ticket } from './ticket.ts'
import { routed, shortDay } from './told.ts'
import { change, transition } from './transition.ts'

/** Where a ticket goes: field, leading and cooperating units, general or specific, complex or not. */
export interface Route {
  fieldId: number
  leadUnitId: number
  cooperatingUnitIds?: number[]
  scope: 'general' | 'specific'
  complex?: boolean
}

const routable = ['received', 'routed', 'waiting'] as const

/**
 * Routes a ticket (Văn phòng Sở): classifies it and gives it to the unit that leads. A complex matter has the longer
 * term (Decree 55/2019/NĐ-CP, art. 8.1). The person hears of a new unit or a new due day.
 */
export async function route(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: Route,
  now: Date,
): Promise<Ticket> {
  const { calendar, terms } = await loadOffice(db)
  const on = { actor, deed: 'ticket.route', ticketId, version, states: routable } as const
  return transition(db, on, (tx, ticket) =>
    settle(tx, ticket, { actor, input, calendar, terms }, now),
  )
}

/** Routes a ticket as triage suggested it; Refusal when nothing was suggested. */
export async function acceptSuggestion(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  now: Date,
): Promise<Ticket> {
  const { calendar, terms } = await loadOffice(db)
  const on = { actor, deed: 'ticket.route', ticketId, version, states: routable } as const
  return transition(db, on, (tx, ticket) => {
    const input = routeSuggested(ticket)
    return settle(tx, ticket, { actor, input, calendar, terms }, now)
  })
}

/** Gives a ticket to one of the unit's people, or to oneself; null puts it back into the unit's queue. */
export async function assign(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: { staffId: string | null },
  now: Date,
): Promise<Ticket> {
  const { staffId } = input
  const own = staffId === actor.id
  const deed = own ? 'ticket.take' : 'ticket.assign'
  const states = ['received', 'routed', 'waiting', 'submitted'] as const
  return transition(db, { actor, deed, ticketId, version, states }, async (tx, ticket) => {
    if (staffId !== null) await checkAssignee(tx, ticket, staffId)
    const data = { staffId, from: ticket.assigneeId }
    const what = { set: { assigneeId: staffId }, kind: 'assigned', data, staffId: actor.id }
    return change(tx, ticket, what, now)
  })
}

/** Hands a ticket to another unit, with the reason; its officer there is still to be named. */
export async function transfer(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: { unitId: number; fieldId?: number; reason: string },
  now: Date,
): Promise<Ticket> {
  const reason = input.reason.trim()
  if (reason === '') throw new Refusal('tickets:refusal.no-reason')
  const on = { actor, deed: 'ticket.transfer', ticketId, version, states: routable } as const
  return transition(db, on, async (tx, ticket) => {
    const unit = await unitNamed(tx, input.unitId)
    if (unit.id === ticket.leadUnitId) throw new Refusal('tickets:refusal.same-unit')
    if (input.fieldId !== undefined) await checkField(tx, input.fieldId)
    const set = {
      state: ticket.state === 'received' ? ('routed' as const) : ticket.state,
      leadUnitId: unit.id,
      fieldId: input.fieldId ?? ticket.fieldId,
      cooperatingUnitIds: ticket.cooperatingUnitIds.filter((id) => id !== unit.id),
      assigneeId: null,
      acknowledgedAt: ticket.acknowledgedAt ?? now,
      classifiedAt: ticket.classifiedAt ?? now,
    }
    const data = { from: ticket.leadUnitId, to: unit.id, reason }
    const what = { set, kind: 'transferred', data, staffId: actor.id }
    const changed = await change(tx, ticket, what, now)
    const why = { cause: 'routed', staffId: actor.id }
    await tell(tx, changed, why, (language) => routed(language, changed, unit.name), now)
    return changed
  })
}

interface Settling {
  actor: Actor
  input: Route
  calendar: Calendar
  terms: Terms
}

async function settle(tx: Db, ticket: Ticket, by: Settling, now: Date): Promise<Ticket> {
  const { actor, input, calendar, terms } = by
  await checkField(tx, input.fieldId)
  const unit = await unitNamed(tx, input.leadUnitId)
  const cooperating = [...new Set(input.cooperatingUnitIds ?? [])].filter((id) => id !== unit.id)
  for (const id of cooperating) await unitNamed(tx, id)
  const moved = unit.id !== ticket.leadUnitId
  const clock = term(ticket, input.complex ?? false, calendar, terms)
  const route = {
    fieldId: input.fieldId,
    leadUnitId: unit.id,
    cooperatingUnitIds: cooperating,
    scope: input.scope,
    complex: input.complex ?? false,
  }
  const set = {
    ...route,
    ...clock,
    state: ticket.state === 'received' ? ('routed' as const) : ticket.state,
    assigneeId: moved ? null : ticket.assigneeId,
    acknowledgedAt: ticket.acknowledgedAt ?? now,
    classifiedAt: ticket.classifiedAt ?? now,
  }
  const data = { ...route, from: ticket.leadUnitId }
  const changed = await change(tx, ticket, { set, kind: 'routed', data, staffId: actor.id }, now)
  const later = shortDay(changed.dueAt) !== shortDay(ticket.dueAt)
  if (later || (moved && !(unit.focal && ticket.leadUnitId === null))) {
    const why = { cause: 'routed', staffId: actor.id }
    await tell(tx, changed, why, (language) => routed(language, changed, unit.name), now)
  }
  return changed
}

/** A changed term counts from the day the ticket was opened (or reopened), its pauses added. */
function term(ticket: Ticket, complex: boolean, calendar: Calendar, terms: Terms) {
  if (complex === ticket.complex) return { termDays: ticket.termDays, dueAt: ticket.dueAt }
  const termDays = complex ? terms.complex : terms.answer
  const from = ticket.reopenedAt ?? ticket.openedAt
  return { termDays, dueAt: dueAt(calendar, from, termDays, ticket.pausedMinutes) }
}

function routeSuggested(ticket: Ticket): Route {
  const suggestion = ticket.suggestion as Partial<Route> | null
  if (suggestion?.fieldId === undefined || suggestion.leadUnitId === undefined) {
    throw new Refusal('tickets:refusal.no-suggestion')
  }
  return {
    fieldId: suggestion.fieldId,
    leadUnitId: suggestion.leadUnitId,
    cooperatingUnitIds: suggestion.cooperatingUnitIds ?? [],
    scope: suggestion.scope ?? 'general',
    complex: ticket.complex,
  }
}

/** Whoever gets a ticket must be able to answer it: of a unit that leads or cooperates, and not a consultant. */
async function checkAssignee(tx: Db, ticket: Ticket, staffId: string): Promise<void> {
  const person = await colleague(tx, staffId)
  const as = {
    id: person.id,
    role: person.role,
    name: person.name,
    unitId: person.unitId ?? undefined,
  }
  const place = { ...ticket, assigneeId: null, consultantId: null }
  if (!may(as, 'ticket.draft', place)) throw new Refusal('tickets:refusal.staff-elsewhere')
}
