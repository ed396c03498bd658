import { sql } from 'drizzle-orm'
import { boolean, date, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { id, moment, reference } from './columns.ts'
import { conversations } from './people.ts'

/** What the automatic reference was asked and what it showed, for review. Erased with the chat it was asked in. */
export const lookups = pgTable(
  'lookups',
  {
    id: id(),
    /** null: asked on the portal or by staff */
    conversationId: reference('conversation_id').references(() => conversations.id),
    ticketId: reference('ticket_id'),
    asked: text('asked').$type<'chat' | 'portal' | 'ticket'>().notNull(),
    /** without phone numbers, tax codes, addresses and names of businesses we know */
    question: text('question').notNull(),
    /** the passages shown, by key, with their coverage */
    shown: jsonb('shown').$type<{ key: string; coverage: number }[]>().notNull().default([]),
    state: text('state')
      .$type<'shown' | 'nothing' | 'waiting' | 'drafting' | 'drafted' | 'fell-back' | 'failed'>()
      .notNull(),
    /** what the model wrote and our code let pass, with its citations; what was removed and why */
    draft: jsonb('draft').$type<Record<string, unknown>>(),
    /** what the person said of it */
    verdict: text('verdict').$type<'helped' | 'sent' | 'human'>(),
    tokens: integer('tokens').notNull().default(0),
    at: moment('at').notNull(),
    draftedAt: moment('drafted_at'),
    /** what somebody of the staff found when they reviewed it */
    judgement: text('judgement').$type<'right' | 'wrong'>(),
    judgedNote: text('judged_note').notNull().default(''),
    judgedBy: text('judged_by'),
    judgedAt: moment('judged_at'),
  },
  (t) => [
    index('lookups_at').on(t.at),
    index('lookups_conversation').on(t.conversationId),
    index('lookups_ticket').on(t.ticketId).where(sql`${t.ticketId} is not null`),
    index('lookups_waiting').on(t.id).where(sql`${t.state} = 'waiting'`),
  ],
)

/** What the model was used for on a day, against the budget. */
export const modelUse = pgTable('model_use', {
  day: date('day', { mode: 'string' }).primaryKey(),
  calls: integer('calls').notNull().default(0),
  tokens: integer('tokens').notNull().default(0),
})

/** A self-check (tự đánh giá): questions and outcomes as data that a coordinator edits. */
export const selfChecks = pgTable('self_checks', {
  id: id(),
  code: text('code').notNull().unique(),
  /** the shape is that of core/assistant/self-check-shape.ts */
  body: jsonb('body').$type<unknown>().notNull(),
  shown: boolean('shown').notNull().default(false),
  version: integer('version').notNull().default(1),
  updatedAt: moment('updated_at').notNull(),
  updatedBy: text('updated_by'),
})
