import { and, count, desc, eq, inArray, isNotNull, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { fields, units } from '#db/schema/profile.ts'
import { publishedAnswers } from '#db/schema/published.ts'
import { staff } from '#db/schema/staff.ts'
import { tickets } from '#db/schema/tickets.ts'

/** What the public reads of published answers, by id; what is not public now is left out. */
export async function publicTexts(
  db: Db,
  ids: number[],
): Promise<Map<number, { question: string; body: string; basis: string }>> {
  if (ids.length === 0) return new Map()
  const { id, question, body, basis, state } = publishedAnswers
  const rows = await db
    .select({ id, question, body, basis })
    .from(publishedAnswers)
    .where(and(inArray(id, ids), eq(state, 'published')))
  return new Map(rows.map(({ id: key, ...text }) => [key, text]))
}

export const listStates = ['draft', 'submitted', 'returned', 'published', 'withdrawn'] as const

export interface PublishedFilter {
  /** `submitted` and `returned` have corrections of public answers too */
  state?: (typeof listStates)[number] | undefined
  fieldId?: number | undefined
  unitId?: number | undefined
  page: number
}

const perPage = 30

/** Publications in whatever state, the latest change first, a page at a time. */
export async function listPublished(db: Db, filter: PublishedFilter) {
  const rows = await db
    .select({
      id: publishedAnswers.id,
      slug: publishedAnswers.slug,
      code: tickets.code,
      question: sql<string>`left(${publishedAnswers.question}, 300)`,
      reason: publishedAnswers.reason,
      state: publishedAnswers.state,
      stage: sql<string | null>`${publishedAnswers.correction}->>'stage'`,
      edition: publishedAnswers.edition,
      field: fields.name,
      fieldEn: fields.nameEn,
      unit: units.shortName,
      author: staff.name,
      updatedAt: publishedAnswers.updatedAt,
      publishedAt: publishedAnswers.publishedAt,
      correctedAt: publishedAnswers.correctedAt,
    })
    .from(publishedAnswers)
    .leftJoin(tickets, eq(tickets.id, publishedAnswers.ticketId))
    .leftJoin(fields, eq(fields.id, publishedAnswers.fieldId))
    .leftJoin(units, eq(units.id, publishedAnswers.unitId))
    .leftJoin(staff, eq(staff.id, publishedAnswers.authorId))
    .where(whereOf(filter))
    .orderBy(desc(publishedAnswers.updatedAt), desc(publishedAnswers.id))
    .limit(perPage + 1)
    .offset((filter.page - 1) * perPage)
  return { rows: rows.slice(0, perPage), more: rows.length > perPage }
}

export type PublishedRow = Awaited<ReturnType<typeof listPublished>>['rows'][number]

function whereOf({ state, fieldId, unitId }: PublishedFilter): SQL | undefined {
  return and(
    state === undefined ? undefined : inState(state),
    fieldId === undefined ? undefined : eq(publishedAnswers.fieldId, fieldId),
    unitId === undefined ? undefined : eq(publishedAnswers.unitId, unitId),
  )
}

function inState(state: (typeof listStates)[number]): SQL | undefined {
  const own = eq(publishedAnswers.state, state)
  const stage = sql`${publishedAnswers.correction}->>'stage' = ${state}`
  return state === 'published' || state === 'withdrawn'
    ? own
    : or(own, and(isNotNull(publishedAnswers.correction), stage))
}

/** How many there are in each state, for the tabs. */
export async function countPublished(db: Db, unitId: number | undefined) {
  const rows = await db
    .select({
      state: publishedAnswers.state,
      stage: sql<string | null>`${publishedAnswers.correction}->>'stage'`,
      count: count(),
    })
    .from(publishedAnswers)
    .where(whereOf({ unitId, page: 1 }))
    .groupBy(publishedAnswers.state, sql`${publishedAnswers.correction}->>'stage'`)
  const counts = { draft: 0, submitted: 0, returned: 0, published: 0, withdrawn: 0 }
  for (const { state, stage, count: many } of rows) {
    counts[state] += many
    if (stage === 'draft' || stage === 'submitted' || stage === 'returned') counts[stage] += many
  }
  return counts
}
