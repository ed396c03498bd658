import { and, eq } from 'drizzle-orm'
import type { ChannelName } from '#core/channel.ts'
import { audit } from '#core/staff/audit.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { conversations } from '#db/schema/people.ts'
import { staff } from '#db/schema/staff.ts'
import { deliver } from './deliveries.ts'

/** Queues a test message to the chat an actor linked on this channel; false when they linked none. */
export async function sendTest(db: Db, channel: string, text: string, by: By): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [chat] = await tx
      .select({ id: conversations.id, channel: conversations.channel })
      .from(staff)
      .innerJoin(conversations, eq(conversations.id, staff.conversationId))
      .where(and(eq(staff.id, by.actor.id), eq(conversations.channel, channel)))
    const subject = { subject: 'channel', subjectId: channel }
    await audit(tx, {
      at: by.now,
      staffId: by.actor.id,
      action: 'channels.tested',
      ...subject,
      ip: by.ip,
    })
    if (chat === undefined) return false
    const where = { conversationId: chat.id, channel: chat.channel as ChannelName }
    await deliver(tx, { ...where, cause: 'test', body: { text }, staffId: by.actor.id }, by.now)
    return true
  })
}
