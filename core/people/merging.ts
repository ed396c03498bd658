import { and, asc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { mergeNotices } from '#core/notices/one-person.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import { type MovedSurveys, mergeSurveys } from '#core/surveys/erase.ts'
import { isOpenSql } from '#core/tickets/ticket.ts'
import { mergeSignups } from '#core/training/erase.ts'
import type { Db } from '#db/client.ts'
import { personMerges } from '#db/schema/channels.ts'
import { consents, conversations, people } from '#db/schema/people.ts'
import { ticketEvents, tickets } from '#db/schema/tickets.ts'
import { lastChatOf } from './twins.ts'

const factNames = ['name', 'phone', 'commune', 'businessId', 'noticesStoppedAt'] as const

/** What a merge moved, by ids: enough to bring exactly that back. */
export interface Moved {
  conversations: number[]
  tickets: number[]
  consents: number[]
  /** facts the kept person had none of, and took from the other */
  facts: (typeof factNames)[number][]
  /** open tickets that had no chat and got one by the merge */
  chats: number[]
  /** what the other had subscribed to, when the kept person had nothing */
  subscriptions?: number[]
  /** seats in classes */
  signups?: number[]
  surveys?: MovedSurveys
}

/** Who does it; null is the person, with a code sent to their other chat. `patient` waits for whoever is being heard. */
export interface Doer {
  staffId: string | null
  ip?: string | undefined
  patient: boolean
}

/**
 * Makes two people one, in the caller's transaction: chats, tickets and consents of the younger row go to the older, which
 * also takes the facts it has none of; the younger keeps its own, for the way back. Their chats are locked before their
 * tickets, as by everybody who speaks. Refusal when one of them is erased or merged, or, without patience, is being heard.
 */
export async function mergePeople(
  tx: Db,
  pair: [number, number],
  doer: Doer,
  now: Date,
): Promise<{ id: number; keptId: number; mergedId: number; moved: Moved }> {
  const [keptId, mergedId] = pair[0] < pair[1] ? pair : [pair[1], pair[0]]
  if (keptId === mergedId) throw new Refusal('people:refusal.merge-itself')
  await lockChatsOf(tx, [keptId, mergedId], doer.patient)
  const { kept, merged } = await lockPeople(tx, keptId, mergedId)
  if (kept.erasedAt || merged.erasedAt) throw new Refusal('people:refusal.merge-erased')
  if (await standsMerged(tx, [keptId, mergedId])) throw new Refusal('people:refusal.merge-again')
  const moved = await moveAll(tx, kept, merged, now)
  const [row] = await tx
    .insert(personMerges)
    .values({ keptId, mergedId, moved: { ...moved }, staffId: doer.staffId, at: now })
    .returning({ id: personMerges.id })
  if (!row) throw new Error('a merge was not written')
  await noteMove(
    tx,
    { id: row.id, doer, deed: 'merged', personId: keptId, other: mergedId },
    moved.tickets,
    now,
  )
  return { id: row.id, keptId, mergedId, moved }
}

type Person = typeof people.$inferSelect

/** Everything of the merged person goes to the kept one; gives what that was. */
async function moveAll(tx: Db, kept: Person, merged: Person, now: Date): Promise<Moved> {
  const to = { personId: kept.id }
  await lockTicketsWhere(tx, inArray(tickets.personId, [kept.id, merged.id]))
  const chats = await tx
    .update(conversations)
    .set(to)
    .where(eq(conversations.personId, merged.id))
    .returning({ id: conversations.id })
  const theirs = await tx
    .update(tickets)
    .set(to)
    .where(eq(tickets.personId, merged.id))
    .returning({ id: tickets.id })
  const agreed = await tx
    .update(consents)
    .set(to)
    .where(eq(consents.personId, merged.id))
    .returning({ id: consents.id })
  const facts = factNames.filter((name) => kept[name] === null && merged[name] !== null)
  if (facts.length > 0) {
    const taken = Object.fromEntries(facts.map((name) => [name, merged[name]]))
    await tx.update(people).set(taken).where(eq(people.id, kept.id))
  }
  return {
    conversations: chats.map(({ id }) => id),
    tickets: theirs.map(({ id }) => id),
    consents: agreed.map(({ id }) => id),
    facts,
    chats: await giveChats(tx, kept.id),
    subscriptions: await mergeNotices(tx, kept.id, merged.id),
    signups: await mergeSignups(tx, kept.id, merged.id, now),
    surveys: await mergeSurveys(tx, kept.id, merged.id),
  }
}

/** An open question that staff typed in is answered in the chat the person now has. */
async function giveChats(tx: Db, personId: number): Promise<number[]> {
  const conversationId = await lastChatOf(tx, personId)
  if (conversationId === undefined) return []
  const given = await tx
    .update(tickets)
    .set({ conversationId })
    .where(and(eq(tickets.personId, personId), isNull(tickets.conversationId), isOpenSql))
    .returning({ id: tickets.id })
  return given.map(({ id }) => id)
}

/**
 * The chats of people, locked in the order of their ids. Whoever holds a chat already may not wait for another: two who
 * do would wait for each other.
 */
export async function lockChatsOf(tx: Db, personIds: number[], patient: boolean): Promise<void> {
  const theirs = inArray(conversations.personId, personIds)
  const locked = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(theirs)
    .orderBy(asc(conversations.id))
    .for('no key update', patient ? {} : { skipLocked: true })
  if (patient) return
  const [all] = await tx.select({ n: sql<number>`count(*)::int` }).from(conversations).where(theirs)
  if (locked.length !== all?.n) throw new Refusal('people:refusal.being-heard')
}

/** Whoever types in a question for one of them waits, and sees them merged or not. */
export async function lockPeople(
  tx: Db,
  keptId: number,
  mergedId: number,
): Promise<{ kept: Person; merged: Person }> {
  const rows = await tx
    .select()
    .from(people)
    .where(inArray(people.id, [keptId, mergedId]))
    .orderBy(asc(people.id))
    .for('update')
  const kept = rows.find(({ id }) => id === keptId)
  const merged = rows.find(({ id }) => id === mergedId)
  if (!kept || !merged) throw new Refusal('people:refusal.merge-gone')
  return { kept, merged }
}

export async function lockTicketsWhere(tx: Db, condition: SQL): Promise<void> {
  await tx
    .select({ id: tickets.id })
    .from(tickets)
    .where(condition)
    .orderBy(asc(tickets.id))
    .for('update')
}

/** Whether one of these was merged into somebody and still is. */
export async function standsMerged(db: Db, personIds: number[]): Promise<boolean> {
  const rows = await db
    .select({ id: personMerges.id })
    .from(personMerges)
    .where(and(inArray(personMerges.mergedId, personIds), isNull(personMerges.undoneAt)))
    .limit(1)
  return rows.length > 0
}

interface Move {
  id: number
  deed: 'merged' | 'parted'
  doer: Doer
  personId: number
  other: number
}

/** Each ticket that changed hands says so in its history; the audit log names both people by number. */
export async function noteMove(tx: Db, move: Move, ticketIds: number[], at: Date): Promise<void> {
  const { id, deed, doer, personId, other } = move
  const { staffId } = doer
  const data = { merge: id, ...(staffId === null && { by: 'person' }) }
  const lines = ticketIds.map((ticketId) => {
    return { ticketId, at, staffId, kind: `person-${deed}`, data }
  })
  if (lines.length > 0) await tx.insert(ticketEvents).values(lines)
  const subject = { subject: 'person', subjectId: personId }
  const by = { staffId: staffId ?? undefined, ip: doer.ip }
  const detail = { other, merge: id, ...(staffId === null && { byPerson: true }) }
  await audit(tx, { at, ...by, action: `people.${deed}`, ...subject, detail })
}
