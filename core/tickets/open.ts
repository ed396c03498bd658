import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import type { ChannelName } from '#core/channel.ts'
import { announce } from '#core/desk-news.ts'
import type { Office } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { businesses } from '#db/schema/people.ts'
import { files, ticketCounters, tickets } from '#db/schema/tickets.ts'
import { firstDeadlines } from './deadlines.ts'
import { searchTextOf } from './search.ts'
import { type Ticket, ticketColumns } from './ticket.ts'
import { record } from './transition.ts'

/** A question as somebody sent it. */
export interface NewTicket {
  personId: number
  conversationId: number
  channel: ChannelName
  question: string
  /** the field the person chose, if they chose one */
  fieldId?: number
  commune?: string
  businessId?: number
  /** what triage thinks of it, and how sure it is (0-1) */
  suggestion?: unknown
  sure?: number
  fileIds?: number[]
}

/** What is longer is kept whole as a file and shown cut. */
const longestShown = 10_000

/**
 * Opens a ticket in the caller's transaction: its code is the next of the year in Việt Nam, and a rolled-back
 * transaction gives the number back. Deadlines follow the office's terms. Tells nobody: `opened` has the words.
 */
export async function openTicket(
  tx: Db,
  input: NewTicket,
  office: Pick<Office, 'terms' | 'calendar'>,
  now: Date,
): Promise<Ticket> {
  const code = await nextCode(tx, now)
  const business = await businessOf(tx, input.businessId)
  const characters = Array.from(input.question)
  const long = characters.length > longestShown
  const [ticket] = await tx
    .insert(tickets)
    .values({
      code,
      personId: input.personId,
      conversationId: input.conversationId,
      channel: input.channel,
      question: long ? `${characters.slice(0, longestShown).join('')}…` : input.question,
      askedFieldId: input.fieldId ?? null,
      commune: input.commune ?? null,
      businessId: input.businessId ?? null,
      suggestion: input.suggestion ?? null,
      sure: input.sure ?? 0,
      openedAt: now,
      updatedAt: now,
      unreadSince: now,
      ...firstDeadlines(office.calendar, office.terms, now),
      searchText: searchTextOf({ code, question: input.question, ...business }),
    })
    .returning(ticketColumns)
  if (!ticket) throw new Error('a ticket was not written')
  if (long) await keepWhole(tx, ticket, input.question, now)
  await attach(tx, ticket.id, input)
  await record(tx, ticket.id, { kind: 'opened', data: { channel: input.channel } }, now)
  await announce(tx, { kind: 'ticket', id: ticket.id, unitId: null })
  return ticket
}

async function nextCode(tx: Db, now: Date): Promise<string> {
  const year = Number(dayOf(now).slice(0, 4))
  const [counter] = await tx
    .insert(ticketCounters)
    .values({ year, last: 1 })
    .onConflictDoUpdate({
      target: ticketCounters.year,
      set: { last: sql`${ticketCounters.last} + 1` },
    })
    .returning({ last: ticketCounters.last })
  if (!counter) throw new Error('the ticket counter did not move')
  return `HL-${year}-${String(counter.last).padStart(6, '0')}`
}

async function businessOf(tx: Db, id: number | undefined) {
  if (id === undefined) return {}
  const [business] = await tx
    .select({ business: businesses.name, taxCode: businesses.taxCode })
    .from(businesses)
    .where(eq(businesses.id, id))
  return business ?? {}
}

/** The whole text as a file of the ticket; the job that fetches files stores it like any other. */
async function keepWhole(tx: Db, ticket: Ticket, text: string, now: Date): Promise<void> {
  await tx.insert(files).values({
    conversationId: ticket.conversationId,
    ticketId: ticket.id,
    name: `${ticket.code}.txt`,
    source: { text },
    state: 'fetching',
    nextAt: now,
    createdAt: now,
  })
}

async function attach(tx: Db, ticketId: number, input: NewTicket): Promise<void> {
  const { conversationId, fileIds = [] } = input
  if (fileIds.length === 0) return
  await tx
    .update(files)
    .set({ ticketId })
    .where(
      and(
        inArray(files.id, fileIds),
        eq(files.conversationId, conversationId),
        isNull(files.ticketId),
      ),
    )
}
