import { asc, count, eq, inArray } from 'drizzle-orm'
import { lookupsIn } from '#core/assistant/lookups.ts'
import type { Outgoing } from '#core/channel.ts'
import { heldSubscription } from '#core/notices/held.ts'
import { heldDifficulties } from '#core/plan/erase.ts'
import { heldFees } from '#core/plan/erase-fees.ts'
import { heldSurveys } from '#core/surveys/erase.ts'
import { heldClasses } from '#core/training/erase.ts'
import { heldRecords } from '#core/training/held-records.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { businesses, consents, conversations, drafts, messages, people } from '#db/schema/people.ts'
import { answers, files, ratings, tickets } from '#db/schema/tickets.ts'
import { mergedInto } from './twins.ts'

export type Held = Awaited<ReturnType<typeof heldOf>>

/** What is held of a person, without what was said in their chats. */
export async function heldOf(db: Db, personId: number) {
  const [person] = await db
    .select({
      name: people.name,
      phone: people.phone,
      commune: people.commune,
      since: people.createdAt,
      noticesStoppedAt: people.noticesStoppedAt,
      businessId: people.businessId,
    })
    .from(people)
    .where(eq(people.id, personId))
  if (!person) throw new Error(`no person ${personId}`)
  const { businessId, ...own } = person
  const merged = await mergedInto(db, personId)
  const before = await rowsBefore(db, merged)
  const chats = await chatsOf(db, personId)
  const chatIds = chats.map((chat) => chat.id)
  const asked = await ticketsHeld(db, personId)
  return {
    person: own,
    /** what the records that were merged into this one had said */
    before,
    business: businessId === null ? undefined : await businessOf(db, businessId),
    chats,
    consents: await consentsOf(db, personId),
    subscription: await heldSubscription(db, personId),
    tickets: asked,
    classes: await heldClasses(db, personId),
    records: await heldRecords(db, personId),
    support: await heldFees(db, personId),
    difficulties: await heldDifficulties(db, [personId, ...merged]),
    surveys: await heldSurveys(
      db,
      personId,
      merged,
      asked.map(({ id }) => id),
    ),
    messages: await counted(db, messages, chatIds),
    files: await counted(db, files, chatIds),
  }
}

async function rowsBefore(db: Db, ids: number[]) {
  if (ids.length === 0) return []
  return db
    .select({
      name: people.name,
      phone: people.phone,
      commune: people.commune,
      since: people.createdAt,
      business: businesses.name,
      taxCode: businesses.taxCode,
    })
    .from(people)
    .leftJoin(businesses, eq(businesses.id, people.businessId))
    .where(inArray(people.id, ids))
    .orderBy(asc(people.id))
}

function chatsOf(db: Db, personId: number) {
  return db
    .select({
      id: conversations.id,
      channel: conversations.channel,
      address: conversations.address,
      language: conversations.language,
      since: conversations.createdAt,
      lastHeardAt: conversations.lastHeardAt,
    })
    .from(conversations)
    .where(eq(conversations.personId, personId))
    .orderBy(asc(conversations.id))
}

async function businessOf(db: Db, id: number) {
  const [business] = await db
    .select({
      name: businesses.name,
      taxCode: businesses.taxCode,
      size: businesses.size,
      sector: businesses.sector,
      commune: businesses.commune,
    })
    .from(businesses)
    .where(eq(businesses.id, id))
  return business
}

function consentsOf(db: Db, personId: number) {
  return db
    .select({
      textVersion: consents.textVersion,
      language: consents.language,
      channel: consents.channel,
      how: consents.how,
      givenAt: consents.givenAt,
      withdrawnAt: consents.withdrawnAt,
    })
    .from(consents)
    .where(eq(consents.personId, personId))
    .orderBy(asc(consents.id))
}

function ticketsHeld(db: Db, personId: number) {
  return db
    .select({
      id: tickets.id,
      code: tickets.code,
      state: tickets.state,
      channel: tickets.channel,
      question: tickets.question,
      commune: tickets.commune,
      openedAt: tickets.openedAt,
      answeredAt: tickets.answeredAt,
      closedAt: tickets.closedAt,
      satisfaction: tickets.satisfaction,
    })
    .from(tickets)
    .where(eq(tickets.personId, personId))
    .orderBy(asc(tickets.id))
}

async function counted(
  db: Db,
  table: typeof messages | typeof files,
  chatIds: number[],
): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(table)
    .where(inArray(table.conversationId, chatIds))
  return row?.n ?? 0
}

export type Spoken = Awaited<ReturnType<typeof spokenIn>>

/** Everything said in a person's chats, both ways, with files, answers, ratings and half-written questions. */
export async function spokenIn(db: Db, chatIds: number[], ticketIds: number[]) {
  const said = await db
    .select({ body: deliveries.body, cause: deliveries.cause, at: deliveries.createdAt })
    .from(deliveries)
    .where(inArray(deliveries.conversationId, chatIds))
    .orderBy(asc(deliveries.id))
  return {
    heard: await db
      .select({ text: messages.text, kind: messages.kind, at: messages.at })
      .from(messages)
      .where(inArray(messages.conversationId, chatIds))
      .orderBy(asc(messages.id)),
    said: said.map(({ body, ...rest }) => ({ ...rest, text: (body as Outgoing).text })),
    files: await db
      .select({
        name: files.name,
        type: files.type,
        size: files.size,
        sha256: files.sha256,
        state: files.state,
        at: files.createdAt,
      })
      .from(files)
      .where(inArray(files.conversationId, chatIds))
      .orderBy(asc(files.id)),
    answers: await db
      .select({
        ticketId: answers.ticketId,
        body: answers.body,
        basis: answers.basis,
        state: answers.state,
        at: answers.sentAt,
      })
      .from(answers)
      .where(inArray(answers.ticketId, ticketIds))
      .orderBy(asc(answers.id)),
    ratings: await db
      .select({
        ticketId: ratings.ticketId,
        score: ratings.score,
        comment: ratings.comment,
        at: ratings.ratedAt,
      })
      .from(ratings)
      .where(inArray(ratings.ticketId, ticketIds))
      .orderBy(asc(ratings.id)),
    lookups: await lookupsIn(db, chatIds),
    drafts: await db
      .select({ answers: drafts.answers, at: drafts.keptAt })
      .from(drafts)
      .where(inArray(drafts.conversationId, chatIds)),
  }
}
