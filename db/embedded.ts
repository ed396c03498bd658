import { setTimeout as sleep } from 'node:timers/promises'
import { type Binaries, findBinaries } from './embedded-binaries.ts'
import { findPlace, holdPlace, type Place, preparePlace, USER } from './embedded-place.ts'
import { endProcessesIn } from './embedded-processes.ts'
import { type Server, startServer, stopServer } from './embedded-server.ts'

export interface Log {
  info: (message: string) => void
  warn: (message: string) => void
  error: (message: string) => void
}

export interface Embedded {
  url: string
  stop: () => Promise<void>
}

/**
 * Starts the PostgreSQL that comes with this program on the database kept in `dataDir`, which is
 * created when there is none. It stays on one address until `stop`, also when the server is killed
 * and started again. Throws a sentence with the remedy when another process uses the folder or
 * the database cannot run. `fast` forgets everything in a power cut: for tests only.
 */
export async function startEmbedded(
  dataDir: string,
  log: Log,
  { fast = false }: { fast?: boolean } = {},
): Promise<Embedded> {
  const place = await findPlace(dataDir)
  const release = await holdPlace(place)
  try {
    const binaries = await findBinaries(place.as)
    const password = await preparePlace(place, binaries, fast)
    const server = await startServer(place, binaries, { fast })
    log.info(`PostgreSQL ${binaries.major} is ready on port ${server.port} (${place.dataDir})`)
    const url = new URL(`postgres://${USER}:${password}@127.0.0.1:${server.port}/postgres`)
    // A tenth of what a statement costs is the way through the loopback network.
    if (server.socket) url.searchParams.set('host', place.cluster)
    const end = keepRunning(place, binaries, server, { fast, log })
    let stopped: Promise<void> | undefined
    const stop = () => {
      stopped ??= end().finally(release)
      return stopped
    }
    return { url: url.href, stop }
  } catch (error) {
    release()
    throw error
  }
}

/** Starts the server again whenever it ends unasked. Returns the deed that ends it for good. */
function keepRunning(
  place: Place,
  binaries: Binaries,
  first: Server,
  { fast, log }: { fast: boolean; log: Log },
): () => Promise<void> {
  const stopping = new AbortController()
  let server = first
  let reviving: Promise<void> | undefined

  const watch = () => {
    server.child.unref()
    server.child.once('exit', (code, signal) => {
      if (stopping.signal.aborted) return
      log.error(`PostgreSQL ended unasked (${signal ?? `code ${code}`}); starting it again`)
      reviving = revive().finally(() => {
        reviving = undefined
      })
    })
  }
  const revive = async () => {
    for (let pause = 100; !stopping.signal.aborted; pause = Math.min(pause * 2, 10_000)) {
      try {
        server = await startServer(place, binaries, { fast, doors: first })
        log.info('PostgreSQL is ready again')
        return watch()
      } catch (error) {
        log.error((error as Error).message)
        await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
  }
  watch()
  return async () => {
    stopping.abort()
    // A server still replaying its log would keep us past any patience.
    if (reviving !== undefined) await endProcessesIn(place.cluster)
    await reviving
    await stopServer(place, server)
    // The children of a server that was killed take a moment to notice.
    await endProcessesIn(place.cluster)
  }
}
