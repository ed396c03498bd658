import { and, desc, eq } from 'drizzle-orm'
import { announce } from '#core/desk-news.ts'
import { fold } from '#core/fold.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Deed } from '#core/staff/deeds.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { businesses, conversations, people } from '#db/schema/people.ts'
import { publishedAnswers } from '#db/schema/published.ts'
import { staff } from '#db/schema/staff.ts'
import { answers, tickets } from '#db/schema/tickets.ts'
import { type KnownOf, mustGo } from './identities.ts'

export type Publication = typeof publishedAnswers.$inferSelect
type PublicationState = Publication['state']

/** What the public reads. */
export interface PublicText {
  question: string
  body: string
  basis: string
}

/** Somebody else changed it after the page was opened. */
export class PublicationMoved extends Refusal {
  override readonly name = 'PublicationMoved'
}

/** Whether `actor` may write or review this publication. */
export function mayOn(actor: Actor, deed: Deed, { unitId }: Pick<Publication, 'unitId'>): boolean {
  const nobody = { cooperatingUnitIds: [], assigneeId: null, consultantId: null }
  return may(actor, deed, { ...nobody, leadUnitId: unitId })
}

/** Reads a publication; Refusal when there is none, or none this actor may see. */
export async function findPublication(db: Db, actor: Actor, id: number): Promise<Publication> {
  const [row] = await db.select().from(publishedAnswers).where(eq(publishedAnswers.id, id))
  if (!row || !may(actor, 'published.read')) throw new Refusal('published:refusal.not-found')
  return row
}

/** The publication of a ticket, in whatever state; undefined while there is none. */
export async function publicationOf(db: Db, ticketId: number): Promise<Publication | undefined> {
  const [row] = await db
    .select()
    .from(publishedAnswers)
    .where(eq(publishedAnswers.ticketId, ticketId))
  return row
}

interface Deeds {
  actor: Actor
  /** any of these rights is enough */
  deeds: Deed[]
  id: number
  version: number
  states: readonly PublicationState[]
}

/** Locks a publication for one deed: checks right, version and state. Throws Refusal; PublicationMoved when late. */
export async function lockPublication(tx: Db, on: Deeds): Promise<Publication> {
  const [row] = await tx
    .select()
    .from(publishedAnswers)
    .where(eq(publishedAnswers.id, on.id))
    .for('update')
  if (!row || !may(on.actor, 'published.read')) throw new Refusal('published:refusal.not-found')
  if (!on.deeds.some((deed) => mayOn(on.actor, deed, row))) {
    throw new Refusal('published:refusal.not-allowed')
  }
  if (row.version !== on.version) {
    const name = await nameOf(tx, row.reviewerId ?? row.authorId)
    throw new PublicationMoved(`published:refusal.moved-${row.state}`, { name })
  }
  if (!on.states.includes(row.state)) throw new Refusal(`published:refusal.when-${row.state}`)
  return row
}

async function nameOf(tx: Db, staffId: string): Promise<string> {
  const [row] = await tx.select({ name: staff.name }).from(staff).where(eq(staff.id, staffId))
  return row?.name ?? ''
}

/** Writes a locked publication's next version, its line in the audit log, and the news to open pages. */
export async function changePublication(
  tx: Db,
  row: Publication,
  what: { set: Partial<Publication>; action: string; actor: Actor },
  now: Date,
): Promise<Publication> {
  const [changed] = await tx
    .update(publishedAnswers)
    .set({ ...what.set, version: row.version + 1, updatedAt: now })
    .where(eq(publishedAnswers.id, row.id))
    .returning()
  if (!changed) throw new Error(`publication ${row.id} is gone`)
  await noteDeed(tx, changed, what, now)
  return changed
}

