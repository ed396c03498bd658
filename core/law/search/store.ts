import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

/** Named arrays and plain data, as they stand in one file. */
export type Stored = {
  plain: Record<string, unknown>
  arrays: Record<string, Uint32Array | Uint16Array | Uint8Array>
}

/** Why a file was not read: the caller builds the index anew. */
export type Unreadable = {
  unreadable: 'missing' | 'foreign' | 'other version' | 'truncated' | 'damaged'
}

/** `width` 0 is plain data as JSON. */
type Block = { name: string; bytes: number; width: 0 | 1 | 2 | 4 }

const mark = 0x484c5458
/** Raise it whenever the meaning of the file, or the reading of words, changes; it is part of the file's name. */
export const format = 3
const headBytes = 24
/** So much is summed up and written before others have their turn. */
const chunk = 1 << 20

/**
 * Writes everything into one file; whoever reads meanwhile sees the old one or the new one. The arrays may grow behind
 * their ends meanwhile, and nothing else of what is given may change.
 */
export async function writeStored(path: string, { plain, arrays }: Stored): Promise<void> {
  const beside = `${path}.${randomBytes(6).toString('hex')}.new`
  const file = await open(beside, 'w')
  try {
    let sum = 0
    let at = headBytes
    const write = async (piece: Uint8Array) => {
      for (let from = 0; from < piece.length; from += chunk) {
        const part = piece.subarray(from, from + chunk)
        sum = crc32(part, sum)
        await writeAll(file, part, at)
        at += part.length
      }
    }
    const blocks: Block[] = []
    for (const [name, value] of Object.entries(plain)) {
      const words = Buffer.from(JSON.stringify(value))
      blocks.push({ name, bytes: words.length, width: 0 })
      await write(words)
    }
    for (const [name, array] of Object.entries(arrays)) {
      const width = array.BYTES_PER_ELEMENT as 1 | 2 | 4
      blocks.push({ name, bytes: array.byteLength, width })
      await write(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    }
    const list = Buffer.from(JSON.stringify(blocks))
    await write(list)
    await writeAll(file, headOf(sum, list.length, at - headBytes), 0)
  } catch (error) {
    await file.close()
    await rm(beside, { force: true })
    throw error
  }
  await file.close()
  await rename(beside, path)
}

/** The system may take less than it is given. */
async function writeAll(file: FileHandle, part: Uint8Array, at: number): Promise<void> {
  for (let from = 0; from < part.length; ) {
    from += (await file.write(part, from, part.length - from, at + from)).bytesWritten
  }
}

function headOf(sum: number, listBytes: number, bodyBytes: number): Buffer {
  const head = Buffer.alloc(headBytes)
  head.writeUInt32LE(mark, 0)
  head.writeUInt32LE(format, 4)
  head.writeUInt32LE(sum, 8)
  head.writeUInt32LE(listBytes, 12)
  head.writeDoubleLE(bodyBytes, 16)
  return head
}

/** Reads a file back, each array in memory of its own, or says why it cannot be trusted. */
export function readStored(path: string): Stored | Unreadable {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return { unreadable: 'missing' }
  }
  try {
    return readFrom(file, statSync(path).size)
  } finally {
    closeSync(file)
  }
}

function readFrom(file: number, size: number): Stored | Unreadable {
  if (size < headBytes) return { unreadable: 'truncated' }
  const head = Buffer.from(read(file, 0, headBytes))
  if (head.readUInt32LE(0) !== mark) return { unreadable: 'foreign' }
  if (head.readUInt32LE(4) !== format) return { unreadable: 'other version' }
  const bytes = head.readDoubleLE(16)
  const listBytes = head.readUInt32LE(12)
  if (size !== headBytes + bytes || listBytes > bytes) return { unreadable: 'truncated' }
  const list = read(file, headBytes + bytes - listBytes, listBytes)
  const blocks = blocksIn(list, bytes - listBytes)
  if (blocks === undefined) return { unreadable: 'damaged' }
  const pieces: { block: Block; piece: Uint8Array<ArrayBuffer> }[] = []
  let sum = 0
  let at = headBytes
  for (const block of blocks) {
    const piece = read(file, at, block.bytes)
    at += block.bytes
    sum = crc32(piece, sum)
    pieces.push({ block, piece })
  }
  if (crc32(list, sum) !== head.readUInt32LE(8)) return { unreadable: 'damaged' }
  const stored: Stored = { plain: {}, arrays: {} }
  for (const { block, piece } of pieces) {
    if (block.width === 0)
      stored.plain[block.name] = JSON.parse(Buffer.from(piece.buffer).toString())
    else stored.arrays[block.name] = arrayOf(piece, block.width)
  }
  return stored
}

/** The list of blocks, before it is known to be whole: undefined unless it covers the body exactly. */
function blocksIn(list: Uint8Array<ArrayBuffer>, bytes: number): Block[] | undefined {
  try {
    const blocks = JSON.parse(Buffer.from(list.buffer).toString()) as Block[]
    const sound = blocks.every((block) => Number.isInteger(block.bytes) && block.bytes >= 0)
    const sum = blocks.reduce((all, block) => all + block.bytes, 0)
    return sound && sum === bytes ? blocks : undefined
  } catch {
    return undefined
  }
}

function read(file: number, at: number, bytes: number): Uint8Array<ArrayBuffer> {
  const piece = new Uint8Array(bytes)
  for (let from = 0; from < bytes; ) {
    const more = readSync(file, piece, from, bytes - from, at + from)
    if (more === 0) break
    from += more
  }
  return piece
}

function arrayOf({ buffer }: Uint8Array<ArrayBuffer>, width: 1 | 2 | 4) {
  if (width === 4) return new Uint32Array(buffer)
  return width === 2 ? new Uint16Array(buffer) : new Uint8Array(buffer)
}
