import { and, eq, isNull, lt } from 'drizzle-orm'
import type { Outgoing } from '#core/channel.ts'
import { type Language, say } from '#core/language.ts'
import { Refusal } from '#core/refusal.ts'
import { isOpen, lockChats, lockTicket, type Ticket } from '#core/tickets/ticket.ts'
import { change } from '#core/tickets/transition.ts'
import type { Db } from '#db/client.ts'
import { consultants, referrals } from '#db/schema/consultants.ts'
import { tickets } from '#db/schema/tickets.ts'
import { referable } from './consultants.ts'
import { endLeftReferrals, endUnderWay, openReferral, type Referral } from './referral-ending.ts'
import { type ConsentAnswer, referralBegun } from './referral-words.ts'
import { askConsent } from './referrals.ts'

const askAgainDays = 3
const lapseDays = 7
const oneDay = 86_400_000

/**
 * Takes the person's yes or no to a referral and gives what they are told. Yes lets the consultant in; no keeps them out,
 * also after a yes: consent may be withdrawn at any time (Law 91/2025/QH15 art. 4.1.b). Either way the officer finds it
 * as news of the ticket. Refusal when it was not their question or came too late.
 */
export async function answerConsent(
  tx: Db,
  { personId, language }: { personId: number; language: Language },
  referralId: number,
  answer: ConsentAnswer,
  now: Date,
): Promise<{ out: Outgoing; ticketId: number }> {
  const ticket = await ticketOf(tx, personId, referralId)
  const referral = await openReferral(tx, ticket.id)
  const { code, id: ticketId } = ticket
  if (referral?.id !== referralId) throw new Refusal('consultants:refusal.too-late', { code })
  if (referral.state !== 'asked') {
    if (answer !== 'no') throw new Refusal('consultants:refusal.agreed-already', { code })
    await endUnderWay(tx, ticket, { kind: 'referral-withdrawn', news: true, silent: true }, now)
    return { out: { text: say(language, 'consultants:told.withdrawn', { code }) }, ticketId }
  }
  if (!isOpen(ticket)) throw new Refusal('consultants:refusal.too-late', { code })
  if (answer === 'no') {
    await decide(tx, referral, { state: 'declined', decidedAt: now })
    await change(tx, ticket, { set: unread(ticket, now), kind: 'referral-declined' }, now)
    return { out: { text: say(language, 'consultants:told.declined', { code }) }, ticketId }
  }
  const consultant = (await referable(tx, now)).find(({ id }) => id === referral.consultantId)
  if (!consultant) throw new Refusal('consultants:refusal.too-late', { code })
  const sharePhone = answer === 'phone'
  await decide(tx, referral, { state: 'consented', sharePhone, decidedAt: now })
  const set = { consultantId: consultant.staffId, unreadSince: ticket.unreadSince ?? now }
  const data = { consultantId: consultant.staffId, by: 'person' }
  await change(tx, ticket, { set, kind: 'consulted', data }, now)
  return { out: referralBegun(language, code, referralId, consultant.name), ticketId }
}

/** The job: asks once more after three days of silence, takes silence of a week for a no, ends what is over. */
export async function tendReferrals(db: Db, now: Date): Promise<void> {
  await endLeftReferrals(db, now)
  const waiting = await db
    .select({ id: referrals.id, ticketId: referrals.ticketId })
    .from(referrals)
    .where(
      and(
        eq(referrals.state, 'asked'),
        isNull(referrals.endedAt),
        lt(referrals.askedAt, new Date(now.getTime() - askAgainDays * oneDay)),
      ),
    )
  for (const { ticketId } of waiting) await db.transaction((tx) => tend(tx, ticketId, now))
}

async function tend(tx: Db, ticketId: number, now: Date): Promise<void> {
  await lockChats(tx, [ticketId])
  const ticket = await lockTicket(tx, ticketId)
  const referral = await openReferral(tx, ticketId)
  if (!ticket || referral?.state !== 'asked') return
  if (!isOpen(ticket)) {
    await endUnderWay(tx, ticket, { kind: 'referral-over' }, now)
    return
  }
  const age = now.getTime() - referral.askedAt.getTime()
  if (age >= lapseDays * oneDay) {
    await decide(tx, referral, { state: 'declined', endedAt: now })
    await change(tx, ticket, { set: unread(ticket, now), kind: 'referral-lapsed' }, now)
    return
  }
  if (referral.askedAgainAt !== null) return
  await decide(tx, referral, { askedAgainAt: now })
  const [consultant] = await tx
    .select({ name: consultants.name, organisation: consultants.organisation })
    .from(consultants)
    .where(eq(consultants.id, referral.consultantId))
  if (consultant) await askConsent(tx, ticket, { ...referral, consultant }, now)
}

function unread(ticket: Ticket, now: Date) {
  return { unreadSince: ticket.unreadSince ?? now }
}

async function decide(tx: Db, { id }: Referral, set: Partial<Referral>): Promise<void> {
  await tx.update(referrals).set(set).where(eq(referrals.id, id))
}

/** A button's id can be forged: the referral must be of the person's own ticket. */
async function ticketOf(tx: Db, personId: number, referralId: number): Promise<Ticket> {
  const [row] = await tx
    .select({ id: tickets.id })
    .from(referrals)
    .innerJoin(tickets, eq(tickets.id, referrals.ticketId))
    .where(and(eq(referrals.id, referralId), eq(tickets.personId, personId)))
  const ticket = row && (await lockTicket(tx, row.id))
  if (!ticket) throw new Refusal('tickets:refusal.not-yours')
  return ticket
}
