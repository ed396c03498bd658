import { and, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { noticeRecipients, subscriptions } from '#db/schema/notices.ts'
import { conversations, people } from '#db/schema/people.ts'

/** The person wants no more notices (`dừng`): nothing that has not yet gone out goes out, whatever it waits for. */
export async function stopNotices(tx: Db, personId: number, now: Date): Promise<void> {
  await tx
    .update(people)
    .set({ noticesStoppedAt: now })
    .where(and(eq(people.id, personId), isNull(people.noticesStoppedAt)))
  await tx
    .update(subscriptions)
    .set({ stoppedAt: now })
    .where(and(eq(subscriptions.personId, personId), isNull(subscriptions.stoppedAt)))
  await dropNotices(tx, personId, now)
}

/** The person wants them again; false when they never said what they want to hear of. */
export async function resumeNotices(
  tx: Db,
  personId: number,
  consentVersion: string,
  now: Date,
): Promise<boolean> {
  const agreed = { stoppedAt: null, consentVersion, consentedAt: now, changedAt: now }
  const resumed = await tx
    .update(subscriptions)
    .set(agreed)
    .where(eq(subscriptions.personId, personId))
    .returning({ id: subscriptions.id })
  if (resumed.length === 0) return false
  await tx.update(people).set({ noticesStoppedAt: null }).where(eq(people.id, personId))
  return true
}

/**
 * Takes back every notice to a person that the platform has not been given yet. First the rows that wait, for what the
 * sender is just taking from them is a delivery by the time the second statement looks.
 */
async function dropNotices(tx: Db, personId: number, now: Date): Promise<void> {
  const dropped = { state: 'dropped', why: 'unsubscribed' } as const
  // A row stays with whom it was written for when both had one before they were found to be one person.
  const mine = sql`${noticeRecipients.personId} in (select ${personId}::bigint
    union select merged_id from person_merges where kept_id = ${personId} and undone_at is null)`
  await tx
    .update(noticeRecipients)
    .set({ ...dropped, at: now })
    .where(and(mine, inArray(noticeRecipients.state, ['waiting', 'later', 'digest'])))
  const chats = tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.personId, personId))
  const gone = await tx
    .update(deliveries)
    .set(dropped)
    .where(
      and(
        inArray(deliveries.conversationId, chats),
        // One message may hold several notices, and then bears the number of none.
        or(isNotNull(deliveries.noticeId), eq(deliveries.cause, 'notice')),
        inArray(deliveries.state, ['queued', 'held']),
      ),
    )
    .returning({ id: deliveries.id })
  if (gone.length === 0) return
  const ids = gone.map(({ id }) => id)
  await tx
    .update(noticeRecipients)
    .set({ ...dropped, at: now })
    .where(and(mine, inArray(noticeRecipients.deliveryId, ids)))
}
