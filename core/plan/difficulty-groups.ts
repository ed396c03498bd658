import { and, count, desc, eq, inArray, max, min, sql } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { difficulties, difficultyGroups } from '#db/schema/difficulties.ts'
import { requireWriting } from './difficulty.ts'

/**
 * Says that difficulties are one: they go into the group of `groupId`, or into a new one of that title. What was in
 * another group leaves it. Gives the group's id.
 */
export async function groupDifficulties(
  db: Db,
  actor: Actor,
  what: { ids: number[]; title: string; groupId?: number | undefined },
  now: Date,
): Promise<number> {
  requireWriting(actor)
  return db.transaction(async (tx) => {
    const rows = await tx
      .select({ id: difficulties.id, fieldId: difficulties.fieldId })
      .from(difficulties)
      .where(inArray(difficulties.id, what.ids))
      .orderBy(difficulties.id)
      .for('update')
    if (rows.length === 0) throw new Refusal('difficulties:refusal.none-chosen')
    const groupId = what.groupId ?? (await newGroup(tx, what.title, rows[0]?.fieldId ?? null, now))
    if (what.groupId !== undefined) await requireGroup(tx, what.groupId)
    const ids = rows.map(({ id }) => id)
    await tx.update(difficulties).set({ groupId }).where(inArray(difficulties.id, ids))
    await dropEmpty(tx)
    return groupId
  })
}

/** Takes a difficulty out of its group; a group that nothing is left of goes. */
export async function ungroupDifficulty(db: Db, actor: Actor, id: number): Promise<void> {
  requireWriting(actor)
  await db.transaction(async (tx) => {
    await tx.update(difficulties).set({ groupId: null }).where(eq(difficulties.id, id))
    await dropEmpty(tx)
  })
}

/** Calls a group otherwise. */
export async function renameGroup(db: Db, actor: Actor, id: number, title: string): Promise<void> {
  requireWriting(actor)
  if (title.trim() === '') throw new Refusal('difficulties:refusal.no-title')
  const set = { title: title.trim() }
  const done = await db
    .update(difficultyGroups)
    .set(set)
    .where(eq(difficultyGroups.id, id))
    .returning({ id: difficultyGroups.id })
  if (done.length === 0) throw new Refusal('difficulties:refusal.gone')
}

const mostGroups = 200

/** The groups, the largest first: how many are in each, since when and until when they were raised. */
export function listGroups(db: Db, fieldId?: number) {
  return db
    .select({
      id: difficultyGroups.id,
      title: difficultyGroups.title,
      fieldId: difficultyGroups.fieldId,
      n: count(difficulties.id),
      first: min(difficulties.raisedOn),
      last: max(difficulties.raisedOn),
      recommended: sql<number>`count(*) filter (where exists (
        select 1 from recommendation_sources s where s.difficulty_id = ${difficulties.id}))::int`,
    })
    .from(difficultyGroups)
    .innerJoin(difficulties, eq(difficulties.groupId, difficultyGroups.id))
    .where(fieldId === undefined ? undefined : and(eq(difficultyGroups.fieldId, fieldId)))
    .groupBy(difficultyGroups.id)
    .orderBy(desc(count(difficulties.id)), desc(difficultyGroups.id))
    .limit(mostGroups)
}

export type GroupRow = Awaited<ReturnType<typeof listGroups>>[number]

async function newGroup(tx: Db, title: string, fieldId: number | null, now: Date): Promise<number> {
  if (title.trim() === '') throw new Refusal('difficulties:refusal.no-title')
  const [row] = await tx
    .insert(difficultyGroups)
    .values({ title: title.trim(), fieldId, createdAt: now })
    .returning({ id: difficultyGroups.id })
  if (!row) throw new Error('a group was not written')
  return row.id
}

async function requireGroup(tx: Db, id: number): Promise<void> {
  const [row] = await tx
    .select({ id: difficultyGroups.id })
    .from(difficultyGroups)
    .where(eq(difficultyGroups.id, id))
    .for('update')
  if (!row) throw new Refusal('difficulties:refusal.gone')
}

async function dropEmpty(tx: Db): Promise<void> {
  await tx
    .delete(difficultyGroups)
    .where(sql`not exists (select 1 from difficulties d where d.group_id = ${difficultyGroups.id})`)
}
