import type { Channel } from '#core/channel.ts'
import type { Due } from '#core/deliveries/deliveries.ts'
import type { Outcome } from '#core/deliveries/outcome.ts'
import type { SenderLock } from '#core/deliveries/sender-lock.ts'
import { endNotices } from '#core/notices/ending.ts'
import { claimNotices, type Feeding, type Taken } from '#core/notices/feed.ts'
import { loadFeedings, withPersonal } from '#core/notices/feedings.ts'
import type { Db } from '#db/client.ts'
import type { NoticePace } from './notice-pace.ts'

/** The notices of one channel, beside its replies: with places of their own, so that neither waits for the other. */
interface NoticeLane {
  pace: NoticePace
  /** how many are being sent */
  busy: number
  /** what is to be stored with the next look */
  done: Outcome[]
}

interface State extends NoticeLane {
  db: Db
  channel: Channel
  now(): Date
  isQuiet(at: Date): boolean
  feedings: Feeding[]
  readAt: number
  /** nobody waited in any list: it is walked again then */
  emptyUntil: number
  tookAt: number
  tidiedAt: number
  tidying: Promise<void> | undefined
  /** something ended or was stopped since the last tidying */
  untidy: boolean
  /** the last walk through the lists found nobody */
  walked: boolean
  feeding: boolean
  /** how often in a row the platform did not take one */
  troubles: number
  /** how often it was given a rest for that */
  rounds: number
  troubledUntil: number
}

export interface Lane extends NoticeLane {
  /** how many may be taken now */
  room(): number
  /** Stores what became of the last ones and takes the next; what it gives is to be sent. */
  look(lock: SenderLock, waiting: Waiting, limit: number): Promise<Due[]>
  /** how long until there may be something to take */
  restMs(): number
  /** What was taken has come to its end for now. */
  ended(turn: Due[], outcomes: Outcome[]): void
  /** resolves once nothing is being done beside the sending */
  settled(): Promise<void>
}

/** What the look for replies saw of notices. */
interface Waiting {
  queued: boolean
  feeding: boolean
}

/** Of these so many are taken at a time, so that some are being sent while the next are taken. */
const atOnce = 96
const perLook = 48
const gatherMs = 40
const readEveryMs = 400
const walkEveryMs = 400
const tidyEveryMs = 700

export function openLane(
  deps: Pick<State, 'db' | 'channel' | 'now' | 'isQuiet'> & { pace: NoticePace },
): Lane {
  const state: State = {
    ...deps,
    ...{
      busy: 0,
      done: [],
      feedings: [],
      readAt: 0,
      emptyUntil: 0,
      tookAt: 0,
      tidiedAt: 0,
      tidying: undefined,
      untidy: false,
      walked: false,
    },
    ...{ feeding: false, troubles: 0, rounds: 0, troubledUntil: 0 },
  }
  return Object.assign(state, {
    room: () => roomOf(state),
    look: (lock: SenderLock, waiting: Waiting, limit: number) => look(state, lock, waiting, limit),
    restMs: () => restMs(state),
    ended: (turn: Due[], outcomes: Outcome[]) => ended(state, turn, outcomes),
    settled: async () => state.tidying,
  })
}

/** One at a time while the platform does not take them: it shall not make thousands doubtful. */
function roomOf(state: State): number {
  if (Date.now() < state.troubledUntil) return 0
  const most = state.troubles > 0 ? 1 : atOnce
  const free = Math.max(0, most - state.busy)
  // Few at a time would cost a statement each, as long as more places become free soon.
  const soon = Date.now() - state.tookAt < gatherMs
  if (soon && free < Math.min(most, perLook) && state.pace.room(state.busy) >= perLook) return 0
  return Math.min(free, perLook, state.pace.room(state.busy))
}

async function look(
  state: State,
  lock: SenderLock,
  { queued, feeding }: Waiting,
  limit: number,
): Promise<Due[]> {
  tidy(state, feeding)
  const feeds = feeding && limit > 0 && Date.now() >= state.emptyUntil
  if (!queued && !feeds && state.done.length === 0) return []
  if (feeds) await read(state, lock.db)
  const feedings = feeds ? await personal(state, limit) : []
  const take = queued || feedings.length > 0 ? limit : 0
  const taken = await claim(state, lock, take, feedings)
  if (feeds) step(state, taken, take)
  state.busy += taken.due.length
  if (taken.due.length > 0) state.tookAt = Date.now()
  return taken.due
}

