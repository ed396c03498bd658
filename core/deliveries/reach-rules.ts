import { eq, type SQL, sql } from 'drizzle-orm'
import type { Channel, ChannelName } from '#core/channel.ts'
import type { Db } from '#db/client.ts'
import { settings } from '#db/schema/profile.ts'
import { type ReachRules, ruleOf } from './reach.ts'

const key = 'reach'

/** Keeps what the channels in use add to the windows, so that pages and deeds of every process go by it. */
export async function saveReachRules(db: Db, channels: Channel[], now: Date): Promise<void> {
  const before = await loadReachRules(db)
  await keep(
    db,
    channels.map((one) => [one.name, { ...before[one.name], ...ruleOf(one) }]),
    now,
  )
}

/** Asks the platforms what is left of their packages and keeps it; a platform that does not say keeps its last word. */
export async function noteQuotas(db: Db, channels: Channel[], now: Date): Promise<void> {
  const asked = channels.filter(({ quota }) => quota !== undefined)
  const said = await Promise.all(
    asked.map(async (one) => [one.name, await one.quota?.().catch(() => undefined)] as const),
  )
  const rules = await loadReachRules(db)
  for (const [name, quota] of said) if (quota) rules[name] = { ...rules[name], quota }
  if (asked.length > 0) await keep(db, Object.entries(rules) as Entries, now)
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

type Entries = [ChannelName, NonNullable<ReachRules[ChannelName]>][]

async function keep(db: Db, rules: Entries, now: Date): Promise<void> {
  const value: ReachRules = Object.fromEntries(rules)
  await db
    .insert(settings)
    .values({ key, value, updatedAt: now })
    .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: now } })
}
