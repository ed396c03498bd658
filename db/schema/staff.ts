import {
  bigint,
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
import { units } from './profile.ts'

/** better-auth's user, with what the desk needs to know of a member of staff. */
export const staff = pgTable('staff', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull().unique(),
  emailVerified: boolean('email_verified').notNull().default(false),
  image: text('image'),
  createdAt: moment('created_at').notNull(),
  updatedAt: moment('updated_at').notNull(),
  twoFactorEnabled: boolean('two_factor_enabled').default(false),
  role: text('role')
    .$type<'administrator' | 'coordinator' | 'head' | 'officer' | 'leader' | 'consultant'>()
    .notNull()
    .default('officer'),
  unitId: reference('unit_id').references(() => units.id),
  mustChangePassword: boolean('must_change_password').notNull().default(false),
  deactivatedAt: moment('deactivated_at'),
  language: text('language').notNull().default('vi'),
  /** the chat where warnings go, once the officer has linked it with `linkCode` */
  conversationId: reference('conversation_id'),
  linkCode: text('link_code').unique(),
})

export const sessions = pgTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    token: text('token').notNull().unique(),
    expiresAt: moment('expires_at').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [index('sessions_user').on(t.userId)],
)

export const accounts = pgTable(
  'accounts',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: moment('access_token_expires_at'),
    refreshTokenExpiresAt: moment('refresh_token_expires_at'),
    scope: text('scope'),
    password: text('password'),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [index('accounts_user').on(t.userId)],
)

export const verifications = pgTable('verifications', {
  id: text('id').primaryKey(),
  identifier: text('identifier').notNull(),
  value: text('value').notNull(),
  expiresAt: moment('expires_at').notNull(),
  createdAt: moment('created_at'),
  updatedAt: moment('updated_at'),
})

export const twoFactors = pgTable('two_factors', {
  id: text('id').primaryKey(),
  secret: text('secret').notNull(),
  backupCodes: text('backup_codes').notNull(),
  verified: boolean('verified').default(true),
  failedVerificationCount: integer('failed_verification_count').default(0),
  lockedUntil: moment('locked_until'),
  userId: text('user_id')
    .notNull()
    .references(() => staff.id, { onDelete: 'cascade' }),
})

export const rateLimits = pgTable('rate_limits', {
  id: text('id').primaryKey(),
  key: text('key').notNull().unique(),
  count: integer('count').notNull(),
  lastRequest: bigint('last_request', { mode: 'number' }).notNull(),
})

/** Who of the staff did or saw what. Never emptied by a person's erasure. */
export const auditLog = pgTable(
  'audit_log',
  {
    id: id(),
    at: moment('at').notNull(),
    staffId: text('staff_id'),
    action: text('action').notNull(),
    subject: text('subject'),
    subjectId: text('subject_id'),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull().default({}),
    ip: text('ip'),
  },
  (t) => [
    index('audit_log_at').on(t.at),
    index('audit_log_subject').on(t.subject, t.subjectId),
    index('audit_log_staff').on(t.staffId, t.at),
  ],
)

export const savedViews = pgTable('saved_views', {
  id: id(),
  staffId: text('staff_id')
    .notNull()
    .references(() => staff.id, { onDelete: 'cascade' }),
  name: text('name').notNull(),
  query: text('query').notNull(),
})

/** What waits in the panel for one member of staff: a ticket's clock changed its level, and the like. */
export const warnings = pgTable(
  'warnings',
  {
    id: id(),
    staffId: text('staff_id').notNull(),
    ticketId: reference('ticket_id').notNull(),
    level: text('level').notNull(),
    at: moment('at').notNull(),
    seenAt: moment('seen_at'),
  },
  (t) => [
    index('warnings_staff').on(t.staffId, t.seenAt),
    uniqueIndex('warnings_once').on(t.ticketId, t.staffId, t.level),
  ],
)

/** Who has a ticket open now, and whether they are writing: gone after a minute of silence. */
export const presence = pgTable(
  'presence',
  {
    ticketId: reference('ticket_id').notNull(),
    staffId: text('staff_id').notNull(),
    typing: boolean('typing').notNull().default(false),
    at: moment('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.ticketId, t.staffId] })],
)
