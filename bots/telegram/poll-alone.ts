import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { Logger } from 'pino'
import { holdSenderLock, type SenderLock } from '#core/deliveries/sender-lock.ts'
import type { TelegramBot } from './telegram.ts'

interface Deps {
  url: string
  log: Logger
  /** how often a process that polls makes sure that it is still the one; tests are less patient */
  checkEveryMs?: number
}

const againAfterMs = 1_000
/** A database that does not answer for so long may have given the lock to another process. */
const answerWithinMs = 5_000

/**
 * Lets a bot poll as long as this process is the only one: Telegram answers 409 to a second. The others stand by and
 * take over when its connection to the database dies. Returns how to end it.
 */
export function pollAlone(
  bot: Pick<TelegramBot, 'start' | 'rest'>,
  deps: Deps,
): () => Promise<void> {
  const end = new AbortController()
  const running = run(bot, deps, end.signal)
  return async () => {
    end.abort()
    await running
  }
}

async function run(
  bot: Pick<TelegramBot, 'start' | 'rest'>,
  { url, log, checkEveryMs = 2_000 }: Deps,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const lock = await holdSenderLock(url, 'telegram polling', () => signal.aborted)
      if (!lock) return
      try {
        await bot.start()
        while (await isHeld(lock)) {
          if (await interrupted(checkEveryMs, signal)) return
        }
        log.warn('the telegram polling lock was lost')
      } finally {
        await bot.rest()
        await lock.release().catch(() => {})
      }
    } catch (error) {
      log.error({ err: error }, 'telegram polling stumbled')
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
