import type { Logger } from 'pino'
import type { Channel, Outgoing, Sent } from '#core/channel.ts'
import { type Due, recordPart } from '#core/deliveries/deliveries.ts'
import { hung, mayHaveArrived } from '#core/deliveries/doubt.ts'
import { holdConversation, markTold, unmarkTold } from '#core/deliveries/held.ts'
import type { Outcome } from '#core/deliveries/outcome.ts'
import { type Reach, reachable, reachOf, ruleOf } from '#core/deliveries/reach.ts'
import { nextTry } from '#core/deliveries/retry.ts'
import { waysTo } from '#core/deliveries/ways.ts'
import type { Db } from '#db/client.ts'

/** What one sending needs: the connection that holds the channel's lock, and a way to hold up the whole channel. */
export interface Sending {
  db: Db
  channel: Channel
  now(): Date
  log: Logger
  cutAfterMs?: number | undefined
  pause(ms: number): void
  /** Waits for the turn of one message; what it gives is said once the message is over. */
  enter(delivery: Due): Promise<() => void> | (() => void)
  /** the end of the quiet hours that a moment lies in */
  quietUntil(at: Date): Date | undefined
}

const usualCutMs = 10_000

/** Waits behind one that is tried again later. */
export function putBack(behind: Due): Outcome {
  return { id: behind.id, state: 'queued', partsSent: behind.partsSent }
}

/**
 * A fault of ours, or of the database, in the middle of it: tried again like what the platform could not take; a notice
 * may have arrived.
 */
export function stumbled(delivery: Due, now: Date): Outcome {
  const { id, attempts, createdAt, partsSent } = delivery
  if (delivery.class === 'notice') return { id, state: 'unknown', partsSent, detail: 'fault' }
  const nextAt = nextTry(attempts, createdAt, undefined, now)
  const reason = { why: 'later', detail: 'fault' }
  return nextAt
    ? { id, state: 'queued', nextAt, partsSent, ...reason }
    : { id, state: 'failed', partsSent, ...reason }
}

/**
 * Sends a delivery part by part, as long as its chat's window is open, and says what becomes of it; `delivery` keeps
 * count of its parts.
 */
export async function sendOne(sending: Sending, delivery: Due): Promise<Outcome> {
  const { channel } = sending
  const { address, contact, byStaff } = delivery
  const facts = { deliveryId: delivery.id, lastHeardAt: contact.lastHeardAt, byStaff }
  const parts = partsOf(channel, delivery)
  let partsSent = delivery.partsSent
  let last: Sent = { ok: true, id: '' }
  for (const part of parts.slice(partsSent)) {
    let reach = reachNow(sending, delivery)
    if (isUnpaid(delivery, reach)) return waitsUnpaid({ ...delivery, partsSent })
    if (!reachable(reach)) return unreachable(sending, { ...delivery, partsSent }, reach)
    const leave = await sending.enter(delivery)
    // A window may close while one waits for one's turn.
    reach = reachNow(sending, delivery)
    if (!reachable(reach)) {
      leave()
      return unreachable(sending, { ...delivery, partsSent }, reach)
    }
    last = await cutShort(sending, (signal) => channel.send(address, part, signal, facts))
    leave()
    if (!last.ok) break
    delivery.partsSent = ++partsSent
    if (partsSent < parts.length) await recordPart(sending.db, delivery.id, partsSent)
  }
  if (last.ok) return { id: delivery.id, state: 'sent', partsSent, platformId: last.id }
  return failed(sending, { ...delivery, partsSent }, last)
}

/** A notice whose author wants no counted messages, in a chat that has become one since its list was made. */
function isUnpaid({ notice }: Due, { can }: Reach): boolean {
  return can === 'counted' && notice?.counted === false
}

/** It waits until the person writes, as those who were outside the free hours from the first. */
function waitsUnpaid({ id, partsSent }: Due): Outcome {
  return { id, state: 'dropped', partsSent, why: 'cost' }
}

const cutBefore = new WeakMap<Outgoing, Outgoing[]>()

/** A notice is the same for thousands: it is cut once. */
function partsOf(channel: Channel, delivery: Due): Outgoing[] {
  if (delivery.class !== 'notice') return channel.parts(delivery.body)
  const known = cutBefore.get(delivery.body)
  if (known) return known
  const parts = channel.parts(delivery.body)
  cutBefore.set(delivery.body, parts)
  return parts
}

function reachNow({ channel, now }: Sending, { contact, byStaff }: Due): Reach {
  return reachOf(contact, now(), { [channel.name]: ruleOf(channel) }, byStaff)
}

type No = Extract<Sent, { ok: false }>

/**
 * Not now: a reply waits until the person writes, and they may be told that an answer waits; a notice goes as its
 * approved template where there is one, or is dropped (its recipient waits until they write).
 */
