import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { LawIndex } from '#core/law/search/law-index.ts'
import { loadIndex, saveIndex } from '#core/law/search/saved-index.ts'
import { format } from '#core/law/search/store.ts'
import type { Taken } from './changes.ts'

const ours = /^law-index-(\d+)\.bin(\.[0-9a-f]+\.new)?$/
/** A file half written that long ago belongs to a process that died over it. */
const longAgoMs = 60 * 60_000

export function indexFile(dataDir: string): string {
  return join(dataDir, `law-index-${format}.bin`)
}

/** The saved index and how far it had read, or why there is none to be trusted. */
export function loadSaved(
  dataDir: string,
): { index: LawIndex; taken: Taken } | { unreadable: string } {
  const loaded = loadIndex(indexFile(dataDir))
  if ('unreadable' in loaded) return loaded
  const { beside, ...index } = loaded
  const taken = takenOf(beside.taken)
  return taken === undefined ? { unreadable: 'damaged' } : { index, taken }
}

function takenOf(value: unknown): Taken | undefined {
  const taken = value as Taken | undefined
  return Number.isInteger(taken?.last) && Array.isArray(taken?.missing) ? taken : undefined
}

/** Saves index and place in one file, and removes what older programs left. */
export async function save(
  dataDir: string,
  index: LawIndex,
  { taken, now }: { taken: Taken; now: Date },
): Promise<void> {
  await saveIndex(indexFile(dataDir), index, { taken })
  for (const name of await readdir(dataDir)) {
    const match = ours.exec(name)
    if (match === null) continue
    const path = join(dataDir, name)
    const older = match[2] === undefined && Number(match[1]) < format
    const left = match[2] !== undefined && now.getTime() - (await writtenAt(path)) > longAgoMs
    if (older || left) await rm(path, { force: true })
  }
}

/** When a file was written last; 0 when there is none. */
export async function writtenAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
}
