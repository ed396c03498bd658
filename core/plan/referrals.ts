import { and, eq, ne } from 'drizzle-orm'
import { noteContactRead } from '#core/people/contact-read.ts'
import { Refusal } from '#core/refusal.ts'
import type { Actor } from '#core/staff/roles.ts'
import { tell } from '#core/tickets/tell.ts'
import { type Ticket, ticketStates } from '#core/tickets/ticket.ts'
import { change, transition } from '#core/tickets/transition.ts'
import type { Db } from '#db/client.ts'
import { consultants, referrals } from '#db/schema/consultants.ts'
import { people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { referable } from './consultants.ts'
import { endUnderWay, isUnderWay, openReferral } from './referral-ending.ts'
import { consentAsked, referralBegun } from './referral-words.ts'

const askable = ['routed', 'waiting', 'submitted'] as const

/**
 * Wants to hand a case to a consultant: the person is asked in their chat and nobody outside sees anything before they
 * agreed. `how`: they agreed on paper or orally, as staff note. Refusal when one is under way, or there is no chat to
 * ask in and no consent was noted.
 */
export async function askReferral(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: { consultantId: number; how?: 'oral' | 'paper' | undefined; sharePhone?: boolean },
  now: Date,
): Promise<Ticket> {
  const on = { actor, deed: 'ticket.consult', ticketId, version, states: askable } as const
  return transition(db, on, async (tx, ticket) => {
    const { consultantId, how } = input
    const consultant = (await referable(tx, now)).find(({ id }) => id === consultantId)
    if (!consultant) throw new Refusal('tickets:refusal.not-a-consultant')
    if (await openReferral(tx, ticketId)) throw new Refusal('consultants:refusal.under-way')
    if (how === undefined && ticket.conversationId === null) {
      throw new Refusal('consultants:refusal.no-chat')
    }
    if (how === undefined && (await isSeverals(tx, ticket))) {
      throw new Refusal('consultants:refusal.several-askers')
    }
    const told = how !== undefined && { how, decidedAt: now, sharePhone: input.sharePhone ?? false }
    const state = told ? ('consented' as const) : ('asked' as const)
    const [row] = await tx
      .insert(referrals)
      .values({ ticketId, consultantId, state, staffId: actor.id, askedAt: now, ...told })
      .returning()
    if (!row) throw new Error('a referral was not written')
    const data = { consultantId: consultant.staffId, from: ticket.consultantId }
    if (told) {
      const set = { consultantId: consultant.staffId }
      const what = { set, kind: 'consulted', data, staffId: actor.id }
      const changed = await change(tx, ticket, what, now)
      const why = { cause: 'referral', staffId: actor.id }
      await tell(
        tx,
        changed,
        why,
        (lng) => referralBegun(lng, ticket.code, row.id, consultant.name),
        now,
      )
      return changed
    }
    const what = { kind: 'referral-asked', data, staffId: actor.id }
    const changed = await change(tx, ticket, what, now)
    await askConsent(tx, changed, { ...row, consultant }, now)
    return changed
  })
}

/** Whether questions of other people went up in this one: one of them cannot agree for all. */
async function isSeverals(tx: Db, { id, personId }: Ticket): Promise<boolean> {
  const [other] = await tx
    .select({ id: tickets.id })
    .from(tickets)
    .where(and(eq(tickets.mergedIntoId, id), ne(tickets.personId, personId)))
    .limit(1)
  return other !== undefined
}

/** Asks the person whether the consultant may read their case, and says what would be shared. */
export async function askConsent(
  tx: Db,
  ticket: Pick<Ticket, 'id' | 'code' | 'conversationId'>,
  referral: { id: number; staffId: string; consultant: { name: string; organisation: string } },
  now: Date,
): Promise<void> {
  const why = { cause: 'referral-consent', staffId: referral.staffId }
  const { id, consultant } = referral
  await tell(tx, ticket, why, (lng) => consentAsked(lng, ticket.code, id, consultant), now)
}

/** Ends a referral, or takes back the question whether there may be one: the consultant sees the case no more. */
export async function endReferral(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  now: Date,
): Promise<Ticket> {
  const on = { actor, deed: 'ticket.consult', ticketId, version, states: ticketStates } as const
  return transition(db, on, async (tx, ticket) => {
    const ended = await endUnderWay(tx, ticket, { staffId: actor.id, kind: 'consulted' }, now)
    if (!ended) throw new Refusal('consultants:refusal.none')
    return ended
  })
}

/** What is under way on a ticket, in words' reach: who, and how far it is. */
export async function referralShown(db: Db, ticketId: number) {
  const [row] = await db
    .select({ consultant: consultants.name, state: referrals.state, askedAt: referrals.askedAt })
    .from(referrals)
    .innerJoin(consultants, eq(consultants.id, referrals.consultantId))
    .where(isUnderWay(ticketId))
  return row
}

/** The phone number that the person let this consultant have; each reading is noted. */
export async function phoneShared(
  db: Db,
  actor: Actor,
  ticket: Pick<Ticket, 'id' | 'personId' | 'consultantId'>,
  when: { now: Date; ip: string },
): Promise<string | undefined> {
  if (actor.role !== 'consultant' || ticket.consultantId !== actor.id) return undefined
  const [row] = await db
    .select({ phone: people.phone })
    .from(referrals)
    .innerJoin(consultants, eq(consultants.id, referrals.consultantId))
    .innerJoin(people, eq(people.id, ticket.personId))
    .where(
      and(
        isUnderWay(ticket.id),
        ne(referrals.state, 'asked'),
        eq(referrals.sharePhone, true),
        eq(consultants.staffId, actor.id),
      ),
    )
  if (!row?.phone) return undefined
  await noteContactRead(db, actor, { subject: 'person', id: ticket.personId }, when)
  return row.phone
}

/** An answer that the consultant wrote was sent: the case was advised on. */
export async function noteAdvice(
  tx: Db,
  ticket: Pick<Ticket, 'id' | 'consultantId'>,
  authorId: string,
): Promise<void> {
  if (ticket.consultantId === null || ticket.consultantId !== authorId) return
  await tx.update(referrals).set({ state: 'answered' }).where(isUnderWay(ticket.id))
}
