import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { and, eq } from 'drizzle-orm'
import { documentById } from '#core/law/documents/documents.ts'
import { factFaults } from '#core/law/documents/facts.ts'
import { compareText } from '#core/law/documents/text.ts'
import type { ProvisionChange } from '#core/law/parse/diff.ts'
import type { Db } from '#db/client.ts'
import { lawFiles, lawProvisions } from '#db/schema/law.ts'
import { type ImportingDeps, readOne } from './importing.ts'
import { handIn, importById, type OneImport } from './imports.ts'
import type { Reason } from './refused.ts'
import {
  type Corrected,
  documentFor,
  dropImport,
  publishTaken,
  takeAsNew,
  takeInto,
} from './take.ts'

/** What became of a file that was imported without anybody looking on. */
export type Imported =
  | { what: 'refused'; reason: Reason }
  /** waits in the panel: somebody must look at it first */
  | { what: 'held'; importId: number; reason: Reason }
  /** waits in the panel: it would change the text there is */
  | { what: 'differs'; importId: number; documentId: number; changes: ProvisionChange[] }
  | { what: 'same'; documentId: number }
  | { what: 'taken'; documentId: number }
  | { what: 'replaced'; documentId: number; changes: ProvisionChange[] }

export interface Wish {
  /** a text that differs replaces the one there is */
  replace: boolean
  /** what is taken is published at once */
  publish: boolean
}

/**
 * Takes in the file at `path` as the panel would: read with the same bounds, its facts as its head says them. What
 * the panel would ask a clerk is left for the panel. Throws when there is no such file, or the database fails.
 */
export async function importFile(deps: ImportingDeps, path: string, wish: Wish): Promise<Imported> {
  const { db, dataDir, now } = deps
  const stream = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>
  const since = now()
  const file = { batch: randomUUID(), name: basename(path), stream, reading: true }
  const id = await handIn(db, dataDir, file, since)
  const kept = await importById(db, id)
  if (kept?.state === 'reading') await readOne(deps, { id, sha256: kept.sha256, since })
  const read = await importById(db, id)
  if (read?.state !== 'read' || !read.facts) {
    return { what: 'refused', reason: read?.reason ?? { key: 'law-import:refused.broken' } }
  }
  const imported = await settle(deps, read, wish)
  const taken = 'documentId' in imported && imported.what !== 'differs'
  if (wish.publish && taken) await publishTaken(db, undefined, imported.documentId, now())
  return imported
}

async function settle({ db, now }: ImportingDeps, file: OneImport, wish: Wish): Promise<Imported> {
  const known = wish.replace ? undefined : await documentOfFile(db, file)
  if (known !== undefined) {
    await dropImport(db, file.id)
    return { what: 'same', documentId: known }
  }
  const given = correctedFrom(file)
  const document = await documentFor(db, given.facts.number)
  if (document) {
    const { changes } = await compareText(db, document.id, given.text)
    const { id: documentId, version, factsChecked } = document
    if (document.textVersion > 0 && changes.length > 0 && !wish.replace) {
      return { what: 'differs', importId: file.id, documentId, changes }
    }
    const into = { documentId, version, facts: !factsChecked }
    await takeInto(db, undefined, file.id, given, into, now())
    if (changes.length === 0) return { what: 'same', documentId }
    const first = document.textVersion === 0
    return first ? { what: 'taken', documentId } : { what: 'replaced', documentId, changes }
  }
  const [fault] = Object.values(factFaults({ ...given.facts, publishedOn: null, summary: '' }))
  if (fault !== undefined) {
    const missing = given.facts.title === '' || given.facts.kind === ''
    const reason = { key: missing ? 'law-import:held.facts' : fault }
    return { what: 'held', importId: file.id, reason }
  }
  return { what: 'taken', documentId: await takeAsNew(db, undefined, file.id, given, now()) }
}

function correctedFrom({ text, facts }: OneImport): Corrected {
  if (text === null || facts === null) throw new Error('a file that was not read')
  return { text, facts: { ...facts, link: '', fieldIds: [] } }
}

/** The document this very file went into before. */
async function documentOfFile(db: Db, { sha256 }: OneImport): Promise<number | undefined> {
  const [row] = await db
    .select({ documentId: lawFiles.documentId })
    .from(lawFiles)
    .where(eq(lawFiles.sha256, sha256))
  return row?.documentId
}

/** How a document is named where there is one line for it, and how many articles it has. */
export async function describeDocument(db: Db, id: number) {
  const document = await documentById(db, id)
  if (!document) throw new Error(`document ${id} is gone`)
  const articles = await db.$count(
    lawProvisions,
    and(eq(lawProvisions.documentId, id), eq(lawProvisions.kind, 'article')),
  )
  const name = [document.kind, document.number].filter(Boolean).join(' ')
  return { name, title: document.title, state: document.state, articles }
}
