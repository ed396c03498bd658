import type { Logger } from 'pino'
import { placeOf } from '#core/files/store.ts'
import { openRest, type Rest } from '#core/rest.ts'
import type { Db } from '#db/client.ts'
import { giveBack, noteRead, type Taken, takeNext } from './imports.ts'
import { type Bounds, readApart, usualBounds } from './read-apart.ts'

/** The loop that reads the files handed in for import. */
export interface Importing {
  stop(): Promise<void>
}

export interface ImportingDeps {
  db: Db
  dataDir: string
  log: Logger
  now(): Date
  bounds?: Bounds
}

const atOnce = 2
const idleMs = 1_500

/**
 * Reads files handed in, two at a time, each in a process of its own. Any number of desks may run it: a file belongs
 * to the one that took it, and is taken again some minutes after that one died.
 */
export function startImporting(deps: ImportingDeps): Importing {
  const stopping = new AbortController()
  const rest = openRest()
  const running = run(deps, stopping.signal, rest)
  return {
    async stop() {
      stopping.abort()
      rest.end()
      await running
    },
  }
}

async function run(deps: ImportingDeps, stopping: AbortSignal, rest: Rest): Promise<void> {
  const busy = new Set<Promise<void>>()
  while (!stopping.aborted) {
    const taken = busy.size < atOnce ? await next(deps) : undefined
    if (!taken) {
      await rest.for(idleMs)
      continue
    }
    const reading = readOne(deps, taken, stopping)
      .catch((error: unknown) => {
        deps.log.error({ err: error, import: taken.id }, 'a file was not read, its lease will end')
      })
      .finally(() => {
        busy.delete(reading)
        rest.end()
      })
    busy.add(reading)
  }
  await Promise.all(busy)
}

function next({ db, log, now }: ImportingDeps): Promise<Taken | undefined> {
  return takeNext(db, now()).catch((error: unknown) => {
    log.error({ err: error }, 'the import of documents stumbled')
    return undefined
  })
}

/** Reads a file that was taken and notes what came of it; gives it back when `signal` ends the reading. */
export async function readOne(
  { db, dataDir, log, now, bounds = usualBounds }: ImportingDeps,
  taken: Taken,
  signal?: AbortSignal,
): Promise<void> {
  const told = await readApart(placeOf(dataDir, taken.sha256), signal, bounds).catch(
    (error: unknown) => {
      if (!signal?.aborted) throw error
      return undefined
    },
  )
  if (!told) return giveBack(db, taken)
  await noteRead(db, taken, told, now())
  const outcome = told.ok ? { characters: told.text.length } : { refused: told.reason.key }
  log.info({ import: taken.id, ...outcome }, 'a file was read for import')
}
