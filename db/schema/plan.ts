import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { foldedWords, id, moment, reference, tsvector } from './columns.ts'
import { units } from './profile.ts'

const day = (name: string) => date(name, { mode: 'string' })

/** A task (nhiệm vụ) of a plan. */
export const planTasks = pgTable(
  'plan_tasks',
  {
    id: id(),
    plan: text('plan').notNull(),
    number: text('number').notNull(),
    content: text('content').notNull(),
    result: text('result').notNull().default(''),
    leadUnitId: reference('lead_unit_id').references(() => units.id),
    leadText: text('lead_text').notNull().default(''),
    cooperatingText: text('cooperating_text').notNull().default(''),
    deadline: text('deadline').$type<'date' | 'quarter' | 'year' | 'always'>().notNull(),
    /** the last day of what `deadline` names; null: always */
    dueOn: day('due_on'),
    deadlineText: text('deadline_text').notNull().default(''),
    state: text('state').$type<'open' | 'done' | 'dropped'>().notNull().default('open'),
    percent: smallint('percent').notNull().default(0),
    doneOn: day('done_on'),
    remindedOn: day('reminded_on'),
    version: integer('version').notNull().default(1),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('plan_tasks_number').on(t.plan, t.number),
    index('plan_tasks_due').on(t.dueOn).where(sql`${t.state} = 'open'`),
  ],
)

/** Progress with its evidence. */
export const planNotes = pgTable(
  'plan_notes',
  {
    id: id(),
    taskId: reference('task_id')
      .notNull()
      .references(() => planTasks.id),
    at: moment('at').notNull(),
    staffId: text('staff_id').notNull(),
    text: text('text').notNull(),
    percent: smallint('percent'),
    link: text('link').notNull().default(''),
    fileName: text('file_name'),
    fileSha256: text('file_sha256'),
  },
  (t) => [index('plan_notes_task').on(t.taskId, t.id)],
)

/** A target (chỉ tiêu): a formula over our records, or typed in. */
export const targets = pgTable('targets', {
  id: id(),
  code: text('code').notNull().unique(),
  plan: text('plan').notNull(),
  name: text('name').notNull(),
  measure: text('measure').notNull(),
  /** the name of a formula in core/plan/formulas.ts; null: typed in */
  formula: text('formula'),
  baseline: real('baseline'),
  unitId: reference('unit_id').references(() => units.id),
  /** less is better (a rank): kept while the value is not above the goal */
  atMost: boolean('at_most').notNull().default(false),
  position: smallint('position').notNull().default(0),
  version: integer('version').notNull().default(1),
  closedAt: moment('closed_at'),
})

/** What a target should be in a period, and what was typed in for it. */
export const targetValues = pgTable(
  'target_values',
  {
    targetId: reference('target_id')
      .notNull()
      .references(() => targets.id),
    /** 2026, 2026-H1, 2026-Q3 */
    period: text('period').notNull(),
    goal: real('goal'),
    value: real('value'),
    note: text('note').notNull().default(''),
    staffId: text('staff_id'),
    at: moment('at'),
  },
  (t) => [primaryKey({ columns: [t.targetId, t.period] })],
)

/** The business register as imported: the denominators. */
export const registeredBusinesses = pgTable(
  'registered_businesses',
  {
    taxCode: text('tax_code').primaryKey(),
    name: text('name').notNull(),
    size: text('size'),
    sector: text('sector'),
    commune: text('commune'),
    importedAt: moment('imported_at').notNull(),
    named: tsvector('named').generatedAlwaysAs(foldedWords),
  },
  (t) => [index('registered_businesses_commune').on(t.commune)],
)

/** A report of a division or the whole office; `figures` are frozen when it is issued. */
export const reports = pgTable(
  'reports',
  {
    id: id(),
    kind: text('kind').$type<'half' | 'year' | '21a' | '21b'>().notNull(),
    /** null: the whole office */
    unitId: reference('unit_id').references(() => units.id),
    /** 2026-H1, 2026 */
    period: text('period').notNull(),
    fromOn: day('from_on').notNull(),
    toOn: day('to_on').notNull(),
    dueOn: day('due_on').notNull(),
    state: text('state')
      .$type<'draft' | 'handed-in' | 'returned' | 'issued'>()
      .notNull()
      .default('draft'),
    number: text('number').notNull().default(''),
    narrative: jsonb('narrative').$type<Record<string, string>>().notNull().default({}),
    /** what our data cannot give */
    typed: jsonb('typed').$type<Record<string, number>>().notNull().default({}),
    figures: jsonb('figures').$type<unknown>(),
    reason: text('reason'),
    staffId: text('staff_id'),
    version: integer('version').notNull().default(1),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    handedInAt: moment('handed_in_at'),
    issuedAt: moment('issued_at'),
    issuedBy: text('issued_by'),
    remindedOn: day('reminded_on'),
  },
  (t) => [uniqueIndex('reports_once').on(t.kind, sql`coalesce(unit_id, 0)`, t.period)],
)

/** The records behind each figure of an issued report, as they were then: ids alone, the newest record first. */
export const reportFigures = pgTable(
  'report_figures',
  {
    reportId: reference('report_id')
      .notNull()
      .references(() => reports.id),
    figure: text('figure').notNull(),
    /** one place a record in each of the four: what it is, its id, whether it counts for a rate, what it adds to a sum */
    kinds: text('kinds').array().notNull(),
    keys: text('keys').array().notNull(),
    hits: boolean('hits').array().notNull(),
    amounts: bigint('amounts', { mode: 'number' }).array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.reportId, t.figure] })],
)

/** What somebody is writing in a report and has not saved yet, part by part. */
export const reportDrafts = pgTable(
  'report_drafts',
  {
    reportId: reference('report_id')
      .notNull()
      .references(() => reports.id),
    staffId: text('staff_id').notNull(),
    /** the part's key in core/plan/report-sections.ts */
    key: text('key').notNull(),
    body: text('body').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.reportId, t.staffId, t.key] })],
)
