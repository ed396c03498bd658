import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import type { Office } from '#core/office.ts'
import { difficultiesOfResponse } from '#core/plan/difficulty-survey.ts'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { surveyResponses } from '#db/schema/surveys.ts'
import { completeAnonymously, hasAnswered } from './anonymous.ts'
import { type Reader, soundAnswers } from './answer.ts'
import { callBackIfLow } from './call-backs.ts'
import { noteInvitedAnswered } from './inviting.ts'
import { closeWhenFull, lockForAnswer, requireOpen, roomIn } from './room.ts'
import { type Answers, type Form, markQuestion } from './shape.ts'
import { type Snapshot, snapshotOf } from './snapshot.ts'
import { type Survey, versionForm } from './surveys.ts'
import { groupsTold } from './texts.ts'

/** Who answers, over which channel, and what made us ask: an answer to their ticket, a class they attended. */
export interface Respondent {
  /** null: somebody who opened the public page */
  personId: number | null
  channel: string
  ticketId?: number | undefined
  signupId?: number | undefined
}

/** A response that was begun: the version it goes on with, and what was answered before. */
export interface Begun {
  /** null: nothing of it is kept before it is complete, as the survey is anonymous */
  responseId: string | null
  version: number
  answers: Answers
}

/**
 * Begins a response, or takes up the one a person began: it goes on in the version it was begun in. `given` is the id of
 * a response whose person is not known (a cookie's). Refusal when it is not open, or was answered already.
 */
export async function beginResponse(
  db: Db,
  survey: Survey,
  who: Respondent,
  now: Date,
  given?: string,
): Promise<Begun> {
  await requireOpen(db, survey, now)
  const { id: surveyId, current: version } = survey
  if (survey.anonymous) {
    if (who.personId !== null && (await hasAnswered(db, surveyId, who.personId))) {
      throw new Refusal('surveys:refusal.answered')
    }
    return { responseId: null, version, answers: {} }
  }
  const { personId, channel, ticketId, signupId } = who
  const begun = { surveyId, version, personId, channel, ticketId, signupId, startedAt: now }
  await db
    .insert(surveyResponses)
    .values({ ...begun, ...(given && { id: given }), state: 'partial', answers: {} })
    .onConflictDoNothing()
  const whose = personId === null ? withoutPerson(surveyId, given) : ofPerson(surveyId, who)
  const [row] = await db.select().from(surveyResponses).where(whose)
  if (!row) throw new Refusal('surveys:refusal.gone')
  if (row.state === 'complete') throw new Refusal('surveys:refusal.answered')
  return { responseId: row.id, version: row.version, answers: row.answers as Answers }
}

/** A response of nobody known, as far as it was begun; undefined when it was not. Refusal once it is complete. */
export async function responseOf(
  db: Db,
  surveyId: number,
  given: string,
): Promise<Begun | undefined> {
  const [row] = await db.select().from(surveyResponses).where(withoutPerson(surveyId, given))
  if (row?.state === 'complete') throw new Refusal('surveys:refusal.answered')
  return row && { responseId: row.id, version: row.version, answers: row.answers as Answers }
}

function withoutPerson(surveyId: number, given: string | undefined): SQL | undefined {
  if (given === undefined) throw new Error('a response without a person needs an id')
  return and(
    eq(surveyResponses.surveyId, surveyId),
    eq(surveyResponses.id, given),
    isNull(surveyResponses.personId),
  )
}

function ofPerson(surveyId: number, { personId, ticketId, signupId }: Respondent) {
  return and(
    eq(surveyResponses.surveyId, surveyId),
    eq(surveyResponses.personId, personId ?? 0),
    sql`coalesce(${surveyResponses.ticketId}, 0) = ${ticketId ?? 0}`,
    sql`coalesce(${surveyResponses.signupId}, 0) = ${signupId ?? 0}`,
  )
}

/** Keeps what was answered so far; nothing once the response is complete. */
export async function keepAnswers(db: Db, responseId: string, answers: Answers): Promise<void> {
  await db
    .update(surveyResponses)
    .set({ answers })
    .where(and(eq(surveyResponses.id, responseId), eq(surveyResponses.state, 'partial')))
}

