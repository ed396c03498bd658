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

/** What somebody wants to hear of, and how soon, in a few words. */
export function wantedIn(held: HeldSubscription, language: Language): string {
  const names = [...held.fields, ...held.sectors].map((one) => one[language])
  const wanted = [...names, ...held.communes].join('; ') || say(language, 'notices:held.all')
  return `${wanted}; ${say(language, `notices:pace.${held.pace}`)}`
}

/** The same as a line of what is held of the person. */
export function subscriptionLine(held: HeldSubscription, language: Language): string {
  return say(language, held.stoppedAt === null ? 'notices:held' : 'notices:held.stopped', {
    wanted: wantedIn(held, language),
    at: moment(held.consentedAt),
    version: held.consentVersion,
  })
}
