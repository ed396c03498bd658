import { eq, sql } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import type { Db } from '#db/client.ts'
import { lawChanges, lawDocuments } from '#db/schema/law.ts'

export type LawDocument = Omit<typeof lawDocuments.$inferSelect, 'text'>
export type DocumentState = LawDocument['state']

const columns = {
  id: lawDocuments.id,
  slug: lawDocuments.slug,
  number: lawDocuments.number,
  numberKey: lawDocuments.numberKey,
  kind: lawDocuments.kind,
  title: lawDocuments.title,
  issuer: lawDocuments.issuer,
  signer: lawDocuments.signer,
  signedOn: lawDocuments.signedOn,
  publishedOn: lawDocuments.publishedOn,
  inForceOn: lawDocuments.inForceOn,
  expiresOn: lawDocuments.expiresOn,
  fieldIds: lawDocuments.fieldIds,
  link: lawDocuments.link,
  summary: lawDocuments.summary,
  state: lawDocuments.state,
  origin: lawDocuments.origin,
  factsChecked: lawDocuments.factsChecked,
  textVersion: lawDocuments.textVersion,
  version: lawDocuments.version,
  createdAt: lawDocuments.createdAt,
  updatedAt: lawDocuments.updatedAt,
  updatedBy: lawDocuments.updatedBy,
  reviewedAt: lawDocuments.reviewedAt,
  reviewedBy: lawDocuments.reviewedBy,
  shownAt: lawDocuments.shownAt,
  shownBy: lawDocuments.shownBy,
}

/** A document in whatever state, without its text; undefined when there is none. What the public sees is the caller's. */
export async function documentById(db: Db, id: number): Promise<LawDocument | undefined> {
  const [row] = await db.select(columns).from(lawDocuments).where(eq(lawDocuments.id, id))
  return row
}

/** The document of a number, however it is typed. */
export async function documentByNumber(db: Db, number: string): Promise<LawDocument | undefined> {
  const key = numberKey(number)
  if (key === null) return undefined
  const [row] = await db.select(columns).from(lawDocuments).where(eq(lawDocuments.numberKey, key))
  return row
}

/** The present text of a document as it was read and corrected; undefined when only its facts are known. */
export async function documentText(db: Db, id: number): Promise<string | undefined> {
  const [row] = await db
    .select({ text: lawDocuments.text })
    .from(lawDocuments)
    .where(eq(lawDocuments.id, id))
  return row?.text ?? undefined
}

/**
 * The form by which two spellings of a number are one: accents, blanks, kinds of dashes and leading zeros do not
 * count. null when nothing is left of it.
 */
export function numberKey(number: string | null): string | null {
  const key = fold(number ?? '')
    .replace(/\s+/gu, '')
    .replace(/[‐-―−]/gu, '-')
    .replace(/[^\p{L}\p{N}]+$/u, '')
    .replace(/^0+(?=\d)/u, '')
  return key === '' ? null : key
}

/** Tells search, in every process, that a document or a published answer must be read again; part of the deed's transaction. */
export async function noteChange(
  tx: Db,
  what: 'document' | 'published',
  id: number,
  now: Date,
): Promise<void> {
  await tx.insert(lawChanges).values({ what, whatId: id, at: now })
  await tx.execute(sql`select pg_notify('law_changes', '')`)
}

/** Lets one transaction at a time change documents and relations, so that numbers stay single and nothing turns in a circle. */
export async function lockLawBase(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('hoi-luat law base'))`)
}

/** Reads a document for changing it; undefined when there is none. */
export async function lockDocument(tx: Db, id: number): Promise<LawDocument | undefined> {
  await lockLawBase(tx)
  const [row] = await tx
    .select(columns)
    .from(lawDocuments)
    .where(eq(lawDocuments.id, id))
    .for('update')
  return row
}
