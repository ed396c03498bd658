import type { ReplayControls } from '@grammyjs/conversations'

const watchdogMs = 5_000

/** An action of the replay engine that throws hangs every later replay, so errors travel as values inside it. */
export async function safely<T>(
  controls: ReplayControls,
  key: string,
  deed: () => T | Promise<T>,
): Promise<T> {
  const outcome = await controls.action(async () => {
    try {
      return { ok: true as const, value: await deed() }
    } catch (error) {
      return { ok: false as const, error }
    }
  }, key)
  if (!outcome.ok) throw outcome.error
  return outcome.value
}

/** A dialogue that does not come to rest is given up after five seconds. */
export function watched<T>(playing: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('a dialogue did not come to rest')), watchdogMs)
    playing.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
