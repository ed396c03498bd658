import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { Logger } from 'pino'
import { holdSenderLock, type SenderLock } from './sender-lock.ts'

/** What only one process may do at a time. */
export interface Deed {
  start(): Promise<void>
  /** resolves once nothing is being done any more; `start` begins anew */
  rest(): Promise<void>
}

export interface AloneDeps {
  url: string
  log: Logger
  /** how often the process makes sure that it is still the one; tests are less patient */
  checkEveryMs?: number
}

const againAfterMs = 1_000
/** A database that does not answer for so long may have given the lock to another process. */
const answerWithinMs = 5_000

/**
 * Lets `deed` go on as long as this process is the only one to do `what`. The others stand by and take over when its
 * connection to the database dies. Returns how to end it.
 */
export function doAlone(what: string, deed: Deed, deps: AloneDeps): () => Promise<void> {
  const end = new AbortController()
  const running = run(what, deed, deps, end.signal)
  return async () => {
    end.abort()
    await running
  }
}

async function run(
  what: string,
  deed: Deed,
  { url, log, checkEveryMs = 2_000 }: AloneDeps,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const lock = await holdSenderLock(url, what, () => signal.aborted)
      if (!lock) return
      try {
        await deed.start()
        while (await isHeld(lock)) {
          if (await interrupted(checkEveryMs, signal)) return
        }
        log.warn(`the ${what} lock was lost`)
      } finally {
        await deed.rest()
        await lock.release().catch(() => {})
      }
    } catch (error) {
      log.error({ err: error }, `${what} stumbled`)
      await interrupted(againAfterMs, signal)
    }
  }
}

/** The lock is gone with its connection; the next statement would go out on a new one. */
async function isHeld({ db, holder }: SenderLock): Promise<boolean> {
  const answered = db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`).then(
    ([row]) => row?.pid === holder,
    () => false,
  )
  const enough = new AbortController()
  const late = pause(answerWithinMs, false, { signal: enough.signal }).catch(() => false)
  return Promise.race([answered, late]).finally(() => enough.abort())
}

/** Waits; true when `signal` ended it. */
async function interrupted(ms: number, signal: AbortSignal): Promise<boolean> {
  await pause(ms, undefined, { signal }).catch(() => {})
  return signal.aborted
}
