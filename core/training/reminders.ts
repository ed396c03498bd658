import { inArray, sql } from 'drizzle-orm'
import { quietUntil } from '#core/notices/quiet-hours.ts'
import type { Db } from '#db/client.ts'
import { courseTold } from '#db/schema/training.ts'
import { owed } from './owed.ts'
import { tellCourses } from './telling.ts'

const hour = 3_600_000

/** How long before a session it is reminded of, the nearest first; a reminder counts until the next is due. */
const steps = [
  { kind: 'remind-2h', before: 2 * hour, until: 0 },
  { kind: 'remind-1d', before: 24 * hour, until: 2 * hour },
  { kind: 'remind-3d', before: 72 * hour, until: 24 * hour },
] as const

/** A session has another time: what is still due before it is said again. */
export async function remindAgain(
  tx: Db,
  sessionId: number,
  startsAt: Date,
  now: Date,
): Promise<void> {
  const due = steps
    .filter(({ before }) => startsAt.getTime() - before > now.getTime())
    .flatMap(({ kind }) => ['', 'call:', owed].map((mark) => `${mark}${kind}:${sessionId}`))
  await tx.delete(courseTold).where(inArray(courseTold.what, due))
}

/**
 * Reminds those who have a seat three days, one day and two hours before, each once, never at night. Who took their seat
 * after a reminder was due is not reminded of what they have just read; three days before, only of the first
 * session; who stopped all messages since is left alone. Returns how many messages went out.
 */
export async function remindCourses(
  db: Db,
  { now, site, timeZone }: { now: Date; site: string | undefined; timeZone: string },
): Promise<number> {
  if (quietUntil(now, timeZone)) return 0
  const at = (ms: number) => sql`${new Date(now.getTime() + ms).toISOString()}::timestamptz`
  const ms = (duration: number) => sql`${duration} * interval '1 millisecond'`
  for (const { kind, before, until } of steps) {
    await db.execute(sql`
      insert into course_told (signup_id, what, at)
      select n.id, ${`${owed}${kind}:`} || s.id, ${at(0)}
      from course_sessions s join courses c on c.id = s.course_id and c.state in ('published', 'running')
      join signups n on n.course_id = c.id and n.state = 'seated'
      join people p on p.id = n.person_id
      where s.cancelled_at is null and s.starts_at > ${at(until)} and s.starts_at <= ${at(before)}
        and n.changed_at <= s.starts_at - ${ms(before)}
        and (p.notices_stopped_at is null or p.notices_stopped_at < n.created_at)
        and (${kind} <> 'remind-3d' or not exists (
          select 1 from course_sessions e where e.course_id = c.id and e.cancelled_at is null and e.starts_at < s.starts_at))
        and not exists (
          select 1 from course_told t where t.signup_id = n.id and t.what in (
            ${`${kind}:`} || s.id, ${`call:${kind}:`} || s.id))
      on conflict do nothing`)
    await db.execute(sql`
      update deliveries set state = 'dropped', why = 'late'
      where state = 'held' and cause = ${`course-${kind}`} and parts_sent = 0 and created_at < ${at(until - before)}`)
  }
  return tellCourses(db, { now, site })
}
