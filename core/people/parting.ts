import { and, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import { partNotices } from '#core/notices/one-person.ts'
import { Refusal } from '#core/refusal.ts'
import { partSurveys } from '#core/surveys/erase.ts'
import { partSignups } from '#core/training/erase.ts'
import type { Db } from '#db/client.ts'
import { personMerges } from '#db/schema/channels.ts'
import { consents, conversations, people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import {
  type Doer,
  lockChatsOf,
  lockPeople,
  lockTicketsWhere,
  type Moved,
  noteMove,
  standsMerged,
} from './merging.ts'

type Merge = Omit<typeof personMerges.$inferSelect, 'moved'> & { moved: Moved }

/**
 * Undoes a merge: what it moved goes back, and with the chats the tickets that were opened in them since. What was told
 * and kept meanwhile stays with the kept person. Refusal when it was undone before, when the kept person was merged on
 * or erased since, or, without patience, when one of them is being heard.
 */
export async function partPeople(tx: Db, mergeId: number, doer: Doer, now: Date): Promise<Merge> {
  const merge = await lockMerge(tx, mergeId)
  const { keptId, mergedId, moved } = merge
  await lockChatsOf(tx, [keptId, mergedId], doer.patient)
  const { kept, merged } = await lockPeople(tx, keptId, mergedId)
  if (kept.erasedAt || merged.erasedAt) throw new Refusal('people:refusal.merge-erased')
  if (await standsMerged(tx, [keptId])) throw new Refusal('people:refusal.part-later-first')
  const since = await channelsOnlyIn(tx, merge)
  const gone = await ticketsBack(tx, merge)
  await consentsBack(tx, merge, since)
  await partNotices(tx, merge, { ...moved, subscriptions: moved.subscriptions ?? [] })
  await partSignups(tx, merge, { ...moved, signups: moved.signups ?? [] })
  await partSurveys(tx, merge, moved.surveys ?? { responses: [], callBacks: [] })
  const own = moved.facts.filter((name) => String(kept[name]) === String(merged[name]))
  if (own.length > 0) {
    const nothing = Object.fromEntries(own.map((name) => [name, null]))
    await tx.update(people).set(nothing).where(eq(people.id, keptId))
  }
  await forgetOthers(tx, keptId, mergedId)
  const undone = { undoneAt: now, undoneBy: doer.staffId }
  await tx.update(personMerges).set(undone).where(eq(personMerges.id, mergeId))
  const move = { id: mergeId, doer, deed: 'parted', personId: keptId, other: mergedId } as const
  await noteMove(tx, move, gone, now)
  return merge
}

/** The latest merge of a person that they made themselves and that still stands. */
export async function ownMerge(db: Db, personId: number): Promise<number | undefined> {
  const [row] = await db
    .select({ id: personMerges.id })
    .from(personMerges)
    .where(
      and(
        eq(personMerges.keptId, personId),
        isNull(personMerges.staffId),
        isNull(personMerges.undoneAt),
      ),
    )
    .orderBy(desc(personMerges.id))
    .limit(1)
  return row?.id
}

/** Two who undo the same at once: the second finds it done. */
async function lockMerge(tx: Db, id: number): Promise<Merge> {
  const [row] = await tx.select().from(personMerges).where(eq(personMerges.id, id)).for('update')
  if (!row) throw new Refusal('people:refusal.merge-gone')
  if (row.undoneAt) throw new Refusal('people:refusal.parted-already')
  return { ...row, moved: row.moved as unknown as Moved }
}

/** The channels of the chats that go back, where the kept person has no chat of their own. */
async function channelsOnlyIn(tx: Db, { keptId, moved }: Merge): Promise<string[]> {
  const chats = await tx
    .select({ id: conversations.id, channel: conversations.channel })
    .from(conversations)
    .where(eq(conversations.personId, keptId))
  const going = new Set(moved.conversations)
  const staying = new Set(chats.filter(({ id }) => !going.has(id)).map(({ channel }) => channel))
  return [...new Set(chats.map(({ channel }) => channel))].filter((one) => !staying.has(one))
}

async function ticketsBack(tx: Db, { keptId, mergedId, moved }: Merge): Promise<number[]> {
  const ofKept = eq(tickets.personId, keptId)
  await lockTicketsWhere(tx, ofKept)
  await tx
    .update(tickets)
    .set({ conversationId: null })
    .where(and(ofKept, inArray(tickets.id, moved.chats)))
  const back = { personId: mergedId }
  const theirs = or(
    inArray(tickets.id, moved.tickets),
    inArray(tickets.conversationId, moved.conversations),
  )
  const gone = await tx
    .update(tickets)
    .set(back)
    .where(and(ofKept, theirs))
    .returning({ id: tickets.id })
  await tx
    .update(conversations)
    .set(back)
    .where(and(eq(conversations.personId, keptId), inArray(conversations.id, moved.conversations)))
  return gone.map(({ id }) => id)
}

/** Also a consent given since in a chat that goes back. */
async function consentsBack(tx: Db, merge: Merge, channels: string[]): Promise<void> {
  const { keptId, mergedId, moved, at } = merge
  const since = and(
    sql`${consents.givenAt} >= ${at.toISOString()}::timestamptz`,
    inArray(consents.channel, channels),
  )
  await tx
    .update(consents)
    .set({ personId: mergedId })
    .where(and(eq(consents.personId, keptId), or(inArray(consents.id, moved.consents), since)))
}

/**
 * No chat stays at a ticket that is now the other's: what is written there next would go to them. A dialogue about such
 * a ticket is left for the same reason.
 */
async function forgetOthers(tx: Db, keptId: number, mergedId: number): Promise<void> {
  const pair = sql`(${keptId}::bigint, ${mergedId}::bigint)`
  const others = sql`(select id from tickets t where t.person_id in ${pair} and t.person_id <> c.person_id)`
  await tx.execute(sql`
    update conversations c set ticket_id = null
    where c.person_id in ${pair} and c.ticket_id in ${others}`)
  await tx.execute(sql`
    update conversations c
    set flow = null, flow_version = null, asking = null, asking_since = null, replay = null,
      answers = '{}'::jsonb, choices = '[]'::jsonb
    where c.person_id in ${pair} and c.flow is not null
      and (c.answers ->> 'ticketId' in (select x.id::text from ${others} x)
        or c.answers ->> 'code' in (select code from tickets where id in ${others})
        or c.answers ->> 'answer' in (select a.id::text from answers a where a.ticket_id in ${others}))`)
}
