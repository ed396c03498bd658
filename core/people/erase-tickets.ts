import { and, eq, inArray, isNotNull, ne, notInArray, sql } from 'drizzle-orm'
import { say } from '#core/language.ts'
import { searchTextOf, withMoreText } from '#core/tickets/search.ts'
import type { Db } from '#db/client.ts'
import { businesses, messages } from '#db/schema/people.ts'
import { recommendations } from '#db/schema/recommendations.ts'
import { answers, ratings, staffDrafts, ticketEvents, tickets } from '#db/schema/tickets.ts'
import { cutMark, inEveryString } from './identities.ts'

interface Whose {
  personId: number
  ticketIds: number[]
  chats: { id: number }[]
  cut: (text: string) => string
}

/** Empties the tickets of a person, and cuts them out of tickets of others that took theirs in; gives the ids of these. */
export async function eraseTickets(tx: Db, whose: Whose): Promise<number[]> {
  const { ticketIds, cut } = whose
  await tx
    .update(tickets)
    .set({
      question: say('vi', 'data:erased-question'),
      searchText: '',
      suggestion: null,
      commune: null,
      sourceNote: null,
      unreadSince: null,
      version: sql`${tickets.version} + 1`,
    })
    .where(eq(tickets.personId, whose.personId))
  await tx.update(ratings).set({ comment: null }).where(inArray(ratings.ticketId, ticketIds))
  await tx.delete(staffDrafts).where(inArray(staffDrafts.ticketId, ticketIds))
  await tx
    .update(answers)
    .set({ body: cutMark, basis: '' })
    .where(and(inArray(answers.ticketId, ticketIds), ne(answers.state, 'sent')))
  await tx.update(answers).set({ reason: null }).where(inArray(answers.ticketId, ticketIds))
  const events = await eventsOf(tx, ticketIds)
  for (const { id, data } of events) await setData(tx, id, data, factsOnly(data, cut))
  const others = await takenIn(tx, whose)
  await cutFromTexts(tx, [...ticketIds, ...others], cut)
  await cutFromOthers(tx, others, whose)
  return others
}

/** Tickets of other people in which this person's tickets or messages went up. */
async function takenIn(tx: Db, { personId, chats }: Whose): Promise<number[]> {
  const into = await tx
    .select({ id: tickets.mergedIntoId })
    .from(tickets)
    .where(and(eq(tickets.personId, personId), isNotNull(tickets.mergedIntoId)))
  const chatIds = chats.map((chat) => chat.id)
  const written = await tx
    .selectDistinct({ id: messages.ticketId })
    .from(messages)
    .where(and(inArray(messages.conversationId, chatIds), isNotNull(messages.ticketId)))
  const ids = [...new Set([...into, ...written].map((row) => row.id))].filter((id) => id !== null)
  const rows = await tx
    .select({ id: tickets.id })
    .from(tickets)
    .where(and(inArray(tickets.id, ids), ne(tickets.personId, personId)))
  return rows.map((row) => row.id)
}

/** The office's own records keep their words without the identities in them. */
async function cutFromTexts(tx: Db, ticketIds: number[], cut: Whose['cut']): Promise<void> {
  const said = await tx.select().from(answers).where(inArray(answers.ticketId, ticketIds))
  for (const { id, body, basis } of said) {
    const set = { body: cut(body), basis: cut(basis) }
    if (set.body === body && set.basis === basis) continue
    await tx.update(answers).set(set).where(eq(answers.id, id))
  }
  const sent = await tx
    .select()
    .from(recommendations)
    .where(inArray(recommendations.ticketId, ticketIds))
  for (const { id, content, authority, reply } of sent) {
    const set = {
      content: cut(content),
      authority: cut(authority),
      reply: reply === null ? null : cut(reply),
    }
    await tx.update(recommendations).set(set).where(eq(recommendations.id, id))
  }
}

/** A ticket of somebody else forgets what it took in from this person; the rest of it is theirs. */
async function cutFromOthers(tx: Db, others: number[], whose: Whose): Promise<void> {
  const { cut, ticketIds } = whose
  for (const { id, data } of await eventsOf(tx, others)) {
    const mine = ticketIds.includes(Number(data.fromId))
    await setData(tx, id, data, mine ? factsOnly(data, cut) : inEveryString(data, cut))
  }
  const drafts = await tx.select().from(staffDrafts).where(inArray(staffDrafts.ticketId, others))
  for (const { ticketId, staffId, kind, body } of drafts) {
    await tx
      .update(staffDrafts)
      .set({ body: cut(body) })
      .where(
        and(
          eq(staffDrafts.ticketId, ticketId),
          eq(staffDrafts.staffId, staffId),
          eq(staffDrafts.kind, kind),
        ),
      )
  }
  for (const id of others) await searchAnew(tx, id, whose)
}

/** Makes a ticket's searchable text again from what is left of it. */
async function searchAnew(tx: Db, ticketId: number, { personId, chats }: Whose): Promise<void> {
  const [ticket] = await tx
    .select({
      code: tickets.code,
      question: tickets.question,
      business: businesses.name,
      taxCode: businesses.taxCode,
    })
    .from(tickets)
    .leftJoin(businesses, eq(businesses.id, tickets.businessId))
    .where(eq(tickets.id, ticketId))
  if (!ticket) return
  const merged = await tx
    .select({ text: tickets.question })
    .from(tickets)
    .where(and(eq(tickets.mergedIntoId, ticketId), ne(tickets.personId, personId)))
  const chatIds = chats.map((chat) => chat.id)
  const added = await tx
    .select({ text: messages.text })
    .from(messages)
    .where(and(eq(messages.ticketId, ticketId), notInArray(messages.conversationId, chatIds)))
  const more = [...merged, ...added].map((row) => row.text).join(' ')
  await tx
    .update(tickets)
    .set({ searchText: searchTextOf(ticket) })
    .where(eq(tickets.id, ticketId))
  await tx
    .update(tickets)
    .set({ searchText: withMoreText(more) })
    .where(eq(tickets.id, ticketId))
}

type Data = Record<string, unknown>

function eventsOf(tx: Db, ticketIds: number[]) {
  return tx
    .select({ id: ticketEvents.id, data: ticketEvents.data })
    .from(ticketEvents)
    .where(inArray(ticketEvents.ticketId, ticketIds))
}

async function setData(tx: Db, id: number, before: Data, after: unknown): Promise<void> {
  if (JSON.stringify(before) === JSON.stringify(after)) return
  await tx
    .update(ticketEvents)
    .set({ data: after as Data })
    .where(eq(ticketEvents.id, id))
}

/** Words somebody wrote, whatever they look like. */
const written = new Set(['text', 'question', 'reason', 'comment', 'note'])
/** Names of authorities: the office's words about the office's work. */
const official = new Set(['authority', 'agency'])
/** Ids, codes, states, channels, times: nothing a person would write. */
const plainFact = /^(?!\+?[\d.\s-]{6,}$)[\w.:-]{1,64}$/

/** What a line of history says without anybody's words: who did what, when, to which unit. */
function factsOnly(data: Data, cut: Whose['cut']): Data {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, fact(key, value, cut)]),
  )
}

function fact(key: string, value: unknown, cut: Whose['cut']): unknown {
  if (typeof value === 'string') {
    if (official.has(key)) return cut(value)
    if (written.has(key) || !plainFact.test(value)) return value === '' ? value : cutMark
    return cut(value)
  }
  if (Array.isArray(value)) return value.map((each) => fact(key, each, cut))
  if (value === null || typeof value !== 'object') return value
  return factsOnly(value as Data, cut)
}
