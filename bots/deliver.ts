import type { Logger } from 'pino'
import type { Channel } from '#core/channel.ts'
import { claimDue, type Due, nextDue, recoverSending } from '#core/deliveries/deliveries.ts'
import type { Outcome } from '#core/deliveries/outcome.ts'
import type { Contact } from '#core/deliveries/reach.ts'
import { holdSenderLock, type SenderLock } from '#core/deliveries/sender-lock.ts'
import type { Db } from '#db/client.ts'
import { putBack, type Sending, sendOne, stumbled } from './send-one.ts'

export interface Sender {
  /** There is something to send: look at once. */
  nudge(): void
  /** Whether this process is the one that sends on the channel. */
  sending(): boolean
  stop(): Promise<void>
}

interface Deps {
  db: Db
  url: string
  channel: Channel
  log: Logger
  now(): Date
  onOutcome?(outcome: Outcome['state']): void
  /** a sending that takes longer is cut; tests are less patient */
  cutAfterMs?: number
}

const atOnce = 24
const idleMs = 500
const gatherMs = 4
/** What still hangs at a stop stays in `sending`: the next start sends replies again. */
const stopWithinMs = 4_000
/** Longer than one sending may hang. */
const settleWithinMs = 12_000

/**
 * The delivery loop of one channel. The process that holds the channel's advisory lock sends; when it dies another
 * takes over. In order within a conversation, side by side between conversations.
 */
export function startSender(deps: Deps): Sender {
  const state: State = {
    ...deps,
    busy: 0,
    pausedUntil: 0,
    stopped: false,
    nudged: false,
    wake: () => {},
    done: [],
  }
  const running = run(state)
  return {
    nudge: () => nudge(state),
    sending: () => state.lock !== undefined,
    async stop() {
      state.stopped = true
      nudge(state)
      await running
    },
  }
}

interface State extends Deps {
  lock?: SenderLock | undefined
  busy: number
  pausedUntil: number
  stopped: boolean
  /** something happened since the last rest */
  nudged: boolean
  wake(): void
  /** what is to be stored with the next look */
  done: Outcome[]
}

async function run(state: State): Promise<void> {
  while (!state.stopped) {
    try {
      const lock = await holdSenderLock(state.url, state.channel.name, () => state.stopped)
      if (!lock) return
      state.lock = lock
      await settle(state, lock)
      await recoverSending(lock.db, state.channel.name)
      await sendWhileHeld(state, lock)
    } catch (error) {
      state.log.error({ err: error, channel: state.channel.name }, 'the delivery loop stumbled')
      await rest(state, 1_000)
    } finally {
      const lock = state.lock
      state.lock = undefined
      await lock?.release().catch(() => {})
    }
  }
}

/** What this process sent before it lost the lock is told first, or it would be sent again. */
async function settle(state: State, lock: SenderLock): Promise<void> {
  const patience = Date.now() + settleWithinMs
  while (state.busy > 0 && !state.stopped && Date.now() < patience) await rest(state, 50)
  if (state.done.length === 0) return
  await look(state, lock, 0).catch((error: unknown) => {
    state.done.length = 0
    throw error
  })
}

async function sendWhileHeld(state: State, lock: SenderLock): Promise<void> {
  while (!state.stopped) {
    const paused = state.pausedUntil - Date.now()
    const free = paused > 0 ? 0 : Math.max(0, atOnce - state.busy)
    if (free === 0 && state.done.length === 0) {
      await rest(state, paused > 0 ? Math.min(paused, idleMs) : idleMs)
      continue
    }
    const looked = performance.now()
    const due = await look(state, lock, free * 2)
    for (const turn of byConversation(due)) void sendTurn(state, lock, turn)
    if (due.length === 0 && state.done.length === 0) await rest(state, await untilNext(state, lock))
    await gather(looked)
  }
  const patience = Date.now() + stopWithinMs
  while (state.busy > 0 && Date.now() < patience) await rest(state, 50)
  await look(state, lock, 0)
}

/** Stores what became of the last ones and takes the next ones, in one go. */
async function look(state: State, lock: SenderLock, limit: number): Promise<Due[]> {
  const { name: channel } = state.channel
  const claim = { channel, holder: lock.holder, limit }
  const outcomes = state.done.splice(0)
  let due: Due[] | undefined
  try {
    due = await claimDue(lock.db, claim, state.now(), outcomes)
  } finally {
    if (due === undefined) state.done.unshift(...outcomes)
  }
  if (due === undefined) throw new Error('the sender lock was lost')
  return due
}

/** Under load each look finds several to send, and costs one flush for all of them. */
async function gather(since: number): Promise<void> {
  const rest = gatherMs - (performance.now() - since)
  if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest))
}

function nudge(state: State): void {
  state.nudged = true
  state.wake()
}

/** Waits for a nudge, at most `ms`; not at all when one came since the last rest. */
async function rest(state: State, ms: number): Promise<void> {
  if (!state.nudged) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      state.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
  state.nudged = false
}

async function untilNext(state: State, lock: SenderLock): Promise<number> {
  if (state.busy > 0) return idleMs
  const at = await nextDue(lock.db, state.channel.name)
  if (!at) return idleMs
  return Math.max(5, Math.min(idleMs, at.getTime() - state.now().getTime()))
}

function byConversation(due: Due[]): Due[][] {
  const turns = new Map<number, Due[]>()
  for (const delivery of due) {
    const turn = turns.get(delivery.conversationId)
    if (turn) turn.push(delivery)
    else turns.set(delivery.conversationId, [delivery])
  }
  return [...turns.values()]
}

/** Sends what is due in one conversation, in order; what stands behind a failure goes back into the queue. */
async function sendTurn(state: State, lock: SenderLock, turn: Due[]): Promise<void> {
  state.busy++
  const outcomes: Outcome[] = []
  const sending: Sending = {
    ...{ db: lock.db, channel: state.channel, now: state.now, cutAfterMs: state.cutAfterMs },
    log: state.log,
    pause: (ms) => {
      state.pausedUntil = Math.max(state.pausedUntil, Date.now() + ms)
    },
  }
  try {
    for (const [at, delivery] of turn.entries()) {
      const outcome = await sendOne(sending, delivery)
      outcomes.push(outcome)
      const behind = turn.slice(at + 1)
      if (outcome.why === 'blocked' || outcome.why === 'closed') {
        for (const one of behind) one.contact = keptFrom(one.contact, outcome.why, state.now())
      }
      if (outcome.state !== 'queued') continue
      outcomes.push(...behind.map(putBack))
      break
    }
    for (const outcome of outcomes) state.onOutcome?.(outcome.state)
  } catch (error) {
    state.log.error({ err: error, channel: state.channel.name }, 'a delivery stumbled')
    const [fallen, ...behind] = turn.slice(outcomes.length)
    if (fallen) outcomes.push(stumbled(fallen, state.now()), ...behind.map(putBack))
  } finally {
    state.done.push(...outcomes)
    state.busy--
    nudge(state)
  }
}

/** What was found out about a chat holds for what stands behind. */
function keptFrom(contact: Contact, why: 'blocked' | 'closed', now: Date): Contact {
  return contact.blockedAt === null ? { ...contact, blockedAt: now, blockedWhy: why } : contact
}
