import { and, asc, eq, or } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { tickets } from '#db/schema/tickets.ts'
import { isOpenSql, type Ticket, ticketColumns } from './ticket.ts'
import { change } from './transition.ts'

/**
 * Gives back every open ticket that is assigned to `staffId` or waits for them as a consultant: it is its unit's
 * again, at the head's desk. `byId` is who let them go; what `mayKeep` says they keep. Returns how many there were.
 */
export async function releaseTicketsOf(
  tx: Db,
  staffId: string,
  byId: string,
  now: Date,
  mayKeep: (ticket: Ticket) => boolean = () => false,
): Promise<number> {
  const theirs = or(eq(tickets.assigneeId, staffId), eq(tickets.consultantId, staffId))
  const open = await tx
    .select(ticketColumns)
    .from(tickets)
    .where(and(theirs, isOpenSql))
    .orderBy(asc(tickets.id))
    .for('update')
  const released = open.filter((ticket) => !mayKeep(ticket))
  for (const ticket of released) {
    const set = {
      assigneeId: ticket.assigneeId === staffId ? null : ticket.assigneeId,
      consultantId: ticket.consultantId === staffId ? null : ticket.consultantId,
    }
    await change(tx, ticket, { set, kind: 'released', data: { from: staffId }, staffId: byId }, now)
  }
  return released.length
}
