import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { id, moment, reference } from './columns.ts'
import { businesses } from './people.ts'
import { tickets } from './tickets.ts'

const day = (name: string) => date(name, { mode: 'string' })

/** Tư vấn viên pháp luật: the register; the portal shows those who are public. */
export const consultants = pgTable('consultants', {
  id: id(),
  name: text('name').notNull(),
  organisation: text('organisation').notNull().default(''),
  phone: text('phone').notNull().default(''),
  email: text('email').notNull().default(''),
  fieldIds: jsonb('field_ids').$type<number[]>().notNull().default([]),
  since: day('since'),
  decision: text('decision').notNull().default(''),
  /** signs in to the panel as */
  staffId: text('staff_id'),
  shown: boolean('shown').notNull().default(false),
  version: integer('version').notNull().default(1),
  updatedAt: moment('updated_at').notNull(),
  endedOn: day('ended_on'),
})

/** A specific case handed to a consultant, with the person's consent. */
export const referrals = pgTable(
  'referrals',
  {
    id: id(),
    ticketId: reference('ticket_id')
      .notNull()
      .references(() => tickets.id),
    consultantId: reference('consultant_id')
      .notNull()
      .references(() => consultants.id),
    state: text('state')
      .$type<'asked' | 'consented' | 'declined' | 'answered' | 'ended'>()
      .notNull(),
    staffId: text('staff_id').notNull(),
    askedAt: moment('asked_at').notNull(),
    askedAgainAt: moment('asked_again_at'),
    /** when they said yes or no; null in a declined one: nothing was said in time */
    decidedAt: moment('decided_at'),
    endedAt: moment('ended_at'),
    /** the phone number, too, may be given to the consultant */
    sharePhone: boolean('share_phone').notNull().default(false),
    /** consent given on paper or orally, as staff noted it; null: given in a chat */
    how: text('how').$type<'oral' | 'paper'>(),
  },
  (t) => [
    index('referrals_ticket').on(t.ticketId),
    index('referrals_consultant').on(t.consultantId),
    /** one at a time for a ticket */
    uniqueIndex('referrals_open')
      .on(t.ticketId)
      .where(sql`${t.endedAt} is null and ${t.state} <> 'declined'`),
  ],
)

/** A file for support of a consultant's fee (Decree 55/2019/NĐ-CP, art. 9): decided within 10 working days. */
export const feeFiles = pgTable(
  'fee_files',
  {
    id: id(),
    ticketId: reference('ticket_id').references(() => tickets.id),
    businessId: reference('business_id')
      .notNull()
      .references(() => businesses.id),
    size: text('size').$type<'micro' | 'small' | 'medium'>().notNull(),
    feeVnd: bigint('fee_vnd', { mode: 'number' }).notNull(),
    /** what the rule allows of it */
    allowedVnd: bigint('allowed_vnd', { mode: 'number' }).notNull(),
    receivedOn: day('received_on').notNull(),
    completeOn: day('complete_on'),
    dueOn: day('due_on'),
    state: text('state').$type<'incomplete' | 'complete' | 'granted' | 'refused'>().notNull(),
    grantedVnd: bigint('granted_vnd', { mode: 'number' }),
    decidedOn: day('decided_on'),
    decision: text('decision').notNull().default(''),
    note: text('note').notNull().default(''),
    /** what an incomplete file still lacks */
    missing: text('missing').notNull().default(''),
    staffId: text('staff_id').notNull(),
    /** staff were last told that it is due */
    remindedOn: day('reminded_on'),
    version: integer('version').notNull().default(1),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [index('fee_files_business').on(t.businessId), index('fee_files_due').on(t.dueOn)],
)
