import { closeSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'

/** Named arrays and plain data, as they stand in one file. */
export type Stored = {
  plain: unknown
  arrays: Record<string, Uint32Array | Uint16Array | Uint8Array>
}

/** Why a file was not read: the caller builds the index anew. */
export type Unreadable = {
  unreadable: 'missing' | 'foreign' | 'other version' | 'truncated' | 'damaged'
}

type Block = { name: string; bytes: number; width: 1 | 2 | 4; at: number }

const mark = 0x484c5458
/** Raise it whenever the meaning of the file changes. */
const version = 1
const headBytes = 24

/** Writes everything into one file; whoever reads meanwhile sees the old one or the new one. */
export function writeStored(path: string, { plain, arrays }: Stored): void {
  const blocks: Block[] = []
  let at = 0
  for (const [name, array] of Object.entries(arrays)) {
    blocks.push({ name, bytes: array.byteLength, width: array.BYTES_PER_ELEMENT as 1 | 2 | 4, at })
    at += aligned(array.byteLength)
  }
  const words = Buffer.from(JSON.stringify({ plain, blocks }))
  const pieces = [words, ...Object.values(arrays).map(bytesOf)]
  const body = pieces.flatMap((piece) => [piece, new Uint8Array(gapBehind(piece.byteLength))])
  const head = Buffer.alloc(headBytes)
  head.writeUInt32LE(mark, 0)
  head.writeUInt32LE(version, 4)
  head.writeUInt32LE(
    body.reduce((sum, piece) => crc32(piece, sum), 0),
    8,
  )
  head.writeUInt32LE(words.length, 12)
  head.writeDoubleLE(
    body.reduce((sum, piece) => sum + piece.byteLength, 0),
    16,
  )
  const beside = `${path}.${process.pid}.new`
  const file = openSync(beside, 'w')
  try {
    for (const piece of [head, ...body]) writeAll(file, piece)
  } finally {
    closeSync(file)
  }
  renameSync(beside, path)
}

function writeAll(file: number, piece: Uint8Array): void {
  for (let from = 0; from < piece.byteLength; ) from += writeSync(file, piece, from)
}

function gapBehind(bytes: number): number {
  return aligned(bytes) - bytes
}

/** Reads a file back without copying its arrays, or says why it cannot be trusted. */
export function readStored(path: string): Stored | Unreadable {
  let file: Uint8Array
  try {
    file = readFileSync(path)
  } catch {
    return { unreadable: 'missing' }
  }
  const head = Buffer.from(file.buffer, file.byteOffset, Math.min(headBytes, file.length))
  if (head.length < headBytes) return { unreadable: 'truncated' }
  if (head.readUInt32LE(0) !== mark) return { unreadable: 'foreign' }
  if (head.readUInt32LE(4) !== version) return { unreadable: 'other version' }
  const body = file.subarray(headBytes)
  if (body.length !== head.readDoubleLE(16)) return { unreadable: 'truncated' }
  if (crc32(body) !== head.readUInt32LE(8)) return { unreadable: 'damaged' }
  const words = head.readUInt32LE(12)
  const { plain, blocks } = JSON.parse(Buffer.from(body.subarray(0, words)).toString())
  const arrays: Stored['arrays'] = {}
  for (const block of blocks as Block[]) {
    arrays[block.name] = viewOf(body, aligned(words) + block.at, block)
  }
  return { plain, arrays }
}

function viewOf(body: Uint8Array, from: number, { bytes, width }: Block) {
  const at = body.byteOffset + from
  // A Buffer from the pool may begin anywhere; only large files are worth a view.
  const whole = at % 4 === 0 ? body.buffer : body.slice(from, from + bytes).buffer
  const begin = at % 4 === 0 ? at : 0
  if (width === 4) return new Uint32Array(whole as ArrayBuffer, begin, bytes / 4)
  if (width === 2) return new Uint16Array(whole as ArrayBuffer, begin, bytes / 2)
  return new Uint8Array(whole as ArrayBuffer, begin, bytes)
}

function bytesOf(array: Uint32Array | Uint16Array | Uint8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 8) * 8
}
