import { randomUUID } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import type { AdminContext, AdminDeps } from '#admin/deps.ts'
import { StaleForm } from '#admin/faults.ts'
import { tokenFits } from '#admin/session.ts'
import { handIn } from '#core/law/import/imports.ts'

export const mostFiles = 50

/** What came of a posted form of files: their batch, how many, and whether there were more than are taken at once. */
export interface Upload {
  batch: string
  count: number
  tooMany: boolean
}

/**
 * Takes files in while they arrive, never whole into memory. The form's token comes first; files before it, or with
 * a wrong one, are not kept. Throws StaleForm then, and whatever breaks the connection off.
 */
export async function receiveImports(c: AdminContext, { db, dataDir }: AdminDeps): Promise<Upload> {
  const upload: Upload = { batch: randomUUID(), count: 0, tooMany: false }
  const { body } = c.req.raw
  const type = c.req.header('content-type') ?? ''
  if (!body || !/^multipart\/form-data\b/i.test(type)) throw new StaleForm()
  const parser = new Busboy({
    headers: { 'content-type': type },
    limits: { files: mostFiles, fields: 10, fieldSize: 10_000 },
  })
  const keeping: Promise<unknown>[] = []
  const begun = Date.now()
  let trusted = false
  parser.on('field', (name, value) => {
    if (name === 'csrf') trusted = tokenFits(c, value)
  })
  parser.on('filesLimit', () => {
    upload.tooMany = true
  })
  parser.on('file', (_field, stream, name) => {
    if (!trusted || !name) return stream.resume()
    // The order they were chosen in: a small file is kept before a large one that came first.
    const at = new Date(begun + upload.count++)
    const file = { batch: upload.batch, name, staffId: c.get('actor').id }
    const kept = handIn(db, dataDir, { ...file, stream: webStreamOf(stream) }, at)
    kept.catch((error: Error) => parser.destroy(error))
    keeping.push(kept)
  })
  await pipeline(Readable.fromWeb(body as NodeStream<Uint8Array>), parser)
  await Promise.all(keeping)
  if (!trusted) throw new StaleForm()
  return upload
}

/** What is too much of a file is read to its end all the same: a browser hears no answer while it still sends. */
function webStreamOf(stream: BusboyFileStream): ReadableStream<Uint8Array> {
  const through = new PassThrough()
  through.once('close', () => stream.resume())
  stream.once('error', (error) => through.destroy(error))
  stream.pipe(through)
  return Readable.toWeb(through) as ReadableStream<Uint8Array>
}
