import { inArray } from 'drizzle-orm'
import { type Language, say } from '#core/language.ts'
import { loadSetting } from '#core/settings.ts'
import { moment } from '#core/tickets/told.ts'
import type { Db } from '#db/client.ts'
import { fields } from '#db/schema/profile.ts'
import { subscriptionOf } from './subscriptions.ts'

export type HeldSubscription = NonNullable<Awaited<ReturnType<typeof heldSubscription>>>

/** What a person subscribed to, in names: part of what the desk holds of them. */
export async function heldSubscription(db: Db, personId: number) {
  const kept = await subscriptionOf(db, personId)
  if (!kept) return undefined
  const { communes, pace, consentVersion, consentedAt, changedAt, stoppedAt } = kept
  const named = await db
    .select({ vi: fields.name, en: fields.nameEn })
    .from(fields)
    .where(inArray(fields.id, kept.fieldIds))
  const sectors = (await loadSetting(db, 'sectors')) ?? []
  return {
    fields: named,
    sectors: kept.sectors.map((code) => {
      const sector = sectors.find((one) => one.code === code)
      return { vi: sector?.name ?? code, en: sector?.nameEn ?? code }
    }),
    ...{ communes, pace, consentVersion, consentedAt, changedAt, stoppedAt },
  }
}

/** The same in one line for the person. */
export function subscriptionLine(held: HeldSubscription, language: Language): string {
  const names = [...held.fields, ...held.sectors].map((one) => one[language])
  const wanted = [...names, ...held.communes].join('; ')
  return say(language, held.stoppedAt === null ? 'notices:held' : 'notices:held.stopped', {
    wanted: wanted === '' ? say(language, 'notices:held.all') : wanted,
    pace: say(language, `notices:pace.${held.pace}`),
    at: moment(held.consentedAt),
    version: held.consentVersion,
  })
}
