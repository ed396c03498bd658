import { setTimeout as pause } from 'node:timers/promises'
import { type Failure, failureOf } from './failures.ts'

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
 * Does `deed` until it succeeds (true) or `signal` ends it (false). Every failure is told; a platform that
 * says how long to wait is obeyed.
 */
export async function keepTrying(
  deed: (signal: AbortSignal) => Promise<unknown>,
  tell: (failure: Failure) => void,
  signal: AbortSignal,
): Promise<boolean> {
  for (let failures = 1; !signal.aborted; failures++) {
    try {
      await deed(AbortSignal.any([signal, AbortSignal.timeout(deedMs)]))
      return true
    } catch (error) {
      if (signal.aborted) return false
      const failure = failureOf(error)
      tell(failure)
      const wait = failure.retryAfterMs
      await rest(wait ? 1 : failures, wait ? { first: wait, longest: wait } : retryMs, signal)
    }
  }
  return false
}
