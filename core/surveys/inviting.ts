import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { surveyInvitations } from '#db/schema/surveys.ts'

/** How many were invited to a survey by name, and how many of these have answered: what the response rate is of. */
export interface Invitations {
  invited: number
  answered: number
}

/** Who is invited, and about what; an anonymous survey is answered once, so its invitation is about nothing. */
interface Invited {
  personId: number
  ticketId?: number | undefined
  signupId?: number | undefined
}

/** Writes down that somebody was invited; again, it is the same invitation. */
export async function invite(
  tx: Db,
  survey: { id: number; anonymous: boolean },
  { personId, ticketId, signupId }: Invited,
): Promise<void> {
  const about = survey.anonymous ? {} : { ticketId, signupId }
  await tx
    .insert(surveyInvitations)
    .values({ surveyId: survey.id, personId, ...about })
    .onConflictDoNothing()
}

/** Everybody a notice is for is invited to the survey that it leads to. */
export async function inviteNoticed(tx: Db, slug: string, noticeId: number): Promise<void> {
  await tx.execute(sql`
    insert into survey_invitations (survey_id, person_id)
    select s.id, r.person_id from notice_recipients r, surveys s
    where r.notice_id = ${noticeId} and s.slug = ${slug} on conflict do nothing`)
}

/** The invitation that a response by name answers, if there was one. Of an anonymous survey the marks tell. */
export async function noteInvitedAnswered(
  tx: Db,
  surveyId: number,
  { personId, ticketId, signupId }: { personId: number | null } & Omit<Invited, 'personId'>,
): Promise<void> {
  if (personId === null) return
  await tx
    .update(surveyInvitations)
    .set({ answered: true })
    .where(
      and(
        eq(surveyInvitations.surveyId, surveyId),
        eq(surveyInvitations.personId, personId),
        sql`coalesce(${surveyInvitations.ticketId}, 0) = ${ticketId ?? 0}`,
        sql`coalesce(${surveyInvitations.signupId}, 0) = ${signupId ?? 0}`,
      ),
    )
}

const nobody: Invitations = { invited: 0, answered: 0 }

/** The invitations of some surveys; people who were merged into another are that other. */
export async function invitationsOf(
  db: Db,
  surveyIds: number[],
): Promise<(surveyId: number) => Invitations> {
  if (surveyIds.length === 0) return () => nobody
  const rows = await db
    .select({
      id: surveyInvitations.surveyId,
      invited: sql<number>`count(*)::int`,
      answered: sql<number>`count(*) filter (where ${surveyInvitations.answered} or m.person_id is not null)::int`,
    })
    .from(surveyInvitations)
    .leftJoin(
      sql`survey_marks m`,
      sql`m.survey_id = ${surveyInvitations.surveyId} and m.person_id = ${surveyInvitations.personId}`,
    )
    .where(
      and(
        inArray(surveyInvitations.surveyId, surveyIds),
        sql`not exists (select 1 from person_merges p
          where p.merged_id = ${surveyInvitations.personId} and p.undone_at is null)`,
      ),
    )
    .groupBy(surveyInvitations.surveyId)
  const found = new Map(rows.map(({ id, ...counts }) => [id, counts]))
  return (surveyId) => found.get(surveyId) ?? nobody
}

/** Two became one, who has then been invited to what either was; what the merged one has stays for their parting. */
export async function mergeInvitations(tx: Db, keptId: number, mergedId: number): Promise<void> {
  await tx.execute(sql`
    insert into survey_invitations (survey_id, person_id, ticket_id, signup_id, answered)
    select survey_id, ${keptId}::bigint, ticket_id, signup_id, answered
    from survey_invitations where person_id = ${mergedId}
    on conflict (survey_id, person_id, coalesce(ticket_id, 0), coalesce(signup_id, 0))
      where person_id is not null
      do update set answered = survey_invitations.answered or excluded.answered`)
}

/** People go, and the rate stays: one invitation of nobody is left of each, answered or not. */
export async function eraseInvitations(tx: Db, personIds: number[]): Promise<void> {
  const theirs = inArray(surveyInvitations.personId, personIds)
  const ids = `{${personIds.join(',')}}`
  await tx.execute(sql`
    insert into survey_invitations (survey_id, answered)
    select survey_id, bool_or(answered or exists (
      select 1 from survey_marks m where m.survey_id = i.survey_id and m.person_id = i.person_id))
    from survey_invitations i where i.person_id = any(${ids}::bigint[])
    group by survey_id, ticket_id, signup_id`)
  await tx.delete(surveyInvitations).where(theirs)
}
