import { eq, inArray } from 'drizzle-orm'
import { noteChange } from '#core/law/documents/documents.ts'
import type { Db } from '#db/client.ts'
import { publishedAnswers } from '#db/schema/published.ts'

/**
 * Erases a person from the publications of their own tickets and of others in which theirs went up: what was never
 * public of their own goes, the rest keeps its words without any identity that was overlooked.
 */
export async function erasePublications(
  tx: Db,
  whose: { own: number[]; others: number[]; cut: (text: string) => string },
  now: Date,
): Promise<void> {
  const { own, others, cut } = whose
  const rows = await tx
    .select()
    .from(publishedAnswers)
    .where(inArray(publishedAnswers.ticketId, [...own, ...others]))
  for (const row of rows) {
    if (row.publishedAt === null && own.includes(row.ticketId ?? 0)) {
      await tx.delete(publishedAnswers).where(eq(publishedAnswers.id, row.id))
      continue
    }
    const set = {
      question: cut(row.question),
      body: cut(row.body),
      basis: cut(row.basis),
      reason: null,
      correction: null,
    }
    await tx.update(publishedAnswers).set(set).where(eq(publishedAnswers.id, row.id))
    if (row.state !== 'published') continue
    await noteChange(tx, 'published', row.id, now)
  }
}
