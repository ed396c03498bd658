import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, readdir, rm, stat } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import type { IncomingFile } from '#core/channel.ts'
import { stillAwaited } from '#core/files/due.ts'
import { safeName } from '#core/files/names.ts'
import { largestFile } from '#core/files/store.ts'
import type { Db } from '#db/client.ts'

export const largestText = 2 * 1024 * 1024
export const mostFiles = 5
/** No form takes this long to arrive. */
const arrivingMs = 60 * 60 * 1000

/** A posted form: its fields, its files as they lie in the folder, and what of it was too much. */
export interface Form {
  fields: Record<string, string>
  files: IncomingFile[]
  problem?:
    | { why: 'text' | 'many' | 'room' }
    | { why: 'file'; name: string }
    | { why: 'bytes'; waitMs: number }
}

/** What a form's files may take. */
export interface Intake {
  folder: string
  /** whether the disk takes files at all */
  room: boolean
  /** Takes so many bytes: 0, or the milliseconds until more may come. */
  take(bytes: number): number
}

/**
 * Reads a form while it arrives: files go straight to `folder`, never whole into memory. Throws when the body is
 * no form, or when the disk takes nothing; nothing stays in the folder then, nor when there is a problem.
 */
export async function receiveForm(request: Request, intake: Intake): Promise<Form> {
  const { folder } = intake
  const form: Form = { fields: {}, files: [] }
  const storing: Promise<IncomingFile | undefined>[] = []
  const parser = new Busboy({
    headers: headersOf(request),
    limits: { fileSize: largestFile, files: mostFiles, fields: 10, fieldSize: largestText },
  })
  parser.on('field', (name, value, _nameCut, valueCut) => {
    form.fields[name] = value
    if (valueCut) form.problem = { why: 'text' }
  })
  parser.on('file', (_field, stream, name) => {
    const stored = store(stream, name ?? '', intake, form)
    stored.catch((error) => parser.destroy(error))
    storing.push(stored)
  })
  parser.on('filesLimit', () => {
    form.problem = { why: 'many' }
  })
  try {
    if (!request.body) throw new Error('a form without a body')
    await pipeline(Readable.fromWeb(request.body as NodeReadableStream<Uint8Array>), parser)
    // In the order they were chosen, whichever is written first.
    form.files = (await Promise.all(storing)).filter((file) => file !== undefined)
  } catch (error) {
    const ended = await Promise.allSettled(storing)
    const stored = ended.flatMap((one) => (one.status === 'fulfilled' && one.value) || [])
    await discard(stored, folder)
    throw error
  }
  if (form.problem) await discard(form.files.splice(0), folder)
  return form
}

/** Removes files that were received but not handed on. */
export async function discard(files: IncomingFile[], folder: string): Promise<void> {
  for (const file of files) await rm(pathOf(file.source, folder), { force: true })
}

/** Removes those that nothing will fetch: the event was heard before, or was one too many, or they are fetched. */
export async function discardUnawaited(
  db: Db,
  files: IncomingFile[],
  folder: string,
): Promise<void> {
  const awaited = await stillAwaited(db, 'upload', files.map(uploadOf))
  await discard(
    files.filter((file) => !awaited.has(uploadOf(file))),
    folder,
  )
}

/** Opens a file received earlier; throws when it is gone or the source names none of ours. */
export async function openUpload(
  source: Record<string, string>,
  folder: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const path = pathOf(source, folder)
  await (await open(path)).close()
  return Readable.toWeb(createReadStream(path, { signal })) as ReadableStream<Uint8Array>
}

/** Removes what was fetched or given up, and what a process that died left behind. */
export async function sweepUploads(db: Db, folder: string, now: Date): Promise<void> {
  const old: string[] = []
  for (const name of await readdir(folder).catch(() => [])) {
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (found && now.getTime() - found.mtimeMs > arrivingMs) old.push(name)
  }
  const awaited = await stillAwaited(db, 'upload', old)
  for (const name of old) if (!awaited.has(name)) await rm(join(folder, name), { force: true })
}

async function store(
  stream: BusboyFileStream,
  name: string,
  intake: Intake,
  form: Form,
): Promise<IncomingFile | undefined> {
  const source = { upload: randomUUID() }
  const path = pathOf(source, intake.folder)
  let size = 0
  /** What is too much is read to its end all the same: a browser hears no answer while it still sends. */
  async function* taken(chunks: AsyncIterable<Buffer>) {
    for await (const bytes of chunks) {
      size += bytes.length
      const waitMs = form.problem || !intake.room ? 0 : intake.take(bytes.length)
      if (!intake.room) form.problem ??= { why: 'room' }
      else if (waitMs > 0) form.problem = { why: 'bytes', waitMs }
      if (!form.problem) yield bytes
    }
  }
  try {
    await pipeline(stream, taken, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
  if (stream.truncated) form.problem = { why: 'file', name: safeName(name) }
  const chosen = name !== '' || size > 0
  if (!stream.truncated && chosen) return { name: safeName(name), size, source }
  await rm(path, { force: true })
  return undefined
}

function uploadOf(file: IncomingFile): string {
  return file.source.upload ?? ''
}

function pathOf(source: Record<string, string>, folder: string): string {
  if (!/^[0-9a-f-]{36}$/.test(source.upload ?? '')) throw new Error('no upload of ours')
  return join(folder, source.upload ?? '')
}

function headersOf(request: Request): IncomingHttpHeaders & { 'content-type': string } {
  return { 'content-type': request.headers.get('content-type') ?? '' }
}
