import { eq } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { type Actor, may, type TicketPlace } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { tickets } from '#db/schema/tickets.ts'
import { codeIn } from './search.ts'
import { type Ticket, ticketColumns } from './ticket.ts'

/** A ticket `actor` may read. Refusal when there is none or it is outside what they may see: they cannot tell which. */
export async function findTicket(db: Db, actor: Actor, id: number): Promise<Ticket> {
  const [ticket] = await db.select(ticketColumns).from(tickets).where(eq(tickets.id, id))
  return readable(actor, ticket)
}

/** The same by its code, however it is typed. */
export async function findByCode(db: Db, actor: Actor, code: string): Promise<Ticket> {
  const full = codeIn(code) ?? code
  const [ticket] = await db.select(ticketColumns).from(tickets).where(eq(tickets.code, full))
  return readable(actor, ticket)
}

/** What decides who may do what on a ticket; undefined when there is none. */
export async function placeOf(db: Db, id: number): Promise<TicketPlace | undefined> {
  const [place] = await db
    .select({
      leadUnitId: tickets.leadUnitId,
      cooperatingUnitIds: tickets.cooperatingUnitIds,
      assigneeId: tickets.assigneeId,
      consultantId: tickets.consultantId,
    })
    .from(tickets)
    .where(eq(tickets.id, id))
  return place
}

function readable(actor: Actor, ticket: Ticket | undefined): Ticket {
  if (!ticket || !may(actor, 'ticket.read', ticket)) throw new Refusal('tickets:refusal.not-found')
  return ticket
}
