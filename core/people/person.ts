import { and, eq, isNull, sql } from 'drizzle-orm'
import type { ChannelName } from '#core/channel.ts'
import type { Language } from '#core/language.ts'
import type { Known } from '#core/tickets/intake.ts'
import type { Db } from '#db/client.ts'
import { once } from '#db/once.ts'
import { businesses, consents, people } from '#db/schema/people.ts'
import type { BusinessAnswer } from './tax-code.ts'

const knownPerson = once((db) =>
  db
    .select({
      business: businesses.name,
      taxCode: businesses.taxCode,
      commune: people.commune,
      phone: people.phone,
      consented: sql<boolean>`exists (
        select 1 from ${consents}
        where ${consents.personId} = ${people.id} and ${consents.withdrawnAt} is null)`,
    })
    .from(people)
    .leftJoin(businesses, eq(businesses.id, people.businessId))
    .where(eq(people.id, sql.placeholder('personId'))),
)

/** What need not be asked again of a person. */
export async function knownOf(db: Db, personId: number): Promise<Known> {
  const [row] = await knownPerson.run(db, { personId })
  if (!row) throw new Error(`no person ${personId}`)
  const { business, taxCode, ...rest } = row
  return { ...rest, business: business && [business, taxCode].filter(Boolean).join(', ') }
}

/** The person agreed that personal data are kept: which text, in which language, over which channel, when. */
export async function giveConsent(
  tx: Db,
  personId: number,
  consent: { textVersion: string; language: Language; channel: ChannelName },
  now: Date,
): Promise<void> {
  await tx.insert(consents).values({ personId, ...consent, givenAt: now })
}

const businessOfPerson = once((db) =>
  db
    .select({ businessId: people.businessId })
    .from(people)
    .where(eq(people.id, sql.placeholder('personId'))),
)

/** Keeps what the person told of themselves; only after consent. Returns their business. */
export async function keepFacts(
  tx: Db,
  personId: number,
  facts: { commune: string | null; phone: string | null; business: BusinessAnswer | null },
  now: Date,
): Promise<number | undefined> {
  const [before] = await businessOfPerson.run(tx, { personId })
  const businessId = facts.business
    ? await businessOf(tx, facts.business, facts.commune, now)
    : (before?.businessId ?? undefined)
  const changed = {
    ...(facts.commune && { commune: facts.commune }),
    ...(facts.phone && { phone: facts.phone }),
    ...(facts.business && businessId !== undefined && { businessId }),
  }
  if (Object.keys(changed).length > 0) {
    await tx.update(people).set(changed).where(eq(people.id, personId))
  }
  return businessId
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
    .returning({ id: businesses.id }),
)

/** The business of a tax code is one row, whoever names it; without a tax code every naming is its own. */
async function businessOf(
  tx: Db,
  business: BusinessAnswer,
  commune: string | null,
  now: Date,
): Promise<number> {
  const { name, taxCode } = business
  const [written] = await newBusiness.run(tx, { name, taxCode, commune, now })
  if (written) return written.id
  const [known] = await tx
    .select({ id: businesses.id })
    .from(businesses)
    .where(eq(businesses.taxCode, business.taxCode ?? ''))
  if (!known) throw new Error('a business was neither written nor found')
  return known.id
}

/** The person wants no more notices (`dừng`), or wants them again. */
export async function stopNotices(tx: Db, personId: number, now: Date): Promise<void> {
  await tx
    .update(people)
    .set({ noticesStoppedAt: now })
    .where(and(eq(people.id, personId), isNull(people.noticesStoppedAt)))
}
