import { and, eq, ilike, or, sql } from 'drizzle-orm'
import { selfCheckShape } from '#core/assistant/self-check-shape.ts'
import { citedBy } from '#core/assistant/self-checks.ts'
import { noteChange } from '#core/law/documents/documents.ts'
import type { Db } from '#db/client.ts'
import { selfChecks } from '#db/schema/assistant.ts'
import { lawDocuments } from '#db/schema/law.ts'
import { cannedAnswers } from '#db/schema/profile.ts'
import { publishedAnswers } from '#db/schema/published.ts'
import { keepCitations } from './citations.ts'

/**
 * Reads the public and canned answers and the self-checks that name a document again: they may have cited it before it
 * was in the base, or before it had its text.
 */
export async function citeAnew(tx: Db, documentId: number, now: Date): Promise<void> {
  const [document] = await tx
    .select({ number: lawDocuments.number, kind: lawDocuments.kind, title: lawDocuments.title })
    .from(lawDocuments)
    .where(eq(lawDocuments.id, documentId))
  if (!document) return
  const named = namesOf(document).map((one) => `%${one.replace(/[\\%_]/g, '\\$&')}%`)
  if (named.length === 0) return
  const shown = await tx
    .select({
      id: publishedAnswers.id,
      body: publishedAnswers.body,
      basis: publishedAnswers.basis,
    })
    .from(publishedAnswers)
    .where(
      and(
        eq(publishedAnswers.state, 'published'),
        or(
          ...named.flatMap((one) => [
            ilike(publishedAnswers.body, one),
            ilike(publishedAnswers.basis, one),
          ]),
        ),
      ),
    )
  for (const { id, body, basis } of shown) {
    await keepCitations(tx, 'published', id, `${body}\n${basis}`, now)
    await noteChange(tx, 'published', id, now)
  }
  const canned = await tx
    .select({ id: cannedAnswers.id, body: cannedAnswers.body })
    .from(cannedAnswers)
    .where(or(...named.map((one) => ilike(cannedAnswers.body, one))))
  for (const { id, body } of canned) await keepCitations(tx, 'canned', id, body, now)
  const checks = await tx
    .select({ id: selfChecks.id, body: selfChecks.body })
    .from(selfChecks)
    .where(or(...named.map((one) => ilike(sql`${selfChecks.body}::text`, one))))
  for (const { id, body } of checks) {
    const read = selfCheckShape.safeParse(body)
    if (read.success) await keepCitations(tx, 'self-check', id, citedBy(read.data), now)
  }
}

/**
 * A law goes by its name too, but behind its kind: the name alone (doanh nghiệp, dữ liệu) stands in every other answer,
 * and reading all of those again would hold the whole base up.
 */
function namesOf(document: { number: string | null; kind: string; title: string }): string[] {
  const { number, kind, title } = document
  const [word] = /(?:luật|pháp lệnh)$/iu.exec(kind) ?? []
  const name = title.replace(/^(?:bộ luật|luật|pháp lệnh)\s+/iu, '').trim()
  const called = word !== undefined && name !== '' ? [`${word} ${name}`] : []
  return [...(number !== null && number.length > 3 ? [number] : []), ...called]
}
