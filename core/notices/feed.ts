import type { Row } from 'postgres'
import type { ChannelName, Outgoing } from '#core/channel.ts'
import { type Due, dueColumns, dueOf, recording } from '#core/deliveries/deliveries.ts'
import { type Outcome, type Recipient, rowsOf } from '#core/deliveries/outcome.ts'
import { type Db, driverOf } from '#db/client.ts'
import type { Notice } from './notice.ts'

/** A notice that is being sent out, as the feed needs it. */
export interface Feeding {
  noticeId: number
  version: number
  vi: Outgoing
  en: Outgoing
  /** recipients up to this person have been looked at in this round */
  after: number
  /** a digest is each one's own: what its next recipients are told, by person; nobody else is taken */
  digest?: Notice
  personal?: Record<number, Outgoing>
}

/** What is taken of the notices of a channel: `fed` of it came from the lists of recipients. */
export interface Taken {
  due: Due[]
  fed: Recipient[]
}

/**
 * Takes notices that are due on a channel: first those in the queue, then recipients who wait of the notices in
 * `feedings`; and stores first what became of what was taken before, with the recipients it was for. A recipient
 * leaves `waiting` in the statement that writes their delivery, so that nobody can be handed over twice; that delivery is
 * `sending` from its first moment, so that nothing need be taken back when the notice is paused or stopped. Whoever is
 * being answered just now is passed over. `holder` and undefined: as `claimDue`.
 */
export async function claimNotices(
  db: Db,
  claim: { channel: ChannelName; holder: number; limit: number },
  now: Date,
  outcomes: Outcome[],
  feedings: Feeding[],
): Promise<Taken | undefined> {
  const ended = outcomes.filter(({ state }) => state !== 'queued').map(({ id }) => id)
  const rows = await driverOf(db).unsafe(claiming, [
    ...[claim.channel, now.toISOString(), claim.holder, claim.limit, rowsOf(outcomes)],
    ...[`{${ended}}`, mirrorOf(outcomes), feedingRows(feedings)],
  ])
  if (Number(rows[0]?.holder) !== claim.holder) return undefined
  const taken = rows.filter((row) => row.id !== null)
  const byNotice = new Map(feedings.map((feeding) => [feeding.noticeId, feeding]))
  return {
    due: taken.map((row) => withNotice(dueOf(row, claim.channel), row, byNotice)),
    fed: taken.filter((row) => row.fed).map((row) => (row.recipients as Recipient[])[0] ?? [0, 0]),
  }
}

/** What was fed is not read back: thousands are told the very same. */
function withNotice(due: Due, row: Row, feedings: Map<number, Feeding>): Due {
  const { title, link, urgent, template, counted } = row
  const recipients = (row.recipients ?? []) as Recipient[]
  const notice = { title, link, urgent, template, counted, recipients } as NonNullable<
    Due['notice']
  >
  const [noticeId, personId] = recipients[0] ?? []
  const feeding = row.fed ? feedings.get(noticeId ?? 0) : undefined
  if (!feeding) return { ...due, notice }
  const body = feeding.personal?.[personId ?? 0] ?? (row.in_english ? feeding.en : feeding.vi)
  return { ...due, body, notice }
}

function feedingRows(feedings: Feeding[]): string {
  return JSON.stringify(
    feedings.map(({ noticeId, version, vi, en, after, personal = null }) => ({
      ...{ notice_id: noticeId, version, vi, en, after, personal },
    })),
  )
}

/** What a delivery's end means to its recipients: outside the window, or where it would cost, they wait until they write. */
function mirrorOf(outcomes: Outcome[]): string {
  const rows = outcomes.flatMap(({ id, state, why, partsSent, recipients = [] }) => {
    if (state === 'queued') return []
    const closed = state === 'dropped' && (why === 'closed' || why === 'cost')
    const became = closed ? (partsSent === 0 ? 'later' : 'failed') : state
    return recipients.map(([notice_id, person_id]) => ({
      ...{ notice_id, person_id, delivery_id: id, state: became, why: why ?? null },
    }))
  })
  return JSON.stringify(rows)
}

/**
 * `again` reads what is queued already: tries that failed, what was released when somebody wrote, reminders.
 * `picked` walks each notice's recipients in the order of their numbers. A recipient's own row is looked up by its key,
 * also by a plan made when the table was empty: the state is asked in a way that no index knows.
 */
const templated = `coalesce(n.routes ->> 'template' = 'true', false) as template,
      coalesce(n.routes ->> 'counted' <> 'false', true) as counted`

