import { randomUUID } from 'node:crypto'
import { and, eq, inArray, lt, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { surveyMarks } from '#db/schema/surveys.ts'
import { roomIn } from './room.ts'
import type { Answers } from './shape.ts'
import type { Survey } from './surveys.ts'

/*
 * What an anonymous survey keeps, and what it does not.
 *
 * Kept: the answers with survey, version and month, under a random id; and apart from them who was invited and who has
 * answered, without what, when or where, so that nobody answers twice and the response rate is known.
 * Not kept: person, chat, channel, ticket or class, the day or moment, and what we know of the person's field, size and commune (a
 * commune with one medium enterprise would name it). No low mark calls anybody back. Files, tax codes and what is marked
 * personal cannot be asked.
 *
 * In a chat what is answered stands only in the dialogue's progress (`conversations.answers`, `replay`) while it is
 * open, and is emptied with it. The person's messages of the dialogue are not written at all; our questions, which show
 * the way somebody took through the conditions, are written to be sent, and are taken away again when the dialogue ends,
 * at the latest after a day. So the chat log tells neither what nor when. On the web what is answered travels in the
 * page until it is sent. What was begun and left is lost: the price is told beforehand.
 * What remains is what every event leaves: the number of an event heard, for three days, and when a chat was last used.
 *
 * The mark, the response and the chat's progress are written together, so PostgreSQL's hidden columns (xmin, ctid) would
 * pair them: `mix` writes marks and responses anew every hour, those in the order of the people's numbers, these in that of
 * their random ids.
 *
 * Shown: nothing of fewer than five, nothing narrowed to some days, a channel or a version (what two views differ by would
 * be one person's), months only where none is left over alone, words question by question in an order of chance, and as a
 * file the picked answers by themselves, without own words, numbers, days and communes.
 */

/** What stands in the place of an anonymous response's channel. */
export const nowhere = 'anonymous'

/** What stands in the place of the day: the month's first. */
export function monthOf(now: Date): string {
  return `${dayOf(now).slice(0, 7)}-01`
}

/** The cause of what we say within the dialogue of an anonymous survey: it is taken away when that ends. */
export const unkeptCause = 'unkept'

export async function hasAnswered(db: Db, surveyId: number, personId: number): Promise<boolean> {
  const mark = and(eq(surveyMarks.surveyId, surveyId), eq(surveyMarks.personId, personId))
  return (await db.$count(surveyMarks, mark)) > 0
}

/** Marks the person and keeps the answers, in one statement that takes both or neither; nothing joins them. */
export async function completeAnonymously(
  tx: Db,
  survey: Survey,
  given: {
    personId: number | null
    version: number
    answers: Answers
    /** of a page whose reader is not known: sent twice, it is one response */
    responseId: string | null
  },
  now: Date,
): Promise<void> {
  const { personId, version, answers } = given
  const id = (personId === null && given.responseId) || randomUUID()
  const written = await tx.execute(sql`
    with room as (
      select 1 where ${roomIn(survey)}
    ), mark as (
      insert into survey_marks (survey_id, person_id)
      select ${survey.id}::bigint, ${personId}::bigint from room where ${personId}::bigint is not null
      on conflict do nothing returning 1
    )
    insert into survey_responses (id, survey_id, version, state, answers, channel, completed_on)
    select ${id}::uuid, ${survey.id}::bigint, ${version}::int, 'complete', ${JSON.stringify(answers)}::jsonb,
      ${nowhere}::text, ${monthOf(now)}::date
    from room where ${personId}::bigint is null or exists (select 1 from mark)
    on conflict do nothing`)
  if (written.count > 0) return
  const again =
    personId === null
      ? (await tx.execute(sql`select 1 from survey_responses where id = ${id}::uuid`)).length > 0
      : await hasAnswered(tx, survey.id, personId)
  throw new Refusal(again ? 'surveys:refusal.answered' : 'surveys:refusal.full', {
    title: survey.title,
  })
}

/** Takes away what was said in the dialogue of an anonymous survey and has been sent. */
export async function forgetSaid(tx: Db, conversationId: number): Promise<void> {
  await tx
    .delete(deliveries)
    .where(
      and(
        eq(deliveries.conversationId, conversationId),
        eq(deliveries.cause, unkeptCause),
        inArray(deliveries.state, ['sent', 'failed', 'dropped', 'unknown']),
      ),
    )
}

const forgottenAfterMs = 24 * 60 * 60_000

/**
 * The hourly care for anonymity: what was said in dialogues left long ago goes, and marks and responses of surveys
 * answered since are written anew, so that their place tells no order. Returns how many surveys'.
 */
export async function keepAnonymous(db: Db, now: Date): Promise<number> {
  await db
    .delete(deliveries)
    .where(
      and(
        eq(deliveries.cause, unkeptCause),
        lt(deliveries.createdAt, new Date(now.getTime() - forgottenAfterMs)),
      ),
    )
  const fresh = await db.execute<{ id: number }>(sql`
    select survey_id as id from survey_marks group by survey_id having count(distinct xmin::text) > 1
    union
    select r.survey_id from survey_responses r join surveys s on s.id = r.survey_id and s.anonymous
    group by r.survey_id having count(distinct r.xmin::text) > 1
    order by 1`)
  for (const { id } of fresh) await mix(db, id)
  return fresh.length
}

/** Whoever answers meanwhile waits: nothing is to be lost. */
async function mix(db: Db, surveyId: number): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`select 1 from surveys where id = ${surveyId} for update`)
    await tx.execute(sql`
      create temporary table mixed on commit drop as
      select person_id from survey_marks where survey_id = ${surveyId}`)
    await tx.execute(sql`delete from survey_marks where survey_id = ${surveyId}`)
    await tx.execute(sql`
      insert into survey_marks (survey_id, person_id)
      select ${surveyId}::bigint, person_id from mixed order by person_id`)
    await tx.execute(sql`
      create temporary table mixed_responses on commit drop as
      select * from survey_responses where survey_id = ${surveyId}`)
    await tx.execute(sql`delete from survey_responses where survey_id = ${surveyId}`)
    await tx.execute(sql`insert into survey_responses select * from mixed_responses order by id`)
  })
}
