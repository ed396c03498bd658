import { sql } from 'drizzle-orm'
import { index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { id, moment, reference } from './columns.ts'
import { conversations, people } from './people.ts'

/** What a channel needs to sign in - a token pair, a cookie - encrypted as a whole, and how the last renewal went. */
export const channelSecrets = pgTable('channel_secrets', {
  channel: text('channel').primaryKey(),
  sealed: text('sealed').notNull(),
  state: jsonb('state').$type<Record<string, unknown>>().notNull().default({}),
  renewedAt: moment('renewed_at').notNull(),
})

/** E-mails in and out by their Message-ID, so that a reply finds its ticket; `cut` is what was trimmed off the text. */
export const mails = pgTable(
  'mails',
  {
    id: id(),
    messageId: text('message_id').notNull(),
    conversationId: reference('conversation_id')
      .notNull()
      .references(() => conversations.id),
    ticketId: reference('ticket_id'),
    direction: text('direction').$type<'in' | 'out'>().notNull(),
    subject: text('subject').notNull(),
    cut: text('cut').notNull().default(''),
    at: moment('at').notNull(),
  },
  (t) => [
    uniqueIndex('mails_message_id').on(t.messageId),
    index('mails_conversation').on(t.conversationId, t.id),
    index('mails_ticket').on(t.ticketId).where(sql`${t.ticketId} is not null`),
  ],
)

/** Two people who were found to be one; what moved is kept, so that it can be undone. */
export const personMerges = pgTable(
  'person_merges',
  {
    id: id(),
    keptId: reference('kept_id')
      .notNull()
      .references(() => people.id),
    mergedId: reference('merged_id')
      .notNull()
      .references(() => people.id),
    moved: jsonb('moved').$type<Record<string, unknown>>().notNull(),
    /** null: the person did it, with a code sent to the other channel */
    staffId: text('staff_id'),
    at: moment('at').notNull(),
    undoneAt: moment('undone_at'),
    undoneBy: text('undone_by'),
  },
  (t) => [index('person_merges_kept').on(t.keptId), index('person_merges_merged').on(t.mergedId)],
)

/** A code sent to one chat of a person, to be typed in another; only its hash is kept. */
export const linkCodes = pgTable(
  'link_codes',
  {
    id: id(),
    /** the chat that asked, where the code is typed */
    conversationId: reference('conversation_id')
      .notNull()
      .references(() => conversations.id),
    /** the chat the code was sent to; null: nobody was found, and whoever asked must not see that */
    otherId: reference('other_id').references(() => conversations.id),
    hash: text('hash').notNull(),
    expiresAt: moment('expires_at').notNull(),
    tries: reference('tries').notNull().default(0),
    usedAt: moment('used_at'),
  },
  (t) => [index('link_codes_conversation').on(t.conversationId)],
)

/** Zalo groups an administrator picked for published notices. */
export const zaloGroups = pgTable('zalo_groups', {
  groupId: text('group_id').primaryKey(),
  name: text('name').notNull(),
  pickedBy: text('picked_by').notNull(),
  pickedAt: moment('picked_at').notNull(),
})

/** A notice relayed to one group: sent slowly, stopped by the first kick. */
export const groupPosts = pgTable(
  'group_posts',
  {
    id: id(),
    groupId: text('group_id').notNull(),
    groupName: text('group_name').notNull(),
    text: text('text').notNull(),
    state: text('state')
      .$type<'queued' | 'sending' | 'sent' | 'failed' | 'unknown' | 'stopped'>()
      .notNull()
      .default('queued'),
    staffId: text('staff_id').notNull(),
    createdAt: moment('created_at').notNull(),
    sentAt: moment('sent_at'),
    detail: text('detail'),
  },
  (t) => [index('group_posts_waiting').on(t.id).where(sql`${t.state} in ('queued', 'sending')`)],
)
