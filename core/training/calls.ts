import { eq, like, sql } from 'drizzle-orm'
import { isVisited } from '#core/deliveries/reach.ts'
import type { Way } from '#core/deliveries/ways.ts'
import type { Db } from '#db/client.ts'
import { courseSessions, courseTold, signups } from '#db/schema/training.ts'
import { owed } from './owed.ts'
import { waysFor } from './reaching.ts'
import { tellAt } from './telling-hours.ts'

const call = 'call:'

/** What nobody may come, or fail to come, without having heard of. */
const weighty = new Set(['offer', 'changed', 'cancelled'])
/** Whoever was heard so lately still sits at the web chat. */
const sittingMs = 10 * 60_000

/** What was said in a chat that people must open by themselves is left to be told by telephone too, if they gave one. */
export async function callAsWell(
  tx: Db,
  { chat }: Way,
  marks: { signupId: number; what: string }[],
  now: Date,
): Promise<void> {
  if (!isVisited(chat.channel) || +now - +chat.lastHeardAt < sittingMs) return
  for (const { signupId, what } of marks) {
    if (!weighty.has(what.split(':')[0] ?? '')) continue
    await tx.execute(sql`
      insert into course_told (signup_id, what, at)
      select s.id, ${call + what}, ${now.toISOString()}::timestamptz
      from signups s join people p on p.id = s.person_id
      where s.id = ${signupId} and p.phone is not null
      on conflict do nothing`)
  }
}

/**
 * What was left to be told by telephone: it is forgotten when it is not true any more - the seat is taken, the session
 * over - or they were heard since it was said in their chat, and owed again to whoever can be told in a chat by now.
 */
export async function tendCalls(tx: Db, now: Date): Promise<void> {
  await forgetStale(tx, now)
  const waiting = await tx
    .select({
      what: courseTold.what,
      at: courseTold.at,
      said: sql<boolean>`exists (
        select 1 from course_told p
        where p.signup_id = "signups"."id" and p.what = substr("course_told"."what", ${call.length + 1}))`,
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
  for (const { id, what, at: since, said, startsAt } of waiting) {
    const way = ways.get(id)
    if (!way || (said && way.chat.lastHeardAt <= since)) continue
    const again = owed + what.slice(call.length)
    await tx.execute(sql`delete from course_told where signup_id = ${id} and what = ${what}`)
    if (said) continue
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
