import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { judgeContent } from './types.ts'

export const largestFile = 20 * 1024 * 1024

/** How keeping a file's bytes ended. `disk`: no room now, try again later; nothing half-written is left. */
export type Stored =
  | { ok: true; sha256: string; size: number; type: string }
  | {
      ok: false
      why: 'too-big' | 'type' | 'lies' | 'bomb' | 'empty' | 'disk'
      detail: string
    }

export interface Storing {
  name: string
  limit?: number
  /** a text we wrote ourselves: its type is ours to say, as long as it is real UTF-8 */
  ours?: 'text/plain' | 'application/json'
  /** whoever reads it judges it: anything is kept, as bytes without a type */
  unjudged?: boolean
  signal?: AbortSignal
}

export const tempFolder = (dataDir: string) => join(dataDir, 'files', 'tmp')

/** Where the bytes of a hash lie; the name a person gave is never part of it. */
export function placeOf(dataDir: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not a content hash')
  return join(dataDir, 'files', sha256.slice(0, 2), sha256)
}

/**
 * Takes in a file: written beside its place while it is hashed, judged by its content, then moved to the place of its
 * hash, so that the same content is stored once. Throws when the stream breaks off.
 */
export async function storeBytes(
  dataDir: string,
  stream: ReadableStream<Uint8Array>,
  storing: Storing,
): Promise<Stored> {
  const temp = join(tempFolder(dataDir), randomUUID())
  try {
    await mkdir(tempFolder(dataDir), { recursive: true, mode: 0o700 })
    const written = await writeDown(temp, stream, storing)
    if ('why' in written) return written
    const type = storing.ours ?? (storing.unjudged ? 'application/octet-stream' : undefined)
    const judged = type ? { ok: true as const, type } : await judgeContent(temp, storing.name)
    if (!judged.ok) return judged
    await moveTo(placeOf(dataDir, written.sha256), temp)
    return { ok: true, ...written, type: judged.type }
  } catch (error) {
    if (!isFull(error)) throw error
    return { ok: false, why: 'disk', detail: error.message }
  } finally {
    await rm(temp, { force: true })
  }
}

/** The bytes of a hash, or undefined when they are not (or no longer) kept. */
export async function openStored(
  dataDir: string,
  sha256: string,
): Promise<{ stream: ReadableStream<Uint8Array>; size: number } | undefined> {
  let handle: FileHandle
  try {
    handle = await open(placeOf(dataDir, sha256))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  const { size } = await handle.stat()
  return { stream: Readable.toWeb(handle.createReadStream()) as ReadableStream<Uint8Array>, size }
}

async function writeDown(
  temp: string,
  stream: ReadableStream<Uint8Array>,
  { limit = largestFile, ours, signal }: Storing,
): Promise<{ sha256: string; size: number } | Extract<Stored, { ok: false }>> {
  const hash = createHash('sha256')
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  const source = Readable.fromWeb(stream as NodeStream<Uint8Array>, signal ? { signal } : {})
  let size = 0
  const handle = await open(temp, 'wx', 0o600).catch((error: unknown) => {
    source.destroy()
    throw error
  })
  try {
    for await (const chunk of source as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > limit) return { ok: false, why: 'too-big', detail: `more than ${limit} bytes` }
      if (ours) utf8.decode(chunk, { stream: true })
      hash.update(chunk)
      await writeAll(handle, chunk)
    }
    if (ours) utf8.decode()
    if (size === 0) return { ok: false, why: 'empty', detail: 'no bytes' }
    await handle.sync()
    return { sha256: hash.digest('hex'), size }
  } finally {
    await handle.close()
  }
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, at)
    at += bytesWritten
  }
}

/** A rename is atomic; the folder is synced too, or a power cut could take the name away again. */
async function moveTo(place: string, temp: string): Promise<void> {
  const folder = dirname(place)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await rename(temp, place)
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isFull(error: unknown): error is Error {
  return ['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '')
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
}
