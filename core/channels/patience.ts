import { setTimeout as pause } from 'node:timers/promises'

/** Waits twice as long after each further failure; ends at once, without an error, when `signal` does. */
export async function rest(
  failures: number,
  ms: { first: number; longest: number },
  signal: AbortSignal,
): Promise<void> {
  const length = Math.min(ms.first * 2 ** (failures - 1), ms.longest)
  await pause(length, undefined, { signal }).catch(() => undefined)
}

const deedMs = 10_000
const retryMs = { first: 1_000, longest: 60_000 }

/**
 * Does `deed` until it succeeds (true) or `signal` ends it (false). `failed` reads and tells each failure; a platform
 * that says how long to wait is obeyed.
 */
export async function keepTrying(
  deed: (signal: AbortSignal) => Promise<unknown>,
  failed: (error: unknown) => { retryAfterMs?: number },
  signal: AbortSignal,
): Promise<boolean> {
  for (let failures = 1; !signal.aborted; failures++) {
    try {
      await deed(AbortSignal.any([signal, AbortSignal.timeout(deedMs)]))
      return true
    } catch (error) {
      if (signal.aborted) return false
      const { retryAfterMs } = failed(error)
      if (retryAfterMs === undefined) await rest(failures, retryMs, signal)
      else await rest(1, { first: retryAfterMs, longest: retryAfterMs }, signal)
    }
  }
  return false
}
