import { setTimeout as pause } from 'node:timers/promises'
import type { NoticeLimits } from '#core/channel.ts'

/** Lets notices go no faster than their platform takes them. Milliseconds are those of one steady clock. */
export interface NoticePace {
  /** how many more may begin now, beside `busy` that have begun and are not over */
  room(busy: number): number
  /** how long until there may be room */
  waitMs(): number
  /** Waits for the turn of one message of a notice; say what is given once it is over. */
  enter(to: string): Promise<() => void>
  /** Something else is being said: it counts, and waits for nothing. */
  note(to: string): () => void
  /** Another process may have sent until just now. */
  restart(): void
}

const secondMs = 1_000
const lookMs = 5
/** how soon the account's own limit is asked again */
const fullMs = 100
const mostChats = 20_000

interface State extends NoticeLimits {
  inFlight: number
  /** notices among them */
  own: number
  /** when messages were over, oldest first; those before `first` have left the window */
  over: number[]
  first: number
  /** when the next would be due, had all come evenly */
  dueMs: number
  notBefore: number
  chats: Map<string, number>
}

/**
 * A message takes its place in the second from before it leaves us until a second after its reply, between which it must
 * have reached the platform: so no second there, slid anywhere, holds more than `perSecond`. They are spread over it, a
 * tenth at once at most.
 */
export function openNoticePace(limits: NoticeLimits = {}): NoticePace {
  const state: State = {
    ...limits,
    ...{ inFlight: 0, own: 0, over: [], first: 0, dueMs: 0, notBefore: 0, chats: new Map() },
  }
  return {
    room(busy) {
      const now = performance.now()
      const platform = limits.room?.() ?? Number.POSITIVE_INFINITY
      const waiting = Math.max(0, busy - state.own)
      return Math.max(0, Math.min(free(state, now), platform) - waiting)
    },
    waitMs() {
      const full = limits.room !== undefined && limits.room() <= 0
      return Math.max(full ? fullMs : 1, waitMs(state, performance.now()))
    },
    async enter(to) {
      for (;;) {
        const now = performance.now()
        const wait = Math.max(waitMs(state, now), chatWait(state, to, now))
        if (wait <= 0) {
          state.dueMs = firstDue(state, now) + everyMs(state)
          state.own++
          const leave = leaver(state, to)
          return () => {
            state.own--
            leave()
          }
        }
        await pause(wait)
      }
    },
    note: (to) => leaver(state, to),
    restart() {
      if (limits.perSecond !== undefined) state.notBefore = performance.now() + secondMs
    },
  }
}

function everyMs({ perSecond }: State): number {
  return perSecond === undefined ? 0 : secondMs / perSecond
}

function burstOf({ perSecond = 0 }: State): number {
  return Math.max(1, Math.floor(perSecond / 10))
}

function firstDue(state: State, now: number): number {
  return Math.max(state.dueMs, now - everyMs(state) * (burstOf(state) - 1))
}

function free(state: State, now: number): number {
  const { perSecond } = state
  if (perSecond === undefined) return Number.POSITIVE_INFINITY
  if (now < state.notBefore) return 0
  forget(state, now)
  const left = perSecond - state.inFlight - (state.over.length - state.first)
  const due = Math.floor((now - firstDue(state, now)) / everyMs(state) + 1e-6) + 1
  return Math.max(0, Math.min(left, due))
}

function waitMs(state: State, now: number): number {
  if (state.perSecond === undefined) return 0
  if (now < state.notBefore) return state.notBefore - now
  forget(state, now)
  const used = state.inFlight + state.over.length - state.first
  if (used < state.perSecond) return Math.max(0, firstDue(state, now) - now)
  const oldest = state.over[state.first]
  return oldest === undefined ? lookMs : Math.max(0.5, oldest + secondMs - now + 0.5)
}

function chatWait({ chats, perChatMs = 0 }: State, to: string, now: number): number {
  const last = chats.get(to)
  return last === undefined ? 0 : last + perChatMs - now
}

/** Takes a place at once; what it gives lets go of it, a second later. */
function leaver(state: State, to: string): () => void {
  const { perSecond, perChatMs, chats } = state
  state.inFlight++
  if (perChatMs !== undefined) chats.set(to, performance.now())
  let open = true
  return () => {
    if (!open) return
    open = false
    state.inFlight--
    const now = performance.now()
    if (perSecond !== undefined) state.over.push(now)
    if (perChatMs === undefined) return
    chats.delete(to)
    chats.set(to, now)
    if (chats.size > mostChats) forgetChats(state, now - perChatMs)
  }
}

/** The longest silent stand first. */
function forgetChats({ chats }: State, until: number): void {
  for (const [chat, at] of chats) {
    if (at > until) return
    chats.delete(chat)
  }
}

const compactAt = 1_000

function forget(state: State, now: number): void {
  const { over } = state
  while (state.first < over.length && (over[state.first] ?? 0) <= now - secondMs) state.first++
  if (state.first < compactAt || state.first < over.length / 2) return
  over.splice(0, state.first)
  state.first = 0
}
