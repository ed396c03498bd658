import { eq, like, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { courseSessions, courseTold, signups } from '#db/schema/training.ts'
import { owed } from './owed.ts'
import { waysFor } from './reaching.ts'
import { tellAt } from './telling-hours.ts'

const call = 'call:'

/**
 * What was left to be told by telephone: it is forgotten when it is not true any more - the seat is taken, the session
 * over - and owed again to whoever can be told in a chat by now.
 */
export async function tendCalls(tx: Db, now: Date): Promise<void> {
  await forgetStale(tx, now)
  const waiting = await tx
    .select({
      what: courseTold.what,
      id: signups.id,
      personId: signups.personId,
      conversationId: signups.conversationId,
      startsAt: nextStart(now),
    })
    .from(courseTold)
    .innerJoin(signups, eq(signups.id, courseTold.signupId))
    .where(like(courseTold.what, `${call}%`))
    .for('update', { of: courseTold, skipLocked: true })
  const ways = await waysFor(tx, waiting, now)
  for (const { id, what, startsAt } of waiting) {
    if (!ways.has(id)) continue
    const again = owed + what.slice(call.length)
    await tx.execute(sql`delete from course_told where signup_id = ${id} and what = ${what}`)
    const at = tellAt(now, [startsAt])
    await tx.insert(courseTold).values({ signupId: id, what: again, at }).onConflictDoNothing()
  }
}

function nextStart(now: Date) {
  return sql<Date | null>`(
    select min(s.starts_at) from course_sessions s
    where s.course_id = "signups"."course_id" and s.starts_at > ${now.toISOString()}::timestamptz)`.mapWith(
    courseSessions.startsAt,
  )
}

async function forgetStale(tx: Db, now: Date): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`
  await tx.execute(sql`
    delete from course_told t using signups s, courses c
    where s.id = t.signup_id and c.id = s.course_id and t.what like ${`${call}%`}
      and case split_part(t.what, ':', 2)
        when 'offer' then s.state <> 'offered'
        when 'changed' then c.state not in ('published', 'running') or s.state not in ('seated', 'offered', 'waiting')
        when 'lapsed' then c.state <> 'published'
        when 'rating' then s.score is not null or c.state = 'closed'
        when 'materials' then c.state = 'closed'
        when 'certificate' then c.state = 'closed'
        when 'cancelled' then coalesce((
          select max(e.ends_at) from course_sessions e where e.course_id = c.id), 'infinity') <= ${at}
        else s.state <> 'seated' or not exists (
          select 1 from course_sessions e
          where e.id::text = split_part(t.what, ':', 3) and e.cancelled_at is null and e.starts_at > ${at}) end`)
}
