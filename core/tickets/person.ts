import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Outgoing } from '#core/channel.ts'
import { type Language, say } from '#core/language.ts'
import { loadOffice } from '#core/office.ts'
import { dropReferral } from '#core/plan/referral-ending.ts'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { messages } from '#db/schema/people.ts'
import { files, tickets } from '#db/schema/tickets.ts'
import { running, stopped } from './clock.ts'
import { unitOf } from './parties.ts'
import { reopenable, reopenDays, reopenNow } from './reopening.ts'
import { withMoreText } from './search.ts'
import { isThanks } from './thanks.ts'
import { isOpen, lockTicket, type Ticket, ticketColumns } from './ticket.ts'
import { reopened, word } from './told.ts'
import { type Change, change } from './transition.ts'

/** What a person wrote or sent that may belong to a ticket; `messageId` when the message is stored already. */
export interface Addition {
  text: string
  messageId?: number | undefined
  fileIds?: number[]
}

/** What is replied, which ticket the message belongs to, and which one the chat is about from now on. */
export interface Told {
  out: Outgoing[]
  belongsTo?: number
  ticketId?: number | null
}

/**
 * Adds what the person wrote to their ticket. A ticket that waited for them goes on with its clock moved; an answered
 * one is reopened within 30 days, unless they only say thanks; a merged one hands over to the one that goes on;
 * an ended one takes nothing in and says how to ask anew.
 */
export async function addToTicket(
  tx: Db,
  ticketId: number,
  addition: Addition,
  language: Language,
  now: Date,
): Promise<Told> {
  const ticket = await lockTicket(tx, ticketId)
  if (!ticket) return { out: [], ticketId: null }
  const current = await goingOn(tx, ticket)
  if (!isOpen(current)) return replyToAnswer(tx, current, addition, language, now)
  await attach(tx, current.id, addition)
  const set = { unreadSince: current.unreadSince ?? now, searchText: withMoreText(addition.text) }
  const about = { belongsTo: current.id, ticketId: current.id }
  if (current.state !== 'waiting') {
    await change(tx, current, { set, kind: 'added', quiet: true }, now)
    return { ...about, out: [word(language, 'added', current)] }
  }
  const { calendar } = await loadOffice(tx)
  const state = current.leadUnitId === null ? ('received' as const) : ('routed' as const)
  const going = { ...set, state, ...running(calendar, current, now) }
  const changed = await change(tx, current, { set: going, kind: 'resumed' }, now)
  return { ...about, out: [word(language, 'resumed', changed)] }
}

/** The person asks to look at an ended ticket again. Refusal when it is not theirs. */
export async function reopenByPerson(
  tx: Db,
  personId: number,
  ticketId: number,
  language: Language,
  now: Date,
): Promise<Told> {
  const ticket = await lockTicket(tx, ticketId)
  if (ticket?.personId !== personId) throw new Refusal('tickets:refusal.not-yours')
  if (isOpen(ticket)) {
    return { ticketId: ticket.id, out: [word(language, 'open-already', ticket)] }
  }
  if (!reopenable(ticket, now)) return tooLate(ticket, language)
  return reopenFor(tx, ticket, { unreadSince: now }, language, now)
}

/** The person takes their question back. Refusal when it is not theirs or has ended. */
export async function withdrawByPerson(
  tx: Db,
  personId: number,
  code: string,
  language: Language,
  now: Date,
): Promise<Told> {
  const ticket = await lockTicket(tx, (await ofPerson(tx, personId, code)).id)
  if (!ticket || !isOpen(ticket)) throw new Refusal('tickets:refusal.ended', { code })
  const { calendar } = await loadOffice(tx)
  const set = { state: 'withdrawn' as const, unreadSince: null, ...stopped(calendar, ticket, now) }
  const changed = await change(tx, ticket, { set, kind: 'withdrawn', data: { by: 'person' } }, now)
  await dropReferral(tx, ticket.id, now)
  return { belongsTo: ticket.id, ticketId: null, out: [word(language, 'withdrawn', changed)] }
}

/** A person's ticket by its code; Refusal when there is none, or when it is somebody else's: codes can be guessed. */
export async function ofPerson(db: Db, personId: number, code: string): Promise<Ticket> {
  const [ticket] = await db
    .select(ticketColumns)
    .from(tickets)
    .where(and(eq(tickets.code, code), eq(tickets.personId, personId)))
  if (!ticket) throw new Refusal('tickets:refusal.not-yours')
  return ticket
}

/** A person's newest tickets. */
export function ticketsOfPerson(db: Db, personId: number, limit = 8): Promise<Ticket[]> {
  return db
    .select(ticketColumns)
    .from(tickets)
    .where(eq(tickets.personId, personId))
    .orderBy(desc(tickets.id))
    .limit(limit)
}

/** The list a person gets for "yêu cầu của tôi": each ticket is a button that opens its state. */
export function listForPerson(language: Language, list: Ticket[]): Outgoing {
  if (list.length === 0) return { text: say(language, 'tickets:told.none') }
  const lines = list.map(({ code, state }) =>
    say(language, 'tickets:told.line', {
      code,
      state: say(language, `tickets:for-person.${state}`),
    }),
  )
  return {
    text: [say(language, 'tickets:told.yours'), ...lines].join('\n'),
    choices: list.map(({ code }) => ({ id: `ticket:${code}`, label: code })),
  }
}

/** Whether what the person writes next would be taken in by this ticket. */
export function takesMore(ticket: Ticket, now: Date): boolean {
  return isOpen(ticket) || reopenable(ticket, now) || ticket.state === 'merged'
}

async function replyToAnswer(
  tx: Db,
  ticket: Ticket,
  addition: Addition,
  language: Language,
  now: Date,
): Promise<Told> {
  if ((addition.fileIds ?? []).length === 0 && isThanks(addition.text)) {
    await attach(tx, ticket.id, addition)
    const out = [word(language, 'thanks', ticket)]
    return { belongsTo: ticket.id, ticketId: ticket.id, out }
  }
  if (!reopenable(ticket, now)) return tooLate(ticket, language)
  await attach(tx, ticket.id, addition)
  const set = { unreadSince: now, searchText: withMoreText(addition.text) }
  return reopenFor(tx, ticket, set, language, now)
}

async function reopenFor(
  tx: Db,
  ticket: Ticket,
  set: NonNullable<Change['set']>,
  language: Language,
  now: Date,
): Promise<Told> {
  const office = await loadOffice(tx)
  const changed = await reopenNow(tx, ticket, office, { set, data: { by: 'person' } }, now)
  const unit = await unitOf(tx, changed)
  const out = [reopened(language, changed, unit.name)]
  return { belongsTo: ticket.id, ticketId: ticket.id, out }
}

function tooLate(ticket: Ticket, language: Language): Told {
  const what = ticket.state === 'withdrawn' ? 'ended' : 'too-late'
  return { ticketId: null, out: [word(language, what, ticket, reopenDays)] }
}

/** The ticket itself, or the one it was merged into. */
async function goingOn(tx: Db, ticket: Ticket): Promise<Ticket> {
  if (ticket.mergedIntoId === null) return ticket
  const into = await lockTicket(tx, ticket.mergedIntoId)
  return into ? goingOn(tx, into) : ticket
}

async function attach(tx: Db, ticketId: number, addition: Addition): Promise<void> {
  const { messageId, fileIds = [] } = addition
  if (messageId !== undefined) {
    await tx.update(messages).set({ ticketId }).where(eq(messages.id, messageId))
  }
  if (fileIds.length > 0) {
    await tx.update(files).set({ ticketId }).where(inArray(files.id, fileIds))
  }
}
