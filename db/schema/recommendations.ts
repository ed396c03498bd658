import { index, pgTable, text } from 'drizzle-orm/pg-core'
import { id, moment, reference } from './columns.ts'
import { tickets } from './tickets.ts'

/** Kiến nghị: what was recommended to which authority, what it replied, how it ended. */
export const recommendations = pgTable(
  'recommendations',
  {
    id: id(),
    ticketId: reference('ticket_id')
      .notNull()
      .references(() => tickets.id),
    authority: text('authority').notNull(),
    content: text('content').notNull(),
    staffId: text('staff_id').notNull(),
    sentAt: moment('sent_at').notNull(),
    reply: text('reply'),
    repliedAt: moment('replied_at'),
    outcome: text('outcome').$type<'accepted' | 'partly' | 'declined'>(),
  },
  (t) => [index('recommendations_ticket').on(t.ticketId)],
)
