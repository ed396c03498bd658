import { readFileSync } from 'node:fs'
import { hashPassword } from 'better-auth/crypto'
import type { Sql } from 'postgres'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import type { Role } from '#core/staff/roles.ts'
import { openAccount } from '#core/staff/staff.ts'
import { plainPhrase } from '#core/words.ts'
import { connect } from '#db/client.ts'
import { migrateUp } from '#db/migrate.ts'
import { units } from '#db/schema/profile.ts'

export const password = 'mat khau de do toc do 2026'
export const mailOf = (number: number) => `can-bo-${number}@bench.test`
export const staffCount = 20

/** Who works at the desk: mostly officers, in every division. */
const roles: Role[] = Array.from({ length: staffCount }, (_, at) =>
  at < 3 ? 'coordinator' : at < 7 ? 'head' : at < 19 ? 'officer' : 'leader',
)

/**
 * Fills an empty database with a desk of three years: `count` tickets in the states, divisions, channels and
 * lengths one would expect, with what was said, answered and rated. Done in SQL, in a minute or two.
 */
export async function fill(url: string, count: number): Promise<void> {
  await migrateUp(url)
  const { db, sql, close } = connect(url, { max: 1 })
  try {
    await installProfile(db, 'lao-cai-skhcn', loadProfile('lao-cai-skhcn'), new Date())
    const divisions = await db.select({ id: units.id, focal: units.focal }).from(units)
    const others = divisions.filter(({ focal }) => !focal).map(({ id }) => id)
    const hash = await hashPassword(password)
    for (const [at, role] of roles.entries()) {
      const focal = divisions.find((one) => one.focal)?.id
      const unitId = role === 'coordinator' ? focal : others[at % others.length]
      const account = { name: `Cán bộ ${at}`, email: mailOf(at), role, unitId, hash }
      await openAccount(db, { ...account, mustChangePassword: false }, new Date())
    }
    await fillTexts(sql)
    for (const statement of fillWith(count)) await sql.unsafe(statement)
  } finally {
    await close()
  }
}

/** What people write, and the plain words it is found by; two of them make one question. */
async function fillTexts(sql: Sql): Promise<void> {
  const path = new URL('../triage-messages.json', import.meta.url)
  const texts = (JSON.parse(readFileSync(path, 'utf8')) as { text: string }[]).map(
    ({ text }, at) => ({ n: at, text, plain: plainPhrase(text) }),
  )
  await sql`create unlogged table bench_texts (n int primary key, text text, plain text)`
  await sql`insert into bench_texts ${sql(texts)}`
}

function fillWith(count: number): string[] {
  const people = Math.round(count * 0.35)
  const businesses = Math.round(count * 0.25)
  return [
    'set session_replication_role = replica; set synchronous_commit = off; set work_mem = "256MB"',
    'select setseed(0.26)',
    `insert into businesses (name, tax_code, size, commune, created_at)
     select (array['HTX', 'Công ty TNHH', 'Hộ kinh doanh', 'Công ty Cổ phần'])[1 + g % 4] || ' ' ||
       (array['Quế Văn Bàn', 'Chè Shan tuyết', 'Dược liệu Sa Pa', 'Homestay Tả Van', 'Cơ khí Lào Cai',
         'Tơ tằm Trấn Yên', 'Logistics Kim Thành', 'Thổ cẩm Bắc Hà'])[1 + g / 4 % 8] || ' ' || g,
       (5300000000 + g)::text, 'small', 'Xã Văn Bàn', now() - interval '3 years'
     from generate_series(1, ${businesses}) g`,
    `insert into people (commune, phone, business_id, created_at)
     select 'Xã Văn Bàn', '09' || lpad(g::text, 8, '0'), case when g % 4 < 3 then 1 + g % ${businesses} end,
       now() - interval '3 years'
     from generate_series(1, ${people}) g`,
    `insert into conversations (channel, address, person_id, created_at, last_heard_at, blocked_at)
     select case when g % 10 < 6 then 'telegram' else 'web' end, g::text, g, now() - interval '3 years',
       now() - random() * interval '900 days', case when random() < 0.01 then now() end
     from generate_series(1, ${people}) g`,
    ticketsOf(count, people),
    `insert into ticket_counters (year, last)
     select substr(code, 4, 4)::int, max(substr(code, 9)::int) from tickets group by 1`,
    `insert into messages (conversation_id, ticket_id, kind, text, event_id, at)
     select t.conversation_id, t.id, 'text', left(t.question, 400), 'b' || t.id || '-' || k, t.opened_at + k * interval '1 hour'
     from tickets t, generate_series(0, 1) k`,
    `insert into deliveries (conversation_id, channel, cause, body, ticket_id, state, parts_sent, attempts, next_at, created_at, sent_at)
     select t.conversation_id, t.channel, 'reply', jsonb_build_object('text', 'Sở đã tiếp nhận yêu cầu ' || t.code),
       t.id, 'sent', 1, 1, t.opened_at, t.opened_at + k * interval '1 hour', t.opened_at + k * interval '1 hour'
     from tickets t, generate_series(0, 1) k`,
    `insert into ticket_events (ticket_id, at, staff_id, kind, data)
     select t.id, t.opened_at + k * interval '2 hours', t.assignee_id,
       (array['opened', 'routed', 'assigned', 'sent'])[1 + k],
       case k when 0 then '{"channel": "web"}' else '{}' end::jsonb
     from tickets t, generate_series(0, 3) k
     where k = 0 or (k < 3 and t.state <> 'received') or t.answered_at is not null`,
    `insert into answers (ticket_id, body, basis, state, unit_id, author_id, created_at, sent_at)
     select id, repeat('Căn cứ quy định hiện hành, Sở trả lời Anh/Chị như sau. ', 12), 'Luật Sở hữu trí tuệ', 'sent',
       lead_unit_id, coalesce(assignee_id, ''), answered_at, answered_at
     from tickets where answered_at is not null`,
    `insert into ratings (ticket_id, answer_id, asked_at, score, rated_at)
     select t.id, a.id, a.sent_at, t.satisfaction, case when t.satisfaction is not null then a.sent_at + interval '1 day' end
     from tickets t join answers a on a.ticket_id = t.id`,
    'set session_replication_role = origin',
    'drop table bench_texts',
    'vacuum analyze',
  ]
}

