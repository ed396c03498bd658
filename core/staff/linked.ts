import { and, asc, eq, isNull, type SQL } from 'drizzle-orm'
import type { ChannelName, Outgoing } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import type { Language } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { conversations } from '#db/schema/people.ts'
import { staff } from '#db/schema/staff.ts'

/**
 * Tells those of the staff whom `which` names something in the chats they have linked, each in their language. Returns
 * how many there were.
 */
export async function tellStaff(
  tx: Db,
  which: SQL | undefined,
  words: (language: Language) => Outgoing,
  now: Date,
): Promise<number> {
  const linked = await tx
    .select({
      id: staff.id,
      language: staff.language,
      conversationId: conversations.id,
      channel: conversations.channel,
    })
    .from(staff)
    .innerJoin(conversations, eq(conversations.id, staff.conversationId))
    .where(and(which, isNull(staff.deactivatedAt)))
    .orderBy(asc(conversations.id))
  for (const { id: staffId, language, conversationId, channel } of linked) {
    const to = { conversationId, channel: channel as ChannelName, staffId }
    const body = words(language as Language)
    await deliver(tx, { ...to, class: 'notice', cause: 'warning', body }, now)
  }
  return linked.length
}
