import { and, asc, desc, eq, gt, isNotNull, isNull, ne, or, sql } from 'drizzle-orm'
import { type Way, waysTo } from '#core/deliveries/ways.ts'
import { announce } from '#core/desk-news.ts'
import type { FileRow } from '#core/files/files.ts'
import { type Twin, twinsOf } from '#core/people/twins.ts'
import { difficultyOf } from '#core/plan/difficulty-list.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may, reachOf } from '#core/staff/roles.ts'
import { visibleTickets } from '#core/staff/visible.ts'
import type { Db } from '#db/client.ts'
import { businesses, people } from '#db/schema/people.ts'
import { recommendations } from '#db/schema/recommendations.ts'
import { auditLog } from '#db/schema/staff.ts'
import { answers, ratings, tickets } from '#db/schema/tickets.ts'
import { type DraftKind, readDrafts } from './drafts.ts'
import { findTicket } from './find.ts'
import { type Entry, history, type Names } from './history.ts'
import { isOpenSql, type Ticket } from './ticket.ts'

/** `question` is null where `actor` may know of the ticket by its code only. */
type Linked = Pick<Ticket, 'id' | 'code' | 'state' | 'openedAt'> & { question: string | null }

/** Everything the ticket page shows. Names are absent where nothing is set, contact data where it may not be seen. */
export interface TicketPage {
  ticket: Ticket
  field: Names['fields'][number] | undefined
  askedField: Names['fields'][number] | undefined
  unit: Names['units'][number] | undefined
  cooperating: Names['units']
  assignee: Names['staff'][number] | undefined
  consultant: Names['staff'][number] | undefined
  person: typeof people.$inferSelect | undefined
  business: typeof businesses.$inferSelect | undefined
  /** where an answer would go now, and what can be sent there; undefined where nobody asked in a chat */
  way: Way | undefined
  entries: Entry[]
  /** trimmed off the mail that opened it; a signature is contact data */
  openingCut: string
  files: FileRow[]
  answers: (typeof answers.$inferSelect)[]
  recommendations: (typeof recommendations.$inferSelect)[]
  /** the difficulty (khó khăn, vướng mắc) it was marked as */
  difficultyId: number | undefined
  /** the answers whose score is known */
  scored: number[]
  drafts: Partial<Record<DraftKind, string>>
  mergedInto: Linked | undefined
  mergedFrom: Linked[]
  /** other open tickets of the person or business that `actor` may read: what this one may be merged with */
  others: Linked[]
  /** who may be the same person as the one who asks, where `actor` may know of them */
  twins: Twin[]
}

/**
 * A ticket with all that belongs to it. Reading contact data goes into the audit log; who works on the ticket has read
 * it by this, so that it is unread no more, unless nobody looks (`unseen`). Refusal when `actor` may not read it.
 */
export async function ticketPage(
  db: Db,
  actor: Actor,
  id: number,
  now: Date,
  { unseen = false } = {},
): Promise<TicketPage> {
  const found = await findTicket(db, actor, id)
  const reads = !unseen && may(actor, 'ticket.take', found)
  const ticket = reads ? await markRead(db, found, now) : found
  const contactable = may(actor, 'people.contact', ticket)
  const [past, contact, [way], ofAnswers, ofRecommendations, scored, drafts, linked] =
    await Promise.all([
      history(db, actor, ticket),
      contactable ? contactOf(db, actor, ticket, now) : {},
      waysTo(db, ticket.conversationId === null ? [] : [ticket.conversationId], now),
      db.select().from(answers).where(eq(answers.ticketId, id)).orderBy(asc(answers.id)),
      db
        .select()
        .from(recommendations)
        .where(eq(recommendations.ticketId, id))
        .orderBy(asc(recommendations.id)),
      scoredAnswers(db, id),
      readDrafts(db, actor, id),
      linkedTickets(db, actor, ticket),
    ])
  const { files, names } = past
  // Who is asked from outside reads what was sent and what they wrote, no drafts of colleagues.
  const outside = reachOf(actor, 'ticket.read') === 'referred'
  const isTheirs = (one: { state: string; authorId: string }) =>
    one.state === 'sent' || one.authorId === actor.id
  const entries = contactable ? past.entries : past.entries.map(withoutCut)
  return {
    ticket: contactable ? ticket : { ...ticket, commune: null },
    field: names.fields.find((field) => field.id === ticket.fieldId),
    askedField: names.fields.find((field) => field.id === ticket.askedFieldId),
    unit: names.units.find((unit) => unit.id === ticket.leadUnitId),
    cooperating: names.units.filter((unit) => ticket.cooperatingUnitIds.includes(unit.id)),
    assignee: names.staff.find((one) => one.id === ticket.assigneeId),
    consultant: names.staff.find((one) => one.id === ticket.consultantId),
    person: undefined,
    business: undefined,
    twins: [],
    ...contact,
    way,
    entries,
    openingCut: contactable ? past.openingCut : '',
    files,
    answers: outside ? ofAnswers.filter(isTheirs) : ofAnswers,
    recommendations: ofRecommendations,
    difficultyId: await difficultyOf(db, id),
    scored,
    drafts,
    ...linked,
  }
}

