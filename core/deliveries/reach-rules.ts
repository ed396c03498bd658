import { eq, type SQL, sql } from 'drizzle-orm'
import type { Channel } from '#core/channel.ts'
import type { Db } from '#db/client.ts'
import { settings } from '#db/schema/profile.ts'
import { type ReachRules, ruleOf } from './reach.ts'

const key = 'reach'

/** Keeps what the channels in use add to the windows, so that pages and deeds of every process go by it. */
export async function saveReachRules(db: Db, channels: Channel[], now: Date): Promise<void> {
  const value: ReachRules = Object.fromEntries(channels.map((one) => [one.name, ruleOf(one)]))
  await db
    .insert(settings)
    .values({ key, value, updatedAt: now })
    .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: now } })
}

/** What the channels in use add to the windows. */
export async function loadReachRules(db: Db): Promise<ReachRules> {
  const [row] = await db
    .select({ value: settings.value })
    .from(settings)
    .where(eq(settings.key, key))
  return (row?.value ?? {}) as ReachRules
}

/** The same as a column of another statement. */
export function reachRulesSql(): SQL<ReachRules | null> {
  return sql<ReachRules | null>`(select ${settings.value} from ${settings} where ${settings.key} = ${key})`
}
