import { asc, eq, getTableColumns, inArray, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Db } from '#db/client.ts'
import { conversations } from '#db/schema/people.ts'
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

/**
 * The chats in which something may be said about these tickets - all of the people who asked - locked until the
 * transaction ends. A message that is heard locks its chat before its ticket, so whoever tells of a ticket does the
 * same, and nobody blocks anybody.
 */
export async function lockChats(tx: Db, ticketIds: number[]): Promise<void> {
  const asking = tx
    .select({ personId: asked.personId })
    .from(tickets)
    .innerJoin(asked, eq(asked.id, tickets.conversationId))
    .where(or(inArray(tickets.id, ticketIds), inArray(tickets.mergedIntoId, ticketIds)))
  await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(inArray(conversations.personId, asking))
    .orderBy(asc(conversations.id))
    .for('no key update')
}

const asked = alias(conversations, 'asked')
