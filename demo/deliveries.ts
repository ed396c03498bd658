import { isNotNull, sql } from 'drizzle-orm'
import { holdConversation } from '#core/deliveries/held.ts'
import type { Db } from '#db/client.ts'
import { conversations } from '#db/schema/people.ts'

/** What was said in the past has long arrived: nothing of it may go out when the demo starts. */
export async function allSent(db: Db): Promise<void> {
  await db.execute(sql`
    update deliveries set state = 'sent', attempts = 1, parts_sent = 1,
      sent_at = created_at + interval '1 second', platform_id = 'demo-' || id
    where state in ('queued', 'sending')`)
}

/** Replies to people who have blocked the desk wait for them. */
export async function holdForBlocked(db: Db, now: Date): Promise<void> {
  const blocked = await db
    .select({ id: conversations.id })
    .from(conversations)
    .where(isNotNull(conversations.blockedAt))
  for (const { id } of blocked) await holdConversation(db, id, 'blocked', now)
}
