import { and, desc, eq } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { tickets } from '#db/schema/tickets.ts'
import { isOpenSql, lockTicket, type Ticket } from './ticket.ts'
import { change } from './transition.ts'

/** A person's newest open ticket. */
export async function latestOpen(tx: Db, personId: number): Promise<Ticket | undefined> {
  const [row] = await tx
    .select({ id: tickets.id })
    .from(tickets)
    .where(and(eq(tickets.personId, personId), isOpenSql))
    .orderBy(desc(tickets.id))
    .limit(1)
  return row && lockTicket(tx, row.id)
}

/** The person wants to talk to an officer: the ticket stands out as unread, and its history says why. */
export async function askForHuman(tx: Db, ticket: Ticket, now: Date): Promise<void> {
  const set = { unreadSince: ticket.unreadSince ?? now }
  await change(tx, ticket, { set, kind: 'human-asked', quiet: true }, now)
}
