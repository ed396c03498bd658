import { sql } from 'drizzle-orm'
import { index, jsonb, pgTable, smallint, text } from 'drizzle-orm/pg-core'
import { id, moment, reference } from './columns.ts'
import { conversations } from './people.ts'

/**
 * Everything we say to a person, written in the transaction of its cause and sent by the one loop.
 * `class` decides what a crash does: a reply is sent again, a notice becomes `unknown`.
 */
export const deliveries = pgTable(
  'deliveries',
  {
    id: id(),
    conversationId: reference('conversation_id')
      .notNull()
      .references(() => conversations.id),
    channel: text('channel').notNull(),
    class: text('class').$type<'reply' | 'notice'>().notNull().default('reply'),
    cause: text('cause').notNull(),
    body: jsonb('body').$type<unknown>().notNull(),
    ticketId: reference('ticket_id'),
    answerId: reference('answer_id'),
    staffId: text('staff_id'),
    /** the notice it carries to one of its recipients */
    noticeId: reference('notice_id'),
    state: text('state')
      .$type<'queued' | 'sending' | 'sent' | 'held' | 'failed' | 'unknown' | 'dropped'>()
      .notNull()
      .default('queued'),
    /** parts of a long text already accepted by the platform: a retry goes on after them */
    partsSent: smallint('parts_sent').notNull().default(0),
    attempts: smallint('attempts').notNull().default(0),
    nextAt: moment('next_at').notNull(),
    createdAt: moment('created_at').notNull(),
    sentAt: moment('sent_at'),
    /** an approved template told the person that this waits for them */
    toldAt: moment('told_at'),
    platformId: text('platform_id'),
    why: text('why'),
    detail: text('detail'),
  },
  (t) => [
    /** replies are claimed apart from notices: neither is read through to find the other */
    index('deliveries_due').on(t.channel, t.class, t.id).where(sql`${t.state} = 'queued'`),
    /** what still stands before a delivery in its conversation, however long that is */
    index('deliveries_order')
      .on(t.conversationId, t.id)
      .where(sql`${t.state} in ('queued', 'sending')`),
    index('deliveries_conversation').on(t.conversationId, t.id),
    index('deliveries_ticket').on(t.ticketId).where(sql`${t.ticketId} is not null`),
    index('deliveries_notice').on(t.noticeId, t.state).where(sql`${t.noticeId} is not null`),
    index('deliveries_trouble').on(t.state).where(sql`${t.state} in ('held', 'failed', 'unknown')`),
  ],
)
