import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { type DocumentFacts, saveFacts } from './facts.ts'
import { publishDocument, reviewDocument } from './publishing.ts'
import { type RelationFacts, saveRelation } from './relations.ts'
import { setText } from './text.ts'

export const coordinator: Actor = {
  id: 'coordinator',
  role: 'coordinator',
  unitId: undefined,
  name: 'Văn phòng Sở',
}
export const officer: Actor = { ...coordinator, id: 'officer', role: 'officer', name: 'Cán bộ' }

/** Facts of a document as a form or a reader gives them; all but the number have defaults. */
export function factsOf(number: string | null, more: Partial<DocumentFacts> = {}): DocumentFacts {
  return {
    number,
    kind: 'Nghị định',
    title: `Quy định về việc ${number}`,
    issuer: 'Chính phủ',
    signer: '',
    signedOn: null,
    publishedOn: null,
    inForceOn: null,
    expiresOn: null,
    fieldIds: [],
    link: '',
    summary: '',
    ...more,
  }
}

/** A document the public sees, with a text when one is given; its id. */
export async function publishedLaw(
  db: Db,
  number: string,
  { text, ...more }: Partial<DocumentFacts> & { text?: string },
  now: Date,
): Promise<number> {
  const { id } = await saveFacts(db, undefined, factsOf(number, more), now)
  if (text !== undefined) await db.transaction((tx) => setText(tx, id, text, null, now))
  await reviewDocument(db, coordinator, { id }, now)
  await publishDocument(db, coordinator, id, now)
  return id
}

/** A confirmed relation. */
export function relate(
  db: Db,
  documentId: number,
  kind: RelationFacts['kind'],
  otherNumber: string,
  more: Partial<RelationFacts>,
  now: Date,
): Promise<number> {
  const blank = { otherName: '', anchors: [], fromOn: null, note: '' }
  return saveRelation(db, coordinator, { documentId, kind, otherNumber, ...blank, ...more }, now)
}
