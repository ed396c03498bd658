import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { plannedAnew } from '#db/transaction.ts'
import * as records from './formula-records.ts'

type Scope = records.Scope

interface Formula {
  /** `rate`: hits of all records, in per cent; `count`: how many records */
  kind: 'rate' | 'count'
  records: records.Records
}

/** What a target may be measured by. Words: `plan:formula.<name>` and, how it is counted, `plan:formula.<name>.how`. */
export const formulas = {
  satisfied: { kind: 'rate', records: records.satisfied },
  response: { kind: 'rate', records: records.response },
  resolved: { kind: 'rate', records: records.resolved },
  'in-time': { kind: 'rate', records: records.inTime },
  digital: { kind: 'rate', records: records.digitalTickets },
  classes: { kind: 'count', records: records.classes },
  'skills-classes': { kind: 'count', records: records.skillsClasses },
  events: { kind: 'count', records: records.events },
  'took-part': { kind: 'rate', records: records.tookPart },
  'took-part-digital': { kind: 'rate', records: records.tookPartDigitally },
  'digital-supported': { kind: 'count', records: records.digitalSupported },
  'reached-digitally': { kind: 'rate', records: records.reachedDigitally },
  'documents-told': { kind: 'rate', records: records.documentsTold },
  'recommendations-replied': { kind: 'rate', records: records.recommendationsReplied },
  'tasks-done': { kind: 'rate', records: records.tasksDone },
  'survey-responses': { kind: 'count', records: records.surveyResponses },
} as const satisfies Record<string, Formula>

export type FormulaName = keyof typeof formulas
export const formulaNames = Object.keys(formulas) as FormulaName[]

export function isFormula(name: string | null | undefined): name is FormulaName {
  return name !== null && name !== undefined && Object.hasOwn(formulas, name)
}

/** A figure with what it rests on; `value` is a percentage or a count, null when a rate has nothing to divide by. */
export interface Measured {
  kind: 'rate' | 'count'
  hits: number
  n: number
  value: number | null
}

/** Several figures of one scope, in one statement. */
export async function measure<Name extends FormulaName>(
  db: Db,
  names: readonly Name[],
  scope: Scope,
): Promise<Record<Name, Measured>> {
  if (names.length === 0) return {} as Record<Name, Measured>
  const parts = names.map(
    (name) => sql`select ${name}::text as name, count(*) filter (where hit)::int as hits,
      count(*)::int as n from (${formulas[name].records(scope)}) as r`,
  )
  const rows = await db.execute<{ name: Name; hits: number; n: number }>(
    sql`${sql.raw(plannedAnew)} ${sql.join(parts, sql` union all `)}`,
  )
  const found = new Map(rows.map((row) => [row.name, row]))
  return Object.fromEntries(
    names.map((name) => [name, measured(formulas[name].kind, found.get(name))]),
  ) as Record<Name, Measured>
}

function measured(
  kind: Formula['kind'],
  { hits, n }: { hits: number; n: number } = { hits: 0, n: 0 },
): Measured {
  if (kind === 'count') return { kind, hits: n, n, value: n }
  return { kind, hits, n, value: n === 0 ? null : (100 * hits) / n }
}

/** One record a figure rests on. */
export interface FigureRecord {
  kind:
    | 'ticket'
    | 'signup'
    | 'course'
    | 'business'
    | 'registered'
    | 'document'
    | 'recommendation'
    | 'task'
    | 'survey'
  key: string
  label: string
  at: Date | null
  hit: boolean
  /** the record's page, where it has one */
  courseId: number | null
}

const pageSize = 50

/** The records a figure rests on, a page of 50: all of them, those that count, or those that do not. */
export async function figureRecords(
  db: Db,
  name: FormulaName,
  scope: Scope,
  { which, page }: { which: 'all' | 'hit' | 'miss'; page: number },
): Promise<{ rows: FigureRecord[]; more: boolean }> {
  const only = { all: sql`true`, hit: sql`hit`, miss: sql`not hit` }[which]
  const rows = await db.execute<Record<string, unknown>>(sql`
    select r.*, (select s.course_id from signups s where s.id = case when r.kind = 'signup' then r.key::bigint end) as course_id
    from (${formulas[name].records(scope)}) as r where ${only}
    order by r.at desc nulls last, r.label, r.key limit ${pageSize + 1} offset ${(page - 1) * pageSize}`)
  const read = rows.map((row) => ({
    kind: row.kind as FigureRecord['kind'],
    key: String(row.key),
    label: String(row.label),
    at: row.at === null ? null : new Date(String(row.at)),
    hit: row.hit === true,
    courseId: row.course_id === null ? null : Number(row.course_id),
  }))
  return { rows: read.slice(0, pageSize), more: read.length > pageSize }
}
