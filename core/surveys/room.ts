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

/** With a quota one completes after the other, so that it is exact; without one, only closing waits. */
export async function lockForAnswer(tx: Db, surveyId: number): Promise<Survey> {
  const known = await surveyById(tx, surveyId)
  if (!known) throw new Refusal('surveys:refusal.gone')
  const strength = known.quota === null ? sql`for share` : sql`for no key update`
  await tx.execute(sql`select 1 from surveys where id = ${surveyId} ${strength}`)
  const locked = await surveyById(tx, surveyId)
  if (!locked) throw new Refusal('surveys:refusal.gone')
  return locked
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
