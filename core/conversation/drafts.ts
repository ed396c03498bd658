import { desc, eq } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { drafts } from '#db/schema/people.ts'
import type { Progress } from './dialogue.ts'

/** Keeps an unfinished question so that it can be taken up again; false when there is nothing worth keeping. */
export async function keepDraft(
  tx: Db,
  conversationId: number,
  progress: Pick<Progress, 'flow' | 'answers'>,
  now: Date,
): Promise<boolean> {
  const { flow, answers } = progress
  if (flow !== 'intake' || typeof answers.question !== 'string') return false
  await tx.insert(drafts).values({ conversationId, flow, answers, keptAt: now })
  return true
}

/** The question left last in a conversation, if there is one. */
export async function findDraft(
  tx: Db,
  conversationId: number,
): Promise<{ id: number; flow: string; answers: Record<string, unknown> } | undefined> {
  const [draft] = await tx
    .select({ id: drafts.id, flow: drafts.flow, answers: drafts.answers })
    .from(drafts)
    .where(eq(drafts.conversationId, conversationId))
    .orderBy(desc(drafts.id))
    .limit(1)
  return draft
}

/** Takes a draft away: it was taken up again, or is not wanted. */
export async function dropDraft(tx: Db, id: number): Promise<void> {
  await tx.delete(drafts).where(eq(drafts.id, id))
}
