import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { id, moment, reference } from './columns.ts'

/** A file of registered businesses: looked at, put right, then taken over into `registered_businesses`. */
export const registerImports = pgTable(
  'register_imports',
  {
    id: id(),
    name: text('name').notNull(),
    sha256: text('sha256').notNull(),
    state: text('state').$type<'preview' | 'importing' | 'done' | 'failed' | 'dropped'>().notNull(),
    /** the words above the columns, and which column is what */
    header: jsonb('header').$type<string[]>().notNull().default([]),
    columns: jsonb('columns').$type<Record<string, number>>().notNull().default({}),
    total: integer('total').notNull().default(0),
    rejected: integer('rejected').notNull().default(0),
    created: integer('created').notNull().default(0),
    changed: integer('changed').notNull().default(0),
    unchanged: integer('unchanged').notNull().default(0),
    /** the last line that was taken over */
    taken: integer('taken').notNull().default(0),
    staffId: text('staff_id').notNull(),
    version: integer('version').notNull().default(1),
    createdAt: moment('created_at').notNull(),
    finishedAt: moment('finished_at'),
  },
  (t) => [index('register_imports_running').on(t.id).where(sql`${t.state} = 'importing'`)],
)

/** The lines of such a file as they were read, with what is wrong with them or what became of them. */
export const registerLines = pgTable(
  'register_lines',
  {
    importId: reference('import_id')
      .notNull()
      .references(() => registerImports.id, { onDelete: 'cascade' }),
    line: integer('line').notNull(),
    taxCode: text('tax_code').notNull().default(''),
    name: text('name').notNull().default(''),
    size: text('size'),
    sector: text('sector'),
    commune: text('commune'),
    /** a locale key; null: nothing is wrong */
    fault: text('fault'),
    faultValues: jsonb('fault_values').$type<Record<string, string>>(),
    /** what is doubtful and taken all the same: a locale key */
    warning: text('warning'),
    outcome: text('outcome').$type<'created' | 'changed' | 'unchanged'>(),
  },
  (t) => [
    primaryKey({ columns: [t.importId, t.line] }),
    index('register_lines_code').on(t.importId, t.taxCode),
  ],
)
