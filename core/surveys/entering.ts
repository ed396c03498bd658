import { eq } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import type { Office } from '#core/office.ts'
import { difficultiesOfResponse } from '#core/plan/difficulty-survey.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Db } from '#db/client.ts'
import { surveyResponses } from '#db/schema/surveys.ts'
import { monthOf, nowhere } from './anonymous.ts'
import { soundAnswers } from './answer.ts'
import type { SurveyDoer } from './drafting.ts'
import { readerOf } from './responses.ts'
import { closeWhenFull, lockForAnswer, requireOpen } from './room.ts'
import { mayOn, versionForm } from './surveys.ts'

/** Where staff took an answer down. */
export const enteredSources = ['inspection', 'conference', 'phone', 'paper'] as const
export type EnteredSource = (typeof enteredSources)[number]

export interface Entered {
  surveyId: number
  source: EnteredSource
  answers: Record<string, unknown>
  /** what the form is compared by; left out of an anonymous survey */
  fieldId?: number | null
  size?: string | null
  commune?: string | null
  ticketId?: number | null
  /** made by the page, so that it is kept once however often it is sent */
  id?: string
}

/**
 * Keeps a response that somebody of the staff took down, at an inspection say: of nobody's chat, in the newest version.
 * Returns its id. Refusal naming the question that is missing or wrong, or when the survey is not open.
 */
export async function enterResponse(
  db: Db,
  entered: Entered,
  office: Pick<Office, 'communes' | 'triage'>,
  by: SurveyDoer,
): Promise<string> {
  const { actor, now } = by
  return db.transaction(async (tx) => {
    const survey = await lockForAnswer(tx, entered.surveyId)
    mayOn(actor, 'surveys.enter', survey.unitId)
    await requireOpen(tx, survey, now)
    const form = await versionForm(tx, survey.id, survey.current)
    const answers = soundAnswers(form, entered.answers, readerOf(office, now))
    const { fieldId = null, size = null, commune = null, ticketId = null } = entered
    const known = { fieldId, size, commune, ticketId, staffId: actor.id }
    const times = { startedAt: now, completedAt: now }
    const [row] = await tx
      .insert(surveyResponses)
      .values({
        ...(entered.id && { id: entered.id }),
        ...{ surveyId: survey.id, version: survey.current, state: 'complete', answers },
        ...(survey.anonymous
          ? { channel: nowhere, completedOn: monthOf(now) }
          : { channel: entered.source, completedOn: dayOf(now), ...known, ...times }),
      })
      .onConflictDoNothing()
      .returning({ id: surveyResponses.id })
    if (!row) return enteredBefore(tx, entered)
    await closeWhenFull(tx, survey, now)
    if (!survey.anonymous) {
      await difficultiesOfResponse(tx, { form, responseId: row.id, answers }, office, now)
      const subject = { subject: 'survey', subjectId: survey.id }
      const whose = { at: now, staffId: actor.id, ip: by.ip ?? actor.ip }
      await audit(tx, { ...whose, action: 'surveys.entered', ...subject })
    }
    return row.id
  })
}

async function enteredBefore(tx: Db, { id, surveyId }: Entered): Promise<string> {
  const [row] = await tx
    .select({ id: surveyResponses.id, surveyId: surveyResponses.surveyId })
    .from(surveyResponses)
    .where(eq(surveyResponses.id, id ?? ''))
  if (row?.surveyId !== surveyId) throw new Refusal('surveys:refusal.gone')
  return row.id
}
