import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { owed } from './owed.ts'

const hour = 3_600_000
/** How long an offered seat is kept. */
const keptMs = 12 * hour
/** Nearer to the class it is kept until an hour before it begins, yet never shorter than half an hour. */
const beforeMs = hour
const leastMs = hour / 2

/**
 * Offers the free seats of a course, locked by the caller, to those who wait, in the order of asking: exactly as many
 * as there are seats. Each has 12 hours to accept, less when the class is nearer; nobody is offered a seat in
 * a class that has begun. Returns how many were offered one.
 */
export async function promote(tx: Db, courseId: number, now: Date): Promise<number> {
  const at = sql`${now.toISOString()}::timestamptz`
  const ms = (duration: number) => sql`${duration} * interval '1 millisecond'`
  const offered = await tx.execute(sql`
    with course as (
      select c.id, c.seats, (
        select min(s.starts_at) from course_sessions s where s.course_id = c.id and s.cancelled_at is null) as starts_at
      from courses c where c.id = ${courseId} and c.state = 'published'
    ), next as (
      select n.id, c.starts_at from course c join signups n on n.course_id = c.id and n.state = 'waiting'
      where c.starts_at is null or c.starts_at > ${at}
      order by n.number
      limit (select case when c.seats is null then null else greatest(c.seats - (
        select count(*) from signups t where t.course_id = c.id and t.state in ('seated', 'offered')), 0) end from course c)
    ), moved as (
      update signups s set state = 'offered', changed_at = ${at}, offered_until = greatest(
        least(${at} + ${ms(keptMs)}, coalesce(n.starts_at - ${ms(beforeMs)}, 'infinity')), ${at} + ${ms(leastMs)})
      from next n where s.id = n.id and s.state = 'waiting'
      returning s.id
    )
    insert into course_told (signup_id, what, at) select id, ${`${owed}offer`}, ${at} from moved
    returning signup_id`)
  return offered.length
}
