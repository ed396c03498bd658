import { and, eq, isNull } from 'drizzle-orm'
import type { Calendar } from '#core/calendar/calendar.ts'
import { loadOffice } from '#core/office.ts'
import { dropReferral } from '#core/plan/referral-ending.ts'
import { Refusal } from '#core/refusal.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { recommendations } from '#db/schema/recommendations.ts'
import { stopped } from './clock.ts'
import { dropDrafts } from './drafts.ts'
import { feeSupport, referredOutside } from './fee-support.ts'
import { unitOf } from './parties.ts'
import { reopenNow } from './reopening.ts'
import { withMoreText } from './search.ts'
import { tell } from './tell.ts'
import { openStates, type Ticket, ticketStates } from './ticket.ts'
import { recommendationReplied, recommended, reopened, withdrawn } from './told.ts'
import { change, transition } from './transition.ts'

/** Recommends a matter to the authority that can settle it (kiến nghị); the ticket ends so, its reply is tracked. */
export async function recommend(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: { authority: string; content: string },
  now: Date,
): Promise<Ticket> {
  const what = { authority: input.authority.trim(), content: input.content.trim() }
  if (what.authority === '') throw new Refusal('tickets:refusal.no-authority')
  if (what.content === '') throw new Refusal('tickets:refusal.no-content')
  const { calendar } = await loadOffice(db)
  const states = ['received', 'routed', 'waiting', 'answered'] as const
  const on = { actor, deed: 'ticket.recommend', ticketId, version, states } as const
  return transition(db, on, async (tx, ticket) => {
    const [row] = await tx
      .insert(recommendations)
      .values({ ...what, ticketId, staffId: actor.id, sentAt: now })
      .returning({ id: recommendations.id })
    const under = { ...what, recommendationId: row?.id }
    return endRecommended(tx, { ticket, calendar, actor }, under, now)
  })
}

/** Ends an open ticket as recommended by a letter that was drawn from its difficulty, and perhaps from others'. */
export async function endUnderRecommendation(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  under: { recommendationId: number; authority: string; content: string },
  now: Date,
): Promise<Ticket> {
  const { calendar } = await loadOffice(db)
  const states = ['received', 'routed', 'waiting'] as const
  const on = { actor, deed: 'ticket.recommend', ticketId, version, states } as const
  return transition(db, on, (tx, ticket) =>
    endRecommended(tx, { ticket, calendar, actor }, under, now),
  )
}

async function endRecommended(
  tx: Db,
  { ticket, calendar, actor }: { ticket: Ticket; calendar: Calendar; actor: Actor },
  under: { recommendationId: number | undefined; authority: string; content: string },
  now: Date,
): Promise<Ticket> {
  const { recommendationId, ...what } = under
  const set = {
    state: 'recommended' as const,
    ...ended(ticket, now),
    ...stopped(calendar, ticket, now),
  }
  const data = { recommendationId, authority: what.authority }
  const told = { set, kind: 'recommended', data, staffId: actor.id }
  const changed = await change(tx, ticket, told, now)
  const why = { cause: 'recommended', staffId: actor.id }
  await tell(tx, changed, why, (language) => recommended(language, ticket.code, what), now)
  return changed
}

/** What the authority replied to a recommendation, and how it ended; the person is told. */
export async function recordReply(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: { recommendationId: number; reply: string; outcome: 'accepted' | 'partly' | 'declined' },
  now: Date,
): Promise<Ticket> {
  const reply = input.reply.trim()
  if (reply === '') throw new Refusal('tickets:refusal.no-reply')
  const states = [...openStates, 'answered', 'recommended', 'referred'] as const
  const on = { actor, deed: 'ticket.recommend', ticketId, version, states } as const
  return transition(db, on, async (tx, ticket) => {
    const { recommendationId, outcome } = input
    const [row] = await tx
      .update(recommendations)
      .set({ state: 'replied', reply, outcome, repliedAt: now })
      .where(
        and(
          eq(recommendations.id, recommendationId),
          eq(recommendations.ticketId, ticketId),
          isNull(recommendations.repliedAt),
        ),
      )
      .returning({ authority: recommendations.authority })
    if (!row) throw new Refusal('tickets:refusal.replied-already')
    const data = { recommendationId, outcome, authority: row.authority }
    const changed = await change(tx, ticket, { kind: 'replied', data, staffId: actor.id }, now)
    const why = { cause: 'recommendation-reply', staffId: actor.id }
    const told = { authority: row.authority, outcome, reply }
    await tell(
      tx,
      changed,
      why,
      (language) => recommendationReplied(language, ticket.code, told),
      now,
    )
    return changed
  })
}

