import { and, asc, eq, isNotNull, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { lawDocuments } from '#db/schema/law.ts'
import { publishedAnswers } from '#db/schema/published.ts'

/** A public page and when it last changed. */
export interface Address {
  path: string
  changedAt: Date
}

/** The pages of all published documents and answers, for search engines; at most `most` of each. */
export async function publicAddresses(db: Db, most: number): Promise<Address[]> {
  const [documents, answers] = await Promise.all([
    db
      .select({ slug: lawDocuments.slug, changedAt: lawDocuments.updatedAt })
      .from(lawDocuments)
      .where(eq(lawDocuments.state, 'published'))
      .orderBy(asc(lawDocuments.id))
      .limit(most),
    db
      .select({
        slug: publishedAnswers.slug,
        changedAt:
          sql<Date>`coalesce(${publishedAnswers.correctedAt}, ${publishedAnswers.publishedAt})`.mapWith(
            publishedAnswers.updatedAt,
          ),
      })
      .from(publishedAnswers)
      .where(and(eq(publishedAnswers.state, 'published'), isNotNull(publishedAnswers.publishedAt)))
      .orderBy(asc(publishedAnswers.id))
      .limit(most),
  ])
  return [
    ...documents.map(({ slug, changedAt }) => ({ path: `/van-ban/${slug}`, changedAt })),
    ...answers.map(({ slug, changedAt }) => ({ path: `/hoi-dap/${slug}`, changedAt })),
  ]
}
