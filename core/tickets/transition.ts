import { desc, eq, sql } from 'drizzle-orm'
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core'
import { announce } from '#core/desk-news.ts'
import { Refusal } from '#core/refusal.ts'
import type { Deed } from '#core/staff/deeds.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { once } from '#db/once.ts'
import { staff } from '#db/schema/staff.ts'
import { ticketEvents, tickets } from '#db/schema/tickets.ts'
import { Conflict, type Theirs } from './conflict.ts'
import { lastHeard } from './last-heard.ts'
import { lockChats, lockTicket, type Ticket, type TicketState, ticketColumns } from './ticket.ts'

/** Columns that change and what is written into the history. */
export interface Change {
  set?: PgUpdateSetSource<typeof tickets>
  kind: string
  data?: Record<string, unknown>
  staffId?: string
  /** the version stays: nobody's open page is outdated by it */
  quiet?: boolean
}

/**
 * One deed of a member of staff on one ticket, in one transaction: locks it, checks the right, the version and
 * the state, then lets `act` do it. Throws Refusal for an expected no, and Conflict when `version` is stale or the
 * person wrote what was not `seen`: their message waits for this transaction or is found by it.
 */
export async function transition<T>(
  db: Db,
  on: {
    actor: Actor
    deed: Deed
    ticketId: number
    version: number
    states: readonly TicketState[]
    /** what is done outdates nobody and is outdated by nobody */
    anyVersion?: boolean
    /** the newest message of the person that was read before; a newer one must be read first */
    seen?: number | undefined
  },
  act: (tx: Db, ticket: Ticket) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    await lockChats(tx, [on.ticketId])
    const ticket = await lockTicket(tx, on.ticketId)
    if (!ticket || !may(on.actor, 'ticket.read', ticket)) {
      throw new Refusal('tickets:refusal.not-found')
    }
    if (!may(on.actor, on.deed, ticket)) {
      throw new Refusal('tickets:refusal.not-allowed', { code: ticket.code })
    }
    if (!on.anyVersion && ticket.version !== on.version) {
      throw new Conflict(await theirs(tx, ticket), 'changed')
    }
    if (on.seen !== undefined && (await lastHeard(tx, ticket.id)) > on.seen) {
      throw new Conflict(await theirs(tx, ticket), 'heard')
    }
    if (!on.states.includes(ticket.state)) throw wrongState(ticket)
    return act(tx, ticket)
  })
}

/** Why nothing can be done with a ticket in its state. */
function wrongState(ticket: Ticket): Refusal {
  return new Refusal(`tickets:refusal.when-${ticket.state}`, { code: ticket.code })
}

/** Stores a change of a locked ticket: columns, history, version, news to the panel. */
export async function change(tx: Db, ticket: Ticket, what: Change, now: Date): Promise<Ticket> {
  const version = ticket.version + (what.quiet ? 0 : 1)
  const [changed] = await tx
    .update(tickets)
    .set({ ...what.set, version, updatedAt: now })
    .where(eq(tickets.id, ticket.id))
    .returning(ticketColumns)
  if (!changed) throw new Error(`ticket ${ticket.id} is gone`)
  await record(tx, ticket.id, what, now)
  await announce(tx, { kind: 'ticket', id: ticket.id, unitId: changed.leadUnitId })
  return changed
}

/** Writes one line of a ticket's history. */
export async function record(tx: Db, ticketId: number, what: Change, now: Date): Promise<void> {
  const { kind, staffId, data = {} } = what
  await line.run(tx, { ticketId, now, kind, staffId, data })
}

const line = once((db) =>
  db.insert(ticketEvents).values({
    ticketId: sql.placeholder('ticketId'),
    at: sql.placeholder('now'),
    staffId: sql.placeholder('staffId'),
    kind: sql.placeholder('kind'),
    data: sql.placeholder('data'),
  }),
)

async function theirs(tx: Db, ticket: Ticket): Promise<Theirs> {
  const [event] = await tx
    .select({
      kind: ticketEvents.kind,
      at: ticketEvents.at,
      data: ticketEvents.data,
      staffName: staff.name,
    })
    .from(ticketEvents)
    .leftJoin(staff, eq(staff.id, ticketEvents.staffId))
    .where(eq(ticketEvents.ticketId, ticket.id))
    .orderBy(desc(ticketEvents.id))
    .limit(1)
  return { ticket, event: event && { ...event, staffName: event.staffName ?? undefined } }
}
