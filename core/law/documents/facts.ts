import { eq, sql } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments } from '#db/schema/law.ts'
import { bindRelations } from './binding.ts'
import { type LawDocument, lockDocument, lockLawBase, noteChange, numberKey } from './documents.ts'
import { slugOf } from './slug.ts'
import type { Day } from './standing.ts'

/** The kinds a clerk chooses from (Law on Promulgation of Legal Documents 64/2025/QH15, and what Party and offices issue). */
export const documentKinds = [
  'Hiến pháp',
  'Bộ luật',
  'Luật',
  'Pháp lệnh',
  'Nghị quyết',
  'Nghị định',
  'Quyết định',
  'Thông tư',
  'Thông tư liên tịch',
  'Chỉ thị',
  'Công văn',
  'Kế hoạch',
  'Kết luận',
  'Lệnh',
  'Văn bản hợp nhất',
  'Văn bản khác',
] as const

/** What is known of a document. `id` names the one to change, `version` the state of it that was looked at. */
export type DocumentFacts = {
  id?: number
  version?: number
  number: string | null
  kind: string
  title: string
  issuer: string
  signer: string
  signedOn: Day | null
  publishedOn: Day | null
  inForceOn: Day | null
  expiresOn: Day | null
  fieldIds: number[]
  link: string
  summary: string
  origin?: LawDocument['origin']
  factsChecked?: boolean
}

export type FactName =
  | 'number'
  | 'kind'
  | 'title'
  | 'signedOn'
  | 'publishedOn'
  | 'inForceOn'
  | 'expiresOn'
  | 'link'

type Dates = Pick<DocumentFacts, 'signedOn' | 'publishedOn' | 'inForceOn' | 'expiresOn'>

/**
 * What is wrong with the facts, a locale key at each field. A document may be in force before the gazette printed it
 * (on the day it is passed or signed), so those two dates are not compared.
 */
export function factFaults(facts: DocumentFacts): Partial<Record<FactName, string>> {
  const { signedOn, publishedOn, inForceOn, expiresOn } = facts
  const before = (a: Day | null, b: Day | null) => a !== null && b !== null && a < b
  const faults: Partial<Record<FactName, string>> = {}
  for (const name of ['signedOn', 'publishedOn', 'inForceOn', 'expiresOn'] as const) {
    if (facts[name] !== null && !isDay(facts[name])) faults[name] = 'law:fault.day'
  }
  if (Object.keys(faults).length > 0) return faults
  if (facts.title.trim() === '') faults.title = 'panel:fault.required'
  if (facts.kind.trim() === '') faults.kind = 'panel:fault.required'
  if (facts.link !== '' && !/^https?:\/\/[^\s/]+/iu.test(facts.link)) faults.link = 'law:fault.link'
  if (before(publishedOn, signedOn)) faults.publishedOn = 'law:fault.published-before-signed'
  if (before(inForceOn, signedOn)) faults.inForceOn = 'law:fault.in-force-before-signed'
  if (expiresOn !== null) {
    const first = lastOf({ signedOn, publishedOn: null, inForceOn, expiresOn: null })
    if (first !== null && expiresOn <= first) faults.expiresOn = 'law:fault.expires-too-early'
  }
  return faults
}

function lastOf(dates: Dates): Day | null {
  return Object.values(dates).reduce((a, b) => ((b ?? '') > (a ?? '') ? b : a), null)
}

