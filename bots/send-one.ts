import type { Channel, Outgoing, Sent } from '#core/channel.ts'
import {
  type Due,
  holdConversation,
  type Outcome,
  recordPart,
} from '#core/deliveries/deliveries.ts'
import { nextTry } from '#core/deliveries/retry.ts'
import type { Db } from '#db/client.ts'

/** What one sending needs: the connection that holds the channel's lock, and a way to hold up the whole channel. */
export interface Sending {
  db: Db
  channel: Channel
  now(): Date
  cutAfterMs?: number | undefined
  pause(ms: number): void
}

const usualCutMs = 10_000

/** Waits behind a later one; shares the fate of one that did not reach the person. */
export function putBack(behind: Due, first: Outcome): Outcome {
  if (first.state !== 'queued') return unreachable(behind, first.why ?? '')
  return { id: behind.id, state: 'queued', partsSent: behind.partsSent }
}

/** Sends a delivery part by part and says what becomes of it. */
export async function sendOne(sending: Sending, delivery: Due): Promise<Outcome> {
  if (delivery.blocked) return unreachable(delivery, 'blocked')
  const parts = sending.channel.parts(delivery.body)
  let partsSent = delivery.partsSent
  let last: Sent = { ok: true, id: '' }
  for (const part of parts.slice(partsSent)) {
    last = await sendPart(sending, delivery.address, part)
    if (!last.ok) break
    partsSent++
    if (partsSent < parts.length) await recordPart(sending.db, delivery.id, partsSent)
  }
  if (last.ok) return { id: delivery.id, state: 'sent', partsSent, platformId: last.id }
  return failed(sending, { ...delivery, partsSent }, last)
}

/** A reply waits until the person writes again, a notice is dropped. */
function unreachable(delivery: Due, why: string): Outcome {
  const { id, partsSent } = delivery
  return { id, state: delivery.class === 'reply' ? 'held' : 'dropped', partsSent, why }
}

/** One call to the platform, cut after ten seconds even when the adapter does not listen to the signal. */
async function sendPart(sending: Sending, address: string, part: Outgoing): Promise<Sent> {
  const cut = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Sent>((resolve) => {
    timer = setTimeout(() => {
      cut.abort()
      resolve({ ok: false, why: 'later', detail: hung })
    }, sending.cutAfterMs ?? usualCutMs)
  })
  try {
    return await Promise.race([sending.channel.send(address, part, cut.signal), late])
  } catch (error) {
    return { ok: false, why: 'later', detail: String(error) }
  } finally {
    clearTimeout(timer)
  }
}

const hung = 'no reply from the platform within 10 s'

async function failed(
  sending: Sending,
  delivery: Due,
  sent: Extract<Sent, { ok: false }>,
): Promise<Outcome> {
  const { id, partsSent } = delivery
  const reason = { why: sent.why, detail: sent.detail.slice(0, 500) }
  if (sent.wide) sending.pause(sent.retryAfterMs ?? 1_000)
  if (sent.why === 'blocked' || sent.why === 'closed') {
    await holdConversation(sending.db, delivery.conversationId, sent.why, sending.now())
    return { ...unreachable(delivery, sent.why), ...reason }
  }
  if (sent.why === 'refused') return { id, state: 'failed', partsSent, ...reason }
  if (sent.detail === hung && delivery.class === 'notice') {
    return { id, state: 'unknown', partsSent, ...reason }
  }
  const wait = sent.why === 'configuration' ? 60_000 : sent.retryAfterMs
  const nextAt = nextTry(delivery.attempts, delivery.createdAt, wait, sending.now())
  return nextAt
    ? { id, state: 'queued', nextAt, partsSent, ...reason }
    : { id, state: 'failed', partsSent, ...reason }
}
