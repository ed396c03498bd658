import { and, asc, desc, eq, gt, gte } from 'drizzle-orm'
import { diffLaws, type ProvisionChange } from '#core/law/parse/diff.ts'
import { parseLaw } from '#core/law/parse/parse.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawTexts } from '#db/schema/law.ts'

/** An earlier text of a document that the public has seen, and when another took its place. */
export interface Reading {
  version: number
  replacedAt: Date
}

/** The earlier texts of a document that were replaced after the public first saw it, newest first. */
export async function earlierReadings(
  db: Db,
  documentId: number,
  shownAt: Date | null,
): Promise<Reading[]> {
  if (!shownAt) return []
  return db
    .select({ version: lawTexts.version, replacedAt: lawTexts.replacedAt })
    .from(lawTexts)
    .where(and(eq(lawTexts.documentId, documentId), gt(lawTexts.replacedAt, shownAt)))
    .orderBy(desc(lawTexts.version))
    .limit(20)
}

/** What the text that followed an earlier one changed in it, provision by provision. */
export async function changesAfter(
  db: Db,
  documentId: number,
  version: number,
): Promise<ProvisionChange[]> {
  const texts = await db
    .select({ text: lawTexts.text })
    .from(lawTexts)
    .where(and(eq(lawTexts.documentId, documentId), gte(lawTexts.version, version)))
    .orderBy(asc(lawTexts.version))
    .limit(2)
  const [before, next] = texts
  if (!before) return []
  const [now] = next
    ? [next]
    : await db
        .select({ text: lawDocuments.text })
        .from(lawDocuments)
        .where(eq(lawDocuments.id, documentId))
  return diffLaws(parseLaw(before.text), parseLaw(now?.text ?? ''))
}
