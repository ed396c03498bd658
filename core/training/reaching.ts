import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { isVisited } from '#core/deliveries/reach.ts'
import { type Way, waysTo } from '#core/deliveries/ways.ts'
import type { Db } from '#db/client.ts'
import { conversations } from '#db/schema/people.ts'

/** Somebody signed up: who, and the chat in which it was. */
interface Told {
  id: number
  personId: number
  conversationId: number | null
}

/** Whether somebody has a chat that tells them by itself that something was said. */
export async function isCalledElsewhere(tx: Db, personId: number): Promise<boolean> {
  const chats = await tx
    .select({ channel: conversations.channel })
    .from(conversations)
    .where(and(eq(conversations.personId, personId), isNull(conversations.blockedAt)))
  return chats.some(({ channel }) => !isVisited(channel))
}

/**
 * Where each can be told now, by the id of their sign-up: where they signed up, else where they were heard last. Not in
 * it: who only phones, has left every chat, or is not to be written to before they write again.
 */
export async function waysFor(tx: Db, all: Told[], now: Date): Promise<Map<number, Way>> {
  const people = [...new Set(all.map(({ personId }) => personId))]
  if (people.length === 0) return new Map()
  const chats = await tx
    .select({ id: conversations.id, personId: conversations.personId })
    .from(conversations)
    .where(inArray(conversations.personId, people))
    .orderBy(sql`${conversations.lastHeardAt} desc`, sql`${conversations.id} desc`)
  const asked = all.flatMap(({ id, personId, conversationId }) => {
    const own = chats.filter((chat) => chat.personId === personId)
    const chat = own.find((one) => one.id === conversationId) ?? own[0]
    return chat ? [{ id, chatId: chat.id }] : []
  })
  const ids = [...new Set(asked.map(({ chatId }) => chatId))]
  const ways = new Map(
    (await waysTo(tx, ids, now, false))
      .filter(({ reach }) => reach.can !== 'blocked' && reach.can !== 'waits')
      .map((way) => [way.askedIn.id, way]),
  )
  return new Map(
    asked.flatMap(({ id, chatId }) => {
      const way = ways.get(chatId)
      return way ? [[id, way] as const] : []
    }),
  )
}
