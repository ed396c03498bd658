import { and, asc, count, desc, eq, type SQL, sql } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import type { Db } from '#db/client.ts'
import { difficulties, difficultyGroups, recommendationSources } from '#db/schema/difficulties.ts'
import { recommendations } from '#db/schema/recommendations.ts'
import { tickets } from '#db/schema/tickets.ts'

export const recommendationStates = ['draft', 'sent', 'replied'] as const

export interface RecommendationFilter {
  state?: (typeof recommendationStates)[number] | undefined
  q?: string | undefined
  unit?: number | undefined
}

/** A ticket's own recommendation is its field's and its leading unit's. */
const fieldId = sql<number | null>`coalesce(${recommendations.fieldId}, ${tickets.fieldId})`
const unitId = sql<number | null>`coalesce(${recommendations.unitId}, ${tickets.leadUnitId})`
/** Those of tickets from before a reply had a state have the reply alone. */
const state = sql<Recommended>`case when ${recommendations.repliedAt} is null
  then ${recommendations.state} else 'replied' end`
type Recommended = (typeof recommendationStates)[number]

const columns = {
  id: recommendations.id,
  title: recommendations.title,
  authority: recommendations.authority,
  content: recommendations.content,
  number: recommendations.number,
  datedOn: recommendations.datedOn,
  sentAt: recommendations.sentAt,
  repliedAt: recommendations.repliedAt,
  outcome: recommendations.outcome,
  state,
  fieldId: fieldId.mapWith(Number),
  unitId: unitId.mapWith(Number),
  ticketCode: tickets.code,
  difficulties: sql<number>`(select count(*)::int from ${recommendationSources} s
    where s.recommendation_id = ${recommendations.id})`,
}

const onPage = 50
const folded = sql`translate(lower(regexp_replace(normalize(
  "recommendations"."title" || ' ' || "recommendations"."authority" || ' ' || "recommendations"."content"
  || ' ' || "recommendations"."number", NFKD), '[\u0300-\u036f]', '', 'g')), 'đð', 'dd')`

export type RecommendationRow = Awaited<ReturnType<typeof listRecommendations>>['rows'][number]

/** A page of the recommendations, those drawn from difficulties and those that ended a ticket, and how many by state. */
export async function listRecommendations(db: Db, filter: RecommendationFilter, page: number) {
  const where = whereOf(filter)
  const [rows, counts] = await Promise.all([
    db
      .select(columns)
      .from(recommendations)
      .leftJoin(tickets, eq(tickets.id, recommendations.ticketId))
      .where(and(where, filter.state === undefined ? undefined : sql`${state} = ${filter.state}`))
      .orderBy(desc(recommendations.id))
      .limit(onPage + 1)
      .offset((page - 1) * onPage),
    db
      .select({ state, n: count() })
      .from(recommendations)
      .leftJoin(tickets, eq(tickets.id, recommendations.ticketId))
      .where(where)
      .groupBy(sql`1`),
  ])
  const by = new Map(counts.map((one) => [one.state, one.n]))
  return {
    ...{ rows: rows.slice(0, onPage), more: rows.length > onPage },
    counts: {
      ...{ draft: by.get('draft') ?? 0, sent: by.get('sent') ?? 0 },
      replied: by.get('replied') ?? 0,
    },
  }
}

/** One recommendation with what it was drawn from; undefined when there is none. */
export async function recommendationPage(db: Db, id: number) {
  const [row] = await db
    .select({
      ...{ own: recommendations, ticketCode: tickets.code, state },
      ...{ fieldId: fieldId.mapWith(Number), unitId: unitId.mapWith(Number) },
    })
    .from(recommendations)
    .leftJoin(tickets, eq(tickets.id, recommendations.ticketId))
    .where(eq(recommendations.id, id))
  if (!row) return undefined
  const sources = await db
    .select({
      id: difficulties.id,
      content: difficulties.content,
      source: difficulties.source,
      commune: difficulties.commune,
      raisedOn: difficulties.raisedOn,
      group: difficultyGroups.title,
      ticketCode: tickets.code,
      known: sql<boolean>`${difficulties.personId} is not null`,
      toldAt: recommendationSources.toldAt,
    })
    .from(recommendationSources)
    .innerJoin(difficulties, eq(difficulties.id, recommendationSources.difficultyId))
    .leftJoin(difficultyGroups, eq(difficultyGroups.id, difficulties.groupId))
    .leftJoin(tickets, eq(tickets.id, difficulties.ticketId))
    .where(eq(recommendationSources.recommendationId, id))
    .orderBy(asc(difficulties.id))
  const { own, ...known } = row
  return { ...own, ...known, sources }
}

export type RecommendationPage = NonNullable<Awaited<ReturnType<typeof recommendationPage>>>

function whereOf({ q, unit }: RecommendationFilter): SQL | undefined {
  const asked = fold(q ?? '')
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, 8)
  return and(
    ...asked.map((word) => sql`strpos(${folded}, ${word}) > 0`),
    unit === undefined ? undefined : sql`${unitId} = ${unit}`,
  )
}
