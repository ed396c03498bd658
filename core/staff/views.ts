import { and, asc, count, eq } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { savedViews } from '#db/schema/staff.ts'

export type SavedView = Pick<typeof savedViews.$inferSelect, 'id' | 'name' | 'query'>

const most = 30

/** The views of the inbox that somebody has kept, in the order they were kept. */
export async function listViews(db: Db, staffId: string): Promise<SavedView[]> {
  return db
    .select({ id: savedViews.id, name: savedViews.name, query: savedViews.query })
    .from(savedViews)
    .where(eq(savedViews.staffId, staffId))
    .orderBy(asc(savedViews.id))
}

/** Keeps a filter under a name. Refusal when there are thirty already. */
export async function keepView(
  db: Db,
  staffId: string,
  view: { name: string; query: string },
): Promise<void> {
  const [row] = await db
    .select({ kept: count() })
    .from(savedViews)
    .where(eq(savedViews.staffId, staffId))
  if ((row?.kept ?? 0) >= most) throw new Refusal('inbox:refusal.views-full', { most })
  await db.insert(savedViews).values({ staffId, ...view })
}

/** Forgets one's own view; another's stays. */
export async function forgetView(db: Db, staffId: string, id: number): Promise<void> {
  await db.delete(savedViews).where(and(eq(savedViews.id, id), eq(savedViews.staffId, staffId)))
}
