import {
  type Claimed,
  claimDue,
  type Due,
  nextDue,
  recoverSending,
} from '#core/deliveries/deliveries.ts'
import type { Outcome } from '#core/deliveries/outcome.ts'
import { holdSenderLock, type SenderLock } from '#core/deliveries/sender-lock.ts'
import { quietUntil } from '#core/notices/quiet-hours.ts'
import { openRest, type Rest } from '#core/rest.ts'
import { type Gathering, openGathering } from './gathering.ts'
import { emptyHands, type InHand } from './in-hand.ts'
import { type Lane, openLane } from './notice-lane.ts'
import { openNoticePace } from './notice-pace.ts'
import type { Sending } from './send-one.ts'
import type { Deps, Sender } from './sender.ts'
import { byConversation, sendInOrder } from './turn.ts'

const atOnce = 24
const idleMs = 500
/** What still hangs at a stop stays in `sending`: the next start sends replies again. */
const stopWithinMs = 4_000
/** Longer than one sending may hang. */
const settleWithinMs = 12_000

/**
 * The delivery loop of one channel. The process that holds the channel's advisory lock sends; when it dies another
 * takes over. In order within a conversation, side by side between conversations; notices beside replies, which overtake
 * them.
 */
export function startSender(deps: Deps): Sender {
  const night = deps.quietUntil ?? ((at: Date) => quietUntil(at, 'Asia/Ho_Chi_Minh'))
  const { db, channel, now } = deps
  const pace = openNoticePace(channel.notices)
  const state: State = {
    ...deps,
    quietUntil: night,
    lane: openLane({ db, channel, now, pace, isQuiet: (at) => night(at) !== undefined }),
    recovered: false,
    busy: 0,
    pausedUntil: 0,
    stopped: false,
    lookedAt: now(),
    claimed: { due: [], queued: false, feeding: false },
    sleep: openRest(),
    gathering: openGathering(),
    done: [],
    inHand: emptyHands(deps.strayAfterMs),
  }
  const running = run(state)
  return {
    nudge() {
      state.sleep.end()
      state.gathering.nudge()
    },
    sending: () => state.lock !== undefined,
    handOver() {
      const { lock, inHand, recovered } = state
      const waits = state.stopped || state.busy >= atOnce || state.pausedUntil > Date.now()
      if (!lock || !recovered || waits) return undefined
      return { sent: inHand.sent, take: (replies) => sendAll(state, lock, replies) }
    },
    async stop() {
      state.stopped = true
      state.sleep.end()
      await running
      await state.lane.settled()
    },
  }
}

interface State extends Deps {
  quietUntil(at: Date): Date | undefined
  lane: Lane
  lock?: SenderLock | undefined
  /** what the former sender left is back in the queue */
  recovered: boolean
  busy: number
  pausedUntil: number
  stopped: boolean
  /** what was due then had its chance; what still waits, waits for something else than time */
  lookedAt: Date
  /** what the last look found */
  claimed: Claimed
  sleep: Rest
  gathering: Gathering
  /** what is to be stored with the next look */
  done: Outcome[]
  inHand: InHand
}

async function run(state: State): Promise<void> {
  while (!state.stopped) {
    try {
      const lock = await holdSenderLock(state.url, state.channel.name, () => state.stopped)
      if (!lock) return
      state.lock = lock
      await settle(state, lock)
      await recoverSending(lock.db, state.channel.name)
      state.recovered = true
      state.lane.pace.restart()
      await sendWhileHeld(state, lock)
    } catch (error) {
      state.log.error({ err: error, channel: state.channel.name }, 'the delivery loop stumbled')
      await state.sleep.for(1_000)
    } finally {
      const lock = state.lock
      state.lock = undefined
      state.recovered = false
      await lock?.release().catch(() => {})
    }
  }
}

/** What this process sent before it lost the lock is told first, or it would be sent again. */
async function settle(state: State, lock: SenderLock): Promise<void> {
  const patience = Date.now() + settleWithinMs
  while (beingSent(state) > 0 && !state.stopped && Date.now() < patience) await state.sleep.for(50)
  await storeAll(state, lock).catch((error: unknown) => {
    state.done.length = 0
    state.inHand.dropped()
    state.lane.done.length = 0
    throw error
  })
}

