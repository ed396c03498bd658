import { and, desc, eq, ne, type SQL, sql } from 'drizzle-orm'
import type { Actor } from '#core/staff/roles.ts'
import { visibleTickets } from '#core/staff/visible.ts'
import { words } from '#core/words.ts'
import type { Db } from '#db/client.ts'
import { answers, tickets } from '#db/schema/tickets.ts'
import type { Ticket } from './ticket.ts'

/** A question of the same field that was answered before, with its answer. */
export interface Similar {
  code: string
  question: string
  answer: string
  basis: string
  answeredAt: Date | null
}

const candidates = 200
const shown = 4
const mostWords = 40
/** Below this rank two questions share only the words that every question has. */
const leastRank = 0.02

/**
 * Answered tickets that `actor` may read and whose words meet those of `ticket`, the nearest first. Only the newest
 * of the same field are compared, so that the time does not grow with the archive.
 */
export async function similarAnswered(db: Db, actor: Actor, ticket: Ticket): Promise<Similar[]> {
  const fieldId = ticket.fieldId ?? suggestedField(ticket)
  const query = anyWordOf(ticket.question)
  if (fieldId === undefined || query === undefined) return []
  const newest = db
    .select({
      id: tickets.id,
      rank: sql<number>`ts_rank(${tickets.search}, asked.query)`.as('rank'),
    })
    .from(tickets)
    // Read once: a cast beside the rank would parse the words anew for every ticket.
    .crossJoin(sql`(select ${query}::tsquery as query offset 0) as asked`)
    .where(
      and(
        eq(tickets.fieldId, fieldId),
        eq(tickets.state, 'answered'),
        ne(tickets.id, ticket.id),
        visibleTickets(actor),
      ),
    )
    .orderBy(desc(tickets.openedAt))
    .limit(candidates)
    .as('newest')
  const near = db
    .select()
    .from(newest)
    .where(sql`${newest.rank} >= ${leastRank}::real`)
    .orderBy(desc(newest.rank), desc(newest.id))
    .limit(shown)
    .as('near')
  return db
    .select({
      code: tickets.code,
      question: sql<string>`left(${tickets.question}, 300)`,
      answer: answers.body,
      basis: answers.basis,
      answeredAt: tickets.answeredAt,
    })
    .from(near)
    .innerJoin(tickets, eq(tickets.id, near.id))
    .innerJoin(answers, eq(answers.id, latestSent))
    .orderBy(desc(near.rank), desc(near.id))
}

const latestSent: SQL<number> = sql`(select max(a.id) from ${answers} a
  where a.ticket_id = ${tickets.id} and a.state = 'sent')`

function suggestedField({ suggestion }: Ticket): number | undefined {
  return (suggestion as { fieldId?: number } | null)?.fieldId
}

/** Words of two letters and fewer are particles; they would find everything. */
function anyWordOf(question: string): string | undefined {
  const all = words(question).map((word) => word.plain)
  const telling = [...new Set(all.filter((word) => word.length > 2))].slice(0, mostWords)
  return telling.length === 0 ? undefined : telling.map((word) => `'${word}'`).join(' | ')
}
