import { and, eq } from 'drizzle-orm'
import { dropReferral, openReferral } from '#core/plan/referral-ending.ts'
import { Refusal } from '#core/refusal.ts'
import type { Actor } from '#core/staff/roles.ts'
import { may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { conversations, messages } from '#db/schema/people.ts'
import { files, tickets } from '#db/schema/tickets.ts'
import { withMoreText } from './search.ts'
import { tell } from './tell.ts'
import { isOpen, lockChats, lockTicket, openStates, type Ticket } from './ticket.ts'
import { merged } from './told.ts'
import { change, transition } from './transition.ts'

/**
 * Merges a ticket into another open one of the same person or business: messages and files move there, the person is
 * told under which code it goes on, and the answer will reach both chats.
 */
export async function merge(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: { intoId: number },
  now: Date,
): Promise<Ticket> {
  if (input.intoId === ticketId) throw new Refusal('tickets:refusal.merge-itself')
  return db.transaction(async (tx) => {
    // Tickets are locked in the order of their ids, so that two opposite merges cannot block each other.
    await lockChats(tx, [ticketId, input.intoId])
    if (input.intoId < ticketId) await lockTicket(tx, input.intoId)
    const on = { actor, deed: 'ticket.merge', ticketId, version, states: openStates } as const
    return transition(tx, on, async (inner, ticket) => {
      const into = await targetOf(inner, actor, ticket, input.intoId)
      await dropReferral(inner, ticket.id, now)
      await moveAll(inner, ticket, into)
      const data = { intoId: into.id, code: into.code }
      const set = {
        state: 'merged' as const,
        mergedIntoId: into.id,
        closedAt: now,
        unreadSince: null,
      }
      const what = { set, kind: 'merged', data, staffId: actor.id }
      const changed = await change(inner, ticket, what, now)
      const took = await takeIn(inner, ticket, into, actor, now)
      const why = { cause: 'merged', staffId: actor.id }
      await tell(inner, changed, why, (language) => merged(language, ticket.code, took), now)
      return changed
    })
  })
}

async function targetOf(tx: Db, actor: Actor, ticket: Ticket, intoId: number): Promise<Ticket> {
  const into = await lockTicket(tx, intoId)
  if (!into || !may(actor, 'ticket.merge', into)) throw new Refusal('tickets:refusal.not-found')
  if (!isOpen(into)) throw new Refusal('tickets:refusal.merge-ended', { code: into.code })
  const sameBusiness = ticket.businessId !== null && ticket.businessId === into.businessId
  if (ticket.personId !== into.personId && !sameBusiness) {
    throw new Refusal('tickets:refusal.merge-stranger', { code: into.code })
  }
  // A consultant would read what its asker has not agreed to.
  if (ticket.personId !== into.personId && (await openReferral(tx, into.id))) {
    throw new Refusal('consultants:refusal.merge-referred', { code: into.code })
  }
  return into
}

/** Messages, files, the chats' current ticket, and what had been merged before. */
async function moveAll(tx: Db, ticket: Ticket, into: Ticket): Promise<void> {
  const to = { ticketId: into.id }
  await tx.update(messages).set(to).where(eq(messages.ticketId, ticket.id))
  await tx.update(files).set(to).where(eq(files.ticketId, ticket.id))
  await tx
    .update(conversations)
    .set(to)
    .where(and(eq(conversations.personId, ticket.personId), eq(conversations.ticketId, ticket.id)))
  await tx.update(tickets).set({ mergedIntoId: into.id }).where(eq(tickets.mergedIntoId, ticket.id))
}

/** The other ticket gains the question and a new version: who answers it must have seen both. */
function takeIn(tx: Db, ticket: Ticket, into: Ticket, actor: Actor, now: Date): Promise<Ticket> {
  const data = { fromId: ticket.id, code: ticket.code, question: ticket.question }
  const text = `${ticket.code} ${ticket.question}`
  const set = { unreadSince: into.unreadSince ?? now, searchText: withMoreText(text) }
  return change(tx, into, { set, kind: 'took-in', data, staffId: actor.id }, now)
}
