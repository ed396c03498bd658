import type { Sql } from 'postgres'

/** Tells every open page of a visitor, in whatever process, that there is something new to read. */
export interface Live {
  /** Calls `wake` whenever something was said at the address; returns how to leave. */
  join(address: string, wake: () => void): () => void
  announce(address: string): Promise<void>
  /** How many pages of an address are open here. */
  open(address: string): number
  /** How many pages are open here. */
  total(): number
  /** Wakes all, for the last time. */
  stop(): void
  stopped(): boolean
}

const topic = 'chat'

/**
 * One LISTEN a process, from the first open page on. The driver listens again after a lost connection; whoever
 * waits is then woken, since notifications of the meantime are gone.
 */
export function createLive(sql: Sql, onTrouble: (error: unknown) => void): Live {
  const rooms = new Map<string, Set<() => void>>()
  let listening = false
  let stopped = false

  const wakeAll = () => {
    for (const room of rooms.values()) for (const wake of room) wake()
  }
  const listen = () => {
    listening = true
    sql
      .listen(
        topic,
        (address) => {
          for (const wake of rooms.get(address) ?? []) wake()
        },
        wakeAll,
      )
      .catch(onTrouble)
  }

  return {
    join(address, wake) {
      if (!listening) listen()
      const room = rooms.get(address) ?? new Set()
      rooms.set(address, room.add(wake))
      return () => {
        room.delete(wake)
        if (room.size === 0 && rooms.get(address) === room) rooms.delete(address)
      }
    },
    async announce(address) {
      await sql.notify(topic, address)
    },
    open: (address) => rooms.get(address)?.size ?? 0,
    total: () => [...rooms.values()].reduce((sum, room) => sum + room.size, 0),
    stop() {
      stopped = true
      wakeAll()
    },
    stopped: () => stopped,
  }
}

/** Something to wait at: `wait` ends with true when `ring` was called since the last wait, else after `ms`. */
export function createBell(): { ring: () => void; wait: (ms: number) => Promise<boolean> } {
  let rung = false
  let waiting: (() => void) | undefined
  return {
    ring() {
      rung = true
      waiting?.()
    },
    async wait(ms) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          waiting = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      waiting = undefined
      const answer = rung
      rung = false
      return answer
    },
  }
}
