import type { Logger } from 'pino'
import { rest } from '#core/channels/patience.ts'
import type { Client } from './client.ts'
import { failureOf, isQuiet } from './failures.ts'
import { readEvent, type ZaloBotEvent } from './incoming.ts'
import type { Standing } from './standing.ts'

interface Polling {
  client: Client
  /** resolves once what the event says is stored */
  take(event: ZaloBotEvent): Promise<void>
  standing: Standing
  log: Logger
}

const askSeconds = { usually: 25, whileSomeWait: 1 }
/** The platform answers a poll that found nothing at once, or not at all: neither may become a storm. */
const quietMs = 200
/** With so many events waiting to be stored, no more are taken over from the platform. */
const mostWaiting = 50
/** An event that was not stored this often, while others were, is itself the fault. */
const attemptsForOne = 30
const restMs = { first: 250, longest: 5_000 }

/**
 * Asks the platform for events, one at a time, until `signal` ends it. The platform has no offset: what it gave it
 * has forgotten, so an event that cannot be stored is kept here and tried again. What a kill takes with it is lost,
 * which is why the platform calls polling a way to try things out.
 */
export async function pollEvents(polling: Polling, signal: AbortSignal): Promise<void> {
  const line = openLine(polling)
  let failures = 0
  while (!signal.aborted) {
    const waiting = line.waiting()
    if (waiting < mostWaiting) {
      const asking = waiting > 0 ? askSeconds.whileSomeWait : askSeconds.usually
      for (const event of await ask(polling, asking, signal)) await line.hear(event)
    }
    if (line.waiting() > 0 && !(await line.again())) await rest(++failures, restMs, signal)
    else failures = 0
  }
  if (line.waiting() > 0 && !(await line.again())) {
    polling.log.error({ lost: line.waiting() }, 'zalo bot events not stored before the stop')
  }
}

async function ask(
  { client, standing, log }: Polling,
  seconds: number,
  signal: AbortSignal,
): Promise<ZaloBotEvent[]> {
  const began = Date.now()
  try {
    const patience = AbortSignal.timeout((seconds + 15) * 1000)
    const asked = { timeout: String(seconds) }
    const given = await client.call('getUpdates', asked, AbortSignal.any([signal, patience]))
    standing.connected()
    const events = (Array.isArray(given) ? given : [given]).flatMap((one) => readEvent(one) ?? [])
    if (events.length === 0) await rest(1, { first: quietMs, longest: quietMs }, signal)
    return events
  } catch (error) {
    if (signal.aborted) return []
    if (isQuiet(error)) {
      standing.connected()
      if (Date.now() - began < quietMs) await rest(1, { first: quietMs, longest: quietMs }, signal)
      return []
    }
    const failure = failureOf(error)
    standing.failed(failure)
    log.warn({ detail: failure.detail }, 'zalo bot gives no events')
    const wait = failure.retryAfterMs ?? restMs.longest
    await rest(1, { first: wait, longest: wait }, signal)
    return []
  }
}

interface Waiting {
  event: ZaloBotEvent
  attempts: number
}

/** What came from the platform and is not stored yet; one person's events stay in order. */
export function openLine({ take, log }: Pick<Polling, 'take' | 'log'>) {
  let waiting: Waiting[] = []
  let othersHeard = false

  /** True when the event need not be tried again. */
  async function hearOne(one: Waiting): Promise<boolean> {
    const messageId = one.event.message.message_id
    try {
      await take(one.event)
      othersHeard ||= waiting.some((other) => other.event !== one.event)
      return true
    } catch (error) {
      const count = ++one.attempts
      log.error({ err: error, messageId, count }, 'zalo bot event not stored')
      if (count < attemptsForOne || !othersHeard) return false
      log.error({ messageId }, 'zalo bot event given up')
      return true
    }
  }

  return {
    waiting: () => waiting.length,
    async hear(event: ZaloBotEvent): Promise<void> {
      const one = { event, attempts: 0 }
      const behind = waiting.some((other) => chatOf(other) === chatOf(one))
      if (behind || !(await hearOne(one))) waiting.push(one)
    },
    /** Tries what waits, in order; true when nothing waits any more. */
    async again(): Promise<boolean> {
      const stuck = new Set<string>()
      const left: Waiting[] = []
      for (const one of waiting) {
        if (!stuck.has(chatOf(one)) && (await hearOne(one))) continue
        stuck.add(chatOf(one))
        left.push(one)
      }
      waiting = left
      if (left.length === 0) othersHeard = false
      return left.length === 0
    },
  }
}

function chatOf({ event }: Waiting): string {
  return event.message.chat.id
}
