import { and, eq, isNull } from 'drizzle-orm'
import type { Language } from '#core/language.ts'
import type { Office } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { consents } from '#db/schema/people.ts'

/** Whether a person's consent to the keeping of personal data stands. */
export async function hasConsented(db: Db, personId: number): Promise<boolean> {
  const standing = and(eq(consents.personId, personId), isNull(consents.withdrawnAt))
  return (await db.$count(consents, standing)) > 0
}

/** Notes the consent given on a personal survey page, once. */
export async function noteWebConsent(
  db: Db,
  personId: number,
  { office, language, now }: { office: Office; language: Language; now: Date },
): Promise<void> {
  if (await hasConsented(db, personId)) return
  const textVersion = office.consent.version
  await db
    .insert(consents)
    .values({ personId, textVersion, language, channel: 'web', givenAt: now })
}
