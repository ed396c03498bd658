import { sql } from 'drizzle-orm'
import { expect, onTestFinished } from 'vitest'
import type { Outcome } from '#core/deliveries/outcome.ts'
import { holdSenderLock } from '#core/deliveries/sender-lock.ts'
import { claimNotices, type Feeding } from '#core/notices/feed.ts'
import { loadFeedings } from '#core/notices/feedings.ts'
import { test } from '#db/testing.ts'
import { seedNotice } from './testing-notices.ts'

const people = 1_000

test('a list of recipients that was empty when its statement was planned is not read through for each', async ({
  db,
  url,
}) => {
  const lock = (await holdSenderLock(url, 'telegram', () => false))!
  onTestFinished(() => lock.release())
  const look = (outcomes: Outcome[], feedings: Feeding[]) => {
    const claim = { channel: 'telegram', holder: lock.holder, limit: 50 } as const
    return claimNotices(lock.db, claim, new Date(), outcomes, feedings)
  }
  expect((await look([], []))?.due).toEqual([])

  await seedNotice(db, { people })
  const [feeding] = await loadFeedings(db, 'telegram', false)
  const before = await rowsRead()
  let outcomes: Outcome[] = []
  const told: string[] = []
  do {
    const { due, fed } = (await look(outcomes, [feeding!]))!
    feeding!.after = Math.max(feeding!.after, ...fed.map(([, person]) => person))
    outcomes = due.map(({ id, notice }) => {
      return { id, state: 'sent', partsSent: 1, recipients: notice!.recipients }
    })
    told.push(...due.map(({ address }) => address))
  } while (outcomes.length > 0)

  expect(new Set(told).size).toBe(people)
  expect(((await rowsRead()) - before) / people).toBeLessThan(12)

  async function rowsRead(): Promise<number> {
    await lock.db.execute(sql`select pg_stat_force_next_flush()`)
    const [row] = await lock.db.execute<{ rows: number }>(sql`
      select (select sum(seq_tup_read) from pg_stat_user_tables where relname = 'notice_recipients')
        + (select sum(idx_tup_read) from pg_stat_user_indexes where relname = 'notice_recipients') as rows`)
    return Number(row?.rows)
  }
})
