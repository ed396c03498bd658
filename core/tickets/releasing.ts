import { and, asc, eq } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { tickets } from '#db/schema/tickets.ts'
import { isOpenSql, type Ticket, ticketColumns } from './ticket.ts'
import { change } from './transition.ts'

/**
 * Gives back every open ticket that is assigned to `staffId`: it is its unit's again, at the head's desk. `byId` is who
 * let them go; what `mayKeep` says they keep. Returns how many there were.
 */
export async function releaseTicketsOf(
  tx: Db,
  staffId: string,
  byId: string,
  now: Date,
  mayKeep: (ticket: Ticket) => boolean = () => false,
): Promise<number> {
  const open = await tx
    .select(ticketColumns)
    .from(tickets)
    .where(and(eq(tickets.assigneeId, staffId), isOpenSql))
    .orderBy(asc(tickets.id))
    .for('update')
  const released = open.filter((ticket) => !mayKeep(ticket))
  for (const ticket of released) {
    const what = { set: { assigneeId: null }, kind: 'released', data: { from: staffId } }
    await change(tx, ticket, { ...what, staffId: byId }, now)
  }
  return released.length
}
