import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import { type Language, say } from '#core/language.ts'
import { shortDay } from '#core/tickets/told.ts'
import type { Db } from '#db/client.ts'
import {
  callBacks,
  surveyCounts,
  surveyInvitations,
  surveyMarks,
  surveyResponses,
  surveys,
  surveyVersions,
} from '#db/schema/surveys.ts'
import { files } from '#db/schema/tickets.ts'
import { readForm } from './form.ts'
import { eraseInvitations, mergeInvitations } from './inviting.ts'
import {
  type Answers,
  type AnswerValue,
  type Form,
  isPersonal,
  otherPrefix,
  questionsOf,
} from './shape.ts'

/**
 * Takes people out of the surveys they answered by name, or that staff took down about a question of theirs, within the
 * transaction that erases them: choices and scores stay as statistics of nobody; own words, numbers, files, tax codes,
 * communes, dates and what was begun go. That they answered an anonymous survey is forgotten. Gives the hashes of
 * files that were sent on survey pages.
 *
 * A commune often has one enterprise of a size, an exact number of workers is nobody else's, and the minute of a response
 * is found again in the log of a visit. Of where and when only the month stays, which the figures over time need.
 */
export async function eraseSurveys(
  tx: Db,
  { personIds, ticketIds }: { personIds: number[]; ticketIds: number[] },
): Promise<string[]> {
  const theirs = responsesOf(personIds, ticketIds)
  await eraseInvitations(tx, personIds)
  await tx.delete(surveyMarks).where(inArray(surveyMarks.personId, personIds))
  await tx
    .update(callBacks)
    .set({ comment: '', outcome: '', personId: null })
    .where(inArray(callBacks.personId, personIds))
  const rows = await tx
    .select({
      ...{ id: surveyResponses.id, state: surveyResponses.state },
      ...{ answers: surveyResponses.answers, form: surveyVersions.body },
      ...{ surveyId: surveyResponses.surveyId, day: surveyResponses.completedOn },
    })
    .from(surveyResponses)
    .innerJoin(
      surveyVersions,
      and(
        eq(surveyVersions.surveyId, surveyResponses.surveyId),
        eq(surveyVersions.version, surveyResponses.version),
      ),
    )
    .where(theirs)
    .orderBy(asc(surveyResponses.id))
  const ids = rows.map(({ id }) => id)
  const hashes = await dropFiles(tx, ids)
  for (const { id, state, answers, form, surveyId, day } of rows) {
    const row = eq(surveyResponses.id, id)
    if (state === 'partial') await tx.delete(surveyResponses).where(row)
    else {
      const left = statisticsOf(readForm(form), answers as Answers)
      const completedOn = day && `${day.slice(0, 7)}-01`
      await tx
        .update(surveyResponses)
        .set({ ...nobody, completedOn, answers: left })
        .where(row)
      await forgetCounts(tx, surveyId, [day, completedOn])
    }
  }
  return hashes
}

function responsesOf(personIds: number[], ticketIds: number[]) {
  return or(
    inArray(surveyResponses.personId, personIds),
    inArray(surveyResponses.ticketId, ticketIds),
  )
}

const nobody = {
  ...{ personId: null, ticketId: null, signupId: null, staffId: null, commune: null },
  ...{ startedAt: null, completedAt: null },
}

/** What was counted of these days is counted anew. */
async function forgetCounts(tx: Db, surveyId: number, days: (string | null)[]): Promise<void> {
  const known = days.filter((day) => day !== null)
  const them = and(eq(surveyCounts.surveyId, surveyId), inArray(surveyCounts.day, known))
  await tx.delete(surveyCounts).where(them)
}

/** The words people wrote in surveys by name, so that they are found where they were quoted. */
export async function wordsInSurveys(
  tx: Db,
  { personIds, ticketIds }: { personIds: number[]; ticketIds: number[] },
): Promise<string[]> {
  const rows = await tx
    .select({ answers: surveyResponses.answers })
    .from(surveyResponses)
    .where(responsesOf(personIds, ticketIds))
  return rows.flatMap(({ answers }) =>
    Object.values(answers).filter((value) => typeof value === 'string'),
  )
}

const statistical: readonly string[] = ['choice', 'several', 'scale', 'stars']

function statisticsOf(form: Form, answers: Answers): Answers {
  const kept = questionsOf(form).filter(
    (one): boolean => statistical.includes(one.kind) && !isPersonal(one),
  )
  const bare = (value: string) => (value.startsWith(otherPrefix) ? otherPrefix : value)
  return Object.fromEntries(
    kept.flatMap(({ id }): [string, AnswerValue][] => {
      const value = answers[id]
      if (value === undefined) return []
      if (typeof value === 'string') return [[id, bare(value)]]
      if (typeof value === 'number') return [[id, value]]
      return [[id, value.map((one) => (typeof one === 'string' ? bare(one) : one)) as AnswerValue]]
    }),
  )
}

async function dropFiles(tx: Db, responseIds: string[]): Promise<string[]> {
  if (responseIds.length === 0) return []
  const gone = await tx
    .delete(files)
    .where(
      and(isNull(files.conversationId), inArray(sql`${files.source} ->> 'response'`, responseIds)),
    )
    .returning({ sha256: files.sha256 })
  return gone.flatMap(({ sha256 }) => sha256 ?? [])
}

