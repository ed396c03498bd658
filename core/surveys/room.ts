import { type SQL, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { type Standing, type Survey, standingNow, surveyById } from './surveys.ts'

const standingRefusal: Record<Exclude<Standing, 'open'>, string> = {
  draft: 'surveys:refusal.gone',
  soon: 'surveys:refusal.soon',
  closed: 'surveys:refusal.closed',
  full: 'surveys:refusal.full',
}

/** Refusal unless the survey takes responses now. */
export async function requireOpen(db: Db, survey: Survey, now: Date): Promise<void> {
  const standing = await standingNow(db, survey, now)
  if (standing === 'open') return
  const day = survey.opensAt ? dayOf(survey.opensAt).split('-').reverse().join('/') : ''
  throw new Refusal(standingRefusal[standing], { title: survey.title, day })
}

/**
 * With a quota one completes after the other, so that it is exact; without one, only closing waits. Whether there is one
 * is read under the lock: it may be set this moment. A shared lock is then let go first, as two who would strengthen
 * theirs wait for each other.
 */
export async function lockForAnswer(tx: Db, surveyId: number): Promise<Survey> {
  const known = await surveyById(tx, surveyId)
  if (known?.quota === null) {
    await tx.execute(sql`savepoint without_quota`)
    const shared = await lockedSurvey(tx, surveyId, sql`for share`)
    if (shared.quota === null) return shared
    await tx.execute(sql`rollback to savepoint without_quota`)
  }
  return lockedSurvey(tx, surveyId, sql`for no key update`)
}

async function lockedSurvey(tx: Db, surveyId: number, strength: SQL): Promise<Survey> {
  await tx.execute(sql`select 1 from surveys where id = ${surveyId} ${strength}`)
  const survey = await surveyById(tx, surveyId)
  if (!survey) throw new Refusal('surveys:refusal.gone')
  return survey
}

/** Room is looked at in the very statement that takes it: several people are heard in one transaction. */
export function roomIn({ id, quota }: Survey): SQL {
  return sql`(${quota}::int is null or ${quota}::int > (
    select count(*) from survey_responses where survey_id = ${id} and state = 'complete'))`
}

/** The response that fills the quota closes the survey. */
export async function closeWhenFull(tx: Db, survey: Survey, now: Date): Promise<void> {
  if (survey.quota === null) return
  await tx.execute(sql`
    update surveys set state = 'closed', updated_at = ${now.toISOString()}::timestamptz
    where id = ${survey.id} and state = 'open' and not ${roomIn(survey)}`)
}
