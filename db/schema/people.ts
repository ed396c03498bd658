import { sql } from 'drizzle-orm'
import { index, jsonb, pgTable, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { foldedWords, id, moment, reference, tsvector } from './columns.ts'

/** Somebody who asks. Erasing keeps the row (statistics) and empties every personal column. */
export const people = pgTable(
  'people',
  {
    id: id(),
    name: text('name'),
    phone: text('phone'),
    commune: text('commune'),
    businessId: reference('business_id').references(() => businesses.id),
    noticesStoppedAt: moment('notices_stopped_at'),
    createdAt: moment('created_at').notNull(),
    erasedAt: moment('erased_at'),
    named: tsvector('named').generatedAlwaysAs(foldedWords),
  },
  (t) => [index('people_business').on(t.businessId), index('people_named').using('gin', t.named)],
)

export const businesses = pgTable(
  'businesses',
  {
    id: id(),
    name: text('name').notNull(),
    taxCode: text('tax_code'),
    size: text('size').$type<'micro' | 'small' | 'medium' | 'household' | 'cooperative'>(),
    sector: text('sector'),
    commune: text('commune'),
    createdAt: moment('created_at').notNull(),
    erasedAt: moment('erased_at'),
    named: tsvector('named').generatedAlwaysAs(foldedWords),
  },
  (t) => [
    index('businesses_named').using('gin', t.named),
    uniqueIndex('businesses_tax_code').on(t.taxCode).where(sql`${t.taxCode} is not null`),
    index('businesses_name').on(t.name),
  ],
)

/** Consent to the storing of personal data (Law 91/2025/QH15): which text, when, over which channel. */
export const consents = pgTable(
  'consents',
  {
    id: id(),
    personId: reference('person_id')
      .notNull()
      .references(() => people.id),
    textVersion: text('text_version').notNull(),
    language: text('language').notNull(),
    channel: text('channel').notNull(),
    /** said or signed, when somebody of the staff noted it; null: given in a chat */
    how: text('how').$type<'oral' | 'paper'>(),
    staffId: text('staff_id'),
    givenAt: moment('given_at').notNull(),
    withdrawnAt: moment('withdrawn_at'),
  },
  (t) => [index('consents_person').on(t.personId)],
)

/**
 * A person on one channel, and what is being said there: the row that `hear` locks.
 * `flow`, `asking`, `answers` and `replay` are the dialogue's progress.
 */
export const conversations = pgTable(
  'conversations',
  {
    id: id(),
    channel: text('channel').notNull(),
    address: text('address').notNull(),
    personId: reference('person_id')
      .notNull()
      .references(() => people.id),
    language: text('language').notNull().default('vi'),
    createdAt: moment('created_at').notNull(),
    lastHeardAt: moment('last_heard_at').notNull(),
    welcomedAt: moment('welcomed_at'),
    /** follows the account since then (Zalo); what the platform said of it */
    followedAt: moment('followed_at'),
    blockedAt: moment('blocked_at'),
    /** `closed`: outside the platform's window; `blocked`: the person does not want us */
    blockedWhy: text('blocked_why').$type<'blocked' | 'closed'>(),
    flow: text('flow'),
    flowVersion: smallint('flow_version'),
    asking: text('asking'),
    askingSince: moment('asking_since'),
    answers: jsonb('answers').$type<Record<string, unknown>>().notNull().default({}),
    replay: jsonb('replay').$type<unknown>(),
    /** the choices last offered: a number typed in answer means one of them */
    choices: jsonb('choices').$type<{ id: string; label: string }[]>().notNull().default([]),
    remindedAt: moment('reminded_at'),
    /** the ticket this chat is about: what is written next belongs to it */
    ticketId: reference('ticket_id'),
    /** how many messages were heard in the minute that began at `countedFrom` (per-person limit) */
    countedFrom: moment('counted_from'),
    counted: smallint('counted').notNull().default(0),
  },
  (t) => [
    uniqueIndex('conversations_address').on(t.channel, t.address),
    index('conversations_person').on(t.personId),
    /** of nothing that each message changes: only so is its row written without touching the indexes */
    index('conversations_in_dialogue').on(t.id).where(sql`${t.flow} is not null`),
  ],
)

/** Unfinished questions, kept when their dialogues were left; the person can take up each again. */
export const drafts = pgTable(
  'drafts',
  {
    id: id(),
    conversationId: reference('conversation_id')
      .notNull()
      .references(() => conversations.id),
    flow: text('flow').notNull(),
    answers: jsonb('answers').$type<Record<string, unknown>>().notNull(),
    keptAt: moment('kept_at').notNull(),
  },
  (t) => [index('drafts_conversation').on(t.conversationId, t.id)],
)

/** Events already heard: a platform redelivers, we answer once. */
export const heardEvents = pgTable(
  'heard_events',
  {
    channel: text('channel').notNull(),
    eventId: text('event_id').notNull(),
    at: moment('at').notNull(),
  },
  (t) => [
    uniqueIndex('heard_events_key').on(t.channel, t.eventId),
    index('heard_events_at').on(t.at),
  ],
)

/** What a person said. What we said is in `deliveries`. */
export const messages = pgTable(
  'messages',
  {
    id: id(),
    conversationId: reference('conversation_id')
      .notNull()
      .references(() => conversations.id),
    ticketId: reference('ticket_id'),
    kind: text('kind').notNull(),
    text: text('text').notNull(),
    /** the event it was heard in: a web page knows its own message again by it */
    eventId: text('event_id'),
    at: moment('at').notNull(),
  },
  (t) => [
    index('messages_conversation').on(t.conversationId, t.id),
    index('messages_ticket').on(t.ticketId).where(sql`${t.ticketId} is not null`),
  ],
)
