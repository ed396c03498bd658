import { sql } from 'drizzle-orm'
import { expect, onTestFinished } from 'vitest'
import { test } from '#db/testing.ts'
import { claimDue } from './deliveries.ts'
import type { Outcome } from './outcome.ts'
import { holdSenderLock } from './sender-lock.ts'

const queued = 2_000
const now = new Date('2026-11-20T03:00:00Z')

test('a queue that was empty when its statement was planned is not read through for each reply', async ({
  db,
  url,
}) => {
  const lock = (await holdSenderLock(url, 'web', () => false))!
  onTestFinished(() => lock.release())
  const look = (outcomes: Outcome[] = []) =>
    claimDue(lock.db, { channel: 'web', holder: lock.holder, limit: 50 }, now, outcomes)
  expect((await look())?.due).toEqual([])

  await db.execute(sql`
    with person as (insert into people (created_at) values (now()) returning id), met as (
      insert into conversations (channel, address, person_id, created_at, last_heard_at)
      select 'web', 'visitor ' || n, person.id, now(), now() from person, generate_series(1, 100) n returning id)
    insert into deliveries (conversation_id, channel, cause, body, next_at, created_at)
    select met.id, 'web', 'test', '{"text": "trả lời"}', ${now.toISOString()}, now()
    from generate_series(1, ${queued / 100}::int) n, met order by n, met.id`)
  const before = await rowsRead(lock.db)
  let outcomes: Outcome[] = []
  const sent: number[] = []
  do {
    const due = (await look(outcomes))!.due
    outcomes = due.map(({ id }) => ({ id, state: 'sent', partsSent: 1 }))
    sent.push(...due.map(({ id }) => id))
  } while (outcomes.length > 0)

  expect(new Set(sent).size).toBe(queued)
  expect(sent).toEqual(sent.toSorted((a, b) => a - b))
  expect(((await rowsRead(lock.db)) - before) / queued).toBeLessThan(12)

  async function rowsRead(reader: typeof db): Promise<number> {
    await reader.execute(sql`select pg_stat_force_next_flush()`)
    const [row] = await reader.execute<{ rows: number }>(sql`
      select (select sum(seq_tup_read) from pg_stat_user_tables where relname = 'deliveries')
        + (select sum(idx_tup_read) from pg_stat_user_indexes where relname = 'deliveries') as rows`)
    return Number(row?.rows)
  }
})
