import { and, eq, isNull } from 'drizzle-orm'
import { loadOffice } from '#core/office.ts'
import { keepFacts } from '#core/people/person.ts'
import type { BusinessAnswer } from '#core/people/tax-code.ts'
import { lastChatOf, peopleMarked } from '#core/people/twins.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { consents, heardEvents, people } from '#db/schema/people.ts'
import { courseFor } from './held-by.ts'
import { type SignedUp, signUp } from './sign-up.ts'

/** Somebody who phones or stands at the door, as staff typed it in. */
export interface PhoneSignUp {
  /** of the form: sent twice, it signs up once */
  form: string
  courseId: number
  attendees: string[]
  channel: 'phone' | 'in-person'
  /** how they agreed to the keeping of what they told (Law 91/2025/QH15) */
  consent: 'oral' | 'paper'
  phone: string | null
  business: BusinessAnswer | null
}

/**
 * Signs up somebody without a chat. Whoever is known by both telephone and tax code is that person, and is told over
 * the chat they used last; anybody else is new and is told by telephone. Refusal when the form was sent before, the
 * class is another unit's, or nobody is taken any more.
 */
export async function signUpByPhone(
  db: Db,
  actor: Actor,
  asked: PhoneSignUp,
  now: Date,
): Promise<SignedUp> {
  return db.transaction(async (tx) => {
    await courseFor(tx, actor, 'training.write', asked.courseId)
    await once(tx, asked.form, now)
    const knownId = await knownPerson(tx, asked)
    const personId = knownId ?? (await newPerson(tx, asked, now))
    const businessId = await businessOf(tx, personId, asked, knownId !== undefined, now)
    await noteConsent(tx, actor, personId, asked, now)
    const conversationId = knownId === undefined ? undefined : await lastChatOf(tx, knownId)
    const { courseId, attendees, channel } = asked
    const signed = await signUp(
      tx,
      {
        ...{ courseId, personId, businessId, attendees, channel },
        ...{ conversationId: conversationId ?? null, staffId: actor.id },
      },
      now,
    )
    await audit(tx, {
      ...{ at: now, staffId: actor.id, ip: actor.ip, action: 'training.signed-up' },
      ...{ subject: 'course', subjectId: courseId },
      detail: { seats: signed.seats.length, consent: asked.consent },
    })
    return signed
  })
}

async function once(tx: Db, eventId: string, at: Date): Promise<void> {
  const fresh = await tx
    .insert(heardEvents)
    .values({ channel: 'panel', eventId, at })
    .onConflictDoNothing()
    .returning({ at: heardEvents.at })
  if (fresh.length === 0) throw new Refusal('courses:refusal.sent-already')
}

/** Their row is held: whoever merges or erases them holds it before the class, and so do we. */
async function knownPerson(tx: Db, { phone, business }: PhoneSignUp): Promise<number | undefined> {
  if (phone === null || !business?.taxCode) return undefined
  const marks = { phone, taxCode: business.taxCode }
  const [first] = await peopleMarked(tx, marks)
  if (!first) return undefined
  await tx.select({ id: people.id }).from(people).where(eq(people.id, first.id)).for('key share')
  const marked = await peopleMarked(tx, marks)
  return marked.length === 1 && marked[0]?.id === first.id ? first.id : undefined
}

async function newPerson(tx: Db, { attendees, phone }: PhoneSignUp, now: Date): Promise<number> {
  const [person] = await tx
    .insert(people)
    .values({ name: attendees[0] ?? null, phone, createdAt: now })
    .returning({ id: people.id })
  if (!person) throw new Error('a person was not written')
  return person.id
}

async function businessOf(
  tx: Db,
  personId: number,
  { business, phone, attendees }: PhoneSignUp,
  known: boolean,
  now: Date,
): Promise<number | null> {
  const [person] = await tx
    .select({ businessId: people.businessId })
    .from(people)
    .where(eq(people.id, personId))
  if (known && person?.businessId) return person.businessId
  if (!business) return null
  const nothing = { businessId: null, business: null, taxCode: null, commune: null, phone: null }
  const facts = { business, phone, commune: null, name: attendees[0] ?? null }
  const kept = await keepFacts(tx, personId, facts, { ...nothing, consented: true }, now)
  return kept?.id ?? null
}

async function noteConsent(
  tx: Db,
  actor: Actor,
  personId: number,
  { consent, channel }: PhoneSignUp,
  givenAt: Date,
): Promise<void> {
  const standing = and(eq(consents.personId, personId), isNull(consents.withdrawnAt))
  const [given] = await tx.select({ id: consents.id }).from(consents).where(standing).limit(1)
  if (given) return
  const office = await loadOffice(tx)
  await tx.insert(consents).values({
    ...{ personId, givenAt, textVersion: office.consent.version, language: 'vi' },
    ...{ channel: channel === 'phone' ? 'phone' : 'visit', how: consent, staffId: actor.id },
  })
}
