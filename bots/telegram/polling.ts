import type { Logger } from 'pino'
import { rest } from '#core/channels/patience.ts'
import type { Client } from './client.ts'
import { failureOf } from './failures.ts'
import { readUpdate, type TelegramUpdate, updateKinds } from './incoming.ts'
import type { Standing } from './standing.ts'

interface Polling {
  client: Client
  /** resolves once what the update says is stored */
  take(update: TelegramUpdate): Promise<void>
  standing: Standing
  log: Logger
}

const askSeconds = 25
/** An update that was not stored this often, while others were, is itself the fault. */
const attemptsForOne = 30
const restMs = { first: 250, longest: 5_000 }

type Update = { update_id: number }

/**
 * Asks Telegram for updates until `signal` ends it. Telegram forgets an update only after it is stored
 * (`offset`); one that could not be stored is tried again, later ones of the same person wait behind it, and
 * other people are heard meanwhile.
 */
export async function pollUpdates(polling: Polling, signal: AbortSignal): Promise<void> {
  const queue = openQueue(polling)
  let failures = 0
  while (!signal.aborted) {
    const updates = await ask(polling, queue.offset(), signal)
    const smooth = updates !== undefined && (await queue.hear(updates, signal))
    failures = smooth ? 0 : failures + 1
    if (failures > 0) await rest(failures, restMs, signal)
  }
}

async function ask(
  { client, standing, log }: Polling,
  offset: number,
  signal: AbortSignal,
): Promise<Update[] | undefined> {
  try {
    const patience = AbortSignal.timeout((askSeconds + 15) * 1000)
    const updates = await client.call(
      'getUpdates',
      { offset, timeout: askSeconds, allowed_updates: updateKinds },
      AbortSignal.any([signal, patience]),
    )
    standing.connected()
    return updates
  } catch (error) {
    if (signal.aborted) return
    const failure = failureOf(error)
    standing.failed(failure)
    log.warn({ detail: failure.detail }, 'telegram gives no updates')
    await rest(1, { first: failure.retryAfterMs ?? 0, longest: Number.MAX_SAFE_INTEGER }, signal)
  }
}

/** What came from Telegram and is not confirmed yet. */
export function openQueue({ take, log }: Pick<Polling, 'take' | 'log'>) {
  let offset = 0
  /** heard, but behind one that was not: Telegram will bring them again with it */
  const heard = new Set<number>()
  const attempts = new Map<number, number>()
  let othersHeard = false

  async function hearOne(given: Update): Promise<boolean> {
    const update = readUpdate(given)
    try {
      if (update) await take(update)
      othersHeard ||= attempts.size > 0 && !attempts.has(given.update_id)
      attempts.delete(given.update_id)
      return true
    } catch (error) {
      const count = (attempts.get(given.update_id) ?? 0) + 1
      attempts.set(given.update_id, count)
      log.error({ err: error, updateId: given.update_id, count }, 'telegram update not stored')
      if (count < attemptsForOne || !othersHeard) return false
      log.error({ updateId: given.update_id }, 'telegram update given up')
      attempts.delete(given.update_id)
      return true
    }
  }

  return {
    offset: () => offset,
    /** Hears the updates in order; false when some have to be tried again. */
    async hear(updates: Update[], signal: AbortSignal): Promise<boolean> {
      const waiting = new Set<number | undefined>()
      let complete = true
      for (const given of updates) {
        if (signal.aborted) return complete
        const who = senderOf(given)
        const done = heard.has(given.update_id) || (!waiting.has(who) && (await hearOne(given)))
        if (!done) waiting.add(who)
        complete &&= done
        if (complete) offset = given.update_id + 1
        if (complete) heard.delete(given.update_id)
        else if (done) heard.add(given.update_id)
      }
      if (attempts.size === 0) othersHeard = false
      return complete
    },
  }
}

function senderOf(given: Update): number | undefined {
  const update = readUpdate(given)
  const from = update?.message?.from ?? update?.callback_query?.from ?? update?.my_chat_member?.from
  return from?.id
}