/**
 * Tells the person which agency is competent and ends the ticket so. A specific case (vụ việc) also learns of the
 * consultants' network and the fee support (Decree 55/2019/NĐ-CP, art. 9).
 */
export async function referOutside(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: { agency: string; reason: string },
  now: Date,
): Promise<Ticket> {
  const agency = input.agency.trim()
  const reason = input.reason.trim()
  if (agency === '') throw new Refusal('tickets:refusal.no-agency')
  if (reason === '') throw new Refusal('tickets:refusal.no-reason')
  const { calendar } = await loadOffice(db)
  const states = ['received', 'routed', 'waiting'] as const
  const on = { actor, deed: 'ticket.refer', ticketId, version, states } as const
  return transition(db, on, async (tx, ticket) => {
    const support = await feeSupport(tx, ticket.businessId)
    const set = {
      state: 'referred' as const,
      ...ended(ticket, now),
      ...stopped(calendar, ticket, now),
    }
    const data = { agency, reason }
    const changed = await change(
      tx,
      ticket,
      { set, kind: 'referred', data, staffId: actor.id },
      now,
    )
    const why = { cause: 'referred', staffId: actor.id }
    const told = { agency, reason, support }
    await tell(tx, changed, why, (language) => referredOutside(language, ticket, told), now)
    return changed
  })
}

/** Ends a ticket without an answer, with the reason the person is told; it counts in no target. */
export async function withdraw(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: { reason: string },
  now: Date,
): Promise<Ticket> {
  const reason = input.reason.trim()
  if (reason === '') throw new Refusal('tickets:refusal.no-reason')
  const { calendar } = await loadOffice(db)
  const on = { actor, deed: 'ticket.withdraw', ticketId, version, states: openStates } as const
  return transition(db, on, async (tx, ticket) => {
    const set = {
      state: 'withdrawn' as const,
      ...stopped(calendar, ticket, now),
    }
    const data = { by: 'staff', reason }
    const changed = await change(
      tx,
      ticket,
      { set, kind: 'withdrawn', data, staffId: actor.id },
      now,
    )
    await dropReferral(tx, ticketId, now)
    const why = { cause: 'withdrawn', staffId: actor.id }
    await tell(tx, changed, why, (language) => withdrawn(language, ticket.code, reason), now)
    return changed
  })
}

/** Opens an ended ticket again with a new term, and tells the person. */
export async function reopen(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: { reason: string },
  now: Date,
): Promise<Ticket> {
  const reason = input.reason.trim()
  if (reason === '') throw new Refusal('tickets:refusal.no-reason')
  const office = await loadOffice(db)
  const states = ['answered', 'recommended', 'referred', 'withdrawn'] as const
  const on = { actor, deed: 'ticket.reopen', ticketId, version, states } as const
  return transition(db, on, async (tx, ticket) => {
    const what = { data: { by: 'staff', reason }, staffId: actor.id }
    const changed = await reopenNow(tx, ticket, office, what, now)
    const unit = await unitOf(tx, changed)
    const why = { cause: 'reopened', staffId: actor.id }
    await tell(tx, changed, why, (language) => reopened(language, changed, unit.name), now)
    return changed
  })
}

/** A note for colleagues; the person never sees it and nobody's page is outdated by it. */
export async function note(
  db: Db,
  actor: Actor,
  ticketId: number,
  version: number,
  input: { text: string },
  now: Date,
): Promise<Ticket> {
  const text = input.text.trim()
  if (text === '') throw new Refusal('tickets:refusal.empty-note')
  const on = { actor, deed: 'ticket.note', ticketId, version, states: ticketStates } as const
  return transition(db, { ...on, anyVersion: true }, async (tx, ticket) => {
    const set = { searchText: withMoreText(text) }
    const what = { set, kind: 'note', data: { text }, staffId: actor.id, quiet: true }
    const changed = await change(tx, ticket, what, now)
    await dropDrafts(tx, ticketId, actor.id, ['note'])
    return changed
  })
}

/** An ended ticket has been seen to: acknowledged and classified. */
function ended(ticket: Ticket, now: Date) {
  return {
    acknowledgedAt: ticket.acknowledgedAt ?? now,
    classifiedAt: ticket.classifiedAt ?? now,
  }
}
