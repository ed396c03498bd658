import { and, eq, type SQL, sql } from 'drizzle-orm'
import { surveyResponses } from '#db/schema/surveys.ts'

/** Which responses are counted; days are YYYY-MM-DD, both included. */
export interface ResponseFilter {
  version?: number
  channel?: string
  from?: string
  to?: string
}

/** The complete responses of a survey that the filter lets through, as a condition. */
export function completeOf(surveyId: number, filter: ResponseFilter): SQL | undefined {
  const { version, channel, from, to } = filter
  return and(
    eq(surveyResponses.surveyId, surveyId),
    eq(surveyResponses.state, 'complete'),
    version === undefined ? undefined : eq(surveyResponses.version, version),
    channel === undefined ? undefined : eq(surveyResponses.channel, channel),
    from === undefined ? undefined : sql`${surveyResponses.completedOn} >= ${from}`,
    to === undefined ? undefined : sql`${surveyResponses.completedOn} <= ${to}`,
  )
}

/** In SQL what `pickedId` says: own words that are none of the choices count as `other`. */
export function picked(value: SQL): SQL {
  return sql`case when ${value} like 'other:%' then 'other' else ${value} end`
}

/** Each of a list of picked values; nothing where the answer is no list. */
export function each(answer: SQL): SQL {
  const list = sql`case jsonb_typeof(${answer}) when 'array' then ${answer} else '[]' end`
  return sql`jsonb_array_elements_text(${list})`
}
