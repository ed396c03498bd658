import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import type { ChannelName } from '#core/channel.ts'
import { announce, announceLast } from '#core/desk-news.ts'
import type { Office } from '#core/office.ts'
import { type Db, lastly } from '#db/client.ts'
import { businesses } from '#db/schema/people.ts'
import { files, ticketCounters, tickets } from '#db/schema/tickets.ts'
import { firstDeadlines } from './deadlines.ts'
import { searchTextToCome } from './search.ts'
import { type Ticket, ticketColumns } from './ticket.ts'
import { record, recording } from './transition.ts'

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

/** Stands for the code where it is not known yet: a letter that nobody can type. */
export const codeToCome = '\uE000'

type Standing = Pick<Office, 'terms' | 'calendar'>

/**
 * Opens a ticket in the caller's transaction: its code is the next of the year in Việt Nam, and a rolled-back
 * transaction gives the number back. Deadlines follow the office's terms. Tells nobody: `opened` has the words.
 */
export async function openTicket(
  tx: Db,
  input: NewTicket,
  office: Standing,
  now: Date,
): Promise<Ticket> {
  const ready = await prepare(tx, input, office, now)
  const [ticket] = await insertion(tx, ready, now)
  if (!ticket) throw new Error('a ticket was not written')
  if (ready.long) await wholeText(tx, ticket.id, input, now)
  await record(tx, ticket.id, openedWith(input), now)
  await announce(tx, { kind: 'ticket', id: ticket.id, unitId: null })
  return ticket
}

/**
 * As `openTicket`, but the ticket is written together with the transaction's commit. Everybody who opens a ticket
 * waits for the counter of the year: so it is held for one flight, not while we think. The code is `codeToCome`,
 * and whoever tells it lets the database put it in.
 */
export async function openTicketLast(
  tx: Db,
  input: NewTicket,
  office: Standing,
  now: Date,
): Promise<Pick<Ticket, 'id' | 'code' | 'dueAt' | 'termDays'>> {
  const ready = await prepare(tx, input, office, now)
  const { id, dueAt, termDays } = ready.values
  lastly(tx, insertion(tx, ready, now))
  if (ready.long) lastly(tx, wholeText(tx, id, input, now))
  lastly(tx, recording(tx, id, openedWith(input), now))
  announceLast(tx, { kind: 'ticket', id, unitId: null })
  return { id, code: codeToCome, dueAt, termDays }
}

const openedWith = ({ channel }: NewTicket) => ({ kind: 'opened', data: { channel } })

/** All that can be done before the number is known. */
async function prepare(tx: Db, input: NewTicket, office: Standing, now: Date) {
  const [[next], business] = await Promise.all([
    tx.execute<{ id: number }>(sql`select nextval(pg_get_serial_sequence('tickets', 'id')) as id`),
    businessOf(tx, input.businessId),
  ])
  if (!next) throw new Error('there is no next ticket')
  await attach(tx, next.id, input)
  const characters = Array.from(input.question)
  const long = characters.length > longestShown
  const values = {
    id: next.id,
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
  }
  return { values, long, findable: { ...business, question: input.question } }
}

/** Moves the counter and writes the ticket with its code in one statement. */
function insertion(tx: Db, { values, findable }: Awaited<ReturnType<typeof prepare>>, now: Date) {
  const year = Number(dayOf(now).slice(0, 4))
  const counter = tx.$with('counter').as(
    tx
      .insert(ticketCounters)
      .values({ year, last: 1 })
      .onConflictDoUpdate({
        target: ticketCounters.year,
        set: { last: sql`${ticketCounters.last} + 1` },
      })
      .returning({ last: ticketCounters.last }),
  )
  const last = sql`(select last from counter)`
  const written = sql`lpad(${last}::text, greatest(6, length(${last}::text)), '0')`
  return tx
    .with(counter)
    .insert(tickets)
    .overridingSystemValue()
    .values({
      ...values,
      code: sql`${`HL-${year}-`} || ${written}`,
      searchText: searchTextToCome(findable, year, last, written),
    })
    .returning(ticketColumns)
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
function wholeText(tx: Db, ticketId: number, input: NewTicket, now: Date) {
  const code = sql`(select ${tickets.code} from ${tickets} where ${tickets.id} = ${ticketId})`
  return tx.insert(files).values({
    conversationId: input.conversationId,
    ticketId,
    name: sql`${code} || '.txt'`,
    source: { text: input.question },
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
