import { integer, pgTable, smallint } from 'drizzle-orm/pg-core'

/** The last number given in a year; moved in the ticket's own transaction, so that there are no holes. */
export const ticketCounters = pgTable('ticket_counters', {
  year: smallint('year').primaryKey(),
  last: integer('last').notNull(),
})
