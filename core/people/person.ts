import { eq, sql } from 'drizzle-orm'
import type { ChannelName } from '#core/channel.ts'
import type { Language } from '#core/language.ts'
import type { Known } from '#core/tickets/intake.ts'
import type { Db } from '#db/client.ts'
import { once } from '#db/once.ts'
import { businesses, consents, people } from '#db/schema/people.ts'
import type { BusinessAnswer } from './tax-code.ts'

/** What the desk knows of a person: read with each event, so that a dialogue need not look it up. */
export interface Facts {
  businessId: number | null
  business: string | null
  taxCode: string | null
  commune: string | null
  phone: string | null
  consented: boolean
}

/** What need not be asked again of a person. */
export function knownOf({ business, taxCode, commune, phone, consented }: Facts): Known {
  const named = business && [business, taxCode].filter(Boolean).join(', ')
  return { consented, business: named, commune, phone }
}

const consentGiven = once((db) =>
  db.insert(consents).values({
    personId: sql.placeholder('personId'),
    textVersion: sql.placeholder('textVersion'),
    language: sql.placeholder('language'),
    channel: sql.placeholder('channel'),
    givenAt: sql.placeholder('now'),
  }),
)

/** Notes, with the commit, that the person agreed to the keeping of personal data: which text, where, when. */
export function giveConsent(
  tx: Db,
  personId: number,
  consent: { textVersion: string; language: Language; channel: ChannelName },
  now: Date,
): void {
  consentGiven.last(tx, { personId, ...consent, now })
}

/** A business as a ticket is found by it. */
export interface Named {
  id: number
  name: string
  taxCode: string | null
}

const keeping = once((db) =>
  db
    .update(people)
    .set({
      commune: sql`coalesce(${sql.placeholder('commune')}::text, ${people.commune})`,
      phone: sql`coalesce(${sql.placeholder('phone')}::text, ${people.phone})`,
      businessId: sql`coalesce(${sql.placeholder('businessId')}::bigint, ${people.businessId})`,
    })
    .where(eq(people.id, sql.placeholder('personId'))),
)

/** Keeps, with the commit, what the person told of themselves; only after consent. Returns their business. */
export async function keepFacts(
  tx: Db,
  personId: number,
  told: { commune: string | null; phone: string | null; business: BusinessAnswer | null },
  before: Facts,
  now: Date,
): Promise<Named | undefined> {
  const { commune, phone } = told
  const business = told.business && (await businessOf(tx, told.business, commune, now))
  if (commune || phone || business) {
    keeping.last(tx, { personId, commune, phone, businessId: business?.id })
  }
  if (business) return business
  const { businessId: id, business: name, taxCode } = before
  return id === null || name === null ? undefined : { id, name, taxCode }
}

const newBusiness = once((db) =>
  db
    .insert(businesses)
    .values({
      name: sql.placeholder('name'),
      taxCode: sql.placeholder('taxCode'),
      commune: sql.placeholder('commune'),
      createdAt: sql.placeholder('now'),
    })
    .onConflictDoNothing()
    .returning({ id: businesses.id, name: businesses.name, taxCode: businesses.taxCode }),
)

/** The business of a tax code is one row, whoever names it; without a tax code every naming is its own. */
async function businessOf(
  tx: Db,
  business: BusinessAnswer,
  commune: string | null,
  now: Date,
): Promise<Named> {
  const { name, taxCode } = business
  const [written] = await newBusiness.run(tx, { name, taxCode, commune, now })
  if (written) return written
  const [known] = await tx
    .select({ id: businesses.id, name: businesses.name, taxCode: businesses.taxCode })
    .from(businesses)
    .where(eq(businesses.taxCode, business.taxCode ?? ''))
  if (!known) throw new Error('a business was neither written nor found')
  return known
}