/** Whether a text is a day of the calendar as the database writes it. */
export function isDay(text: Day | null): boolean {
  if (text === null || !/^\d{4}-\d\d-\d\d$/u.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text
}

/**
 * Adds a document as a draft, or changes the facts of the one `id` names. Without an actor the program itself does it
 * (a job, a command). Refused: dates in the wrong order, a number another document has, a `version` that is no
 * longer the present one, a published document by somebody who may not publish. A reviewed draft is to be reviewed anew.
 */
export async function saveFacts(
  db: Db,
  actor: Actor | undefined,
  facts: DocumentFacts,
  now: Date,
): Promise<{ id: number; slug: string; version: number }> {
  const [fault] = Object.values(factFaults(facts))
  if (fault !== undefined) throw new Refusal(fault)
  if (actor && !may(actor, 'law.edit')) throw new Refusal('law:refusal.not-allowed')
  return db.transaction(async (tx) => {
    if (facts.id === undefined) {
      await lockLawBase(tx)
      return add(tx, actor, facts, now)
    }
    const document = await lockDocument(tx, facts.id)
    if (document === undefined) throw new Refusal('law:refusal.gone')
    checkMayChange(actor, document, facts.version)
    return change(tx, actor, document, facts, now)
  })
}

/** Refuses a change by somebody who may not, or of a state of the document that is not the present one. */
export function checkMayChange(
  actor: Actor | undefined,
  document: Pick<LawDocument, 'state' | 'version'>,
  version?: number,
): void {
  if (actor && !mayChange(actor, document.state)) throw new Refusal('law:refusal.published')
  if (version !== undefined && version !== document.version) {
    throw new Refusal('law:refusal.changed-meanwhile')
  }
}

/** Whether an actor may change a document: what the public reads only those change who may publish. */
export function mayChange(actor: Actor, state: LawDocument['state']): boolean {
  return may(actor, state === 'published' ? 'law.publish' : 'law.edit')
}

async function add(tx: Db, actor: Actor | undefined, facts: DocumentFacts, now: Date) {
  await checkNumberFree(tx, facts.number, undefined)
  const slug = await slugOf(tx, facts, undefined)
  const [row] = await tx
    .insert(lawDocuments)
    .values({
      ...valuesOf(facts),
      slug,
      origin: facts.origin ?? 'typed',
      factsChecked: facts.factsChecked ?? false,
      createdAt: now,
      updatedAt: now,
      updatedBy: actor?.id ?? null,
    })
    .returning({ id: lawDocuments.id, version: lawDocuments.version })
  if (row === undefined) throw new Error('a document was not written')
  await bindRelations(tx, row.id, now)
  await record(tx, actor, 'law.added', row.id, now)
  return { ...row, slug }
}

async function change(
  tx: Db,
  actor: Actor | undefined,
  document: LawDocument,
  facts: DocumentFacts,
  now: Date,
) {
  const { id } = document
  await checkNumberFree(tx, facts.number, id)
  const slug = document.shownAt === null ? await slugOf(tx, facts, id) : document.slug
  const [row] = await tx
    .update(lawDocuments)
    .set({
      ...valuesOf(facts),
      slug,
      state: document.state === 'reviewed' ? 'draft' : document.state,
      factsChecked: facts.factsChecked ?? document.factsChecked,
      version: sql`${lawDocuments.version} + 1`,
      updatedAt: now,
      updatedBy: actor?.id ?? null,
    })
    .where(eq(lawDocuments.id, id))
    .returning({ id: lawDocuments.id, version: lawDocuments.version })
  if (row === undefined) throw new Error(`document ${id} was not written`)
  if (numberKey(facts.number) !== document.numberKey) await bindRelations(tx, id, now)
  if (document.state === 'published') await noteChange(tx, 'document', id, now)
  await record(tx, actor, 'law.changed', id, now)
  return { ...row, slug }
}

function valuesOf(facts: DocumentFacts) {
  const { kind, signedOn, publishedOn, inForceOn, expiresOn, link, summary } = facts
  const number = facts.number?.trim().normalize('NFC') ?? ''
  return {
    number: number === '' ? null : number,
    numberKey: numberKey(number),
    kind: kind.trim(),
    title: facts.title.trim(),
    issuer: facts.issuer.trim(),
    signer: facts.signer.trim(),
    signedOn,
    publishedOn,
    inForceOn,
    expiresOn,
    fieldIds: [...new Set(facts.fieldIds)],
    link,
    summary: summary.trim(),
  }
}

async function checkNumberFree(
  tx: Db,
  number: string | null,
  id: number | undefined,
): Promise<void> {
  const key = numberKey(number)
  if (key === null) return
  const [taken] = await tx
    .select({ id: lawDocuments.id, number: lawDocuments.number, title: lawDocuments.title })
    .from(lawDocuments)
    .where(eq(lawDocuments.numberKey, key))
  if (taken === undefined || taken.id === id) return
  const values = { number: taken.number ?? '', title: taken.title, id: taken.id }
  throw new Refusal('law:refusal.number-taken', values)
}

async function record(
  tx: Db,
  actor: Actor | undefined,
  action: string,
  id: number,
  now: Date,
): Promise<void> {
  const from = { staffId: actor?.id, ip: actor?.ip }
  await audit(tx, { at: now, ...from, action, subject: 'law', subjectId: id })
}
