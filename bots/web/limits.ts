import { createAllowance } from './allowance.ts'
import type { Network } from './network.ts'

const minute = 60_000
const hour = 60 * minute
const megabyte = 1024 * 1024
const streamsPerNetwork = 200
const remembered = 20_000

/**
 * What strangers may take of the desk. Wide enough for a village, an office or a school behind one address; kept in
 * memory by each process for itself, so that several processes give several times as much.
 */
export interface Limits {
  /** Whether a visitor was let in here lately. */
  knows(visitor: string): boolean
  /** Lets a new visitor in: 0, or the milliseconds until it may. The same one counts once. */
  letIn(visitor: string, network: Network): number
  /** Takes bytes of a file: 0, or the milliseconds until about `file` bytes fit again. */
  takeBytes(visitor: string, network: Network, bytes: number, file: number): number
  /** Opens a stream: returns how to close it, or undefined when the network has too many. */
  openStream(network: Network): (() => void) | undefined
}

export function createLimits(): Limits {
  const newcomers = [createAllowance(60, minute), createAllowance(600, hour)]
  const bytesOfVisitor = createAllowance(200 * megabyte, hour)
  const bytesOfNetwork = createAllowance(1024 * megabyte, hour)
  const known = new Set<string>()
  const streams = new Map<string, number>()

  return {
    knows: (visitor) => known.has(visitor),
    letIn(visitor, { key, share }) {
      if (known.has(visitor)) return 0
      const now = Date.now()
      const wait = Math.max(...newcomers.map((allowance) => allowance.wait(key, 1, now, share)))
      if (wait > 0) return wait
      for (const allowance of newcomers) allowance.spend(key, 1, now)
      known.add(visitor)
      const [oldest] = known
      if (known.size > remembered && oldest !== undefined) known.delete(oldest)
      return 0
    },
    takeBytes(visitor, { key, share }, bytes, file) {
      const now = Date.now()
      const waitFor = (cost: number) =>
        Math.max(
          bytesOfVisitor.wait(visitor, cost, now),
          bytesOfNetwork.wait(key, cost, now, share),
        )
      if (waitFor(bytes) > 0) return waitFor(file)
      bytesOfVisitor.spend(visitor, bytes, now)
      bytesOfNetwork.spend(key, bytes, now)
      return 0
    },
    openStream({ key, share }) {
      const open = streams.get(key) ?? 0
      if (open >= streamsPerNetwork * share) return undefined
      streams.set(key, open + 1)
      return () => {
        const left = (streams.get(key) ?? 1) - 1
        if (left > 0) streams.set(key, left)
        else streams.delete(key)
      }
    },
  }
}
