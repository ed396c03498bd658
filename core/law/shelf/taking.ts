import type { Entry } from '#core/law/search/entries.ts'
import {
  dropEntry,
  emptyIndex,
  type LawIndex,
  learn,
  putEntry,
  unlearn,
  weigh,
} from '#core/law/search/law-index.ts'
import type { Db } from '#db/client.ts'
import {
  documentEntries,
  documentKey,
  publishedKey,
  publishedReadings,
  readKey,
  weightsIn,
} from './readings.ts'
import { takingTurns } from './turns.ts'

/** An index and which keys each document has in it. */
export type Held = { index: LawIndex; keys: Map<number, Set<string>> }

export function nothingHeld(): Held {
  return { index: emptyIndex(), keys: new Map() }
}

/** What a loaded index holds. */
export function heldIn(index: LawIndex): Held {
  const keys: Held['keys'] = new Map()
  for (const key of index.entries.numbers.keys()) {
    const read = readKey(key)
    if (read === undefined || read.what === 'published') continue
    const known = keys.get(read.id)
    if (known === undefined) keys.set(read.id, new Set([key]))
    else known.add(key)
  }
  return { index, keys }
}

export function documentsHeld({ keys }: Held): number[] {
  return [...keys.keys()]
}

/**
 * Takes a document in as it is now: its entries, anew or for the first time, or none of them any more. `put` says whether
 * they are found at once.
 */
export async function takeDocument(
  db: Db,
  held: Held,
  id: number,
  put: typeof putEntry = putEntry,
): Promise<void> {
  const entries = await documentEntries(db, id)
  const before = held.keys.get(id) ?? new Set()
  const after = new Set(entries.map(({ key }) => key))
  for (const key of before) if (!after.has(key)) dropEntry(held.index, key)
  await putAll(held.index, entries, put)
  if (after.size === 0) held.keys.delete(id)
  else held.keys.set(id, after)
}

/** Takes published answers in as they are now, with what they teach; those withdrawn are forgotten. */
export async function takePublished(
  db: Db,
  held: Held,
  ids: number[],
  put: typeof putEntry = putEntry,
): Promise<void> {
  const { index } = held
  const readings = await publishedReadings(db, ids)
  const cited = new Set(readings.flatMap((reading) => reading.cited))
  for (const id of ids) {
    for (const document of citedBefore(index, publishedKey(id))) cited.add(document)
  }
  const entries = readings.map(({ entry }) => entry)
  await putAll(index, entries, put)
  for (const { lesson } of readings) learn(index, lesson)
  const shown = new Set(readings.map(({ id }) => id))
  for (const id of ids) {
    if (shown.has(id)) continue
    dropEntry(index, publishedKey(id))
    unlearn(index, publishedKey(id))
  }
  await weighAnew(db, held, [...cited])
}

async function putAll(index: LawIndex, entries: Entry[], put: typeof putEntry): Promise<void> {
  const turn = takingTurns()
  for (const entry of entries) {
    put(index, entry)
    await turn()
  }
}

function citedBefore({ lessons }: LawIndex, id: string): number[] {
  const lesson = lessons.all[lessons.numbers.get(id) ?? -1]
  return (lesson?.cited ?? []).flatMap((key) => {
    const read = readKey(key)
    return read === undefined || read.what === 'published' ? [] : [read.id]
  })
}

/** An answer more or less leans on the articles of these documents. */
async function weighAnew(db: Db, { index, keys }: Held, documents: number[]): Promise<void> {
  const known = documents.filter((id) => keys.has(id))
  if (known.length === 0) return
  const weights = await weightsIn(db, known)
  for (const id of known) {
    for (const key of keys.get(id) ?? []) {
      if (key !== documentKey(id)) weigh(index, key, weights.get(key) ?? 1)
    }
  }
}
