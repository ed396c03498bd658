import type { Logger } from 'pino'
import type { Channel, ChannelName } from '#core/channel.ts'
import { openRest, type Rest } from '#core/rest.ts'
import type { Db } from '#db/client.ts'
import { type Due, giveBack, nextFetch, takeDue } from './due.ts'
import { type Fetched, settle } from './settle.ts'
import { largestFile, storeBytes } from './store.ts'
import { sweepTemp } from './sweep.ts'

/** The loop that gets the bytes of files people sent. */
export interface Fetching {
  /** There is a file to get: look at once. */
  nudge(): void
  stop(): Promise<void>
}

export interface FetchingDeps {
  db: Db
  dataDir: string
  channels: Map<ChannelName, Channel>
  now(): Date
  log: Logger
}

const atOnce = 4
const cutAfterMs = 60_000
const idleMs = 5_000

/**
 * Gets what `keepFiles` noted, four files at a time, beside the chat and never in its way. Any number of processes may
 * run it: a row belongs to the one that took it until its lease ends, so a crash only delays. What cannot be had is
 * tried again for a day; what is refused or lost for good is told to the person once.
 */
export function startFetching(deps: FetchingDeps): Fetching {
  const stopping = new AbortController()
  const rest = openRest()
  const running = run(deps, stopping.signal, rest)
  return {
    nudge: () => rest.end(),
    async stop() {
      stopping.abort()
      rest.end()
      await running
    },
  }
}

async function run(deps: FetchingDeps, stopping: AbortSignal, rest: Rest): Promise<void> {
  await sweepTemp(deps.dataDir, deps.now()).catch((error: unknown) => {
    deps.log.warn({ err: error }, 'half-written files were not swept')
  })
  const busy = new Set<Promise<void>>()
  while (!stopping.aborted) {
    try {
      const free = atOnce - busy.size
      const due = free > 0 ? await takeDue(deps.db, free, deps.now()) : []
      for (const file of due) start(deps, file, stopping, busy, rest)
      if (due.length === 0) await rest.for(free > 0 ? await untilNext(deps) : idleMs)
    } catch (error) {
      deps.log.error({ err: error }, 'the fetching of files stumbled')
      if (!stopping.aborted) await rest.for(idleMs)
    }
  }
  await Promise.all(busy)
}

function start(
  deps: FetchingDeps,
  file: Due,
  stopping: AbortSignal,
  busy: Set<Promise<void>>,
  rest: Rest,
): void {
  const fetching = fetchOne(deps, file, stopping)
    .catch((error: unknown) => {
      deps.log.error({ err: error, file: file.id }, 'a file was not settled, its lease will end')
    })
    .finally(() => {
      busy.delete(fetching)
      rest.end()
    })
  busy.add(fetching)
}

async function untilNext({ db, now }: FetchingDeps): Promise<number> {
  const next = await nextFetch(db)
  if (!next) return idleMs
  return Math.max(50, Math.min(idleMs, next.getTime() - now().getTime()))
}

async function fetchOne(deps: FetchingDeps, file: Due, stopping: AbortSignal): Promise<void> {
  const fetched = await bytesOf(deps, file, stopping)
  if (stopping.aborted && !fetched.ok) return giveBack(deps.db, file, deps.now())
  const state = await settle(deps.db, deps.dataDir, file, fetched, deps.now())
  const why = fetched.ok ? undefined : fetched.why
  deps.log.info({ file: file.id, channel: file.channel, state, why }, 'fetched a file')
}

/** The bytes in their place, or why not; a platform's failure is a value here. */
async function bytesOf(deps: FetchingDeps, file: Due, stopping: AbortSignal): Promise<Fetched> {
  const { dataDir } = deps
  const { name, source } = file
  if (typeof source.text === 'string') {
    return storeBytes(dataDir, new Blob([source.text]).stream(), { name, ours: 'text/plain' })
  }
  if (file.size !== null && file.size > largestFile) {
    return { ok: false, why: 'too-big', detail: `${file.size} bytes` }
  }
  const channel = deps.channels.get(file.channel as ChannelName)
  if (!channel) return { ok: false, why: 'lost', detail: `no channel ${file.channel}` }
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(cutAfterMs)])
  try {
    const stream = await cut(channel.fetchFile(source as Record<string, string>, signal), signal)
    return await storeBytes(dataDir, stream, { name, signal })
  } catch (error) {
    deps.log.warn({ err: error, file: file.id, channel: file.channel }, 'a file was not given')
    return {
      ok: false,
      why: 'lost',
      detail: error instanceof Error ? error.message : String(error),
    }
  }
}

/** An adapter that does not listen to its signal is left behind. */
function cut<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    promise.then(resolve, reject)
  })
}