/** More each year and on working days' hours; nearly all ended, the last fortnight's mostly open. */
function ticketsOf(count: number, people: number): string {
  return `
    with drawn as materialized (
      select g, sqrt(g::float8 / ${count}) as along, random() r1, random() r2, random() r3, random() r4, random() r5,
        random() r6
      from generate_series(1, ${count}) g
    ), placed as materialized (
      select d.*, now() - (1 - along) * interval '1095 days' as at,
        (select f from (select array_agg(id order by position) f from fields) x) as field_ids,
        floor(d.r1 * (select count(*) from bench_texts))::int as first,
        floor(d.r2 * (select count(*) from bench_texts))::int as second
      from drawn d
    ), settled as materialized (
      select p.*, extract(epoch from now() - at) / 86400 as age,
        field_ids[1 + floor(power(r3, 2) * cardinality(field_ids))::int] as field_id,
        1 + floor(r4 * ${people})::int as person
      from placed p
    ), known as materialized (
      select s.*, case
          when age < 1 then case when r5 < 0.6 then 'received' else 'routed' end
          when age < 15 then case when r5 < 0.03 then 'received' when r5 < 0.55 then 'routed' when r5 < 0.63 then 'waiting'
            when r5 < 0.7 then 'submitted' when r5 < 0.98 then 'answered' else 'withdrawn' end
          else case when r5 < 0.004 then 'routed' when r5 < 0.87 then 'answered' when r5 < 0.92 then 'recommended'
            when r5 < 0.96 then 'referred' when r5 < 0.99 then 'withdrawn' else 'merged' end
        end as state,
        f.lead_unit_id as unit_id
      from settled s join fields f on f.id = s.field_id
    )
    insert into tickets (code, person_id, business_id, conversation_id, channel, question, commune, state, field_id,
      lead_unit_id, cooperating_unit_ids, scope, assignee_id, sure, opened_at, acknowledge_by, acknowledged_at,
      classify_by, classified_at, due_at, warning_level, was_late, answered_at, closed_at, unread_since, satisfaction,
      updated_at, term_days, search_text)
    select code, person, b.id, person, case when person % 10 < 6 then 'telegram' else 'web' end,
      x.text || E'\\n\\n' || y.text, 'Xã Văn Bàn', state,
      case when state <> 'received' then field_id end, case when state <> 'received' then unit_id end,
      case when r6 < 0.06 then jsonb_build_array(1 + g % 7) else '[]' end,
      case when r6 < 0.7 then 'general' else 'specific' end,
      case when state <> 'received' and r6 < 0.85 then (select (array_agg(id order by id))[1 + g % count(*)] from staff) end,
      r6, at, at + interval '1 day', at + r6 * interval '1 day', at + interval '3 days',
      case when state <> 'received' then at + interval '4 hours' end, at + interval '21 days',
      case when state in ('received', 'routed', 'waiting', 'submitted') then
        case when age > 21 then 'late' when age > 10 then 'half' else 'calm' end else 'calm' end,
      r6 < 0.07 or (state = 'routed' and age > 21),
      case when state in ('answered', 'recommended', 'referred') then least(at + (2 + r6 * 18) * interval '1 day', now()) end,
      case when state in ('answered', 'recommended', 'referred', 'withdrawn', 'merged') then least(at + (2 + r6 * 18) * interval '1 day', now()) end,
      case when age < 15 and r6 < 0.2 then at end,
      case when state = 'answered' and r2 < 0.55 then case when r1 < 0.9 then 4 + (r1 < 0.6)::int else 1 + (r1 * 100)::int % 3 end end,
      least(at + (2 + r6 * 18) * interval '1 day', now()), 15,
      'hl ' || substr(code, 4, 4) || ' ' || substr(code, 9) || ' ' || substr(code, 9)::int || ' ' ||
        coalesce(lower(b.tax_code), '') || ' ' || x.plain || ' ' || y.plain
    from (
      select k.*, 'HL-' || extract(year from at) || '-' ||
        lpad((row_number() over (partition by extract(year from at) order by g))::text, 6, '0') as code
      from known k
    ) k
    join bench_texts x on x.n = k.first join bench_texts y on y.n = k.second
    left join people p on p.id = person
    left join businesses b on b.id = p.business_id
    order by g`
}
