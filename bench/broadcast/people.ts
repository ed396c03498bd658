import type { Sql } from 'postgres'

/** Subscribers on Telegram, `1` to `n`; the first `few` of them live in the commune "Bát Xát". */
export async function seedSubscribers(sql: Sql, n: number, few: number): Promise<void> {
  const chunk = 100_000
  for (let from = 0; from < n; from += chunk) {
    const upTo = Math.min(n, from + chunk)
    await sql`
      with persons as (
        insert into people (created_at) select now() from generate_series(${from + 1}::int, ${upTo}::int) returning id
      ), numbered as (
        select id, ${from}::int + row_number() over (order by id) as n from persons
      ), chats as (
        insert into conversations (channel, address, person_id, created_at, last_heard_at)
        select 'telegram', n::text, id, now(), now() from numbered order by n returning id, person_id, address
      )
      insert into subscriptions (person_id, conversation_id, communes, consent_version, consented_at, changed_at)
      select person_id, id, case when address::int <= ${few} then '["Bát Xát"]' else '["Cốc Lếu"]' end::jsonb, '1', now(), now()
      from chats order by person_id`
  }
  await sql`vacuum analyze people, conversations, subscriptions`
}

/** A notice, written and not yet sent to anybody. */
export async function seedNotice(sql: Sql, communes: string[]): Promise<number> {
  const body = 'Từ ngày 01/01, hộ kinh doanh kê khai theo mẫu mới. '.repeat(6)
  const [row] = await sql<{ id: number }[]>`
    insert into notices (kind, title, body, link, audience, state, created_at, updated_at, started_at)
    values ('law', 'Nghị định 168/2026/NĐ-CP có hiệu lực', ${body}, 'https://hoi.example.vn/van-ban/nd-168',
      ${JSON.stringify({ communes })}::text::jsonb, 'preparing', now(), now(), now()) returning id`
  return row?.id ?? 0
}

export async function setState(sql: Sql, id: number, state: string): Promise<void> {
  await sql`update notices set state = ${state}, version = version + 1 where id = ${id}`
}

/** How many recipients of a notice are in each state. */
export async function statesOf(sql: Sql, id: number): Promise<Record<string, number>> {
  const rows = await sql<{ state: string; n: number }[]>`
    select state, count(*)::int as n from notice_recipients where notice_id = ${id} group by state order by state`
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}
