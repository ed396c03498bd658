import { and, type SQL, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { fields } from '#db/schema/profile.ts'
import { surveyResponses } from '#db/schema/surveys.ts'
import { completeOf, each, picked, type ResponseFilter } from './complete.ts'
import type { FormQuestion } from './shape.ts'

/** What a question's answers are set against. */
export const crossings = ['field', 'size', 'commune'] as const
export type Crossing = (typeof crossings)[number]

export interface CrossRow {
  /** a field's id, a size, a commune's name; null: not known */
  group: string | null
  /** how many of the group answered the question */
  n: number
  /** by value of the question */
  counts: Map<string, number>
}

export interface CrossTable {
  rows: CrossRow[]
}

interface CrossOf {
  question: FormQuestion
  by: Crossing
  filter: ResponseFilter
  /** responses that the filter lets through, by which a table counted before is known to be still right */
  n: number
  madeAt: Date
}

const kept = new WeakMap<Db, Map<string, { at: number; table: Promise<CrossTable> }>>()
const keptMs = 60_000
const mostKept = 200

/** How each group answered a question of a survey by name, the largest group first. */
export function crossTable(db: Db, surveyId: number, of: CrossOf): Promise<CrossTable> {
  const { question, by, filter, n, madeAt } = of
  const ofDb = kept.get(db) ?? new Map()
  kept.set(db, ofDb)
  const key = JSON.stringify([surveyId, madeAt, question.id, question.kind, by, filter, n])
  const known = ofDb.get(key)
  if (known && Date.now() - known.at < keptMs) return known.table
  const table = readCross(db, surveyId, of)
  if (ofDb.size >= mostKept) ofDb.clear()
  ofDb.set(key, { at: Date.now(), table })
  table.catch(() => ofDb.delete(key))
  return table
}

async function readCross(
  db: Db,
  surveyId: number,
  { question, by, filter }: CrossOf,
): Promise<CrossTable> {
  const answer = sql`${surveyResponses.answers} -> ${question.id}`
  const value =
    question.kind === 'several' ? sql`one` : sql`${surveyResponses.answers} ->> ${question.id}`
  const from = question.kind === 'several' ? sql`, ${each(answer)} one` : sql``
  const where = and(completeOf(surveyId, filter), sql`${surveyResponses.answers} ? ${question.id}`)
  const rows = await db.execute<{ group: string | null; value: string | null; n: number }>(sql`
    select ${columns[by]} as "group", ${picked(value)} as value, count(*)::int as n
    from ${surveyResponses} ${from} where ${where} group by 1, 2
    ${question.kind === 'several' ? answeredBy(by, where) : sql``}`)
  const all = [...Map.groupBy(rows, ({ group }) => group)].map(([group, own]) =>
    crossRow(group, own),
  )
  return { rows: all.sort((a, b) => b.n - a.n) }
}

const columns: Record<Crossing, SQL> = {
  field: sql`${surveyResponses.fieldId}::text`,
  size: sql`${surveyResponses.size}`,
  commune: sql`${surveyResponses.commune}`,
}

/** Of a question with several picks the picks are more than those who answered. */
function answeredBy(by: Crossing, where: SQL | undefined): SQL {
  return sql`union all
    select ${columns[by]}, null, count(*)::int from ${surveyResponses} where ${where} group by 1`
}

function crossRow(group: string | null, rows: { value: string | null; n: number }[]): CrossRow {
  const answered = rows.find(({ value }) => value === null)
  const values = rows.filter(({ value }) => value !== null)
  return {
    group,
    n: answered?.n ?? values.reduce((sum, { n }) => sum + n, 0),
    counts: new Map(values.map(({ value, n }) => [value ?? '', n])),
  }
}

/** The names of fields by id, also of those closed since. */
export async function fieldNames(db: Db): Promise<Map<number, { vi: string; en: string }>> {
  const rows = await db.select({ id: fields.id, vi: fields.name, en: fields.nameEn }).from(fields)
  return new Map(rows.map(({ id, vi, en }) => [id, { vi, en }]))
}
