import { desc, eq, or } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { Refusal } from '#core/refusal.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { personMerges } from '#db/schema/channels.ts'
import { staff } from '#db/schema/staff.ts'
import { mergePeople } from './merging.ts'
import { partPeople } from './parting.ts'

/** Merges two people; gives the number of the one that goes on. Refusal as `mergePeople`, or when `actor` may not. */
export async function mergeByStaff(
  db: Db,
  actor: Actor,
  pair: [number, number],
  now: Date,
): Promise<number> {
  checkRight(actor)
  const doer = { staffId: actor.id, ip: actor.ip, patient: true }
  const { keptId } = await db.transaction((tx) => mergePeople(tx, pair, doer, now))
  return keptId
}

/** Undoes a merge; gives the number of the person it was merged into. Refusal as `partPeople`. */
export async function partByStaff(
  db: Db,
  actor: Actor,
  mergeId: number,
  now: Date,
): Promise<number> {
  checkRight(actor)
  const doer = { staffId: actor.id, ip: actor.ip, patient: true }
  const { keptId } = await db.transaction((tx) => partPeople(tx, mergeId, doer, now))
  return keptId
}

function checkRight(actor: Actor): void {
  if (!may(actor, 'people.merge')) throw new Refusal('people:refusal.may-not-merge')
}

/** A merge that a person had part in; `by` is null where they did it themselves. */
export type Merged = Awaited<ReturnType<typeof mergesOf>>[number]

/** Every merge of a person, the latest first, also those undone: history stays. */
export function mergesOf(db: Db, personId: number) {
  const undoer = alias(staff, 'undoer')
  return db
    .select({
      id: personMerges.id,
      keptId: personMerges.keptId,
      mergedId: personMerges.mergedId,
      by: staff.name,
      at: personMerges.at,
      undoneAt: personMerges.undoneAt,
      undoneBy: undoer.name,
    })
    .from(personMerges)
    .leftJoin(staff, eq(staff.id, personMerges.staffId))
    .leftJoin(undoer, eq(undoer.id, personMerges.undoneBy))
    .where(or(eq(personMerges.keptId, personId), eq(personMerges.mergedId, personId)))
    .orderBy(desc(personMerges.id))
}
