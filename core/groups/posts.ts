import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { groupPosts, zaloGroups } from '#db/schema/channels.ts'
import { staff } from '#db/schema/staff.ts'
import type { Group } from './sender.ts'

/** Zalo takes no longer text in one message. */
export const longestPost = 2000

/** The groups an administrator picked for published notices. */
export async function listPicked(db: Db): Promise<Group[]> {
  return db
    .select({ id: zaloGroups.groupId, name: zaloGroups.name })
    .from(zaloGroups)
    .orderBy(asc(zaloGroups.name))
}

/** Picks exactly these groups. */
export async function pickGroups(db: Db, groups: Group[], by: By): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(zaloGroups)
    const picked = { pickedBy: by.actor.id, pickedAt: by.now }
    const rows = groups.map(({ id, name }) => ({ groupId: id, name, ...picked }))
    if (rows.length > 0) await tx.insert(zaloGroups).values(rows)
    await note(tx, 'groups.picked', by, { groups: groups.map(({ name }) => name) })
  })
}

/** The text of a post: what was published, and where. */
export function postText({ text, url }: { text: string; url: string }): string {
  return `${text.trim()}\n\n${url}`.normalize('NFC')
}

/** Queues a published notice for every picked group; answers how many. Throws when none is picked or it is too long. */
export async function queuePosts(
  db: Db,
  notice: { text: string; url: string },
  by: By,
): Promise<number> {
  const text = postText(notice)
  if (Array.from(text).length > longestPost) {
    throw new Refusal('groups:refusal.long', { limit: longestPost })
  }
  return db.transaction(async (tx) => {
    const groups = await listPicked(tx)
    if (groups.length === 0) throw new Refusal('groups:refusal.none-picked')
    const whose = { text, staffId: by.actor.id, createdAt: by.now }
    const rows = groups.map(({ id, name }) => ({ groupId: id, groupName: name, ...whose }))
    await tx.insert(groupPosts).values(rows)
    await note(tx, 'groups.posted', by, { groups: rows.length, url: notice.url })
    return rows.length
  })
}

const columns = {
  id: groupPosts.id,
  group: groupPosts.groupName,
  text: groupPosts.text,
  state: groupPosts.state,
  detail: groupPosts.detail,
  createdAt: groupPosts.createdAt,
  sentAt: groupPosts.sentAt,
  by: staff.name,
}

/** One page of posts, newest first, and whether there are more. */
export async function listPosts(db: Db, page: number, size = 20) {
  const rows = await db
    .select(columns)
    .from(groupPosts)
    .leftJoin(staff, eq(staff.id, groupPosts.staffId))
    .orderBy(desc(groupPosts.id))
    .limit(size + 1)
    .offset((page - 1) * size)
  return { rows: rows.slice(0, size), more: rows.length > size }
}

export type PostRow = Awaited<ReturnType<typeof listPosts>>['rows'][number]

/** How many posts wait. */
export async function countWaiting(db: Db): Promise<number> {
  return db.$count(groupPosts, inArray(groupPosts.state, ['queued', 'sending']))
}

/** An administrator stops what waits; answers how many posts that were. */
export async function stopByHand(db: Db, by: By): Promise<number> {
  return db.transaction(async (tx) => {
    const stopped = await stopPosts(tx, 'by-hand')
    if (stopped > 0) await note(tx, 'groups.posts-stopped', by, { posts: stopped })
    return stopped
  })
}

/** What waits is not posted any more. */
export async function stopPosts(db: Db, why: string): Promise<number> {
  const stopped = await db
    .update(groupPosts)
    .set({ state: 'stopped', detail: why })
    .where(eq(groupPosts.state, 'queued'))
    .returning({ id: groupPosts.id })
  return stopped.length
}

/** Nobody knows what became of a post that was being sent when its process died: it is never sent again. */
export async function recoverPosts(db: Db): Promise<void> {
  await db
    .update(groupPosts)
    .set({ state: 'unknown', detail: 'crash' })
    .where(eq(groupPosts.state, 'sending'))
}

/** Whether something waits. */
export async function anyQueued(db: Db): Promise<boolean> {
  return (await db.$count(groupPosts, eq(groupPosts.state, 'queued'))) > 0
}

/** When a post was last tried, whatever became of it. */
export async function lastTried(db: Db): Promise<Date | undefined> {
  const [row] = await db
    .select({ at: sql<Date | null>`max(${groupPosts.sentAt})`.mapWith(groupPosts.sentAt) })
    .from(groupPosts)
  return row?.at ?? undefined
}

export interface DuePost {
  id: number
  groupId: string
  text: string
}

/**
 * Takes the next post; undefined when nothing waits, or when any was tried less than `gapMs` ago. The pace holds also
 * against a second process that believes the lock is its own.
 */
export async function claimPost(db: Db, gapMs: number, now: Date): Promise<DuePost | undefined> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('hoi-luat group posts'))`)
    const last = await lastTried(tx)
    if (last && now.getTime() - last.getTime() < gapMs) return undefined
    const [next] = await tx
      .select({ id: groupPosts.id })
      .from(groupPosts)
      .where(eq(groupPosts.state, 'queued'))
      .orderBy(asc(groupPosts.id))
      .limit(1)
      .for('update')
    if (!next) return undefined
    const [taken] = await tx
      .update(groupPosts)
      .set({ state: 'sending', sentAt: now })
      .where(and(eq(groupPosts.id, next.id), eq(groupPosts.state, 'queued')))
      .returning({ id: groupPosts.id, groupId: groupPosts.groupId, text: groupPosts.text })
    return taken
  })
}

/** Stores what became of a post that was taken. */
export async function recordPost(
  db: Db,
  id: number,
  ended: { state: 'sent' | 'failed' | 'unknown' | 'stopped'; detail?: string },
): Promise<void> {
  await db
    .update(groupPosts)
    .set({ state: ended.state, detail: ended.detail?.slice(0, 300) ?? null })
    .where(eq(groupPosts.id, id))
}

async function note(db: Db, action: string, by: By, detail: Record<string, unknown>) {
  await audit(db, { at: by.now, staffId: by.actor.id, action, detail, ip: by.ip })
}
