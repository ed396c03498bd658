import { eq } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { drafts } from '#db/schema/people.ts'
import type { Progress } from './dialogue.ts'
import type { Scene } from './scene.ts'

/** Keeps an unfinished question so that it can be taken up again; false when there is nothing worth keeping. */
export async function keepDraft(scene: Scene, progress: Progress): Promise<boolean> {
  return storeDraft(scene.tx, scene.conversation.id, progress, scene.now)
}

export async function storeDraft(
  tx: Db,
  conversationId: number,
  progress: Pick<Progress, 'flow' | 'answers'>,
  now: Date,
): Promise<boolean> {
  if (progress.flow !== 'intake' || typeof progress.answers.question !== 'string') return false
  const kept = { flow: progress.flow, answers: progress.answers, keptAt: now }
  await tx
    .insert(drafts)
    .values({ conversationId, ...kept })
    .onConflictDoUpdate({ target: drafts.conversationId, set: kept })
  return true
}

/** The question kept for a conversation, if there is one. */
export async function findDraft(
  tx: Db,
  conversationId: number,
): Promise<{ flow: string; answers: Record<string, unknown> } | undefined> {
  const [draft] = await tx
    .select({ flow: drafts.flow, answers: drafts.answers })
    .from(drafts)
    .where(eq(drafts.conversationId, conversationId))
  return draft
}

export async function dropDraft(tx: Db, conversationId: number): Promise<void> {
  await tx.delete(drafts).where(eq(drafts.conversationId, conversationId))
}
