import { buffer } from 'node:stream/consumers'
import { type Entry, openPromise, type ZipFile } from 'yauzl'

const largestInflated = 200 * 1024 * 1024
const mostEntries = 5_000
/** Apache POI's bound for the same purpose: honest documents shrink less than a hundredfold. */
const mostShrunk = 100
/** Below this a ratio says nothing: an empty sheet shrinks a lot. */
const harmless = 10 * 1024 * 1024
const largestContentTypes = 1024 * 1024

/** What a zip turned out to be. */
export type Inside =
  | { kind: 'docx' | 'xlsx' }
  | { kind: 'zip'; detail: string }
  | { kind: 'bomb'; detail: string }

/**
 * Reads the zip at `path` to the end: its directory, then every entry's bytes as they really inflate. `zip` when it
 * is not an office document, whatever its name; `bomb` when it is made to fill a disk.
 */
export async function lookInside(path: string): Promise<Inside> {
  let zip: ZipFile
  try {
    zip = await openPromise(path, { autoClose: false })
  } catch (error) {
    return { kind: 'zip', detail: said(error) }
  }
  try {
    return await judge(zip)
  } catch (error) {
    return { kind: 'zip', detail: said(error) }
  } finally {
    zip.close()
  }
}

async function judge(zip: ZipFile): Promise<Inside> {
  if (zip.entryCount > mostEntries) return { kind: 'bomb', detail: `${zip.entryCount} entries` }
  const entries: Entry[] = []
  for await (const entry of zip.eachEntry()) entries.push(entry)
  const promised = entries.reduce((total, entry) => total + entry.uncompressedSize, 0)
  const declared = bomb(promised, zip.fileSize)
  if (declared) return declared
  const kind = await officeKind(zip, entries)
  if (kind === undefined) return { kind: 'zip', detail: 'no office parts' }
  let inflated = 0
  for (const entry of entries) {
    if (entry.fileName.endsWith('/')) continue
    if (!entry.canDecodeFileData()) return { kind: 'zip', detail: 'encrypted' }
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      inflated += (chunk as Buffer).length
      const real = bomb(inflated, zip.fileSize)
      if (real) return real
    }
  }
  return { kind }
}

function bomb(inflated: number, size: number): Inside | undefined {
  const shrunk = inflated > harmless && inflated / size > mostShrunk
  if (inflated <= largestInflated && !shrunk) return undefined
  return { kind: 'bomb', detail: `${size} bytes inflate to ${inflated}` }
}

const mainPart = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml': 'xlsx',
} as const

/** An office document names its main part in `[Content_Types].xml` (ECMA-376 part 2, 7.3.7), and has it. */
async function officeKind(zip: ZipFile, entries: Entry[]): Promise<'docx' | 'xlsx' | undefined> {
  const list = entries.find((entry) => entry.fileName === '[Content_Types].xml')
  if (!list?.canDecodeFileData() || list.uncompressedSize > largestContentTypes) return undefined
  const xml = (await buffer(await zip.openReadStreamPromise(list))).toString('utf8')
  for (const [override] of xml.matchAll(/<(?:\w+:)?Override\b[^>]*>/g)) {
    const type = attribute(override, 'ContentType') as keyof typeof mainPart
    const part = attribute(override, 'PartName')?.replace(/^\//, '')
    if (mainPart[type] && entries.some((entry) => entry.fileName === part)) return mainPart[type]
  }
  return undefined
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`).exec(tag)?.[1]
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
