import type { Logger } from 'pino'
import type { Channel, Outgoing, Sent } from '#core/channel.ts'
import {
  claimDue,
  type Due,
  holdConversation,
  nextDue,
  type Outcome,
  recordOutcomes,
  recordPart,
  recoverSending,
} from '#core/deliveries/deliveries.ts'
import { nextTry } from '#core/deliveries/retry.ts'
import { holdSenderLock, type SenderLock } from '#core/deliveries/sender-lock.ts'
import type { Db } from '#db/client.ts'

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
const usualCutMs = 10_000
const idleMs = 500
/** What still hangs at a stop stays in `sending`: the next start sends replies again. */
const stopWithinMs = 4_000

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
    wake: () => {},
    done: [],
  }
  const running = run(state)
  return {
    nudge: () => state.wake(),
    sending: () => state.lock !== undefined,
    async stop() {
      state.stopped = true
      state.wake()
      await running
    },
  }
}

interface State extends Deps {
  lock?: SenderLock | undefined
  busy: number
  pausedUntil: number
  stopped: boolean
  wake(): void
  done: Outcome[]
  flushing?: Promise<void>
}

async function run(state: State): Promise<void> {
  while (!state.stopped) {
    try {
      const lock = await holdSenderLock(state.url, state.channel.name, () => state.stopped)
      if (!lock) return
      state.lock = lock
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

async function sendWhileHeld(state: State, lock: SenderLock): Promise<void> {
  while (!state.stopped) {
    const free = atOnce - state.busy
    const paused = state.pausedUntil - Date.now()
    if (free <= 0 || paused > 0) {
      await rest(state, paused > 0 ? Math.min(paused, idleMs) : idleMs)
      continue
    }
    const due = await claimDue(
      lock.db,
      { channel: state.channel.name, holder: lock.holder, limit: free * 2 },
      state.now(),
    )
    if (due === undefined) throw new Error('the sender lock was lost')
    for (const turn of byConversation(due)) void sendTurn(state, lock, turn)
    if (due.length === 0) await rest(state, await untilNext(state, lock))
  }
  const patience = Date.now() + stopWithinMs
  while (state.busy > 0 && Date.now() < patience) await rest(state, 50)
  await state.flushing
}

/** Waits for a nudge, at most `ms`. */
function rest(state: State, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    state.wake = () => {
      clearTimeout(timer)
      resolve()
    }
  })
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
  try {
    for (const [at, delivery] of turn.entries()) {
      const outcome = await sendOne(state, lock, delivery)
      outcomes.push(outcome)
      const stops =
        outcome.state === 'queued' || outcome.why === 'blocked' || outcome.why === 'closed'
      if (!stops) continue
      for (const behind of turn.slice(at + 1)) outcomes.push(putBack(behind, outcome))
      break
    }
    await finish(state, lock, outcomes)
  } catch (error) {
    state.log.error({ err: error, channel: state.channel.name }, 'an outcome was not stored')
  } finally {
    state.busy--
    state.wake()
  }
}

/** Waits behind a later one; shares the fate of one that did not reach the person. */
function putBack(behind: Due, first: Outcome): Outcome {
  if (first.state !== 'queued') return unreachable(behind, first.why ?? '')
  return { id: behind.id, state: 'queued', partsSent: behind.partsSent }
}

async function sendOne(state: State, lock: SenderLock, delivery: Due): Promise<Outcome> {
  if (delivery.blocked) return unreachable(delivery, 'blocked')
  const parts = state.channel.parts(delivery.body)
  let partsSent = delivery.partsSent
  let last: Sent = { ok: true, id: '' }
  for (const part of parts.slice(partsSent)) {
    last = await sendPart(state, delivery.address, part)
    if (!last.ok) break
    partsSent++
    if (partsSent < parts.length) await recordPart(lock.db, delivery.id, partsSent)
  }
  if (last.ok) return { id: delivery.id, state: 'sent', partsSent, platformId: last.id }
  return failed(state, lock, { ...delivery, partsSent }, last)
}

/** A reply waits until the person writes again, a notice is dropped. */
function unreachable(delivery: Due, why: string): Outcome {
  const { id, partsSent } = delivery
  return { id, state: delivery.class === 'reply' ? 'held' : 'dropped', partsSent, why }
}

/** One call to the platform, cut after ten seconds even when the adapter does not listen to the signal. */
async function sendPart(state: State, address: string, part: Outgoing): Promise<Sent> {
  const cut = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Sent>((resolve) => {
    timer = setTimeout(() => {
      cut.abort()
      resolve({ ok: false, why: 'later', detail: hung })
    }, state.cutAfterMs ?? usualCutMs)
  })
  try {
    return await Promise.race([state.channel.send(address, part, cut.signal), late])
  } catch (error) {
    return { ok: false, why: 'later', detail: String(error) }
  } finally {
    clearTimeout(timer)
  }
}

const hung = 'no reply from the platform within 10 s'

async function failed(
  state: State,
  lock: SenderLock,
  delivery: Due,
  sent: Extract<Sent, { ok: false }>,
): Promise<Outcome> {
  const { id, partsSent } = delivery
  const reason = { why: sent.why, detail: sent.detail.slice(0, 500) }
  if (sent.wide) state.pausedUntil = Date.now() + (sent.retryAfterMs ?? 1_000)
  if (sent.why === 'blocked' || sent.why === 'closed') {
    await holdConversation(lock.db, delivery.conversationId, sent.why, state.now())
    return { ...unreachable(delivery, sent.why), ...reason }
  }
  if (sent.why === 'refused') return { id, state: 'failed', partsSent, ...reason }
  if (sent.detail === hung && delivery.class === 'notice') {
    return { id, state: 'unknown', partsSent, ...reason }
  }
  const wait = sent.why === 'configuration' ? 60_000 : sent.retryAfterMs
  const nextAt = nextTry(delivery.attempts, delivery.createdAt, wait, state.now())
  return nextAt
    ? { id, state: 'queued', nextAt, partsSent, ...reason }
    : { id, state: 'failed', partsSent, ...reason }
}

/** Outcomes that come together are stored together. */
async function finish(state: State, lock: SenderLock, outcomes: Outcome[]): Promise<void> {
  for (const outcome of outcomes) state.onOutcome?.(outcome.state)
  state.done.push(...outcomes)
  state.flushing ??= new Promise((resolve) => setImmediate(resolve)).then(async () => {
    const batch = state.done.splice(0)
    delete state.flushing
    await recordOutcomes(lock.db, batch, state.now())
  })
  await state.flushing
}
