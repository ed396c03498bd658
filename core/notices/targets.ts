import { type SQL, sql } from 'drizzle-orm'
import type { ReachRules } from '#core/deliveries/reach.ts'
import { type Audience, audienceOf, type Notice, type Routes, routesOf } from './notice.ts'
import { canSql } from './reach-sql.ts'

/** What decides whom a notice is for and how it travels; `id` of one whose article may have gone out already. */
export type Aimed = Pick<Notice, 'audience' | 'routes' | 'urgent'> & { id?: number }

/** Only some of the subscriptions: a stretch of ids, what was agreed or changed since, or a condition on `s`. */
export interface Stretch {
  after?: number
  upTo?: number
  since?: Date
  people?: SQL
}

/**
 * A select of everybody a notice is for, once each: person_id, conversation_id, channel, route, state, why. It goes to
 * the chat in which they subscribed if they can be reached there, else to the one of theirs heard last among those that
 * can be, as `waysTo` says; and waits where they subscribed otherwise.
 */
export function targetsSql(aimed: Aimed, rules: ReachRules, now: Date, stretch: Stretch = {}): SQL {
  const audience = audienceOf(aimed)
  const routes = routesOf(aimed)
  const { after, upTo, since, people } = stretch
  const conditions = [
    sql`s.stopped_at is null`,
    sql`p.notices_stopped_at is null and p.erased_at is null`,
    ...(after === undefined ? [] : [sql`s.id > ${after}`]),
    ...(upTo === undefined ? [] : [sql`s.id <= ${upTo}`]),
    ...(since === undefined ? [] : [sql`s.changed_at > ${since.toISOString()}::timestamptz`]),
    ...(people === undefined ? [] : [people]),
    ...wanted(audience),
  ]
  return sql`
    select person_id, conversation_id, channel, route, ${whySql} as why,
      case route when 'none' then 'dropped' when 'later' then 'later' when 'digest' then 'digest' else 'waiting' end as state
    from (
      select t.person_id, t.conversation_id, t.channel, t.can, ${routeSql(aimed.urgent, routes)} as route
      from (
        select s.person_id, s.pace, coalesce(o.id, c.id) as conversation_id, coalesce(o.channel, c.channel) as channel,
          coalesce(o.can, c.can) as can, ${followsSql(routes, aimed.id)} as follows
        from subscriptions s
        join people p on p.id = s.person_id
        join lateral (
          select k.id, k.channel, k.last_heard_at, ${canSql('k', now, rules)} as can
          from conversations k where k.id = s.conversation_id and k.person_id = s.person_id) c on true
        left join lateral (
          select * from (
            select k.id, k.channel, k.last_heard_at, ${canSql('k', now, rules)} as can
            from conversations k
            where c.can not in ('free', 'counted') and k.person_id = s.person_id and k.id <> c.id) k
          where k.can in ('free', 'counted')
            and (k.channel <> 'web' or c.can = 'blocked' or k.last_heard_at > c.last_heard_at)
          order by k.last_heard_at desc, k.id desc limit 1) o on true
        where ${sql.join(conditions, sql` and `)}) t
      ${audience.channels.length > 0 ? sql`where t.channel in ${audience.channels}` : sql``}) u`
}

/** Weekly is weekly unless it is urgent; a follower to whom the article goes gets no message of their own. */
function routeSql(urgent: boolean, routes: Routes): SQL {
  return sql`case
    when t.can = 'blocked' then 'none'
    when t.follows then 'broadcast'
    when t.pace = 'weekly' and not ${urgent}::boolean then 'digest'
    when t.can = 'counted' and not ${routes.counted}::boolean then 'later'
    when t.can = 'template' and not ${routes.template}::boolean then 'later'
    when t.can = 'waits' then 'later'
    else t.can end`
}

/** `cost`: it could be sent, but the office does not want to pay for it. */
const whySql = sql`case route
  when 'none' then 'blocked'
  when 'digest' then 'weekly'
  when 'later' then case can when 'counted' then 'cost' else 'window' end end`

/** Who followed only an hour after the article was handed over does not read it; within it nobody knows. */
function followsSql({ broadcast }: Routes, noticeId = 0): SQL {
  if (!broadcast) return sql`false`
  const until = sql`coalesce((
    select b.ended_at + interval '1 hour' from notice_broadcasts b where b.notice_id = ${noticeId} and b.channel = 'zalo'),
    'infinity')`
  return sql`exists (
    select 1 from conversations z
    where z.person_id = s.person_id and z.channel = 'zalo' and z.followed_at <= ${until} and z.blocked_at is null)`
}

/** Who asked to hear of everything hears of this too. */
function wanted({ fieldIds, sectors, communes, sizes, of }: Audience): SQL[] {
  const oneOf = (column: SQL, any: SQL[]) =>
    sql`(${column} = '[]'::jsonb or ${sql.join(any, sql` or `)})`
  const holds = (column: SQL, values: (string | number)[]) =>
    values.map((value) => sql`${column} @> ${JSON.stringify(value)}::jsonb`)
  const list = (column: SQL, values: (string | number)[]) =>
    values.length === 0 ? [] : [oneOf(column, holds(column, values))]
  return [
    ...list(sql`s.field_ids`, fieldIds),
    ...list(sql`s.sectors`, sectors),
    ...list(sql`s.communes`, communes),
    ...(sizes.length === 0
      ? []
      : [
          sql`exists (select 1 from businesses b where b.id = p.business_id and b.size in ${sizes})`,
        ]),
    ...(of === undefined
      ? []
      : [
          sql`exists (select 1 from notice_recipients r where r.notice_id = ${of} and r.person_id = s.person_id
            and r.state in ('waiting', 'sending', 'sent', 'later', 'digest', 'unknown'))`,
        ]),
  ]
}
