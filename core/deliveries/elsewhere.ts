import { and, asc, eq, inArray, isNotNull, or, sql } from 'drizzle-orm'
import type { Outgoing } from '#core/channel.ts'
import { say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { isTyped } from './reach.ts'
import { type Way, waysTo } from './ways.ts'

/**
 * What staff said about a ticket and what waits in these chats, which are locked with the others of their people, goes
 * to another chat of the person that can be reached now. What has begun to arrive stays where it is.
 */
export async function sendElsewhere(tx: Db, chatIds: number[], now: Date): Promise<void> {
  if (chatIds.length === 0) return
  const waiting = await tx
    .select({
      id: deliveries.id,
      conversationId: deliveries.conversationId,
      cause: deliveries.cause,
      body: deliveries.body,
      ticketId: deliveries.ticketId,
      answerId: deliveries.answerId,
      staffId: deliveries.staffId,
      code: tickets.code,
    })
    .from(deliveries)
    .innerJoin(tickets, eq(tickets.id, deliveries.ticketId))
    .where(
      and(
        inArray(deliveries.conversationId, chatIds),
        eq(deliveries.state, 'held'),
        eq(deliveries.partsSent, 0),
        or(isNotNull(deliveries.staffId), eq(deliveries.cause, 'rating')),
      ),
    )
    .orderBy(asc(deliveries.id))
  for (const one of waiting) {
    const [way] = await waysTo(tx, [one.conversationId], now, goesAsTyped(one))
    if (way && way.chat.id !== one.conversationId) await move(tx, one, way, now)
  }
}

/**
 * What waits for people who can be reached in another chat by now - they wrote there, or were found to be one person -
 * goes there. Returns in how many chats something waited.
 */
export async function sendHeldElsewhere(db: Db, now: Date): Promise<number> {
  const waiting = await db.execute<{ id: string }>(sql`
    select distinct c.id from deliveries d join conversations c on c.id = d.conversation_id
    where d.state = 'held' and d.ticket_id is not null and d.parts_sent = 0
      and (d.staff_id is not null or d.cause = 'rating')
      and exists (
        select 1 from conversations o
        where o.person_id = c.person_id and o.id <> c.id
          and (o.blocked_at is null or o.blocked_why = 'closed'))
    order by c.id`)
  for (const { id } of waiting) {
    await db.transaction(async (tx) => {
      await tx.execute(sql`
        select 1 from conversations
        where person_id = (select person_id from conversations where id = ${id})
        order by id for no key update`)
      await sendElsewhere(tx, [Number(id)], now)
    })
  }
  return waiting.length
}

/** The question how satisfied somebody is goes where the answer went. */
export function goesAsTyped(said: { cause: string; staffId?: string | null }): boolean {
  return said.cause === 'rating' || isTyped({ cause: said.cause, staffId: said.staffId ?? null })
}

/** In another chat than it was asked in, a line says what this is about. */
export function named(body: Outgoing, { askedIn, chat }: Way, code: string): Outgoing {
  if (askedIn.id === chat.id) return body
  const channel = say(chat.language, `panel:channel.${askedIn.channel}`)
  const line = say(chat.language, 'tickets:told.elsewhere', { code, channel })
  return { ...body, text: `${line}\n\n${body.text}` }
}

interface Waiting {
  id: number
  cause: string
  body: unknown
  ticketId: number | null
  answerId: number | null
  staffId: string | null
  code: string
}

async function move(tx: Db, one: Waiting, way: Way, now: Date): Promise<void> {
  const { cause, ticketId, answerId, staffId } = one
  const { id: conversationId, channel } = way.chat
  await tx.insert(deliveries).values({
    ...{ conversationId, channel, cause, ticketId, answerId, staffId },
    ...{ body: named(one.body as Outgoing, way, one.code), nextAt: now, createdAt: now },
  })
  await tx
    .update(deliveries)
    .set({ state: 'dropped', why: 'elsewhere' })
    .where(eq(deliveries.id, one.id))
  await tx
    .update(conversations)
    .set({ ticketId })
    .where(sql`${conversations.id} = ${conversationId}`)
}
