import { eq } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { subscriptions } from '#db/schema/notices.ts'
import { people } from '#db/schema/people.ts'

/** The text people agree to before a subscription is kept (Law 91/2025/QH15 art. 9); changed words are a new version. */
export const consentVersion = 'notices-2026-1'

export type Subscription = typeof subscriptions.$inferSelect

/** What somebody wants to hear of; empty lists mean all. */
export type Wanted = Pick<Subscription, 'fieldIds' | 'sectors' | 'communes' | 'pace'>

/** A person's subscription, stopped or not. */
export async function subscriptionOf(db: Db, personId: number): Promise<Subscription | undefined> {
  const [row] = await db.select().from(subscriptions).where(eq(subscriptions.personId, personId))
  return row
}

/** Keeps what a person agreed to hear of, in place of what they said before; notices go on if they were stopped. */
export async function subscribe(
  tx: Db,
  who: { personId: number; conversationId: number },
  wanted: Wanted,
  now: Date,
): Promise<void> {
  const agreed = { consentVersion, consentedAt: now, changedAt: now, stoppedAt: null }
  const { personId, conversationId } = who
  await tx
    .insert(subscriptions)
    .values({ personId, conversationId, ...wanted, ...agreed })
    .onConflictDoUpdate({
      target: subscriptions.personId,
      set: { conversationId, ...wanted, ...agreed },
    })
  await tx.update(people).set({ noticesStoppedAt: null }).where(eq(people.id, personId))
}