/** Takes away what was begun: the person did not agree to its being kept. */
export async function dropBegun(db: Db, responseId: string): Promise<void> {
  await db
    .delete(surveyResponses)
    .where(and(eq(surveyResponses.id, responseId), eq(surveyResponses.state, 'partial')))
}

export interface Completing extends Respondent {
  surveyId: number
  version: number
  responseId: string | null
  answers: Record<string, unknown>
}

/**
 * Completes a response, in the caller's transaction: read again against its version, once, within the quota, with the
 * field, size and commune of this moment. Of two at once one is kept, and the other told so. Gives the form, for its
 * thanks. Refusal naming what is missing or wrong, or why it is too late; nothing is written then.
 */
export async function completeResponse(
  tx: Db,
  given: Completing,
  office: Office,
  now: Date,
): Promise<Form> {
  const survey = await lockForAnswer(tx, given.surveyId)
  const form = await versionForm(tx, survey.id, given.version)
  const answers = soundAnswers(form, given.answers, readerOf(office, now))
  await requireAnswering(tx, survey, given, now)
  if (survey.anonymous) await completeAnonymously(tx, survey, { ...given, answers }, now)
  else
    await completeNamed(tx, survey, { ...given, answers }, groupsTold(office, form, answers), now)
  await closeWhenFull(tx, survey, now)
  if (!survey.anonymous) await noteInvitedAnswered(tx, survey.id, given)
  if (!survey.anonymous && given.responseId !== null) {
    await difficultiesOfResponse(tx, { form, responseId: given.responseId, answers }, office, now)
  }
  const mark = markQuestion(form)
  const score = mark && answers[mark.id]
  if (survey.anonymous || given.personId === null || typeof score !== 'number') return form
  const about = { personId: given.personId, ticketId: given.ticketId, score }
  const sourceKey = given.responseId ?? `${survey.id}-${given.personId}`
  const unitId = survey.unitId ?? undefined
  await callBackIfLow(tx, { source: 'survey', sourceKey, unitId, ...about }, now)
  return form
}

export function readerOf(office: Pick<Office, 'communes'>, now: Date): Reader {
  return { communes: office.communes, today: dayOf(now) }
}

/** Whoever has answered is told so, also when the survey has been closed or filled since. */
async function requireAnswering(tx: Db, survey: Survey, given: Completing, now: Date) {
  if (given.personId !== null && survey.anonymous) {
    if (await hasAnswered(tx, survey.id, given.personId)) {
      throw new Refusal('surveys:refusal.answered')
    }
  }
  if (!survey.anonymous && given.responseId !== null) {
    const [row] = await tx
      .select({ state: surveyResponses.state })
      .from(surveyResponses)
      .where(eq(surveyResponses.id, given.responseId))
    if (row?.state === 'complete') throw new Refusal('surveys:refusal.answered')
  }
  await requireOpen(tx, survey, now)
}

async function completeNamed(
  tx: Db,
  survey: Survey,
  given: Completing & { answers: Answers },
  told: Snapshot,
  now: Date,
): Promise<void> {
  const { responseId } = given
  const known = await snapshotOf(tx, given)
  if (responseId === null) throw new Error('a response was not begun')
  const done = await tx
    .update(surveyResponses)
    .set({
      ...{ state: 'complete', answers: given.answers, channel: given.channel },
      ...{ fieldId: known.fieldId ?? told.fieldId, size: known.size ?? told.size },
      commune: known.commune ?? told.commune,
      ...{ completedAt: now, completedOn: dayOf(now) },
    })
    .where(
      and(
        eq(surveyResponses.id, responseId),
        eq(surveyResponses.surveyId, survey.id),
        eq(surveyResponses.state, 'partial'),
        roomIn(survey),
      ),
    )
    .returning({ id: surveyResponses.id })
  if (done.length > 0) return
  const [row] = await tx
    .select({ state: surveyResponses.state })
    .from(surveyResponses)
    .where(eq(surveyResponses.id, responseId))
  if (!row) throw new Refusal('surveys:refusal.gone')
  throw new Refusal(
    row.state === 'complete' ? 'surveys:refusal.answered' : 'surveys:refusal.full',
    { title: survey.title },
  )
}
