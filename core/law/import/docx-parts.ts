import { buffer } from 'node:stream/consumers'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { refused } from './refused.ts'

const mostEntries = 5_000
const largestPart = 60 * 1024 * 1024
const largestSum = 150 * 1024 * 1024
/** Honest documents shrink less than a hundredfold; below ten megabytes a ratio says nothing. */
const mostShrunk = 100
const harmless = 10 * 1024 * 1024

/** The parts of a Word document by name, inflated only when asked for and never beyond bounds. */
export interface Parts {
  has(name: string): boolean
  read(name: string): Promise<Uint8Array>
}

/**
 * Opens a docx. Throws a refusal when it is no Word document, is encrypted or a bomb, carries macros, or holds a
 * document type with entities, which Word never writes.
 */
export async function openParts(bytes: Uint8Array): Promise<Parts> {
  const zip = await open(bytes)
  if (zip.entryCount > mostEntries) throw refused('bomb')
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry)
  const inflated = [...entries.values()].reduce((sum, one) => sum + one.uncompressedSize, 0)
  if (inflated > harmless && inflated > bytes.length * mostShrunk) throw refused('bomb')
  if ([...entries.keys()].some((name) => /vbaProject|\.bin$/iu.test(name) && /vba/iu.test(name)))
    throw refused('macros')
  let left = largestSum
  const read = async (name: string): Promise<Uint8Array> => {
    const entry = entries.get(name)
    if (!entry) throw refused('broken')
    if (!entry.canDecodeFileData()) throw refused('password')
    const size = entry.uncompressedSize
    if (size > largestPart || size > left) throw refused('bomb')
    left -= size
    // The reader itself fails a stream that inflates to more than the directory says.
    const part = await buffer(await zip.openReadStreamPromise(entry))
    if (/\.(?:xml|rels)$/iu.test(name) && /<!(?:DOCTYPE|ENTITY)/iu.test(markup(part)))
      throw refused('entities')
    return part
  }
  const parts = { has: (name: string) => entries.has(name), read }
  await checkKind(parts)
  return parts
}

async function open(bytes: Uint8Array): Promise<ZipFile> {
  try {
    return await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  } catch {
    throw refused('broken')
  }
}

/** A Word document names its main part in `[Content_Types].xml` (ECMA-376 part 2, 7.3.7). */
async function checkKind({ has, read }: Parts): Promise<void> {
  if (!has('[Content_Types].xml')) throw refused('type', { type: 'zip' })
  const types = markup(await read('[Content_Types].xml'))
  if (/macroEnabled/iu.test(types)) throw refused('macros')
  if (/spreadsheetml|presentationml/iu.test(types) && !/wordprocessingml/iu.test(types))
    throw refused('type', { type: /spreadsheetml/iu.test(types) ? 'xlsx' : 'pptx' })
  if (!/wordprocessingml\.(?:document|template)\.main\+xml/iu.test(types))
    throw refused('type', { type: 'zip' })
}

/** XML as letters: UTF-16 too, in which a document type could hide. */
export function markup(part: Uint8Array): string {
  const wide = part[0] === 0xff || part[0] === 0xfe || part[0] === 0 || part[1] === 0
  const big = part[0] === 0xfe || part[0] === 0
  return new TextDecoder(wide ? (big ? 'utf-16be' : 'utf-16le') : 'utf-8').decode(part)
}
