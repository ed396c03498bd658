import { sql } from 'drizzle-orm'
import { date, index, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { id, moment, reference } from './columns.ts'
import { businesses, people } from './people.ts'
import { fields } from './profile.ts'
import { recommendations } from './recommendations.ts'
import { tickets } from './tickets.ts'

const day = (name: string) => date(name, { mode: 'string' })

/** Difficulties that are one. */
export const difficultyGroups = pgTable('difficulty_groups', {
  id: id(),
  title: text('title').notNull(),
  fieldId: reference('field_id').references(() => fields.id),
  createdAt: moment('created_at').notNull(),
})

/** A difficulty (khó khăn, vướng mắc) somebody raised, wherever it was heard. */
export const difficulties = pgTable(
  'difficulties',
  {
    id: id(),
    source: text('source')
      .$type<'ticket' | 'survey' | 'inspection' | 'conference' | 'typed'>()
      .notNull(),
    sourceKey: text('source_key').notNull().default(''),
    ticketId: reference('ticket_id').references(() => tickets.id),
    content: text('content').notNull(),
    fieldId: reference('field_id').references(() => fields.id),
    commune: text('commune'),
    size: text('size'),
    raisedOn: day('raised_on').notNull(),
    personId: reference('person_id').references(() => people.id),
    businessId: reference('business_id').references(() => businesses.id),
    /** difficulties that are one */
    groupId: reference('group_id').references(() => difficultyGroups.id),
    staffId: text('staff_id'),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [
    index('difficulties_field').on(t.fieldId, t.raisedOn),
    index('difficulties_group').on(t.groupId),
    index('difficulties_raised').on(t.raisedOn),
    uniqueIndex('difficulties_source').on(t.source, t.sourceKey).where(sql`${t.sourceKey} <> ''`),
  ],
)

/** Which difficulties a recommendation (kiến nghị) was drawn from. */
export const recommendationSources = pgTable(
  'recommendation_sources',
  {
    recommendationId: reference('recommendation_id')
      .notNull()
      .references(() => recommendations.id),
    difficultyId: reference('difficulty_id')
      .notNull()
      .references(() => difficulties.id),
    /** told of the outcome */
    toldAt: moment('told_at'),
  },
  (t) => [
    primaryKey({ columns: [t.recommendationId, t.difficultyId] }),
    index('recommendation_sources_difficulty').on(t.difficultyId),
  ],
)
