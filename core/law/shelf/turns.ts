import { setImmediate as others } from 'node:timers/promises'

/** Chat runs in the same process: nobody waits longer than this for a piece of our work. */
const mostMs = 6

/** Lets others have their turn as soon as ours has lasted long enough: `await turn()` between small steps. */
export function takingTurns(): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since < mostMs) return undefined
    return others().then(() => {
      since = performance.now()
    })
  }
}

/** Runs a work of many small steps to its end, others having their turns in between; ends early once `over` says so. */
export async function inTurns(steps: Generator<void, void>, over: () => boolean): Promise<boolean> {
  const turn = takingTurns()
  for (let at = 1; !steps.next().done; at += 1) {
    const pause = at % 8 === 0 ? turn() : undefined
    if (pause === undefined) continue
    await pause
    if (over()) return false
  }
  return true
}
