import { eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { tickets } from '#db/schema/tickets.ts'

const { search, searchText, ...columns } = getTableColumns(tickets)

/** A ticket's columns without what only the search reads. */
export const ticketColumns = columns

export type Ticket = Omit<typeof tickets.$inferSelect, 'search' | 'searchText'>
export type TicketState = Ticket['state']

export const openStates = ['received', 'routed', 'waiting', 'submitted'] as const
export const ticketStates = [
  ...openStates,
  'answered',
  'recommended',
  'referred',
  'withdrawn',
  'merged',
] as const satisfies readonly TicketState[]

/** Not ended, word for word as the partial indexes say it. */
export const isOpenSql: SQL = sql`${tickets.state} in ('received', 'routed', 'waiting', 'submitted')`

export function isOpen(ticket: Pick<Ticket, 'state'>): boolean {
  return (openStates as readonly string[]).includes(ticket.state)
}

/** The ticket, locked until the transaction ends. */
export async function lockTicket(tx: Db, id: number): Promise<Ticket | undefined> {
  const [ticket] = await tx
    .select(ticketColumns)
    .from(tickets)
    .where(eq(tickets.id, id))
    .for('update')
  return ticket
}