function withoutCut(entry: Entry): Entry {
  return entry.kind === 'message' ? { ...entry, cut: undefined } : entry
}

async function scoredAnswers(db: Db, ticketId: number): Promise<number[]> {
  const rows = await db
    .select({ id: ratings.answerId })
    .from(ratings)
    .where(and(eq(ratings.ticketId, ticketId), isNotNull(ratings.score)))
  return rows.map(({ id }) => id)
}

/** What the person wrote has been read, and the ticket acknowledged by it. */
async function markRead(db: Db, ticket: Ticket, now: Date): Promise<Ticket> {
  if (ticket.unreadSince === null && ticket.acknowledgedAt !== null) return ticket
  const read = { unreadSince: null, acknowledgedAt: ticket.acknowledgedAt ?? now }
  const unchanged = and(eq(tickets.id, ticket.id), sameMoment(ticket.unreadSince))
  await db.transaction(async (tx) => {
    await tx.update(tickets).set(read).where(unchanged)
    await announce(tx, { kind: 'ticket', id: ticket.id, unitId: ticket.leadUnitId })
  })
  return { ...ticket, ...read }
}

function sameMoment(unreadSince: Date | null) {
  return unreadSince === null
    ? isNull(tickets.unreadSince)
    : or(isNull(tickets.unreadSince), eq(tickets.unreadSince, unreadSince))
}

async function contactOf(
  db: Db,
  actor: Actor,
  ticket: Ticket,
  now: Date,
): Promise<Pick<TicketPage, 'person' | 'business' | 'twins'>> {
  const [[person], [business], twins] = await Promise.all([
    db.select().from(people).where(eq(people.id, ticket.personId)),
    ticket.businessId === null
      ? []
      : db.select().from(businesses).where(eq(businesses.id, ticket.businessId)),
    twinsOf(db, ticket.personId),
  ])
  await noteReading(db, actor, ticket, now)
  return { person, business, twins }
}

const oneSitting = 10 * 60_000

/** Who read whose contact data is in the audit log; a page that refreshes itself is one reading. */
async function noteReading(db: Db, actor: Actor, ticket: Ticket, now: Date): Promise<void> {
  const subjectId = String(ticket.personId)
  const [before] = await db
    .select({ id: auditLog.id })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.subject, 'person'),
        eq(auditLog.subjectId, subjectId),
        eq(auditLog.staffId, actor.id),
        eq(auditLog.action, 'people.contact-read'),
        gt(auditLog.at, new Date(now.getTime() - oneSitting)),
      ),
    )
    .limit(1)
  if (before) return
  await audit(db, {
    at: now,
    staffId: actor.id,
    action: 'people.contact-read',
    subject: 'person',
    subjectId,
    detail: { ticket: ticket.code, business: ticket.businessId },
    ip: actor.ip,
  })
}

function linkedColumns(actor: Actor) {
  return {
    id: tickets.id,
    code: tickets.code,
    question: sql<string | null>`case when ${visibleTickets(actor)} then ${tickets.question} end`,
    state: tickets.state,
    openedAt: tickets.openedAt,
  }
}

async function linkedTickets(
  db: Db,
  actor: Actor,
  ticket: Ticket,
): Promise<Pick<TicketPage, 'mergedInto' | 'mergedFrom' | 'others'>> {
  const from = () => db.select(linkedColumns(actor)).from(tickets)
  const same = or(
    eq(tickets.personId, ticket.personId),
    ticket.businessId === null ? undefined : eq(tickets.businessId, ticket.businessId),
  )
  const [into, mergedFrom, others] = await Promise.all([
    ticket.mergedIntoId === null ? [] : from().where(eq(tickets.id, ticket.mergedIntoId)),
    from().where(eq(tickets.mergedIntoId, ticket.id)).orderBy(asc(tickets.id)),
    from()
      .where(and(same, ne(tickets.id, ticket.id), isOpenSql, visibleTickets(actor)))
      .orderBy(desc(tickets.id))
      .limit(10),
  ])
  return { mergedInto: into[0], mergedFrom, others }
}
