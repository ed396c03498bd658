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

const candidates = 300
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
  const near = nearest(db, actor, { ticket, fieldId, query })
  return db
    .select({
      code: near.code,
      question: near.question,
      answer: answers.body,
      basis: answers.basis,
      answeredAt: near.answeredAt,
    })
    .from(near)
    .innerJoin(answers, eq(answers.id, near.answerId))
    .where(sql`${near.rank} >= ${leastRank}`)
    .orderBy(desc(near.rank), desc(near.id))
    .limit(shown)
}

function nearest(db: Db, actor: Actor, to: { ticket: Ticket; fieldId: number; query: string }) {
  const answered = and(
    eq(tickets.fieldId, to.fieldId),
    eq(tickets.state, 'answered'),
    ne(tickets.id, to.ticket.id),
    visibleTickets(actor),
  )
  const rank: SQL<number> = sql`ts_rank(${tickets.search}, ${to.query}::tsquery)`
  return db
    .select({
      id: tickets.id,
      code: tickets.code,
      question: sql<string>`left(${tickets.question}, 300)`.as('question'),
      answeredAt: tickets.answeredAt,
      rank: rank.as('rank'),
      answerId: latestSent.as('answer_id'),
    })
    .from(tickets)
    .where(answered)
    .orderBy(desc(tickets.openedAt))
    .limit(candidates)
    .as('near')
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