async function claim(state: State, lock: SenderLock, limit: number, feedings: Feeding[]) {
  const outcomes = state.done.splice(0)
  const { name: channel } = state.channel
  let taken: Taken | undefined
  try {
    const asked = { channel, holder: lock.holder, limit }
    taken = await claimNotices(lock.db, asked, state.now(), outcomes, feedings)
  } finally {
    if (taken === undefined) state.done.unshift(...outcomes)
  }
  if (taken === undefined) throw new Error('the sender lock was lost')
  return taken
}

/** The notices being sent, read anew a few times a second; the statement that takes looks at their state itself. */
async function read(state: State, db: Db): Promise<void> {
  if (Date.now() - state.readAt < readEveryMs) return
  const before = new Map(state.feedings.map(({ noticeId, after }) => [noticeId, after]))
  const found = await loadFeedings(db, state.channel.name, state.isQuiet(state.now()))
  state.feedings = found.map((one) => ({ ...one, after: before.get(one.noticeId) ?? 0 }))
  state.readAt = Date.now()
}

async function personal(state: State, limit: number): Promise<Feeding[]> {
  const { db, channel, feedings } = state
  const asked = { channel: channel.name, limit, now: state.now() }
  return Promise.all(feedings.map((one) => withPersonal(db, one, asked)))
}

/** Goes on after the last one taken; at the end of all lists from their beginning again, after a while. */
function step(state: State, { due, fed }: Taken, limit: number): void {
  for (const [noticeId, personId] of fed) {
    const one = state.feedings.find((feeding) => feeding.noticeId === noticeId)
    if (one) one.after = Math.max(one.after, personId)
  }
  state.walked = false
  if (due.length >= limit && limit > 0) return
  const whole = state.feedings.every(({ after }) => after === 0)
  for (const one of state.feedings) one.after = 0
  if (!whole && fed.length > 0) return
  state.walked = true
  state.emptyUntil = Date.now() + walkEveryMs
}

function ended(state: State, turn: Due[], outcomes: Outcome[]): void {
  const recipients = turn.map(({ notice }) => notice?.recipients ?? [])
  state.done.push(...outcomes.map((one, at) => ({ ...one, recipients: recipients[at] ?? [] })))
  state.busy -= turn.length
  for (const outcome of outcomes) {
    if (outcome.state === 'sent') Object.assign(state, { troubles: 0, rounds: 0 })
    else if (outcome.why === 'later' || outcome.why === 'configuration') troubled(state)
  }
}

/** Each round of trouble lasts longer than the one before; what fails within a round is of that round. */
function troubled(state: State): void {
  const now = Date.now()
  if (++state.troubles <= mostTroubles || now < state.troubledUntil) return
  state.troubledUntil = now + Math.min(60_000, 1_000 * 3 ** Math.min(state.rounds++, 5))
}

/** A few in a row may be those people's own; more than are on their way at once are the platform's. */
const mostTroubles = 3

function restMs(state: State): number {
  const now = Date.now()
  if (!state.feeding) return Number.POSITIVE_INFINITY
  if (now < state.troubledUntil) return state.troubledUntil - now
  if (now < state.emptyUntil) return state.emptyUntil - now
  if (state.busy >= atOnce) return Number.POSITIVE_INFINITY
  return state.pace.waitMs()
}

/** What has come to its end is noted beside the sending, a little after it. */
function tidy(state: State, feeding: boolean): void {
  const walked = state.walked && state.busy === 0 && state.done.length === 0
  if (state.feeding && !feeding) state.untidy = true
  state.feeding = feeding
  if (state.tidying || Date.now() - state.tidiedAt < tidyEveryMs) return
  if (feeding ? !walked : !state.untidy) return
  state.tidiedAt = Date.now()
  state.untidy = false
  state.tidying = endNotices(state.db, state.now(), state.channel.name)
    .catch(() => true)
    .then((more) => {
      state.tidying = undefined
      if (more) Object.assign(state, { tidiedAt: 0, untidy: true })
    })
}