async function sendWhileHeld(state: State, lock: SenderLock): Promise<void> {
  const { lane } = state
  while (!state.stopped) {
    const paused = state.pausedUntil - Date.now()
    const free = paused > 0 ? 0 : Math.max(0, atOnce - state.busy)
    const idle = state.done.length === 0 && lane.done.length === 0
    if (free === 0 && idle) {
      await state.sleep.for(paused > 0 ? Math.min(paused, idleMs) : idleMs)
      continue
    }
    state.gathering.begin()
    const before = state.claimed
    // While replies come as fast as they can be sent, notices wait.
    const room = free === 0 || before.due.length >= free * 2 ? 0 : lane.room()
    // One flight on one connection, replies first.
    const [claimed, notices] = await Promise.allSettled([
      look(state, lock, free * 2),
      lane.look(lock, before, room),
    ])
    const due = [claimed, notices].flatMap((one) =>
      one.status === 'fulfilled' ? ('due' in one.value ? one.value.due : one.value) : [],
    )
    sendAll(state, lock, due)
    for (const one of [claimed, notices]) if (one.status === 'rejected') throw one.reason
    const { queued, feeding } = state.claimed
    const news = (queued && !before.queued) || (feeding && !before.feeding)
    if (await state.inHand.seekStrays(lock.db, state.channel.name, state.now())) state.sleep.end()
    if (due.length === 0 && !news && state.done.length === 0 && lane.done.length === 0) {
      await state.sleep.for(Math.min(lane.restMs(), await untilNext(state, lock)))
    }
    await state.gathering.over(due.length > 0 || free === 0)
  }
  const patience = Date.now() + stopWithinMs
  while (beingSent(state) > 0 && Date.now() < patience) await state.sleep.for(50)
  await storeAll(state, lock)
}

function beingSent({ busy, lane }: State): number {
  return busy + lane.busy
}

/** Stores what became of all that was sent, and takes nothing. */
async function storeAll(state: State, lock: SenderLock): Promise<void> {
  if (state.done.length > 0) await look(state, lock, 0)
  await state.lane.look(lock, { queued: false, feeding: false }, 0)
}

/** Stores what became of the last ones and takes the next ones, in one go. */
async function look(state: State, lock: SenderLock, limit: number): Promise<Claimed> {
  const { name: channel } = state.channel
  const claim = { channel, holder: lock.holder, limit }
  const outcomes = state.done.splice(0)
  let claimed: Claimed | undefined
  state.lookedAt = state.now()
  try {
    claimed = await claimDue(lock.db, claim, state.lookedAt, outcomes)
  } finally {
    if (claimed === undefined) state.done.unshift(...outcomes)
  }
  if (claimed === undefined) throw new Error('the sender lock was lost')
  state.inHand.stored(outcomes)
  state.claimed = claimed
  return claimed
}

async function untilNext(state: State, lock: SenderLock): Promise<number> {
  if (beingSent(state) > 0) return idleMs
  const at = await nextDue(lock.db, state.channel.name, state.lookedAt)
  if (!at) return idleMs
  return Math.max(5, Math.min(idleMs, at.getTime() - state.now().getTime()))
}

function sendAll(state: State, lock: SenderLock, due: Due[]): void {
  for (const turn of byConversation(due)) void sendTurn(state, lock, turn)
}

/** Sends what is due in one conversation; what becomes of it is stored with the next look. */
async function sendTurn(state: State, lock: SenderLock, turn: Due[]): Promise<void> {
  const { lane } = state
  const isNotice = turn[0]?.class === 'notice'
  if (!isNotice) {
    state.busy++
    state.inHand.taken(turn)
  }
  const outcomes = await sendInOrder(sendingOf(state, lock), turn)
  for (const outcome of outcomes) state.onOutcome?.(outcome.state)
  if (isNotice) lane.ended(turn, outcomes)
  else {
    state.done.push(...outcomes)
    state.inHand.ended(outcomes)
    state.busy--
  }
  state.sleep.end()
}

function sendingOf(state: State, lock: SenderLock): Sending {
  const { channel, now, cutAfterMs, log, lane, quietUntil: night } = state
  return {
    ...{ db: lock.db, channel, now, cutAfterMs, log, quietUntil: night },
    enter: ({ class: kind, address }) =>
      kind === 'notice' ? lane.pace.enter(address) : lane.pace.note(address),
    pause: (ms) => {
      state.pausedUntil = Math.max(state.pausedUntil, Date.now() + ms)
    },
  }
}
