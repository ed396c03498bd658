import { and, count, eq, or, type SQL, sql } from 'drizzle-orm'
import { type Actor, reachOf } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { publishedAnswers } from '#db/schema/published.ts'
import { dueToPublish } from './due.ts'
import { countReviews } from './review-list.ts'

/** What of the published answers waits for somebody, for their first page. */
export interface PublishingWork {
  /** sent answers that have to be made public */
  due: number
  /** days until the first of them is late; undefined when there is none */
  firstDue: number | undefined
  /** wordings that wait for their approval */
  submitted: number
  /** what rests on law that has changed */
  reviews: number
}

export async function publishingWork(db: Db, actor: Actor, now: Date): Promise<PublishingWork> {
  const writes = reachOf(actor, 'published.write') !== undefined
  const [due, submitted, reviews] = await Promise.all([
    writes ? dueToPublish(db, actor, now) : { list: [], count: 0 },
    countSubmitted(db, actor),
    writes || reachOf(actor, 'published.review') !== undefined ? countReviews(db, actor) : 0,
  ])
  return { due: due.count, firstDue: due.list[0]?.daysLeft, submitted, reviews }
}

async function countSubmitted(db: Db, actor: Actor): Promise<number> {
  const reach = reachOf(actor, 'published.review')
  if (reach === undefined || (reach !== 'any' && actor.unitId === undefined)) return 0
  const own: SQL | undefined =
    reach === 'any' ? undefined : eq(publishedAnswers.unitId, actor.unitId ?? 0)
  const waits = or(
    eq(publishedAnswers.state, 'submitted'),
    sql`${publishedAnswers.correction}->>'stage' = 'submitted'`,
  )
  const [row] = await db.select({ count: count() }).from(publishedAnswers).where(and(waits, own))
  return row?.count ?? 0
}
