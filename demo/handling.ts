import { eq } from 'drizzle-orm'
import { loadOffice } from '#core/office.ts'
import type { Actor } from '#core/staff/roles.ts'
import { ticketPage } from '#core/tickets/page.ts'
import { acceptSuggestion, assign, route, transfer } from '#core/tickets/routing.ts'
import { type Ticket, ticketColumns } from '#core/tickets/ticket.ts'
import { tickets } from '#db/schema/tickets.ts'
import type { Ask } from './read-data.ts'
import type { World } from './world.ts'

const lookedAtMs = 30 * 86_400_000

/** The ticket as it stands now. */
export async function ticketNow(world: World, id: number): Promise<Ticket> {
  const [ticket] = await world.db.select(ticketColumns).from(tickets).where(eq(tickets.id, id))
  if (!ticket) throw new Error(`no ticket ${id}`)
  return ticket
}

/**
 * Somebody opens the ticket's page: its messages are read, and the audit log knows who saw contact data. Only in the
 * last weeks: each look costs the demo's start some milliseconds, and older tickets have ended.
 */
export async function lookAt(world: World, actor: Actor, id: number): Promise<void> {
  if (world.end.getTime() - world.clock.now.getTime() > lookedAtMs) return
  await ticketPage(world.db, actor, id, world.clock.now)
}

/** Văn phòng Sở routes: as triage suggests when it is right, else by hand; first astray when the story says so. */
export async function routeTicket(
  world: World,
  id: number,
  to: { field: string; ask: Ask },
): Promise<void> {
  const { db, clock, office } = world
  const actor = coordinator(world)
  const ticket = await ticketNow(world, id)
  const field = office.fields.find(({ code }) => code === to.field)
  if (!field) throw new Error(`no field ${to.field}`)
  const { scope, complex, via } = to.ask
  const suggestion = ticket.suggestion as { fieldId?: number; scope?: string } | null
  const right = suggestion?.fieldId === field.id && suggestion.scope === scope && !complex
  if (right && via === undefined) {
    await acceptSuggestion(db, actor, id, ticket.version, clock.now)
    return
  }
  const leadUnitId = via === undefined ? field.leadUnitId : unitId(world, via.unit)
  const cooperatingUnitIds = field.cooperatingUnitIds
  const input = { fieldId: field.id, leadUnitId, cooperatingUnitIds, scope, complex }
  await route(db, actor, id, ticket.version, input, clock.now)
}

/** The wrong unit hands the ticket on to the one that leads the field. */
export async function handOn(world: World, id: number, field: string, reason: string) {
  const ticket = await ticketNow(world, id)
  const to = world.office.fields.find(({ code }) => code === field)
  const actor = headOf(world, ticket) ?? coordinator(world)
  const input = { unitId: to?.leadUnitId ?? 0, reason }
  await transfer(world.db, actor, id, ticket.version, input, world.clock.now)
}

/** The head names an officer; in a unit without a head the officer takes it. Comes back with the officer. */
export async function assignTicket(world: World, id: number): Promise<Actor> {
  const ticket = await ticketNow(world, id)
  const officer = officerOf(world, ticket)
  const by = headOf(world, ticket) ?? officer
  await assign(world.db, by, id, ticket.version, { staffId: officer.id }, world.clock.now)
  return officer
}

export function coordinator(world: World): Actor {
  return someone(world, ({ role }) => role === 'coordinator')
}

export function headOf(world: World, { leadUnitId }: Ticket): Actor | undefined {
  return [...world.staff.values()].find(
    ({ role, unitId }) => role === 'head' && unitId === leadUnitId,
  )
}

/** One of the unit's officers, in turn. */
export function officerOf(world: World, { id, leadUnitId }: Ticket): Actor {
  const officers = [...world.staff.values()].filter(
    ({ role, unitId }) => role === 'officer' && unitId === leadUnitId,
  )
  return officers[id % officers.length] ?? coordinator(world)
}

export function consultant(world: World): Actor {
  return someone(world, ({ role }) => role === 'consultant')
}

/** Whether answers of the ticket's unit are approved before they are sent. */
export async function isApproved(world: World, { leadUnitId }: Ticket): Promise<boolean> {
  const { units } = await loadOffice(world.db)
  return units.find(({ id }) => id === leadUnitId)?.approval ?? false
}

function someone(world: World, is: (actor: Actor) => boolean): Actor {
  const found = [...world.staff.values()].find(is)
  if (!found) throw new Error('the demo office lacks somebody')
  return found
}

function unitId({ office }: World, code: string): number {
  const unit = office.units.find((one) => one.code === code)
  if (!unit) throw new Error(`no unit ${code}`)
  return unit.id
}
