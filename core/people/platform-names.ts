import { and, desc, eq, exists, gt, isNull } from 'drizzle-orm'
import type { ChannelName } from '#core/channel.ts'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { consents, conversations, people } from '#db/schema/people.ts'

const recentMs = 7 * 24 * 60 * 60_000

/** Somebody whose name may be asked of the platform. */
export interface Nameless {
  personId: number
  address: string
}

/**
 * People heard on a channel these days whose name we do not know and who agreed to its being kept, with the words of
 * today (Law 91/2025/QH15), latest first.
 */
export async function namelessOn(
  db: Db,
  channel: ChannelName,
  limit: number,
  now: Date,
): Promise<Nameless[]> {
  const { consent } = await loadOffice(db)
  return db
    .select({ personId: people.id, address: conversations.address })
    .from(conversations)
    .innerJoin(people, eq(people.id, conversations.personId))
    .where(
      and(
        eq(conversations.channel, channel),
        gt(conversations.lastHeardAt, new Date(now.getTime() - recentMs)),
        isNull(conversations.blockedAt),
        isNull(people.name),
        isNull(people.erasedAt),
        agreed(db, consent.version),
      ),
    )
    .orderBy(desc(conversations.lastHeardAt))
    .limit(limit)
}

/** Keeps a name the platform gave, unless there is one by now or the consent was taken back meanwhile. */
export async function keepName(db: Db, personId: number, name: string): Promise<void> {
  const { consent } = await loadOffice(db)
  await db
    .update(people)
    .set({ name })
    .where(and(eq(people.id, personId), isNull(people.name), agreed(db, consent.version)))
}

function agreed(db: Db, version: string) {
  return exists(
    db
      .select({ id: consents.id })
      .from(consents)
      .where(
        and(
          eq(consents.personId, people.id),
          eq(consents.textVersion, version),
          isNull(consents.withdrawnAt),
        ),
      ),
  )
}
