import { and, desc, eq, inArray, ne, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { units } from '#db/schema/profile.ts'
import { surveyResponses, surveys } from '#db/schema/surveys.ts'
import { type Invitations, invitationsOf } from './inviting.ts'
import type { Satisfaction } from './months.ts'
import { satisfactionOfSurvey } from './results.ts'
import { type Standing, type Survey, standingOf } from './surveys.ts'

export const listStates = ['open', 'draft', 'closed', 'all'] as const
export type ListState = (typeof listStates)[number]

export interface SurveyRow {
  survey: Survey
  standing: Standing
  unit: string | null
  /** complete responses */
  responses: number
  invitations: Invitations
  /** absent when it does not measure satisfaction */
  satisfaction: Satisfaction | undefined
}

const perPage = 30

/** Surveys of a state, newest first, with how many answered and how satisfied they are. */
export async function listSurveys(
  db: Db,
  { state, page }: { state: ListState; page: number },
  now: Date,
): Promise<{ rows: SurveyRow[]; more: boolean }> {
  const found = await db
    .select({ survey: surveys, unit: units.name })
    .from(surveys)
    .leftJoin(units, eq(units.id, surveys.unitId))
    .where(state === 'all' ? undefined : eq(surveys.state, state))
    .orderBy(desc(surveys.id))
    .limit(perPage + 1)
    .offset((page - 1) * perPage)
  const shown = found.slice(0, perPage)
  const ids = shown.map(({ survey }) => survey.id)
  const [counts, invitations] = await Promise.all([
    completeBySurvey(db, ids),
    invitationsOf(db, ids),
  ])
  const rows = shown.map(async ({ survey, unit }) => {
    const responses = counts.get(survey.id) ?? 0
    const standing = standingOf(survey, now, responses)
    const satisfaction = await satisfactionOfSurvey(db, survey, {})
    return {
      ...{ survey, standing, unit, responses, satisfaction },
      invitations: invitations(survey.id),
    }
  })
  return { rows: await Promise.all(rows), more: found.length > perPage }
}

async function completeBySurvey(db: Db, ids: number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: surveyResponses.surveyId, n: sql<number>`count(*)::int` })
    .from(surveyResponses)
    .where(and(inArray(surveyResponses.surveyId, ids), eq(surveyResponses.state, 'complete')))
    .groupBy(surveyResponses.surveyId)
  return new Map(rows.map(({ id, n }) => [id, n]))
}

/** Marks of 4 and 5 among all marks that surveys of a purpose were given from a day to a day (YYYY-MM-DD). */
export async function satisfactionByPurpose(
  db: Db,
  period: { from: string; to: string },
  unitId?: number,
): Promise<
  { purpose: string; satisfied: number; n: number; responses: number; invited: number }[]
> {
  const rows = await db
    .select()
    .from(surveys)
    .where(
      and(ne(surveys.current, 0), unitId === undefined ? undefined : eq(surveys.unitId, unitId)),
    )
  const ids = rows.map(({ id }) => id)
  const invitations = await invitationsOf(db, ids)
  const sums = new Map<string, Awaited<ReturnType<typeof satisfactionByPurpose>>[number]>()
  for (const survey of rows) {
    const marks = await satisfactionOfSurvey(db, survey, period)
    if (!marks || marks.n === 0) continue
    const { purpose } = survey
    const { invited, answered } = invitations(survey.id)
    const sum = sums.get(purpose) ?? { purpose, satisfied: 0, n: 0, responses: 0, invited: 0 }
    sum.satisfied += marks.satisfied
    sum.n += marks.n
    sum.responses += answered
    sum.invited += invited
    sums.set(purpose, sum)
  }
  return [...sums.values()]
}