async function unreachable(
  sending: Sending,
  delivery: Due,
  reach: Reach,
  detail?: string,
): Promise<Outcome> {
  const { id, partsSent, contact, conversationId } = delivery
  const why = reach.can === 'blocked' ? 'blocked' : 'closed'
  const { notice } = delivery
  if (why === 'closed' && notice?.template && sending.channel.tellNotice && partsSent === 0) {
    return asTemplate(sending, delivery, notice)
  }
  if (contact.blockedAt === null) {
    const { lastHeardAt } = contact
    const at = sending.now()
    const held = await holdConversation(sending.db, conversationId, why, at, lastHeardAt)
    if (!held) return { id, state: 'queued', nextAt: at, partsSent }
  }
  const reason = { why, ...(detail !== undefined && { detail }) }
  if (delivery.class === 'notice') return { id, state: 'dropped', partsSent, ...reason }
  const told = await tellOnce(sending, delivery, reach)
  if (told?.why === 'later' && told.detail !== hung) {
    const nextAt = nextTry(delivery.attempts, delivery.createdAt, told.retryAfterMs, sending.now())
    if (nextAt) return { id, state: 'queued', nextAt, partsSent, ...reason, detail: told.detail }
  }
  return { id, state: 'held', partsSent, ...reason, ...(told && { detail: told.detail }) }
}

/** The notice's template; what a platform says of its window in reply holds for templates too. */
async function asTemplate(
  sending: Sending,
  delivery: Due,
  notice: { title: string; link: string },
): Promise<Outcome> {
  const { id, partsSent } = delivery
  const leave = await sending.enter(delivery)
  const told = await cutShort(sending, (signal) =>
    sending.channel.tellNotice?.(delivery.address, notice, signal),
  )
  leave()
  if (told.ok) return { id, state: 'sent', partsSent: 1, platformId: told.id, why: 'template' }
  const gone = told.why === 'closed' || told.why === 'blocked'
  if (gone) return { id, state: 'dropped', partsSent, why: told.why, detail: told.detail }
  return failed(sending, delivery, told)
}

/** The template, once for an answer; what the platform said when it did not take it. */
async function tellOnce(sending: Sending, delivery: Due, reach: Reach): Promise<No | undefined> {
  const { db, channel, now } = sending
  const wanted = reach.can === 'template' && delivery.answers && delivery.toldAt === null
  if (!wanted || !channel.tell || (await goesElsewhere(sending, delivery))) return undefined
  if (!(await markTold(db, delivery.id, now()))) return undefined
  const told = await cutShort(sending, (signal) => channel.tell?.(delivery.address, signal))
  if (told.ok) return undefined
  if (told.wide) sending.pause(told.retryAfterMs ?? 1_000)
  if (told.detail !== hung) await unmarkTold(db, delivery.id)
  return told
}

/** Whoever gets the answer in another chat need not be told that it waits. */
async function goesElsewhere({ db, now }: Sending, delivery: Due): Promise<boolean> {
  const { conversationId, byStaff } = delivery
  const [way] = await waysTo(db, [conversationId], now(), byStaff)
  return way !== undefined && way.chat.id !== conversationId
}

/** One call to the platform, cut after ten seconds even when the adapter does not listen to the signal. */
async function cutShort(
  sending: Sending,
  call: (signal: AbortSignal) => Promise<Sent> | undefined,
): Promise<Sent> {
  const cut = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Sent>((resolve) => {
    timer = setTimeout(() => {
      cut.abort()
      resolve({ ok: false, why: 'later', detail: hung })
    }, sending.cutAfterMs ?? usualCutMs)
  })
  try {
    return await Promise.race([call(cut.signal) ?? late, late])
  } catch (error) {
    // An adapter tells of a failure by a value; what it throws is a bug, whose words may hold what was sent.
    sending.log.error({ err: error, channel: sending.channel.name }, 'an adapter stumbled')
    return { ok: false, why: 'later', detail: 'fault' }
  } finally {
    clearTimeout(timer)
  }
}

async function failed(sending: Sending, delivery: Due, sent: No): Promise<Outcome> {
  const { id, partsSent } = delivery
  const reason = { why: sent.why, detail: sent.detail.slice(0, 500) }
  if (sent.wide) sending.pause(sent.retryAfterMs ?? 1_000)
  if (sent.why === 'blocked' || sent.why === 'closed') {
    return keptOut(sending, delivery, sent.why, reason.detail)
  }
  if (sent.why === 'refused') return { id, state: 'failed', partsSent, ...reason }
  if (delivery.class === 'notice' && mayHaveArrived(sent.detail)) {
    return { id, state: 'unknown', partsSent, ...reason }
  }
  const wait = sent.why === 'configuration' ? 60_000 : sent.retryAfterMs
  const again = nextTry(delivery.attempts, delivery.createdAt, wait, sending.now())
  if (!again) return { id, state: 'failed', partsSent, ...reason }
  const nextAt = sleeps(delivery) ? (sending.quietUntil(again) ?? again) : again
  return { id, state: 'queued', nextAt, partsSent, ...reason }
}

/** Nobody is woken by a notice; what is not the office's notice but the desk's own word goes at any hour. */
function sleeps({ class: kind, notice }: Due): boolean {
  return kind === 'notice' && notice !== undefined && notice.recipients.length > 0 && !notice.urgent
}

/** The platform knows better than our ledger: the person is not to be had. */
async function keptOut(
  sending: Sending,
  delivery: Due,
  why: 'blocked' | 'closed',
  detail: string,
): Promise<Outcome> {
  const { contact, conversationId } = delivery
  const now = sending.now()
  const held = await holdConversation(sending.db, conversationId, why, now, contact.lastHeardAt)
  if (!held) return { id: delivery.id, state: 'queued', nextAt: now, partsSent: delivery.partsSent }
  const known = { ...delivery, contact: { ...contact, blockedAt: now, blockedWhy: why } }
  const reach = reachNow(sending, { ...known, byStaff: false })
  return unreachable(sending, known, reach, detail)
}
