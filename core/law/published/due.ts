import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { daysAfter } from '#core/law/parse/dates.ts'
import type { Actor } from '#core/staff/roles.ts'
import { visibleTickets } from '#core/staff/visible.ts'
import type { Db } from '#db/client.ts'
import { fields, units } from '#db/schema/profile.ts'
import { publishedAnswers } from '#db/schema/published.ts'
import { tickets } from '#db/schema/tickets.ts'

/** Days within which an answer of general interest is public, from its signing on (Decree 55/2019/NĐ-CP art. 8.2). */
const term = 15
const oneDay = 86_400_000
/** What nobody has made public for half a year is no longer on the list; its own page still offers it. */
const listed = 180
const most = 50

/** An answer that was sent and is neither public nor declined. */
export interface DueToPublish {
  ticketId: number
  code: string
  question: string
  field: string | null
  unit: string | null
  sentAt: Date
  /** the publication somebody has begun */
  publicationId: number | null
  state: 'draft' | 'submitted' | 'returned' | null
  /** negative: late by so many days */
  daysLeft: number
}

/** Days left until an answer sent at `sentAt` has to be public; negative when it is late. */
export function daysToPublish(sentAt: Date, now: Date): number {
  const last = daysAfter(dayOf(sentAt), term)
  return Math.round((Date.parse(last) - Date.parse(dayOf(now))) / oneDay)
}

/**
 * The answers of general interest that `actor` may make public and nobody has, those due first; and how many there are
 * (at most counted to a hundred). A question about one business only (vụ việc) is not among them.
 */
export async function dueToPublish(
  db: Db,
  actor: Actor,
  now: Date,
): Promise<{ list: DueToPublish[]; count: number }> {
  const rows = await db
    .select({
      ticketId: tickets.id,
      code: tickets.code,
      question: sql<string>`left(${tickets.question}, 300)`,
      field: fields.name,
      unit: units.shortName,
      sentAt: sql<Date>`${tickets.answeredAt}`.mapWith(tickets.answeredAt),
      publicationId: publishedAnswers.id,
      state: sql<DueToPublish['state']>`${publishedAnswers.state}`,
    })
    .from(tickets)
    .leftJoin(publishedAnswers, eq(publishedAnswers.ticketId, tickets.id))
    .leftJoin(fields, eq(fields.id, tickets.fieldId))
    .leftJoin(units, eq(units.id, tickets.leadUnitId))
    .where(
      and(
        eq(tickets.state, 'answered'),
        gt(tickets.answeredAt, new Date(now.getTime() - listed * oneDay)),
        or(isNull(tickets.scope), eq(tickets.scope, 'general')),
        visibleTickets(actor, 'published.write'),
        or(
          isNull(publishedAnswers.id),
          inArray(publishedAnswers.state, ['draft', 'submitted', 'returned']),
        ),
      ),
    )
    .orderBy(asc(tickets.answeredAt), asc(tickets.id))
    .limit(2 * most)
  const list = rows
    .slice(0, most)
    .map((row) => ({ ...row, daysLeft: daysToPublish(row.sentAt, now) }))
  return { list, count: rows.length }
}
