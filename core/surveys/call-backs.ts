import { and, eq } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { callBacks } from '#db/schema/surveys.ts'

/** A mark of one or two stars is low: somebody calls back. */
const lowest = 2

export interface Mark {
  source: 'answer' | 'course' | 'survey'
  /** what the mark is about, once: an answer's, a sign-up's, a response's id */
  sourceKey: string
  /** 1-5 */
  score: number
  comment?: string | undefined
  personId?: number | undefined
  ticketId?: number | undefined
  unitId?: number | undefined
}

/** Opens the task to call back somebody who gave a low mark; a better mark opens none, a second telling neither. */
export async function callBackIfLow(tx: Db, mark: Mark, now: Date): Promise<void> {
  if (mark.score > lowest) return
  await tx
    .insert(callBacks)
    .values({ ...mark, comment: mark.comment ?? '', openedAt: now })
    .onConflictDoNothing()
}

/** What they say beside a mark they gave before, for whoever calls back; nothing when nobody is to call. */
export async function commentOnMark(
  tx: Db,
  { source, sourceKey }: Pick<Mark, 'source' | 'sourceKey'>,
  comment: string,
): Promise<void> {
  await tx
    .update(callBacks)
    .set({ comment })
    .where(and(eq(callBacks.source, source), eq(callBacks.sourceKey, sourceKey)))
}
