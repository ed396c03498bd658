import { type SQL, sql } from 'drizzle-orm'
import { channelNames } from '#core/channel.ts'
import { type ReachRules, windows } from '#core/deliveries/reach.ts'

/**
 * What can be said in a chat by the desk itself, as `reachOf` says it, over a million rows at once. `chat` is the alias
 * of a row of conversations.
 */
export function canSql(chat: string, now: Date, rules: ReachRules): SQL<string> {
  const of = (column: string) => sql.raw(`${chat}.${column}`)
  const heardWithin = (ms: number) =>
    sql`${of('last_heard_at')} > ${new Date(now.getTime() - ms).toISOString()}::timestamptz`
  const cases = Object.entries(windows).flatMap(([channel, window]) => {
    if (!window) return []
    const tells = rules[channel as keyof ReachRules]?.tellsNotices ? 'template' : 'waits'
    return [
      sql`when ${of('channel')} = ${channel} then case
        when ${of('blocked_at')} is null and ${heardWithin(window.freeMs)} then 'free'
        when ${of('blocked_at')} is null and ${heardWithin(window.countedMs ?? 0)} then 'counted'
        else ${tells}::text end`,
    ]
  })
  return sql<string>`case
    when ${of('blocked_at')} is not null and ${of('blocked_why')} is distinct from 'closed' then 'blocked'
    ${sql.join(
      unused(rules).map((channel) => sql`when ${of('channel')} = ${channel} then 'waits'`),
      sql` `,
    )}
    ${sql.join(cases, sql` `)}
    when ${of('blocked_at')} is null then 'free' else 'waits' end`
}

/** Channels whose settings were taken away: nobody sends there. The web chat is always in use, once a desk has run. */
function unused(rules: ReachRules): string[] {
  return rules.web === undefined ? [] : channelNames.filter((name) => rules[name] === undefined)
}