const claiming = `
  with recorded as (${recording}), mirrored as (
    update notice_recipients r set state = o.state, why = o.why, at = $2::timestamptz
    from jsonb_to_recordset($7::jsonb) as o(notice_id bigint, person_id bigint, delivery_id bigint, state text, why text)
    where r.notice_id = o.notice_id and r.person_id = o.person_id and r.delivery_id = o.delivery_id
      and pg_backend_pid() = $3::int
  ), again as (
    select d.id from deliveries d
    where d.channel = $1 and d.class = 'notice' and d.state = 'queued'
      and d.next_at <= $2::timestamptz
      and pg_backend_pid() = $3::int
      and not exists (select 1 from notices n where n.id = d.notice_id and n.state in ('paused', 'stopped'))
      and not exists (
        select 1 from conversations c join people p on p.id = c.person_id
        where c.id = d.conversation_id and d.cause = 'notice'
          and (p.notices_stopped_at is not null or p.erased_at is not null))
      and not exists (
        select 1 from deliveries e
        where e.conversation_id = d.conversation_id
          and (e.conversation_id, e.id) < (d.conversation_id, d.id)
          and e.state in ('queued', 'sending')
          and (e.class = 'reply' or e.state = 'sending' or e.next_at > $2::timestamptz)
          and e.id <> all ($6::bigint[]))
    order by d.id limit $4
  ), taken as (
    update deliveries d set state = 'sending', attempts = d.attempts + 1
    from again, conversations c
    where d.id = again.id and c.id = d.conversation_id
    returning ${dueColumns}, d.notice_id, c.person_id
  ), picked as (
    select f.notice_id, r.person_id, f.vi, f.en, f.personal, n.title, n.link, n.urgent, ${templated},
      nextval(pg_get_serial_sequence('deliveries', 'id')) as id
    from jsonb_to_recordset($8::jsonb) as f(
      notice_id bigint, version int, vi jsonb, en jsonb, after bigint, personal jsonb)
    join notices n on n.id = f.notice_id and n.version = f.version and n.state = 'sending'
    join lateral (
      select r.person_id from notice_recipients r join people p on p.id = r.person_id
      where r.channel = $1 and r.notice_id = f.notice_id and r.person_id > f.after
        and r.state in ('waiting', 'sending') and r.route <> 'broadcast' and r.state = 'waiting'
        and (f.personal is null or f.personal ? r.person_id::text)
        and p.notices_stopped_at is null and p.erased_at is null
        and pg_backend_pid() = $3::int
        and not exists (
          select 1 from deliveries e
          where e.conversation_id = r.conversation_id and e.state in ('queued', 'sending') and e.id <> all ($6::bigint[]))
      order by r.person_id limit $4 - (select count(*) from again)) r on true
    limit $4 - (select count(*) from again)
  ), left_waiting as (
    update notice_recipients r set state = 'sending', delivery_id = p.id, at = $2::timestamptz
    from picked p
    where r.notice_id = p.notice_id and r.person_id = p.person_id and r.state || '' = 'waiting'
    returning r.notice_id, r.person_id, r.conversation_id, p.id, p.title, p.link, p.urgent, p.template, p.counted, p.vi, p.en, p.personal
  ), fed as (
    select d.notice_id, d.person_id, d.conversation_id, d.id, d.title, d.link, d.urgent, d.template, d.counted,
      coalesce(d.personal -> d.person_id::text, case when c.language = 'en' then d.en else d.vi end) as body,
      c.language = 'en' as in_english, c.address, c.last_heard_at, c.blocked_at, c.blocked_why
    from left_waiting d join conversations c on c.id = d.conversation_id
  ), written as (
    insert into deliveries (id, conversation_id, channel, class, cause, body, notice_id, state, attempts, next_at, created_at)
    overriding system value
    select id, conversation_id, $1, 'notice', 'notice', body, notice_id, 'sending', 1, $2::timestamptz, $2::timestamptz
    from fed
  )
  select pg_backend_pid() as holder, t.* from (select 1) one left join (
    select t.id, t.conversation_id, t.address, t.class, t.body, t.attempts, t.parts_sent, t.created_at, t.cause,
      t.staff_id, t.told_at, t.last_heard_at, t.blocked_at, t.blocked_why, n.title, n.link, n.urgent, ${templated}, false as fed, false as in_english, (
        select jsonb_agg(jsonb_build_array(r.notice_id, r.person_id)) from notice_recipients r
        where r.person_id = t.person_id and r.delivery_id = t.id) as recipients
    from taken t left join notices n on n.id = t.notice_id
    union all
    select f.id, f.conversation_id, f.address, 'notice', null, 1, 0, $2::timestamptz, 'notice',
      null, null, f.last_heard_at, f.blocked_at, f.blocked_why, f.title, f.link, f.urgent, f.template, f.counted, true, f.in_english,
      jsonb_build_array(jsonb_build_array(f.notice_id, f.person_id))
    from fed f) t on true
  order by t.id`
