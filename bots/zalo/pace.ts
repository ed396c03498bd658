import { setTimeout as pause } from 'node:timers/promises'
import type { Allowance } from '#core/channels/allowance.ts'

/** The right to make one call; `leave` is said once it is over. */
type Entry = { ok: true; leave(): void } | { ok: false; retryAfterMs: number }

/** Keeps our calls to a platform below its limit. */
export interface Pace {
  enter(signal: AbortSignal): Promise<Entry>
  /** A reply came; with it the platform may tell its limit. */
  learn(limit: number | undefined): void
  /** The platform said that it was too much: nobody calls for a while. Answers how long. */
  backOff(atLeastMs: number): number
  /** A call was taken: the next time it is too much begins with the short pause again. */
  calm(): void
  /** How many more calls the window has room for, a share kept back for whoever is to be answered. */
  room(): number
}

/** Waits longer than this are the sender's: it does other things meanwhile. */
const patienceMs = 1_500
const shortestMs = 1_000
const longestMs = 60_000
const lookMs = 20
/** of the limit, which notices leave to replies */
const keptShare = 0.2

interface State {
  limit: number
  /** a reply came, or a process before this one had learned the limit */
  told: boolean
  windowMs: number
  allowance: Allowance
  inFlight: number
  /** when calls were over, oldest first; those before `first` have left the window */
  over: number[]
  first: number
  pausedUntil: number
  pauses: number
}

/**
 * Never more than `limit` calls within any window, as the platform counts them: a call takes its place from before it
 * leaves us until a whole window after its reply, between which it must have arrived. What other processes may still
 * be doing, or have done before they died, is known from the allowance they share.
 */
export function openPace(limit: number, allowance: Allowance): Pace {
  const { windowMs } = allowance
  const state: State = {
    ...{ limit, told: false, windowMs, allowance },
    ...{ inFlight: 0, over: [], first: 0, pausedUntil: 0, pauses: 0 },
  }
  let line: Promise<unknown> = Promise.resolve()
  return {
    enter(signal) {
      const deadline = Date.now() + patienceMs
      const entry = line.then(() => enter(state, signal, deadline))
      line = entry.catch(() => {})
      return entry
    },
    learn(given) {
      state.told = true
      if (given === undefined) return
      state.limit = given
      allowance.learn(given)
    },
    backOff(atLeastMs) {
      const now = Date.now()
      if (state.pausedUntil <= now) {
        state.pausedUntil =
          now + Math.max(atLeastMs, Math.min(longestMs, shortestMs * 2 ** state.pauses))
        state.pauses++
      }
      return state.pausedUntil - now
    },
    calm() {
      if (state.pausedUntil <= Date.now()) state.pauses = 0
    },
    room() {
      const now = Date.now()
      if (state.pausedUntil > now) return 0
      forget(state, now - state.windowMs)
      const used = state.inFlight + state.over.length - state.first
      if (!state.told) return used === 0 ? 1 : 0
      const kept = Math.max(1, Math.ceil(state.limit * keptShare))
      return Math.max(0, state.limit - kept - used)
    },
  }
}

async function enter(state: State, signal: AbortSignal, deadline: number): Promise<Entry> {
  for (;;) {
    const now = Date.now()
    const wait = await waitMs(state, now)
    if (signal.aborted) return { ok: false, retryAfterMs: Math.max(wait, lookMs) }
    if (wait === 0) {
      state.inFlight++
      return { ok: true, leave: once(() => leave(state)) }
    }
    if (now + wait > deadline) return { ok: false, retryAfterMs: wait }
    await pause(wait)
  }
}

function leave(state: State): void {
  state.inFlight--
  state.over.push(Date.now())
}

/** How long until a call may be made; zero takes a place of the allowance. */
async function waitMs(state: State, now: number): Promise<number> {
  if (state.pausedUntil > now) return state.pausedUntil - now
  forget(state, now - state.windowMs)
  // The very first reply tells the limit: until then one call at a time.
  if (!state.told && state.inFlight > 0) return lookMs
  const used = state.inFlight + state.over.length - state.first
  if (used >= state.limit) {
    const oldest = state.over[state.first]
    return oldest === undefined ? lookMs : Math.max(1, oldest + state.windowMs - now + 1)
  }
  const taken = await state.allowance.take(used, state.limit)
  if (taken.limit !== undefined) {
    state.limit = taken.limit
    state.told = true
  }
  return taken.waitMs
}

const compactAt = 1_000

/** Taking the first of a long list each time would cost its length. */
function forget(state: State, until: number): void {
  const { over } = state
  while (state.first < over.length && (over[state.first] ?? 0) <= until) state.first++
  if (state.first < compactAt || state.first < over.length / 2) return
  over.splice(0, state.first)
  state.first = 0
}

function once(deed: () => void): () => void {
  let done = false
  return () => {
    if (!done) deed()
    done = true
  }
}