export async function noteDeed(
  tx: Db,
  row: Publication,
  { action, actor }: { action: string; actor: Actor },
  now: Date,
): Promise<void> {
  await audit(tx, {
    at: now,
    staffId: actor.id,
    action: `published.${action}`,
    subject: 'published',
    subjectId: row.id,
    detail: { ticketId: row.ticketId, version: row.version },
    ip: actor.ip,
  })
  if (row.ticketId === null) return
  await announce(tx, { kind: 'ticket', id: row.ticketId, unitId: row.unitId })
}

/** The text tidied; Refusal when a part that must be there is not. */
export function publicText(input: PublicText): PublicText {
  const text = {
    question: input.question.trim().normalize('NFC'),
    body: input.body.trim().normalize('NFC'),
    basis: input.basis.trim().normalize('NFC'),
  }
  if (text.question === '') throw new Refusal('published:refusal.no-question')
  if (text.body === '') throw new Refusal('published:refusal.no-body')
  return text
}

/** Why something is given back, declined or withdrawn; Refusal when nothing is said. */
export function reasoned(reason: string): string {
  const text = reason.trim()
  if (text === '') throw new Refusal('published:refusal.no-reason')
  return text
}

/**
 * Refuses a text in which a phone number, tax code or e-mail address of who asked still stands, and one that nobody has
 * confirmed to be without identities (Decree 55/2019/NĐ-CP art. 8.2; Law 91/2025/QH15 art. 14.6).
 */
export async function checkIdentities(
  db: Db,
  ticketId: number | null,
  text: PublicText,
  confirmed: boolean,
): Promise<void> {
  const known = ticketId === null ? undefined : await knownOf(db, ticketId)
  const parts = [text.question, text.body, text.basis]
  const left = known ? parts.flatMap((part) => mustGo(part, known)) : []
  if (left.length > 0) {
    const found = [...new Set(left.map((one) => one.text))].join('; ')
    throw new Refusal('published:refusal.identities', { found })
  }
  if (!confirmed) throw new Refusal('published:refusal.unconfirmed')
}

/** What points at the person who asked, their business, and those whose questions went up in this ticket. */
export async function knownOf(db: Db, ticketId: number): Promise<KnownOf> {
  const [row] = await db
    .select({
      commune: tickets.commune,
      personName: people.name,
      phone: people.phone,
      personCommune: people.commune,
      business: businesses.name,
      taxCode: businesses.taxCode,
      businessCommune: businesses.commune,
      personId: tickets.personId,
    })
    .from(tickets)
    .innerJoin(people, eq(people.id, tickets.personId))
    .leftJoin(businesses, eq(businesses.id, tickets.businessId))
    .where(eq(tickets.id, ticketId))
  if (!row) throw new Error(`no ticket ${ticketId}`)
  const chats = await db
    .select({ address: conversations.address })
    .from(conversations)
    .where(and(eq(conversations.personId, row.personId), eq(conversations.channel, 'email')))
  return {
    people: given(row.personName),
    businesses: given(row.business),
    phones: given(row.phone),
    taxCodes: given(row.taxCode),
    emails: chats.flatMap(({ address }) => given(address)),
    places: given(row.commune, row.personCommune, row.businessCommune),
  }
}

function given(...all: (string | null)[]): string[] {
  return [...new Set(all.filter((one) => one !== null && one.trim() !== ''))] as string[]
}

/** The latest answer sent on a ticket; undefined when none was. */
export async function latestSent(db: Db, ticketId: number) {
  const { id, body, basis, unitId, sentAt } = answers
  const [row] = await db
    .select({ id, body, basis, unitId, sentAt })
    .from(answers)
    .where(and(eq(answers.ticketId, ticketId), eq(answers.state, 'sent')))
    .orderBy(desc(answers.id))
    .limit(1)
  return row
}

const slugWords = 10

/** The public address of an answer: the first words of its question and its number. */
export function slugOf(question: string, id: number): string {
  const plain = fold(question).match(/[a-z0-9]+/g) ?? []
  return [...plain.slice(0, slugWords), id].join('-').slice(-120)
}
