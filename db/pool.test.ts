import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { expect, onTestFinished, vi } from 'vitest'
import { connect, type Db } from './client.ts'
import { test as withDatabase } from './testing.ts'

const test = withDatabase.extend('own', async ({ url }, { onCleanup }) => {
  const connection = connect(url, { max: 2 })
  onCleanup(connection.close)
  return connection
})

async function backend(db: Db): Promise<number> {
  const [row] = await db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
  return row?.pid ?? 0
}

const slow = (db: Db) =>
  db.transaction(async (tx) => {
    await tx.execute(sql`select pg_sleep(0.2)`)
    return backend(tx)
  })

test('never more connections than allowed work at once; who waits has its turn', async ({
  own,
}) => {
  const held = await Promise.all([slow(own.db), slow(own.db), slow(own.db), backend(own.db)])
  expect(new Set(held).size).toBe(2)
})

test('what comes one after the other stays on one connection', async ({ own }) => {
  await Promise.all([slow(own.db), slow(own.db)])
  const used = new Set<number>()
  for (let time = 0; time < 6; time++) used.add(await backend(own.db))
  expect(used.size).toBe(1)
})

test('statements share a connection that is alone, a transaction has it by itself', async ({
  url,
}) => {
  const { db, close } = connect(url, { max: 1 })
  onTestFinished(close)
  const steps: string[] = []
  const say = async (to: Db, word: string) => {
    await to.execute(sql`select 1`)
    steps.push(word)
  }
  const many = () => Promise.all(Array.from({ length: 50 }, () => say(db, 'beside')))
  const alone = db.transaction(async (tx) => {
    await say(tx, 'alone')
    await pause(50)
    await say(tx, 'alone')
  })
  await Promise.all([many(), alone, pause(10).then(many)])
  expect(steps.lastIndexOf('alone')).toBe(steps.indexOf('alone') + 1)
  expect(steps).toHaveLength(102)
})

test('who waits goes on when the connections the others held are lost', async ({ own, db }) => {
  const lost = [slow(own.db), slow(own.db)].map((one) => one.catch(() => 'lost'))
  const waiting = [slow(own.db), backend(own.db)]
  await pause(100)
  await db.execute(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query like '%pg_sleep%' and pid <> pg_backend_pid()`)
  expect(await Promise.all(lost)).toEqual(['lost', 'lost'])
  for (const one of waiting) expect(await one).toBeGreaterThan(0)
})

test('an idle connection that is lost is noticed before it is used', async ({ own, db }) => {
  const before = await backend(own.db)
  await db.execute(sql`select pg_terminate_backend(${before}, 5000)`)
  await pause(50)
  expect(await backend(own.db)).not.toBe(before)
})

test('closing waits for what is under way, and refuses what comes', async ({ own }) => {
  let ended = false
  const under = own.db.transaction(async (tx) => {
    await pause(200)
    await tx.execute(sql`select 1`)
    ended = true
  })
  await pause(20)
  const closing = own.close()
  await expect(backend(own.db)).rejects.toThrow(/closed|Failed query/)
  await closing
  expect(ended).toBe(true)
  await under
})

test('a connection that has grown old ends, one that is alone stays', async ({ own, url }) => {
  const alone = connect(url, { max: 1 })
  onTestFinished(alone.close)
  const before = [await backend(own.db), await backend(alone.db)]
  const later = Date.now() + 46 * 60_000
  onTestFinished(() => void vi.restoreAllMocks())
  vi.spyOn(Date, 'now').mockReturnValue(later)
  for (const { db } of [own, alone]) await backend(db)
  const after = [await backend(own.db), await backend(alone.db)]
  expect(after[0]).not.toBe(before[0])
  expect(after[1]).toBe(before[1])
})
