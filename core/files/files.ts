import { createHash } from 'node:crypto'
import { asc, eq } from 'drizzle-orm'
import type { IncomingFile } from '#core/channel.ts'
import type { Db } from '#db/client.ts'
import { files } from '#db/schema/tickets.ts'
import { safeName } from './names.ts'
import { openStored, storeBytes } from './store.ts'
import { lockBytes } from './sweep.ts'

/** A file as pages and adapters see it; `sha256`, `type` and a true `size` once it is stored. */
export type FileRow = Omit<typeof files.$inferSelect, 'source' | 'attempts' | 'nextAt'>

const shown = {
  id: files.id,
  conversationId: files.conversationId,
  messageId: files.messageId,
  ticketId: files.ticketId,
  name: files.name,
  state: files.state,
  reason: files.reason,
  type: files.type,
  size: files.size,
  sha256: files.sha256,
  createdAt: files.createdAt,
}

/** Notes the files of a message, in the transaction that heard it; the fetching loop gets their bytes afterwards. */
export async function keepFiles(
  tx: Db,
  from: { conversationId: number; messageId: number; files: IncomingFile[] },
  now: Date,
): Promise<number[]> {
  if (from.files.length === 0) return []
  const rows = from.files.map((file) => ({
    conversationId: from.conversationId,
    messageId: from.messageId,
    name: safeName(file.name),
    size: wholeNumber(file.size),
    source: file.source,
    state: 'fetching' as const,
    nextAt: now,
    createdAt: now,
  }))
  const kept = await tx.insert(files).values(rows).returning({ id: files.id })
  return kept.map((row) => row.id)
}

export async function findFile(db: Db, id: number): Promise<FileRow | undefined> {
  const [file] = await db.select(shown).from(files).where(eq(files.id, id))
  return file
}

/** All files of a ticket as they came, also those still being fetched or refused. */
export function filesOfTicket(db: Db, ticketId: number): Promise<FileRow[]> {
  return db.select(shown).from(files).where(eq(files.ticketId, ticketId)).orderBy(asc(files.id))
}

/**
 * A stored file's bytes with its name and type, or undefined when it is not (or no longer) kept. Who may see it is the
 * caller's to check; pages send it as an attachment, never to be guessed at by a browser.
 */
export async function openFile(
  db: Db,
  dataDir: string,
  id: number,
): Promise<
  { name: string; type: string; size: number; stream: ReadableStream<Uint8Array> } | undefined
> {
  const file = await findFile(db, id)
  if (file?.state !== 'stored' || file.sha256 === null || file.type === null) return undefined
  const stored = await openStored(dataDir, file.sha256)
  return stored && { name: file.name, type: file.type, ...stored }
}

/** A text of our own that goes to a person as a file. */
export interface OwnText {
  conversationId: number
  ticketId?: number
  name: string
  text: string
  type: 'text/plain' | 'application/json'
  /** exports are taken away again after some days */
  made: 'export' | 'text'
}

/** Stores a text we wrote as a file at once; throws when the disk is full. */
export async function attachText(
  tx: Db,
  dataDir: string,
  { text, made, type, ...own }: OwnText,
  now: Date,
): Promise<{ id: number; name: string; type: string }> {
  await lockBytes(tx, createHash('sha256').update(text).digest('hex'))
  const bytes = new Blob([text]).stream()
  const stored = await storeBytes(dataDir, bytes, {
    name: own.name,
    ours: type,
    limit: largestInteger,
  })
  if (!stored.ok) throw new Error(`a text of ours was not stored: ${stored.why}`)
  const { sha256, size } = stored
  const name = safeName(own.name)
  const [row] = await tx
    .insert(files)
    .values({ ...own, name, source: { made }, state: 'stored', type, size, sha256, createdAt: now })
    .returning({ id: files.id })
  if (!row) throw new Error('a file was not written')
  return { id: row.id, name, type }
}

const largestInteger = 2 ** 31 - 1

function wholeNumber(size: number | undefined): number | null {
  if (size === undefined || !Number.isFinite(size) || size < 0) return null
  return Math.min(Math.trunc(size), largestInteger)
}
