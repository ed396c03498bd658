import { sql } from 'drizzle-orm'
import { expect, onTestFinished } from 'vitest'
import { connect } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { test } from '#db/testing.ts'
import { openChats } from './conversation/testing-chat.ts'
import { hear } from './hear.ts'

const others = 2_000
const speaking = 20

test('tables that were empty when hearing was planned are not read through for each message', async ({
  db,
  url,
}) => {
  const talking = connect(url, { max: 1, keyed: true })
  onTestFinished(talking.close)
  const { desk, clock } = await openChats(talking.db)
  desk.handOver = () => ({ sent: new Set<number>(), take() {} })
  const say = (from: string, eventId: string) =>
    hear(desk, { channel: 'web', kind: 'text', from, eventId, text: 'menu', at: clock.now })
  const allSay = (round: string) =>
    Promise.all(
      Array.from({ length: speaking }, (_, n) => say(`visitor ${n + 1}`, `${round} ${n}`)),
    )
  await allSay('first')

  await db.execute(sql`
    with person as (insert into people (created_at) select now() from generate_series(1, ${others}::int) returning id),
    consent as (
      insert into consents (person_id, text_version, language, channel, given_at)
      select id, '1', 'vi', 'web', now() from person), met as (
      insert into conversations (channel, address, person_id, created_at, last_heard_at)
      select 'web', 'other ' || id, id, now(), now() from person returning id)
    insert into deliveries (conversation_id, channel, cause, body, next_at, created_at)
    select id, 'web', 'reply', '{"text": "trả lời"}', now(), now() from met`)
  const before = await rowsRead()
  await allSay('second')

  expect(await db.$count(deliveries)).toBe(others + 2 * speaking)
  expect(((await rowsRead()) - before) / speaking).toBeLessThan(20)

  async function rowsRead(): Promise<number> {
    await talking.db.execute(sql`select pg_stat_force_next_flush()`)
    const [row] = await talking.db.execute<{ rows: number }>(sql`
      select (select sum(seq_tup_read) from pg_stat_user_tables where relname = any (${sql.raw(tables)}))
        + (select sum(idx_tup_read) from pg_stat_user_indexes where relname = any (${sql.raw(tables)})) as rows`)
    return Number(row?.rows)
  }
})

const tables = `'{people,consents,conversations,deliveries,messages,heard_events,notice_recipients}'`
