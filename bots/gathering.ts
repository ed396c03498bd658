import { setTimeout as pause } from 'node:timers/promises'

const gatherMs = 4
/** What became of replies may be told a little later, when nothing waits to be sent. */
const gatherOutcomesMs = 20

/** How long the loop waits between two looks: under load each finds several to send, and costs one flush for all. */
export interface Gathering {
  /** a look begins: what came before is seen by it */
  begin(): void
  /** there is something to send */
  nudge(): void
  /** Resolves when the next look is due; `more` says that the last one left something to take. */
  over(more: boolean): Promise<void>
}

export function openGathering(): Gathering {
  let begunAt = 0
  let nudged = false
  let hurry = () => {}
  const left = (ms: number) => Math.max(0, ms - (performance.now() - begunAt))
  return {
    begin() {
      begunAt = performance.now()
      nudged = false
    },
    nudge() {
      nudged = true
      hurry()
    },
    async over(more) {
      await pause(left(gatherMs))
      if (more || nudged) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left(gatherOutcomesMs))
        hurry = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    },
  }
}
