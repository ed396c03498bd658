import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import type { ChannelName } from '#core/channel.ts'
import { announce, announcing, newsText } from '#core/desk-news.ts'
import type { Office } from '#core/office.ts'
import { type Db, lastly } from '#db/client.ts'
import { once } from '#db/once.ts'
import { ticketCounters } from '#db/schema/counters.ts'
import { businesses } from '#db/schema/people.ts'
import { files, ticketEvents, tickets } from '#db/schema/tickets.ts'
import { firstDeadlines } from './deadlines.ts'
import { searchTextToCome, wordsOf } from './search.ts'
import type { TypedSource } from './sources.ts'
import { type Ticket, ticketColumns } from './ticket.ts'
import { record } from './transition.ts'

/** A question as somebody sent it. */
export interface NewTicket {
  personId: number
  /** absent: it was typed in by staff, and there is no chat to answer in */
  conversationId?: number
  channel: ChannelName | TypedSource
  /** who of the staff typed it in */
  staffId?: string
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
  const [numbered] = await standing.run(tx, { businessId: input.businessId })
  if (!numbered) throw new Error('there is no next ticket')
  const ready = await prepare(tx, numbered, input, office, now)
  const [ticket] = await insertion.run(tx, ready.values)
  if (!ticket) throw new Error('a ticket was not written')
  if (ready.long) await wholeText(tx, ticket.id, input, now)
  await record(tx, ticket.id, openedWith(input), now)
  await announce(tx, { kind: 'ticket', id: ticket.id, unitId: null })
  return ticket
}

/**
 * As `openTicket`, but the ticket is written together with the transaction's commit. Everybody who opens a ticket
 * waits for the counter of the year: so it is held for one flight, not while we think. The code is `codeToCome`,
 * and whoever tells it lets the database put it in. `numbered` has its id (`nextTicket`) and its business's names.
 */
export async function openTicketLast(
  tx: Db,
  numbered: Numbered,
  input: NewTicket,
  office: Standing,
  now: Date,
): Promise<Pick<Ticket, 'id' | 'code' | 'dueAt' | 'termDays'>> {
  const ready = await prepare(tx, numbered, input, office, now)
  const { id, dueAt, termDays } = ready.values
  const news = newsText({ kind: 'ticket', id, unitId: null })
  opening.last(tx, { ...ready.values, ...openedWith(input), news })
  if (ready.long) lastly(tx, wholeText(tx, id, input, now))
  return { id, code: codeToCome, dueAt, termDays }
}

function openedWith({ channel, staffId }: NewTicket) {
  const typed = staffId !== undefined && { by: 'staff' }
  return { kind: 'opened', data: { channel, ...typed }, ...(staffId && { staffId }) }
}

/** All that can be done before the number is known. */
async function prepare(
  tx: Db,
  { id, business, taxCode }: Numbered,
  input: NewTicket,
  office: Standing,
  now: Date,
) {
  await attach(tx, id, input)
  const characters = Array.from(input.question)
  const long = characters.length > longestShown
  const year = Number(dayOf(now).slice(0, 4))
  const values = {
    ...input,
    ...{ id, now, year, prefix: `HL-${year}-` },
    question: long ? `${characters.slice(0, longestShown).join('')}…` : input.question,
    sure: input.sure ?? 0,
    words: wordsOf({ business, taxCode, question: input.question }),
    ...firstDeadlines(office.calendar, office.terms, now),
  }
  return { values, long }
}

/** A ticket's id, and the names of the business it is found by. */
interface Numbered {
  id: number
  business: string | null
  taxCode: string | null
}

export const nextId = sql<number>`nextval(pg_get_serial_sequence('tickets', 'id'))`.mapWith(Number)

const standing = once((db) =>
  db
    .select({
      id: nextId,
      business: businesses.name,
      taxCode: businesses.taxCode,
    })
    .from(sql`(select 1) one`)
    .leftJoin(businesses, eq(businesses.id, sql.placeholder('businessId'))),
)

/** Moves the counter and writes the ticket with its code in one statement. */
const insertion = once((db) => {
  const { counter, ticket } = insertionOn(db)
  return db
    .with(counter)
    .insert(tickets)
    .overridingSystemValue()
    .values(ticket)
    .returning(ticketColumns)
})

/** The same, its history's first line and the news of it: one statement, for what travels with the commit. */
const opening = once((db) => {
  const { counter, ticket } = insertionOn(db)
  const written = db
    .$with('written')
    .as(db.insert(tickets).overridingSystemValue().values(ticket).returning({ id: tickets.id }))
  const line = db
    .$with('line')
    .as(db.insert(ticketEvents).values(openingLine()).returning({ id: ticketEvents.id }))
  return db
    .with(counter, written, line)
    .select({ told: announcing(sql.placeholder('news')) })
    .from(sql`(select 1) one`)
})

function openingLine() {
  const given = sql.placeholder
  return { ticketId: given('id'), at: given('now'), kind: given('kind'), data: given('data') }
}

function insertionOn(db: Db) {
  const given = sql.placeholder
  const counter = db.$with('counter').as(
    db
      .insert(ticketCounters)
      .values({ year: given('year'), last: 1 })
      .onConflictDoUpdate({
        target: ticketCounters.year,
        set: { last: sql`${ticketCounters.last} + 1` },
      })
      .returning({ last: ticketCounters.last }),
  )
  const last = sql`(select last from counter)`
  const written = sql`lpad(${last}::text, greatest(6, length(${last}::text)), '0')`
  return {
    counter,
    ticket: {
      id: given('id'),
      code: sql`${given('prefix')}::text || ${written}`,
      personId: given('personId'),
      conversationId: given('conversationId'),
      channel: given('channel'),
      question: given('question'),
      askedFieldId: given('fieldId'),
      commune: given('commune'),
      businessId: given('businessId'),
      suggestion: given('suggestion'),
      sure: given('sure'),
      ...{ openedAt: given('now'), updatedAt: given('now'), unreadSince: given('now') },
      acknowledgeBy: given('acknowledgeBy'),
      classifyBy: given('classifyBy'),
      termDays: given('termDays'),
      dueAt: given('dueAt'),
      searchText: searchTextToCome(given('year'), { last, written, words: given('words') }),
    },
  }
}

/** The whole text as a file of the ticket; the job that fetches files stores it like any other. */
function wholeText(tx: Db, ticketId: number, input: NewTicket, now: Date) {
  const code = sql`(select ${tickets.code} from ${tickets} where ${tickets.id} = ${ticketId})`
  return tx.insert(files).values({
    conversationId: input.conversationId ?? null,
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
  if (fileIds.length === 0 || conversationId === undefined) return
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
