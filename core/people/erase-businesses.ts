import { and, eq, isNull, ne, or } from 'drizzle-orm'
import { say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { feeFiles } from '#db/schema/consultants.ts'
import { businesses, people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { signups } from '#db/schema/training.ts'

/**
 * Empties the businesses that only this person stood for; their size stays. One that somebody else still stands for,
 * or that has a file of public money of its own, is not the person's: their tickets and seats then count
 * under a nameless copy of its size.
 */
export async function eraseBusinesses(
  tx: Db,
  { personId, businessIds }: { personId: number; businessIds: number[] },
  now: Date,
): Promise<void> {
  for (const id of businessIds) {
    if (await isShared(tx, id, personId)) await detach(tx, id, personId, now)
    else await tx.update(businesses).set(nameless(now)).where(eq(businesses.id, id))
  }
}

function nameless(now: Date) {
  const name = say('vi', 'data:erased-name')
  return { name, taxCode: null, sector: null, commune: null, erasedAt: now }
}

/** Whether others stand for a business, or it has a file for fee support that is not about this person's question. */
export async function isShared(tx: Db, businessId: number, personId: number): Promise<boolean> {
  const [other] = await tx
    .select({ id: people.id })
    .from(people)
    .leftJoin(tickets, eq(tickets.personId, people.id))
    .where(
      and(
        ne(people.id, personId),
        isNull(people.erasedAt),
        or(eq(people.businessId, businessId), eq(tickets.businessId, businessId)),
      ),
    )
    .limit(1)
  if (other !== undefined) return true
  const [file] = await tx
    .select({ id: feeFiles.id })
    .from(feeFiles)
    .leftJoin(tickets, eq(tickets.id, feeFiles.ticketId))
    .where(
      and(
        eq(feeFiles.businessId, businessId),
        or(isNull(feeFiles.ticketId), ne(tickets.personId, personId)),
      ),
    )
    .limit(1)
  return file !== undefined
}

async function detach(tx: Db, businessId: number, personId: number, now: Date): Promise<void> {
  const [shared] = await tx
    .select({ size: businesses.size, createdAt: businesses.createdAt })
    .from(businesses)
    .where(eq(businesses.id, businessId))
  if (!shared) return
  const [copy] = await tx
    .insert(businesses)
    .values({ ...shared, ...nameless(now) })
    .returning({ id: businesses.id })
  if (!copy) throw new Error('a nameless business was not written')
  await tx
    .update(tickets)
    .set({ businessId: copy.id })
    .where(and(eq(tickets.personId, personId), eq(tickets.businessId, businessId)))
  await tx
    .update(signups)
    .set({ businessId: copy.id })
    .where(and(eq(signups.personId, personId), eq(signups.businessId, businessId)))
}
