import { and, eq, isNull } from 'drizzle-orm'
import { loadOffice, type Office } from '#core/office.ts'
import { keepFacts, type Named } from '#core/people/person.ts'
import type { BusinessAnswer } from '#core/people/tax-code.ts'
import { lastChatOf, peopleMarked } from '#core/people/twins.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { businesses, consents, heardEvents, people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { openTicket } from './open.ts'
import { checkField } from './parties.ts'
import type { TypedSource } from './sources.ts'
import type { Ticket } from './ticket.ts'
import { change } from './transition.ts'
import { suggest } from './triage.ts'

/** What somebody told of themselves, in the form the chat's readers give. */
export interface ToldFacts {
  name: string | null
  phone: string | null
  business: BusinessAnswer | null
  commune: string | null
}

/** A question that came without a chat, as staff typed it in. */
export interface TypedIn {
  /** of the form: sent twice, it opens one ticket */
  form: string
  source: TypedSource
  /** when, where, at which conference */
  note: string
  question: string
  fieldId: number | undefined
  /** the actor's own division takes it at once; else the office routes it as usual */
  ours: boolean
  /** how the person agreed to the keeping of what they told; undefined: they did not, and nothing of it is kept */
  consent: 'oral' | 'paper' | undefined
  facts: ToldFacts
  /** the known person it is, when staff say so */
  knownId: number | undefined
}

/**
 * Opens a ticket for a question that came by phone, in person or at a conference. Personal facts are kept only with
 * a consent, noted with who heard it (Law 91/2025/QH15). For a known person the answer goes to the chat they used
 * last. Refusal when `actor` may not, or the same form was sent before.
 */
export async function typeIn(db: Db, actor: Actor, input: TypedIn, now: Date): Promise<Ticket> {
  if (!may(actor, 'ticket.open')) throw new Refusal('tickets:refusal.may-not-open')
  const office = await loadOffice(db)
  return db.transaction(async (tx) => {
    await once(tx, input.form, now)
    const known = input.consent && (await knownPerson(tx, input))
    const personId = known?.id ?? (await newPerson(tx, input, now))
    const business = input.consent && (await keep(tx, personId, input, known, now))
    if (input.consent) await noteConsent(tx, { actor, personId, input, office }, now)
    const opened = await open(tx, { actor, input, office, personId, known, business }, now)
    const detail = { ticket: opened.code, source: input.source, consent: input.consent ?? 'none' }
    const subject = { subject: 'person', subjectId: personId }
    const by = { staffId: actor.id, ip: actor.ip }
    await audit(tx, { at: now, ...by, action: 'tickets.typed-in', ...subject, detail })
    return input.ours ? takeOurs(tx, actor, opened, input, now) : opened
  })
}

async function once(tx: Db, eventId: string, at: Date): Promise<void> {
  const fresh = await tx
    .insert(heardEvents)
    .values({ channel: 'panel', eventId, at })
    .onConflictDoNothing()
    .returning({ at: heardEvents.at })
  if (fresh.length === 0) throw new Refusal('tickets:refusal.typed-already')
}

/** The person staff picked, if the number and tax code still point at them: a form can be forged. */
async function knownPerson(tx: Db, { knownId, facts }: TypedIn) {
  if (knownId === undefined) return undefined
  // A merge that is just being done holds the row: what is read after it knows of it.
  const [locked] = await tx.select().from(people).where(eq(people.id, knownId)).for('key share')
  const { phone, business } = facts
  if (!locked || phone === null || !business?.taxCode) return undefined
  const marked = await peopleMarked(tx, { phone, taxCode: business.taxCode })
  return marked.some(({ id }) => id === knownId) ? locked : undefined
}

async function newPerson(tx: Db, { consent, facts }: TypedIn, now: Date): Promise<number> {
  const told = consent ? { name: facts.name, phone: facts.phone, commune: facts.commune } : {}
  const [person] = await tx
    .insert(people)
    .values({ ...told, createdAt: now })
    .returning({ id: people.id })
  if (!person) throw new Error('a person was not written')
  return person.id
}

/** What is new of a known person is kept; what they told before stays. */
async function keep(
  tx: Db,
  personId: number,
  { facts }: TypedIn,
  known: typeof people.$inferSelect | undefined,
  now: Date,
): Promise<Named | undefined> {
  if (known?.businessId) {
    const { name, commune } = facts
    const more = { name: known.name ?? name, commune: known.commune ?? commune }
    await tx.update(people).set(more).where(eq(people.id, personId))
    return businessOf(tx, known.businessId)
  }
  const nothing = { businessId: null, business: null, taxCode: null, commune: null, phone: null }
  return keepFacts(tx, personId, facts, { ...nothing, consented: true }, now)
}

async function businessOf(tx: Db, id: number): Promise<Named | undefined> {
  const [business] = await tx
    .select({ id: businesses.id, name: businesses.name, taxCode: businesses.taxCode })
    .from(businesses)
    .where(eq(businesses.id, id))
  return business
}

interface Consenting {
  actor: Actor
  personId: number
  input: TypedIn
  office: Office
}

async function noteConsent(
  tx: Db,
  { actor, personId, input, office }: Consenting,
  givenAt: Date,
): Promise<void> {
  const [standing] = await tx
    .select({ id: consents.id })
    .from(consents)
    .where(and(eq(consents.personId, personId), isNull(consents.withdrawnAt)))
    .limit(1)
  if (standing) return
  await tx.insert(consents).values({
    ...{ personId, givenAt, textVersion: office.consent.version, language: 'vi' },
    ...{ channel: input.source, how: input.consent ?? null, staffId: actor.id },
  })
}

interface Opening {
  actor: Actor
  input: TypedIn
  office: Office
  personId: number
  known: typeof people.$inferSelect | undefined
  business: Named | undefined
}

/** Whoever typed it in has spoken with the person: the receipt is acknowledged by that. */
async function open(tx: Db, what: Opening, now: Date): Promise<Ticket> {
  const { actor, input, office, personId, known, business } = what
  const { fieldId, question, consent, facts } = input
  const conversationId = known && (await lastChatOf(tx, known.id))
  const suggestion = suggest(office.triage, question)
  const commune = consent && (facts.commune ?? known?.commune)
  const ticket = await openTicket(
    tx,
    {
      ...{ personId, channel: input.source, staffId: actor.id, question },
      ...{ suggestion, sure: suggestion.sure },
      ...(conversationId !== undefined && { conversationId }),
      ...(fieldId !== undefined && { fieldId }),
      ...(commune && { commune }),
      ...(business && { businessId: business.id }),
    },
    office,
    now,
  )
  const set = { sourceNote: input.note === '' ? null : input.note, acknowledgedAt: now }
  await tx.update(tickets).set(set).where(eq(tickets.id, ticket.id))
  return { ...ticket, ...set }
}

/** A division's own caller: classified and routed to it in the same breath, in the hands of who took the call. */
async function takeOurs(
  tx: Db,
  actor: Actor,
  ticket: Ticket,
  { fieldId }: TypedIn,
  now: Date,
): Promise<Ticket> {
  const leadUnitId = actor.unitId
  if (leadUnitId === undefined || fieldId === undefined) {
    throw new Refusal('tickets:refusal.no-field')
  }
  await checkField(tx, fieldId)
  const place = { fieldId, leadUnitId }
  const set = {
    ...{ ...place, state: 'routed' as const, assigneeId: actor.id, unreadSince: null },
    ...{ scope: 'general' as const, classifiedAt: now },
  }
  const what = { set, kind: 'routed', data: place, staffId: actor.id }
  return change(tx, ticket, what, now)
}
