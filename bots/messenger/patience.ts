import { setTimeout as pause } from 'node:timers/promises'
import { type Failure, knownFailure } from './failures.ts'

const deedMs = 10_000
const firstMs = 1_000
const longestMs = 60_000

/**
 * Does `deed` until it succeeds (true) or `signal` ends it (false). Every failure is told; the wait after it doubles
 * each time, unless Meta says how long to wait.
 */
export async function keepTrying(
  deed: (signal: AbortSignal) => Promise<unknown>,
  tell: (failure: Failure) => void,
  signal: AbortSignal,
): Promise<boolean> {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      await deed(AbortSignal.any([signal, AbortSignal.timeout(deedMs)]))
      return true
    } catch (error) {
      if (signal.aborted) return false
      const { failure } = knownFailure(error)
      tell(failure)
      const wait = Math.min(firstMs * 2 ** failures, longestMs)
      const asked = failure.why === 'later' ? failure.retryAfterMs : undefined
      await pause(asked ?? wait, undefined, { signal }).catch(() => undefined)
    }
  }
  return false
}
