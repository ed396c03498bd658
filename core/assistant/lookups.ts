import { and, asc, eq, inArray, isNull, lt, ne, or, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { lookups } from '#db/schema/assistant.ts'

export type Verdict = NonNullable<(typeof lookups.$inferSelect)['verdict']>

/** Notes what the person said of what they were shown; the first word counts. */
export async function noteVerdict(tx: Db, ids: number[], verdict: Verdict): Promise<void> {
  if (ids.length === 0) return
  await tx
    .update(lookups)
    .set({ verdict })
    .where(and(inArray(lookups.id, ids), isNull(lookups.verdict)))
}

/** The look-ups that went before a dialogue's question, from its answers. */
export function lookupsOf(answers: Record<string, unknown>): number[] {
  const { lookups: ids } = answers
  return Array.isArray(ids) ? ids.filter((id) => Number.isSafeInteger(id)) : []
}

/** The question went to the office after all: its officers see what the person had been shown. */
export async function linkLookups(tx: Db, ids: number[], ticketId: number): Promise<void> {
  if (ids.length === 0) return
  await tx
    .update(lookups)
    .set({ ticketId, verdict: sql`coalesce(${lookups.verdict}, 'sent')` })
    .where(inArray(lookups.id, ids))
}

/** Takes the words of look-ups away with the chats they were made in; what is left says only that there were some. */
export async function eraseLookups(tx: Db, chatIds: number[], ticketIds: number[]): Promise<void> {
  await tx
    .update(lookups)
    .set({ question: '', draft: null, judgedNote: '', conversationId: null })
    .where(or(inArray(lookups.conversationId, chatIds), inArray(lookups.ticketId, ticketIds)))
}

const reviewedWithinMonths = 12

/**
 * Takes the words away that visitors of the portal typed a year ago: nobody reviews them any more, and they may hold
 * what somebody told of themselves. Returns how many.
 */
export async function forgetOldLookups(db: Db, now: Date): Promise<number> {
  const since = new Date(now)
  since.setUTCMonth(since.getUTCMonth() - reviewedWithinMonths)
  const old = and(eq(lookups.asked, 'portal'), lt(lookups.at, since), ne(lookups.question, ''))
  const set = { question: '', draft: null, judgedNote: '' }
  const { count } = await db.update(lookups).set(set).where(old)
  return count
}

/** The look-ups made in some chats, the oldest first: part of what a person may see and take along. */
export function lookupsIn(db: Db, chatIds: number[]) {
  return db
    .select({
      question: lookups.question,
      shown: lookups.shown,
      verdict: lookups.verdict,
      at: lookups.at,
    })
    .from(lookups)
    .where(inArray(lookups.conversationId, chatIds))
    .orderBy(asc(lookups.id))
}
