import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { ChannelName } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { type Language, say } from '#core/language.ts'
import { erasePublications } from '#core/law/published/erasing.ts'
import { eraseDifficulties } from '#core/plan/erase.ts'
import { eraseFees } from '#core/plan/erase-fees.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import { eraseSurveys, wordsInSurveys } from '#core/surveys/erase.ts'
import { withdrawByPerson } from '#core/tickets/person.ts'
import { isOpen, type Ticket, ticketColumns } from '#core/tickets/ticket.ts'
import { eraseSignups, wordsInClasses } from '#core/training/erase.ts'
import type { Db } from '#db/client.ts'
import { noticeRecipients, subscriptions } from '#db/schema/notices.ts'
import { businesses, consents, conversations, messages, people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { eraseBusinesses } from './erase-businesses.ts'
import { type Chat, eraseChats, farewell } from './erase-chats.ts'
import { eraseTickets } from './erase-tickets.ts'
import { type Identities, identityCutter } from './identities.ts'
import { mergedInto, personNow } from './twins.ts'

/** What was taken away. The bytes of `hashes` go with `dropUnused` after the commit, or with the hourly tidying. */
export interface Erased {
  /** codes of tickets that were open */
  withdrawn: string[]
  tickets: number
  messages: number
  files: number
  hashes: string[]
}

export interface Erasing {
  /** the chat in which the person asks for it: it goes on as a stranger's, and the outcome is told there */
  standingIn?: number
  /** who of the staff does it, when the person asked on paper */
  by?: string
  /** nobody asked: data is kept no longer than this, and the person was not heard of meanwhile */
  retentionOver?: true
}

/**
 * Deletes what identifies a person, all in the caller's transaction: Law 91/2025/QH15 art. 4.1.d and 14.1.a. Open
 * tickets are withdrawn first; rows that were merged into theirs are emptied with it, so that no merge can bring them
 * back. Refusal when it has been done before, or when the row itself was merged into another.
 *
 * What stays, and why. Official answers and recommendations are records of a state body's work, which art. 14.2 with
 * 19.1.c exempts from deletion: their texts stay with every identity cut out (art. 14.6). What is de-identified is no
 * personal data any more (art. 2.1): states, fields, units, dates, scores and sizes stay, so every number of the desk
 * is the same. The question is the person's own telling and goes whole, as does everything else they wrote or that
 * was noted about them. The audit log stays, it holds ids only: the law asks for that control (art. 14.6.a). All this
 * is told before the person confirms (art. 14.5).
 */
export async function erasePerson(
  tx: Db,
  personId: number,
  now: Date,
  { standingIn, by, retentionOver }: Erasing = {},
): Promise<Erased> {
  const chats = await lockChats(tx, personId)
  const rows = await lockRows(tx, personId)
  const person = rows.find((row) => row.id === personId)
  if (!person) throw new Error(`no person ${personId}`)
  if (person.erasedAt) throw new Refusal('data:refusal.erased-already')
  if ((await personNow(tx, personId)) !== personId) throw new Refusal('data:refusal.merged')
  const own = await tx
    .select(ticketColumns)
    .from(tickets)
    .where(eq(tickets.personId, personId))
    .orderBy(asc(tickets.id))
  const withdrawn = await withdrawOpen(tx, own, now)
  const named = [...rows, ...own].map((row) => row.businessId)
  const businessIds = [...new Set(named)].filter((id) => id !== null)
  const personIds = rows.map(({ id }) => id)
  const identities = await identitiesOf(tx, rows, businessIds, chats, own)
  const cut = identityCutter(identities)
  const of = { personId, ticketIds: own.map((ticket) => ticket.id), chats, businessIds, cut }
  const others = await eraseTickets(tx, of)
  await eraseDifficulties(tx, { ...of, personIds })
  // What an officer put on the portal is the office's telling, though it has many of the person's words.
  const cutNames = identityCutter({ ...identities, texts: [] })
  await erasePublications(tx, { own: of.ticketIds, others, cut: cutNames }, now)
  for (const row of rows) if (row.id !== personId) await emptyPerson(tx, row.id, now)
  // Behind the rows that were merged: nobody else stands for their businesses.
  await eraseFees(tx, of, now)
  await eraseBusinesses(tx, of, now)
  await eraseSubscriptions(tx, rows, now)
  await eraseSignups(tx, personIds, now)
  const sent = await eraseSurveys(tx, { ...of, personIds })
  const said = await eraseChats(tx, { ...of, others, standingIn }, now)
  await emptyPerson(tx, personId, now)
  const subject = { subject: 'person', subjectId: personId }
  await audit(tx, {
    at: now,
    staffId: by,
    action: 'people.erased',
    ...subject,
    detail: { retentionOver },
  })
  const hashes = [...new Set([...said.hashes, ...sent])]
  const erased = { withdrawn, tickets: own.length, ...said, hashes }
  const here = chats.find((chat) => chat.id === standingIn)
  if (here) await sayFarewell(tx, here, erased, now)
  return erased
}

/** The person's row and those that were merged into it. */
async function lockRows(tx: Db, personId: number): Promise<(typeof people.$inferSelect)[]> {
  const ids = [personId, ...(await mergedInto(tx, personId))]
  return tx
    .select()
    .from(people)
    .where(inArray(people.id, ids))
    .orderBy(asc(people.id))
    .for('update')
}

/** In the order of their ids, like every other door that locks several. */
function lockChats(tx: Db, personId: number): Promise<Chat[]> {
  return tx
    .select()
    .from(conversations)
    .where(eq(conversations.personId, personId))
    .orderBy(asc(conversations.id))
    .for('no key update')
}

async function withdrawOpen(tx: Db, own: Ticket[], now: Date): Promise<string[]> {
  const open = own.filter(isOpen)
  for (const { personId, code } of open) await withdrawByPerson(tx, personId, code, 'vi', now)
  return open.map((ticket) => ticket.code)
}

async function identitiesOf(
  tx: Db,
  rows: (typeof people.$inferSelect)[],
  businessIds: number[],
  chats: Chat[],
  own: Ticket[],
): Promise<Identities> {
  const firms = await tx
    .select({ name: businesses.name, taxCode: businesses.taxCode })
    .from(businesses)
    .where(inArray(businesses.id, businessIds))
  const chatIds = chats.map((chat) => chat.id)
  const written = await tx
    .select({ text: messages.text })
    .from(messages)
    .where(inArray(messages.conversationId, chatIds))
  const personIds = rows.map(({ id }) => id)
  const inSurveys = await wordsInSurveys(tx, { personIds, ticketIds: own.map(({ id }) => id) })
  const inClasses = await wordsInClasses(tx, personIds)
  const names = [...rows.map(({ name }) => name), ...inClasses.names]
  const numbers = [...rows.map(({ phone }) => phone), ...firms.map((firm) => firm.taxCode)]
  return {
    names: names.filter((name) => name !== null),
    businesses: firms.map((firm) => firm.name),
    numbers: numbers.filter((number) => number !== null),
    addresses: chats.map((chat) => chat.address),
    texts: [
      ...own.map((ticket) => ticket.question),
      ...written.map((message) => message.text),
      ...inSurveys,
      ...inClasses.comments,
    ],
  }
}

/** What they wanted to hear of goes; that notices were told stays as numbers, and what waits is not told. */
async function eraseSubscriptions(tx: Db, rows: { id: number }[], now: Date): Promise<void> {
  const ids = rows.map(({ id }) => id)
  await tx
    .update(noticeRecipients)
    .set({ state: 'dropped', why: 'erased', at: now })
    .where(
      and(
        inArray(noticeRecipients.personId, ids),
        inArray(noticeRecipients.state, ['waiting', 'later', 'digest']),
      ),
    )
  await tx.delete(subscriptions).where(inArray(subscriptions.personId, ids))
}

async function emptyPerson(tx: Db, personId: number, now: Date): Promise<void> {
  const nothing = { name: null, phone: null, commune: null, businessId: null }
  await tx
    .update(people)
    .set({ ...nothing, erasedAt: now, noticesStoppedAt: now })
    .where(eq(people.id, personId))
  await tx
    .update(consents)
    .set({ withdrawnAt: now })
    .where(and(eq(consents.personId, personId), isNull(consents.withdrawnAt)))
}

async function sayFarewell(tx: Db, chat: Chat, erased: Erased, now: Date): Promise<void> {
  const text = say(chat.language as Language, 'data:erased-count', {
    tickets: erased.tickets,
    messages: erased.messages,
    files: erased.files,
  })
  const where = { conversationId: chat.id, channel: chat.channel as ChannelName }
  await deliver(tx, { ...where, cause: farewell, body: { text } }, now)
}
