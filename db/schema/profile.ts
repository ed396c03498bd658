import { boolean, date, jsonb, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core'
import { id, moment, reference } from './columns.ts'

/** One row a key: organisation, terms (deadlines), targets, reporting, texts of consent ... */
export const settings = pgTable('settings', {
  key: text('key').primaryKey(),
  value: jsonb('value').$type<unknown>().notNull(),
  updatedAt: moment('updated_at').notNull(),
})

export const units = pgTable('units', {
  id: id(),
  code: text('code').notNull().unique(),
  name: text('name').notNull(),
  shortName: text('short_name').notNull(),
  /** the focal point (đầu mối): receives and routes; exactly one */
  focal: boolean('focal').notNull().default(false),
  /** an answer of this unit is approved by its head before it is sent */
  approval: boolean('approval').notNull().default(false),
  position: smallint('position').notNull().default(0),
  closedAt: moment('closed_at'),
})

export const fields = pgTable('fields', {
  id: id(),
  code: text('code').notNull().unique(),
  name: text('name').notNull(),
  nameEn: text('name_en').notNull(),
  leadUnitId: reference('lead_unit_id')
    .notNull()
    .references(() => units.id),
  cooperatingUnitIds: jsonb('cooperating_unit_ids').$type<number[]>().notNull().default([]),
  /** triage terms and their weights, as typed by people, accents kept */
  terms: jsonb('terms').$type<Record<string, number>>().notNull().default({}),
  position: smallint('position').notNull().default(0),
  closedAt: moment('closed_at'),
})

export const communes = pgTable('communes', {
  name: text('name').primaryKey(),
  kind: text('kind').notNull(),
  position: smallint('position').notNull().default(0),
})

/** Days that differ from Monday-Friday: off, half off, or working to make up (ngày làm bù). */
export const holidays = pgTable('holidays', {
  day: date('day', { mode: 'string' }).primaryKey(),
  kind: text('kind').$type<'off' | 'morning-off' | 'afternoon-off' | 'working'>().notNull(),
  name: text('name').notNull(),
})

/** The office's own wording of a shipped text. */
export const ownWords = pgTable(
  'own_words',
  {
    language: text('language').$type<'vi' | 'en'>().notNull(),
    key: text('key').notNull(),
    text: text('text').notNull(),
    staffId: text('staff_id'),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.language, t.key] })],
)

export const cannedAnswers = pgTable('canned_answers', {
  id: id(),
  title: text('title').notNull(),
  body: text('body').notNull(),
  fieldId: reference('field_id').references(() => fields.id),
  unitId: reference('unit_id').references(() => units.id),
  staffId: text('staff_id'),
  updatedAt: moment('updated_at').notNull(),
})

/** What triage has learnt from routings people confirmed; the newest row is used. */
export const triageModels = pgTable('triage_models', {
  id: id(),
  model: jsonb('model').$type<unknown>().notNull(),
  examples: smallint('examples').notNull(),
  trainedAt: moment('trained_at').notNull(),
})
