import { date, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { id, moment, reference } from './columns.ts'
import { fields, units } from './profile.ts'
import { tickets } from './tickets.ts'

/** Kiến nghị: what was recommended to which authority, what it replied, how it ended. */
export const recommendations = pgTable(
  'recommendations',
  {
    id: id(),
    /** the ticket it ended; null: drawn from difficulties */
    ticketId: reference('ticket_id').references(() => tickets.id),
    title: text('title').notNull().default(''),
    /** of the office's letter (số, ngày văn bản) */
    number: text('number').notNull().default(''),
    datedOn: date('dated_on', { mode: 'string' }),
    fieldId: reference('field_id').references(() => fields.id),
    unitId: reference('unit_id').references(() => units.id),
    /** the law document it is about */
    documentId: reference('document_id'),
    /** null: not sent yet; tickets' own are sent when they are made */
    state: text('state').$type<'draft' | 'sent' | 'replied'>().notNull().default('sent'),
    version: integer('version').notNull().default(1),
    authority: text('authority').notNull(),
    content: text('content').notNull(),
    staffId: text('staff_id').notNull(),
    sentAt: moment('sent_at'),
    reply: text('reply'),
    repliedAt: moment('replied_at'),
    outcome: text('outcome').$type<'accepted' | 'partly' | 'declined'>(),
  },
  (t) => [index('recommendations_ticket').on(t.ticketId)],
)
