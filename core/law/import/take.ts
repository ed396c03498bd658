import { and, eq } from 'drizzle-orm'
import { documentById, documentByNumber, type LawDocument } from '#core/law/documents/documents.ts'
import { checkMayChange, type DocumentFacts, saveFacts } from '#core/law/documents/facts.ts'
import { publishDocument, reviewDocument } from '#core/law/documents/publishing.ts'
import { setText } from '#core/law/documents/text.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { lawFiles } from '#db/schema/law.ts'
import { lawImports } from '#db/schema/law-import.ts'
import type { ReadFacts } from './read-facts.ts'
import { longestText } from './tidy.ts'

/** What a clerk says of a file before it is taken: its facts and its text as corrected. */
export interface Corrected {
  facts: ReadFacts & { link: string; fieldIds: number[] }
  text: string
}

/** Keeps corrections without taking the file. Refused when it has been handled meanwhile, or the text is too long. */
export async function keepCorrections(db: Db, id: number, given: Corrected): Promise<void> {
  if (given.text.length > longestText) throw new Refusal('law-import:refused.long')
  const kept = await db
    .update(lawImports)
    .set({ text: given.text, facts: { ...given.facts } })
    .where(and(eq(lawImports.id, id), eq(lawImports.state, 'read')))
    .returning({ id: lawImports.id })
  if (kept.length === 0) throw new Refusal('law-import:refusal.handled')
}

/**
 * Makes a draft of a file that was read: facts, text and the file itself. Refused when a document of its number is
 * there already (that one is replaced knowingly), and as `saveFacts` says. Returns the document's id.
 */
export function takeAsNew(
  db: Db,
  actor: Actor | undefined,
  id: number,
  given: Corrected,
  now: Date,
): Promise<number> {
  return db.transaction(async (tx) => {
    const file = await lockRead(tx, id)
    const facts = { ...factsFor(given), origin: 'import' as const }
    const document = await saveFacts(tx, actor, facts, now)
    await setText(tx, document.id, given.text, actor?.id ?? null, now)
    await finish(tx, actor, file, document.id, now)
    return document.id
  })
}

/** How a document there is takes a file in: `version` is the state of it that was compared. */
export interface Replacing {
  documentId: number
  version?: number
  /** whether the facts of the file replace those of the document */
  facts: boolean
}

/**
 * Puts the file's text in place of a document's present one, which is kept among its earlier texts; what the
 * document does not know yet is filled in from the file in any case. Refused as `checkMayChange` says.
 */
export function takeInto(
  db: Db,
  actor: Actor | undefined,
  id: number,
  given: Corrected,
  into: Replacing,
  now: Date,
): Promise<number> {
  return db.transaction(async (tx) => {
    const file = await lockRead(tx, id)
    const document = await documentById(tx, into.documentId)
    if (!document) throw new Refusal('law:refusal.gone')
    checkMayChange(actor, document, into.version)
    const facts = mergedFacts(document, given, into.facts)
    if (!sameFacts(document, facts)) await saveFacts(tx, actor, facts, now)
    await setText(tx, document.id, given.text, actor?.id ?? null, now)
    await finish(tx, actor, file, document.id, now)
    return document.id
  })
}

/** The document a file of this number would go into; undefined when it would be a new one. */
export async function documentFor(db: Db, number: string): Promise<LawDocument | undefined> {
  return number.trim() === '' ? undefined : documentByNumber(db, number)
}

/** Reads through and publishes a document in one step, as somebody who may publish. */
export async function publishTaken(
  db: Db,
  actor: Actor | undefined,
  documentId: number,
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    const document = await documentById(tx, documentId)
    if (!document) throw new Refusal('law:refusal.gone')
    if (document.state === 'draft') await reviewDocument(tx, actor, { id: documentId }, now)
    await publishDocument(tx, actor, documentId, now)
  })
}

/** Lays a file aside: it becomes no document. */
export async function dropImport(db: Db, id: number): Promise<void> {
  await db
    .update(lawImports)
    .set({ state: 'dropped', text: null })
    .where(and(eq(lawImports.id, id), eq(lawImports.state, 'read')))
}

type Row = typeof lawImports.$inferSelect

async function lockRead(tx: Db, id: number): Promise<Row> {
  const [file] = await tx.select().from(lawImports).where(eq(lawImports.id, id)).for('update')
  if (file?.state !== 'read') throw new Refusal('law-import:refusal.handled')
  return file
}

async function finish(
  tx: Db,
  actor: Actor | undefined,
  { id, name, type, size, sha256 }: Row,
  documentId: number,
  now: Date,
): Promise<void> {
  const [kept] = await tx
    .select({ id: lawFiles.id })
    .from(lawFiles)
    .where(and(eq(lawFiles.documentId, documentId), eq(lawFiles.sha256, sha256)))
  const addedBy = actor?.id ?? null
  const file = { documentId, name, type, size, sha256, addedAt: now, addedBy }
  if (!kept) await tx.insert(lawFiles).values(file)
  // The document has the text from here on; what was corrected is in it.
  const taken = { state: 'taken' as const, documentId, text: null, facts: null }
  await tx.update(lawImports).set(taken).where(eq(lawImports.id, id))
  const entry = { at: now, staffId: actor?.id, ip: actor?.ip, action: 'law.imported' }
  await audit(tx, { ...entry, subject: 'law', subjectId: documentId })
}

function factsFor({ facts }: Corrected): DocumentFacts {
  const { number, kind, title, issuer, signer, signedOn, inForceOn, expiresOn } = facts
  return {
    ...{ number: number.trim() || null, kind, title, issuer, signer },
    ...{ signedOn, inForceOn, expiresOn, publishedOn: null },
    ...{ link: facts.link, fieldIds: facts.fieldIds, summary: '' },
  }
}

function mergedFacts(document: LawDocument, given: Corrected, over: boolean): DocumentFacts {
  const file = factsFor(given)
  const { id, version, number, summary, publishedOn, link, fieldIds } = document
  const pick = <Name extends keyof LawDocument & keyof DocumentFacts>(name: Name) => {
    const [first, second] = over ? [file[name], document[name]] : [document[name], file[name]]
    return (first === null || first === '' ? second : first) as DocumentFacts[Name]
  }
  return {
    ...{ id, version, number, summary, publishedOn },
    kind: pick('kind'),
    title: pick('title'),
    issuer: pick('issuer'),
    signer: pick('signer'),
    signedOn: pick('signedOn'),
    inForceOn: pick('inForceOn'),
    expiresOn: pick('expiresOn'),
    link: link || file.link,
    fieldIds: fieldIds.length > 0 ? fieldIds : file.fieldIds,
  }
}

function sameFacts(document: LawDocument, facts: DocumentFacts): boolean {
  return Object.entries(facts).every(
    ([name, value]) =>
      JSON.stringify(value) === JSON.stringify(document[name as keyof LawDocument]),
  )
}

/** Which facts a file would change in a document, for the page that compares them. */
export function factChanges(
  document: LawDocument,
  given: Corrected,
): { name: keyof DocumentFacts; before: string; after: string }[] {
  const facts = mergedFacts(document, given, true)
  const names = ['kind', 'title', 'issuer', 'signer', 'signedOn', 'inForceOn', 'expiresOn'] as const
  return names.flatMap((name) => {
    const [before, after] = [document[name] ?? '', facts[name] ?? '']
    return before === '' || before === after ? [] : [{ name, before, after }]
  })
}
