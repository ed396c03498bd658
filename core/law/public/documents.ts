import { and, asc, desc, eq, gt, inArray, lte, type SQL, sql } from 'drizzle-orm'
import { type Day, type Validity, validityOf } from '#core/law/documents/standing.ts'
import type { Standing } from '#core/law/search/search.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawFiles } from '#db/schema/law.ts'

/** A published document as its list shows it. */
export interface Listed {
  id: number
  slug: string
  number: string | null
  kind: string
  title: string
  issuer: string
  signedOn: Day | null
  inForceOn: Day | null
  summary: string
  shownAt: Date | null
  updatedAt: Date
}

/** A published document with all that is known of it, without its text. */
export interface PublicDocument extends Listed {
  signer: string
  publishedOn: Day | null
  expiresOn: Day | null
  fieldIds: number[]
  link: string
  factsChecked: boolean
  textVersion: number
  hasText: boolean
}

/** What a list is narrowed to; what is absent narrows nothing. */
export interface ListWish {
  fieldId?: number
  kind?: string
  year?: number
  standing?: Standing
}

const listed = {
  id: lawDocuments.id,
  slug: lawDocuments.slug,
  number: lawDocuments.number,
  kind: lawDocuments.kind,
  title: lawDocuments.title,
  issuer: lawDocuments.issuer,
  signedOn: lawDocuments.signedOn,
  inForceOn: lawDocuments.inForceOn,
  summary: lawDocuments.summary,
  shownAt: lawDocuments.shownAt,
  updatedAt: lawDocuments.updatedAt,
}
const shown = eq(lawDocuments.state, 'published')
const year = sql<number>`extract(year from coalesce(${lawDocuments.signedOn}, ${lawDocuments.publishedOn}, ${lawDocuments.inForceOn}))::int`
const newestFirst = [
  sql`coalesce(${lawDocuments.signedOn}, ${lawDocuments.publishedOn}, ${lawDocuments.inForceOn}, ${lawDocuments.shownAt}::date) desc nulls last`,
  desc(lawDocuments.id),
]

/** The published document of an address; undefined for none and for what is not published. */
export async function publicDocument(db: Db, slug: string): Promise<PublicDocument | undefined> {
  const [found] = await db
    .select({
      ...listed,
      signer: lawDocuments.signer,
      publishedOn: lawDocuments.publishedOn,
      expiresOn: lawDocuments.expiresOn,
      fieldIds: lawDocuments.fieldIds,
      link: lawDocuments.link,
      factsChecked: lawDocuments.factsChecked,
      textVersion: lawDocuments.textVersion,
      hasText: sql<boolean>`${lawDocuments.text} is not null`,
    })
    .from(lawDocuments)
    .where(and(eq(lawDocuments.slug, slug), shown))
  return found
}

/** A page of the published documents, newest first, with each one's validity on `day`; `page` counts from 1. */
export async function listDocuments(
  db: Db,
  { wish, day, page, size }: { wish: ListWish; day: Day; page: number; size: number },
): Promise<{ rows: (Listed & { validity: Validity | undefined })[]; total: number }> {
  const ids = await db
    .select({ id: lawDocuments.id })
    .from(lawDocuments)
    .where(wanted(wish))
    .orderBy(...newestFirst)
  const all = ids.map(({ id }) => id)
  const kept = wish.standing ? await standingSo(db, all, wish.standing, day) : all
  const rows = await byIds(db, kept.slice((page - 1) * size, page * size), day)
  return { rows, total: kept.length }
}

async function standingSo(db: Db, ids: number[], standing: Standing, day: Day): Promise<number[]> {
  const validity = await validityOf(db, ids, day)
  return ids.filter((id) => validity.get(id)?.standing === standing)
}

async function byIds(db: Db, ids: number[], day: Day) {
  if (ids.length === 0) return []
  const [rows, validity] = await Promise.all([
    db.select(listed).from(lawDocuments).where(inArray(lawDocuments.id, ids)),
    validityOf(db, ids, day),
  ])
  const places = new Map(ids.map((id, place) => [id, place]))
  return rows
    .sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0))
    .map((row) => ({ ...row, validity: validity.get(row.id) }))
}

function wanted({ fieldId, kind, year: asked }: ListWish): SQL | undefined {
  return and(
    shown,
    fieldId === undefined
      ? undefined
      : sql`${lawDocuments.fieldIds} @> ${JSON.stringify([fieldId])}::jsonb`,
    kind === undefined ? undefined : eq(lawDocuments.kind, kind),
    asked === undefined ? undefined : sql`${year} = ${asked}`,
  )
}

/** The kinds and years there are published documents of: what a list can be narrowed by. */
export async function kindsAndYears(db: Db): Promise<{ kinds: string[]; years: number[] }> {
  const [kinds, years] = await Promise.all([
    db
      .select({ kind: lawDocuments.kind })
      .from(lawDocuments)
      .where(shown)
      .groupBy(lawDocuments.kind)
      .orderBy(desc(sql`count(*)`), asc(lawDocuments.kind)),
    db
      .selectDistinct({ year })
      .from(lawDocuments)
      .where(and(shown, sql`${year} is not null`)),
  ])
  return {
    kinds: kinds.map(({ kind }) => kind),
    years: years.map((row) => row.year).sort((a, b) => b - a),
  }
}

/** Published documents that come into force after `day`, the nearest first. */
export async function comingIntoForce(db: Db, day: Day, most: number): Promise<Listed[]> {
  return db
    .select(listed)
    .from(lawDocuments)
    .where(and(shown, gt(lawDocuments.inForceOn, day)))
    .orderBy(asc(lawDocuments.inForceOn), asc(lawDocuments.id))
    .limit(most)
}

/** What changed for a business in the last year: in force on `day`, with its summary, the latest first. */
export async function changedLately(db: Db, day: Day, most: number): Promise<Listed[]> {
  const rows = await db
    .select(listed)
    .from(lawDocuments)
    .where(
      and(
        shown,
        lte(lawDocuments.inForceOn, day),
        sql`${lawDocuments.inForceOn} > ${day}::date - 365`,
        sql`${lawDocuments.summary} <> ''`,
      ),
    )
    .orderBy(desc(lawDocuments.inForceOn), desc(lawDocuments.id))
    .limit(most * 3)
  const ids = rows.map(({ id }) => id)
  const validity = await validityOf(db, ids, day)
  return rows.filter(({ id }) => validity.get(id)?.standing === 'in force').slice(0, most)
}

/** The documents shown last. */
export async function newestDocuments(db: Db, most: number): Promise<Listed[]> {
  return db
    .select(listed)
    .from(lawDocuments)
    .where(shown)
    .orderBy(sql`${lawDocuments.shownAt} desc nulls last`, desc(lawDocuments.id))
    .limit(most)
}

export interface PublicFile {
  id: number
  name: string
  type: string
  size: number
  sha256: string
}

/** The files that go with a document. */
export async function filesOf(db: Db, documentId: number): Promise<PublicFile[]> {
  const { id, name, type, size, sha256 } = lawFiles
  return db
    .select({ id, name, type, size, sha256 })
    .from(lawFiles)
    .where(eq(lawFiles.documentId, documentId))
    .orderBy(asc(lawFiles.id))
}
