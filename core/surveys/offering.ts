import { and, desc, eq, sql } from 'drizzle-orm'
import type { Outgoing } from '#core/channel.ts'
import { type Language, say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { surveyResponses, surveys } from '#db/schema/surveys.ts'
import { tickets } from '#db/schema/tickets.ts'
import { signups } from '#db/schema/training.ts'
import { hasAnswered } from './anonymous.ts'
import { invite } from './inviting.ts'
import { type Survey, standingNow } from './surveys.ts'

/** What made us ask: their ticket that was answered, their seat in a class. */
export interface SurveyCause {
  ticketId?: number
  signupId?: number
}

/** Whether a person may answer about this: the button's id can be forged. */
export async function isAbout(db: Db, personId: number, cause: SurveyCause): Promise<boolean> {
  const { ticketId, signupId } = cause
  if (ticketId !== undefined) {
    const own = and(eq(tickets.id, ticketId), eq(tickets.personId, personId))
    if ((await db.$count(tickets, own)) === 0) return false
  }
  if (signupId === undefined) return true
  return (
    (await db.$count(signups, and(eq(signups.id, signupId), eq(signups.personId, personId)))) > 0
  )
}

/**
 * The short survey offered after a rating, high or low (asked only of the content, it would say they all are), when one of that purpose is open and the person has not answered it; the
 * person counts as invited. Undefined when there is none: opening such a survey is what turns this on.
 */
export async function offerSurvey(
  tx: Db,
  purpose: 'after-answer' | 'after-class',
  about: SurveyCause & { personId: number },
  language: Language,
  now: Date,
): Promise<Outgoing | undefined> {
  const [survey] = await tx
    .select()
    .from(surveys)
    .where(and(eq(surveys.state, 'open'), eq(surveys.purpose, purpose)))
    .orderBy(desc(surveys.id))
    .limit(1)
  if (!survey || (await standingNow(tx, survey, now)) !== 'open') return undefined
  if (await answeredBefore(tx, survey, about)) return undefined
  await invite(tx, survey, about)
  const { ticketId, signupId } = about
  const cause = ticketId === undefined ? `s${signupId}` : `t${ticketId}`
  return {
    text: say(language, `surveys:offer.${purpose}`, { title: survey.title }),
    choices: [{ id: `survey:${survey.id}:${cause}`, label: say(language, 'surveys:offer.start') }],
  }
}

/** The offer within what is said anyway: in one message, a number that is typed means one of its choices. */
export function besideOffer(out: Outgoing, offer: Outgoing | undefined): Outgoing {
  if (!offer) return out
  const choices = [...(out.choices ?? []), ...(offer.choices ?? [])]
  return { ...out, text: `${out.text}\n\n${offer.text}`, choices }
}

async function answeredBefore(
  tx: Db,
  { id, anonymous }: Survey,
  { personId, ticketId, signupId }: SurveyCause & { personId: number },
): Promise<boolean> {
  if (anonymous) return hasAnswered(tx, id, personId)
  const given = and(
    eq(surveyResponses.surveyId, id),
    eq(surveyResponses.personId, personId),
    eq(surveyResponses.state, 'complete'),
    sql`coalesce(${surveyResponses.ticketId}, 0) = ${ticketId ?? 0}`,
    sql`coalesce(${surveyResponses.signupId}, 0) = ${signupId ?? 0}`,
  )
  return (await tx.$count(surveyResponses, given)) > 0
}