/** What a merge moved of surveys: responses, by id, and tasks to call back. */
export interface MovedSurveys {
  responses: string[]
  callBacks: number[]
}

/**
 * Two people became one: responses of one go to the other, who has then answered. Where both have answered the same, or
 * begun it, each response stays whose it was.
 */
export async function mergeSurveys(
  tx: Db,
  keptId: number,
  mergedId: number,
): Promise<MovedSurveys> {
  await tx.execute(sql`
    insert into survey_marks (survey_id, person_id)
    select survey_id, ${keptId}::bigint from survey_marks where person_id = ${mergedId} on conflict do nothing`)
  await mergeInvitations(tx, keptId, mergedId)
  await tx.execute(sql`
    delete from survey_responses k using survey_responses m
    where k.person_id = ${keptId} and m.person_id = ${mergedId} and k.survey_id = m.survey_id
      and coalesce(k.ticket_id, 0) = coalesce(m.ticket_id, 0) and coalesce(k.signup_id, 0) = coalesce(m.signup_id, 0)
      and k.state = 'partial' and m.state = 'complete'`)
  const responses = await tx.execute<{ id: string }>(sql`
    update survey_responses m set person_id = ${keptId} where m.person_id = ${mergedId} and not exists (
      select 1 from survey_responses k where k.person_id = ${keptId} and k.survey_id = m.survey_id
        and coalesce(k.ticket_id, 0) = coalesce(m.ticket_id, 0) and coalesce(k.signup_id, 0) = coalesce(m.signup_id, 0))
    returning m.id`)
  const called = await tx
    .update(callBacks)
    .set({ personId: keptId })
    .where(eq(callBacks.personId, mergedId))
    .returning({ id: callBacks.id })
  return { responses: responses.map(({ id }) => id), callBacks: called.map(({ id }) => id) }
}

/** Undoes it: what moved goes back; that an anonymous survey was answered stays true of both. */
export async function partSurveys(
  tx: Db,
  { keptId, mergedId }: { keptId: number; mergedId: number },
  moved: MovedSurveys,
): Promise<void> {
  const back = { personId: mergedId }
  await tx
    .update(surveyResponses)
    .set(back)
    .where(and(eq(surveyResponses.personId, keptId), inArray(surveyResponses.id, moved.responses)))
  await tx
    .update(callBacks)
    .set(back)
    .where(and(eq(callBacks.personId, keptId), inArray(callBacks.id, moved.callBacks)))
}

/** What is held of a person about surveys; of anonymous ones only which they were invited to and answered. `before`: rows merged into theirs. */
export async function heldSurveys(
  db: Db,
  personId: number,
  before: number[] = [],
  ticketIds: number[] = [],
) {
  const ids = [personId, ...before]
  const responses = await db
    .select({
      survey: surveys.title,
      state: surveyResponses.state,
      channel: surveyResponses.channel,
      answers: surveyResponses.answers,
      startedAt: surveyResponses.startedAt,
      completedAt: surveyResponses.completedAt,
    })
    .from(surveyResponses)
    .innerJoin(surveys, eq(surveys.id, surveyResponses.surveyId))
    .where(responsesOf(ids, ticketIds))
    .orderBy(asc(surveyResponses.startedAt))
  const anonymous = await db
    .selectDistinct({ survey: surveys.title })
    .from(surveyMarks)
    .innerJoin(surveys, eq(surveys.id, surveyMarks.surveyId))
    .where(inArray(surveyMarks.personId, ids))
  const invited = await db
    .selectDistinct({ survey: surveys.title })
    .from(surveyInvitations)
    .innerJoin(surveys, eq(surveys.id, surveyInvitations.surveyId))
    .where(inArray(surveyInvitations.personId, ids))
  const calls = await db
    .select({
      score: callBacks.score,
      comment: callBacks.comment,
      openedAt: callBacks.openedAt,
      closedAt: callBacks.closedAt,
      outcome: callBacks.outcome,
    })
    .from(callBacks)
    .where(inArray(callBacks.personId, ids))
    .orderBy(asc(callBacks.id))
  const titles = (rows: { survey: string }[]) => rows.map(({ survey }) => survey)
  return { responses, anonymous: titles(anonymous), invited: titles(invited), calls }
}

/** The same, a line each; nothing when there is nothing. */
export function heldSurveyLines(
  { responses, anonymous }: Awaited<ReturnType<typeof heldSurveys>>,
  language: Language,
): string[] {
  const lines = responses.map(({ survey: title, state, startedAt, completedAt }) => {
    const at = completedAt ?? startedAt
    const told = say(language, `surveys:data.state.${state}`)
    return say(language, 'surveys:data.entry', { title, day: at ? shortDay(at) : '', state: told })
  })
  const head = say(language, 'surveys:data.head', { n: responses.length })
  return [
    ...(responses.length > 0 ? [head, ...lines] : []),
    ...(anonymous.length > 0 ? [say(language, 'surveys:data.marks', { n: anonymous.length })] : []),
  ]
}
