import { asc, eq } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import { Conflict } from '#core/tickets/conflict.ts'
import { endUnderRecommendation } from '#core/tickets/endings.ts'
import { isOpen, ticketColumns } from '#core/tickets/ticket.ts'
import type { Db } from '#db/client.ts'
import { difficulties, recommendationSources } from '#db/schema/difficulties.ts'
import { recommendations } from '#db/schema/recommendations.ts'
import { tickets } from '#db/schema/tickets.ts'

/** The open tickets that a recommendation's difficulties come from, and that `actor` may end as recommended. */
export async function openTicketsOf(db: Db, actor: Actor, recommendationId: number) {
  const rows = await db
    .selectDistinct(ticketColumns)
    .from(recommendationSources)
    .innerJoin(difficulties, eq(difficulties.id, recommendationSources.difficultyId))
    .innerJoin(tickets, eq(tickets.id, difficulties.ticketId))
    .where(eq(recommendationSources.recommendationId, recommendationId))
    .orderBy(asc(tickets.id))
  return rows.filter((ticket) => isOpen(ticket) && may(actor, 'ticket.recommend', ticket))
}

/**
 * Ends tickets as recommended by a letter that has gone out; each person is told so, and each ticket counts once, by its
 * state. Those that somebody changed meanwhile stay as they are: their codes are given back.
 */
export async function endTickets(
  db: Db,
  actor: Actor,
  recommendationId: number,
  chosen: { ticketId: number; version: number }[],
  now: Date,
): Promise<{ ended: number; left: string[] }> {
  const [row] = await db
    .select()
    .from(recommendations)
    .where(eq(recommendations.id, recommendationId))
  if (!row) throw new Refusal('difficulties:refusal.gone')
  if (row.state === 'draft') throw new Refusal('difficulties:refusal.when-draft')
  const open = await openTicketsOf(db, actor, recommendationId)
  const left: string[] = []
  let ended = 0
  for (const { ticketId, version } of chosen) {
    const ticket = open.find(({ id }) => id === ticketId)
    if (!ticket) continue
    const { id, authority, content } = row
    try {
      const under = { recommendationId: id, authority, content }
      await endUnderRecommendation(db, actor, ticketId, version, under, now)
      ended += 1
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Conflict)) throw error
      left.push(ticket.code)
    }
  }
  return { ended, left }
}
