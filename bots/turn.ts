import type { Due } from '#core/deliveries/deliveries.ts'
import type { Outcome } from '#core/deliveries/outcome.ts'
import type { Contact } from '#core/deliveries/reach.ts'
import { putBack, type Sending, sendOne, stumbled } from './send-one.ts'

/** What is due, by conversation; a reply never stands behind a notice. */
export function byConversation(due: Due[]): Due[][] {
  const turns = new Map<string, Due[]>()
  for (const delivery of due) {
    const key = `${delivery.class} ${delivery.conversationId}`
    const turn = turns.get(key)
    if (turn) turn.push(delivery)
    else turns.set(key, [delivery])
  }
  return [...turns.values()]
}

/**
 * Sends what is due in one conversation, in order; what stands behind a failure goes back into the queue. Never throws:
 * gives what becomes of each.
 */
export async function sendInOrder(sending: Sending, turn: Due[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  try {
    for (const [at, delivery] of turn.entries()) {
      const outcome = await sendOne(sending, delivery)
      outcomes.push(outcome)
      const behind = turn.slice(at + 1)
      if (outcome.why === 'blocked' || outcome.why === 'closed') {
        for (const one of behind) one.contact = keptFrom(one.contact, outcome.why, sending.now())
      }
      if (outcome.state !== 'queued') continue
      outcomes.push(...behind.map(putBack))
      break
    }
  } catch (error) {
    sending.log.error({ err: error, channel: sending.channel.name }, 'a delivery stumbled')
    const [fallen, ...behind] = turn.slice(outcomes.length)
    if (fallen) outcomes.push(stumbled(fallen, sending.now()), ...behind.map(putBack))
  }
  return outcomes
}

/** What was found out about a chat holds for what stands behind. */
function keptFrom(contact: Contact, why: 'blocked' | 'closed', now: Date): Contact {
  return contact.blockedAt === null ? { ...contact, blockedAt: now, blockedWhy: why } : contact
}
