import { type Db, driverOf } from '#db/client.ts'
import type { SelfCheck } from './assistant/self-check-shape.ts'
import { shownSelfChecks } from './assistant/self-checks.ts'
import type { Incoming } from './channel.ts'
import type { Desk } from './conversation/scene.ts'
import { loadOffice, type Office } from './office.ts'

/** What every event is heard with. */
export interface Known {
  office: Office
  selfChecks: SelfCheck[]
}

/** What is done with what a transaction has stored. */
export type AfterCommit = () => Promise<void>

/** Hears events of different people in one transaction. */
export type HearAll = (desk: Desk, known: Known, tx: Db, all: Incoming[]) => Promise<AfterCommit>

interface Waiting {
  incoming: Incoming
  done(): void
  failed(error: unknown): void
}

interface Room {
  waiting: Waiting[]
  transactions: number
  impatient: NodeJS.Timeout | undefined
}

/** One transaction holds whatever waited while the last one ran; only one that takes long gets others beside it. */
const longMs = 6
const atOnce = 4
const mostTogether = 32
const rooms = new WeakMap<Desk, Room>()

/**
 * Resolves when an event is stored. Events that wait at the same time share a transaction, and so the round trips and
 * the flush that each would cost; one that comes alone does not wait. When a shared transaction fails, each of its
 * events is heard on its own, so that nobody fails for another.
 */
export function together(desk: Desk, incoming: Incoming, hearAll: HearAll): Promise<void> {
  const room = rooms.get(desk) ?? { waiting: [], transactions: 0, impatient: undefined }
  rooms.set(desk, room)
  return new Promise((done, failed) => {
    room.waiting.push({ incoming, done, failed })
    if (room.transactions === 0) void work(desk, room, hearAll)
    else room.impatient ??= setTimeout(() => workBeside(desk, room, hearAll), longMs)
  })
}

function workBeside(desk: Desk, room: Room, hearAll: HearAll): void {
  room.impatient = undefined
  if (room.waiting.length > 0 && room.transactions < atOnce) void work(desk, room, hearAll)
}

async function work(desk: Desk, room: Room, hearAll: HearAll): Promise<void> {
  room.transactions++
  while (room.waiting.length > 0) {
    clearTimeout(room.impatient)
    room.impatient = undefined
    await hearSome(desk, room.waiting.splice(0, mostTogether), hearAll)
  }
  room.transactions--
}

async function hearSome(desk: Desk, some: Waiting[], hearAll: HearAll): Promise<void> {
  const all = some.map(({ incoming }) => incoming)
  let handOver: AfterCommit
  try {
    const known = await knownTo(desk)
    handOver = await desk.db.transaction((tx) => {
      if (all.length > 1) driverOf(tx).refuseInner()
      return hearAll(desk, known, tx, all)
    })
  } catch (error) {
    const [only, ...others] = some
    if (others.length === 0) return only?.failed(error)
    desk.log.debug({ err: error, events: all.length }, 'events are heard one by one')
    for (const one of some) await hearSome(desk, [one], hearAll)
    return
  }
  for (const { done } of some) done()
  await handOver()
}

/** Read before a transaction takes its connection: transactions that each wait for one more would wait for ever. */
async function knownTo({ db }: Desk): Promise<Known> {
  const [office, selfChecks] = await Promise.all([loadOffice(db), shownSelfChecks(db)])
  return { office, selfChecks }
}
