import { sql } from 'drizzle-orm'
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { id, moment, reference } from './columns.ts'
import { lawDocuments } from './law.ts'
import { conversations, people } from './people.ts'

/** What a person wants to hear of, and how soon; at most one a person. Empty lists mean all. */
export const subscriptions = pgTable(
  'subscriptions',
  {
    id: id(),
    personId: reference('person_id')
      .notNull()
      .references(() => people.id),
    /** the chat it was agreed in: where it goes unless another can be reached */
    conversationId: reference('conversation_id')
      .notNull()
      .references(() => conversations.id),
    fieldIds: jsonb('field_ids').$type<number[]>().notNull().default([]),
    sectors: jsonb('sectors').$type<string[]>().notNull().default([]),
    communes: jsonb('communes').$type<string[]>().notNull().default([]),
    pace: text('pace').$type<'now' | 'weekly'>().notNull().default('now'),
    /** the consent: which text, when */
    consentVersion: text('consent_version').notNull(),
    consentedAt: moment('consented_at').notNull(),
    changedAt: moment('changed_at').notNull(),
    stoppedAt: moment('stopped_at'),
  },
  (t) => [
    uniqueIndex('subscriptions_person').on(t.personId),
    index('subscriptions_active').on(t.pace).where(sql`${t.stoppedAt} is null`),
    index('subscriptions_conversation').on(t.conversationId),
  ],
)

/** Something told to many: a new law, a class, a deadline, a conference. */
export const notices = pgTable(
  'notices',
  {
    id: id(),
    kind: text('kind')
      .$type<'law' | 'class' | 'deadline' | 'conference' | 'other' | 'digest'>()
      .notNull(),
    title: text('title').notNull(),
    body: text('body').notNull(),
    titleEn: text('title_en').notNull().default(''),
    bodyEn: text('body_en').notNull().default(''),
    link: text('link').notNull().default(''),
    documentId: reference('document_id').references(() => lawDocuments.id),
    /** who it is for: fields, sectors, communes, channels, sizes; whether late subscribers are included */
    audience: jsonb('audience').$type<Record<string, unknown>>().notNull().default({}),
    /** goes out at any hour and beside the digest: a deadline of tomorrow */
    urgent: boolean('urgent').notNull().default(false),
    /** which routes beside free messages may be used: template, broadcast, groups */
    routes: jsonb('routes').$type<Record<string, boolean>>().notNull().default({}),
    state: text('state')
      .$type<
        | 'draft'
        | 'submitted'
        | 'returned'
        | 'scheduled'
        | 'preparing'
        | 'sending'
        | 'paused'
        | 'stopped'
        | 'done'
      >()
      .notNull()
      .default('draft'),
    reason: text('reason'),
    sendAt: moment('send_at'),
    version: integer('version').notNull().default(1),
    authorId: text('author_id'),
    approverId: text('approver_id'),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    startedAt: moment('started_at'),
    endedAt: moment('ended_at'),
  },
  (t) => [
    index('notices_state').on(t.state, t.sendAt),
    index('notices_document').on(t.documentId).where(sql`${t.documentId} is not null`),
  ],
)

/**
 * A person a notice is for, once each. `waiting` is fed to the sender a few at a time; then `deliveryId` is the row that
 * tells the outcome. `later`: goes out when they next write; `digest`: in their next weekly one.
 */
export const noticeRecipients = pgTable(
  'notice_recipients',
  {
    noticeId: reference('notice_id')
      .notNull()
      .references(() => notices.id),
    personId: reference('person_id').notNull(),
    conversationId: reference('conversation_id').notNull(),
    channel: text('channel').notNull(),
    route: text('route')
      .$type<'free' | 'counted' | 'template' | 'broadcast' | 'later' | 'digest' | 'none'>()
      .notNull(),
    state: text('state')
      .$type<
        | 'waiting'
        | 'sending'
        | 'sent'
        | 'later'
        | 'digest'
        | 'failed'
        | 'unknown'
        | 'dropped'
        | 'stopped'
      >()
      .notNull(),
    why: text('why'),
    deliveryId: reference('delivery_id'),
    at: moment('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.noticeId, t.personId] }),
    index('notice_recipients_waiting')
      .on(t.channel, t.noticeId, t.personId)
      .where(sql`${t.state} in ('waiting', 'sending') and ${t.route} <> 'broadcast'`),
    index('notice_recipients_later').on(t.personId).where(sql`${t.state} in ('later', 'digest')`),
    index('notice_recipients_outcome').on(t.noticeId, t.state),
    index('notice_recipients_person').on(t.personId),
  ],
)

/** The mass route of one notice on a channel: Zalo's article, created, verified, broadcast. */
export const noticeBroadcasts = pgTable(
  'notice_broadcasts',
  {
    noticeId: reference('notice_id')
      .notNull()
      .references(() => notices.id),
    channel: text('channel').notNull(),
    state: text('state')
      .$type<'waiting' | 'creating' | 'verifying' | 'sending' | 'sent' | 'failed' | 'unknown'>()
      .notNull(),
    platformId: text('platform_id'),
    detail: text('detail'),
    nextAt: moment('next_at').notNull(),
    at: moment('at').notNull(),
    endedAt: moment('ended_at'),
  },
  (t) => [primaryKey({ columns: [t.noticeId, t.channel] })],
)
