import { inArray, type SQL, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import type { signups } from '#db/schema/training.ts'

type State = (typeof signups.$inferSelect)['state']

/**
 * What people signed up are still to be told stands in `course_told` as `owed:…` from the transaction of its cause, so
 * that it is not lost, nor said twice: whoever tells it takes the mark away first. What could only be told by telephone
 * stays as `call:…`.
 */
export const owed = 'owed:'

/**
 * Everybody of a course in one of these states is to be told `what`, from `at` on (`tellAt`); somebody told of it before
 * is not told again.
 */
export async function owe(
  tx: Db,
  courseId: number,
  states: State[],
  what: string,
  at: Date,
  only: SQL = sql``,
): Promise<void> {
  await tx.execute(sql`
    insert into course_told (signup_id, what, at)
    select s.id, ${owed + what}, ${at.toISOString()}::timestamptz from signups s
    where s.course_id = ${courseId} and s.state in ${states} ${only}
      and not exists (
        select 1 from course_told t where t.signup_id = s.id and t.what in (${what}, ${`call:${what}`}))
    on conflict do nothing`)
}

/** The same of these sign-ups of the course, whatever their state. */
export async function oweTo(
  tx: Db,
  courseId: number,
  ids: number[],
  what: string,
  at: Date,
): Promise<void> {
  const all: State[] = ['seated', 'waiting', 'offered', 'given-up', 'lapsed', 'cancelled']
  await owe(tx, courseId, all, what, at, sql`and ${inArray(sql`s.id`, ids)}`)
}
