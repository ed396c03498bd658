import { eq, or, type SQL, sql } from 'drizzle-orm'
import { tickets } from '#db/schema/tickets.ts'
import type { Deed } from './deeds.ts'
import { type Actor, reachOf } from './roles.ts'

/** The condition on `tickets` that keeps those on which `actor` may do `deed`: what `may` says, in SQL. */
export function visibleTickets(actor: Actor, deed: Deed = 'ticket.read'): SQL {
  const reach = reachOf(actor, deed)
  if (reach === undefined) return sql`false`
  if (reach === 'any') return sql`true`
  if (reach === 'referred') return eq(tickets.consultantId, actor.id)
  const unit = actor.unitId
  const conditions = [
    eq(tickets.assigneeId, actor.id),
    ...(unit === undefined ? [] : [eq(tickets.leadUnitId, unit)]),
    ...(unit === undefined || reach !== 'unit'
      ? []
      : [sql`${tickets.cooperatingUnitIds} @> ${JSON.stringify([unit])}::jsonb`]),
  ]
  return or(...conditions) ?? sql`false`
}
