import { and, count, desc, eq, inArray, min, sql } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, heardEvents } from '#db/schema/people.ts'
import { files, tickets } from '#db/schema/tickets.ts'

/** The states a look is worth: waiting, kept until the person writes, given up, not known. */
export const watchedStates = ['queued', 'sending', 'held', 'failed', 'unknown'] as const
export type WatchedState = (typeof watchedStates)[number]

/** How many deliveries of each channel are in each watched state, and since when the oldest waits. */
export async function countDeliveries(db: Db) {
  return db
    .select({
      channel: deliveries.channel,
      state: deliveries.state,
      n: count(),
      oldest: min(deliveries.createdAt),
    })
    .from(deliveries)
    .where(inArray(deliveries.state, [...watchedStates]))
    .groupBy(deliveries.channel, deliveries.state)
    .orderBy(deliveries.channel, deliveries.state)
}

/** Deliveries in a state, newest first, without what they say. */
export async function listDeliveries(db: Db, state: WatchedState, page: number, size = 50) {
  const rows = await db
    .select({
      id: deliveries.id,
      channel: deliveries.channel,
      class: deliveries.class,
      cause: deliveries.cause,
      attempts: deliveries.attempts,
      createdAt: deliveries.createdAt,
      nextAt: deliveries.nextAt,
      why: deliveries.why,
      detail: deliveries.detail,
      ticketId: deliveries.ticketId,
      code: tickets.code,
    })
    .from(deliveries)
    .leftJoin(tickets, eq(tickets.id, deliveries.ticketId))
    .where(eq(deliveries.state, state))
    .orderBy(desc(deliveries.id))
    .limit(size + 1)
    .offset((page - 1) * size)
  return { rows: rows.slice(0, size), more: rows.length > size }
}

/** Queues a delivery again that was given up, kept or is not known. A notice may then arrive twice: staff decide. */
export async function retryDelivery(db: Db, id: number, by: By): Promise<void> {
  await settle(db, id, { state: 'queued', attempts: 0, nextAt: by.now }, 'deliveries.retried', by)
}

/** Gives a delivery up for good. The reason is kept with it and in the audit log. */
export async function dropDelivery(db: Db, id: number, reason: string, by: By): Promise<void> {
  const set = { state: 'dropped' as const, why: 'dropped', detail: reason }
  await settle(db, id, set, 'deliveries.dropped', by, { reason })
}

async function settle(
  db: Db,
  id: number,
  set: Partial<typeof deliveries.$inferInsert>,
  action: string,
  by: By,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await db.transaction(async (tx) => {
    const settled = await tx
      .update(deliveries)
      .set(set)
      .where(and(eq(deliveries.id, id), inArray(deliveries.state, ['held', 'failed', 'unknown'])))
      .returning({ id: deliveries.id })
    if (settled.length === 0) throw new Refusal('health:refusal.moved-on')
    const subject = { subject: 'delivery', subjectId: id }
    await audit(tx, { at: by.now, staffId: by.actor.id, action, ...subject, detail, ip: by.ip })
  })
}

/** Files that are still fetched from their platform, or could not be. */
export async function countFiles(db: Db) {
  return db
    .select({ state: files.state, n: count(), oldest: min(files.createdAt) })
    .from(files)
    .where(inArray(files.state, ['fetching', 'failed']))
    .groupBy(files.state)
}

export interface Queue {
  name: string
  waiting: number
  active: number
  failed: number
}

/** The job engine's queues; empty when it has never run on this database. */
export async function listQueues(db: Db): Promise<Queue[]> {
  const [engine] = await db.execute<{ there: boolean }>(
    sql`select to_regclass('pgboss.job') is not null as there`,
  )
  if (!engine?.there) return []
  const rows = await db.execute<Record<string, unknown>>(sql`
    select q.name,
      count(j.id) filter (where j.state in ('created', 'retry') and j.start_after <= now()) as waiting,
      count(j.id) filter (where j.state = 'active') as active,
      count(j.id) filter (where j.state = 'failed') as failed
    from pgboss.queue q left join pgboss.job j on j.name = q.name
    where q.name not like '\\_\\_%' group by q.name order by q.name`)
  return rows.map((row) => ({
    name: String(row.name),
    waiting: Number(row.waiting),
    active: Number(row.active),
    failed: Number(row.failed),
  }))
}

/** When something was last heard on each channel, and how many people it reaches. */
export async function lastHeard(db: Db) {
  const heard = await db
    .select({
      channel: heardEvents.channel,
      at: sql<Date | null>`max(${heardEvents.at})`.mapWith(heardEvents.at),
    })
    .from(heardEvents)
    .groupBy(heardEvents.channel)
  const reach = await db
    .select({
      channel: conversations.channel,
      people: count(),
      blocked: sql<number>`count(*) filter (where ${conversations.blockedAt} is not null and ${conversations.blockedWhy} is distinct from 'closed')::int`,
    })
    .from(conversations)
    .groupBy(conversations.channel)
  return { heard, reach }
}
