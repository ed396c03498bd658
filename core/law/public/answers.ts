import { and, asc, count, desc, eq, like, or, sql } from 'drizzle-orm'
import {
  type Day,
  provisionValidity,
  type Validity,
  validityOf,
} from '#core/law/documents/standing.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments } from '#db/schema/law.ts'
import { units } from '#db/schema/profile.ts'
import { citations, publishedAnswers } from '#db/schema/published.ts'

/** A published answer as its list shows it. */
export interface ListedAnswer {
  id: number
  slug: string
  question: string
  body: string
  fieldId: number | null
  unitName: string | null
  publishedAt: Date
  /** when its present wording took the place of an earlier one */
  correctedAt: Date | null
}

/** A published answer with what it says it rests on. */
export interface PublicAnswer extends ListedAnswer {
  basis: string
}

/** A provision or a whole document (`anchor` '') an answer rests on; without `slug` it is not on the portal. */
export interface Basis {
  documentId: number
  slug: string | null
  kind: string
  number: string | null
  title: string
  anchor: string
  validity: Validity | undefined
}

const listed = {
  id: publishedAnswers.id,
  slug: publishedAnswers.slug,
  question: publishedAnswers.question,
  body: publishedAnswers.body,
  fieldId: publishedAnswers.fieldId,
  unitName: units.name,
  publishedAt: sql<Date>`${publishedAnswers.publishedAt}`.mapWith(publishedAnswers.publishedAt),
  correctedAt: publishedAnswers.correctedAt,
}
const shown = eq(publishedAnswers.state, 'published')
const newestFirst = [
  sql`${publishedAnswers.publishedAt} desc nulls last`,
  desc(publishedAnswers.id),
]

/** A page of the published answers, newest first; `page` counts from 1. */
export async function listAnswers(
  db: Db,
  { fieldId, page, size }: { fieldId?: number; page: number; size: number },
): Promise<{ rows: ListedAnswer[]; total: number }> {
  const where = and(
    shown,
    fieldId === undefined ? undefined : eq(publishedAnswers.fieldId, fieldId),
  )
  const [rows, [counted]] = await Promise.all([
    db
      .select(listed)
      .from(publishedAnswers)
      .leftJoin(units, eq(units.id, publishedAnswers.unitId))
      .where(where)
      .orderBy(...newestFirst)
      .limit(size)
      .offset((page - 1) * size),
    db.select({ total: count() }).from(publishedAnswers).where(where),
  ])
  return { rows, total: counted?.total ?? 0 }
}

/** How many published answers each field has, by its id. */
export async function answersByField(db: Db): Promise<Map<number, number>> {
  const rows = await db
    .select({ fieldId: publishedAnswers.fieldId, total: count() })
    .from(publishedAnswers)
    .where(shown)
    .groupBy(publishedAnswers.fieldId)
  return new Map(rows.flatMap(({ fieldId, total }) => (fieldId === null ? [] : [[fieldId, total]])))
}

/** The published answer of an address; undefined for none and for what is not published or withdrawn. */
export async function publicAnswer(db: Db, slug: string): Promise<PublicAnswer | undefined> {
  const [found] = await db
    .select({ ...listed, basis: publishedAnswers.basis })
    .from(publishedAnswers)
    .leftJoin(units, eq(units.id, publishedAnswers.unitId))
    .where(and(shown, eq(publishedAnswers.slug, slug)))
  return found
}

/** What a published answer rests on, with each provision's validity on `day`. */
export async function basisOf(db: Db, answerId: number, day: Day): Promise<Basis[]> {
  const rows = await db
    .select({
      documentId: lawDocuments.id,
      slug: lawDocuments.slug,
      state: lawDocuments.state,
      kind: lawDocuments.kind,
      number: lawDocuments.number,
      title: lawDocuments.title,
      anchor: citations.anchor,
    })
    .from(citations)
    .innerJoin(lawDocuments, eq(lawDocuments.id, citations.documentId))
    .where(and(eq(citations.holder, 'published'), eq(citations.holderId, answerId)))
    .orderBy(asc(lawDocuments.id), asc(citations.anchor))
  const validity = await validityFor(db, rows, day)
  return rows.map(({ state, slug, ...row }) => ({
    ...row,
    slug: state === 'published' ? slug : null,
    // What nobody has published yet says nothing of validity either.
    validity: state === 'published' ? validity(row.documentId, row.anchor) : undefined,
  }))
}

async function validityFor(
  db: Db,
  cited: { documentId: number; anchor: string }[],
  day: Day,
): Promise<(documentId: number, anchor: string) => Validity | undefined> {
  const whole = await validityOf(db, [...new Set(cited.map((row) => row.documentId))], day)
  const inPart = new Set(cited.filter((row) => row.anchor !== '').map((row) => row.documentId))
  const parts = new Map(
    await Promise.all(
      [...inPart].map(async (id) => [id, await provisionValidity(db, id, day)] as const),
    ),
  )
  return (documentId, anchor) =>
    anchor === '' ? whole.get(documentId) : parts.get(documentId)?.(anchor)
}

/** The published answers that rest on a document, or on one provision of it and what stands in that. */
export async function answersCiting(
  db: Db,
  documentId: number,
  { anchor, most }: { anchor?: string; most: number },
): Promise<{ slug: string; question: string; publishedAt: Date }[]> {
  const under = anchor?.replace(/[\\%_]/g, '\\$&')
  const rows = await db
    .selectDistinct({
      id: publishedAnswers.id,
      slug: publishedAnswers.slug,
      question: publishedAnswers.question,
      publishedAt: listed.publishedAt,
    })
    .from(citations)
    .innerJoin(publishedAnswers, eq(publishedAnswers.id, citations.holderId))
    .where(
      and(
        shown,
        eq(citations.holder, 'published'),
        eq(citations.documentId, documentId),
        anchor === undefined
          ? undefined
          : or(eq(citations.anchor, anchor), like(citations.anchor, `${under}.%`)),
      ),
    )
    .orderBy(...newestFirst)
    .limit(most)
  return rows
}
