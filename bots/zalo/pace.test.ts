import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished } from 'vitest'
import { openAllowance } from '#core/channels/allowance.ts'
import { keepSecret, sealingKey } from '#core/channels/secrets.ts'
import { connect, type Db } from '#db/client.ts'
import { test } from '#db/testing.ts'
import { openPace, type Pace } from './pace.ts'

const never = new AbortController().signal
const windowMs = 400

/** The most calls that any window saw, and all of them. */
function busiest(calls: number[]): number {
  const sorted = calls.toSorted((a, b) => a - b)
  const within = (from: number) => sorted.filter((at) => at >= from && at < from + windowMs).length
  return Math.max(...sorted.map(within))
}

async function paceOn(db: Db, limit: number, learned?: number): Promise<Pace> {
  await keepSecret(db, sealingKey('x'.repeat(20)), 'zalo', { value: 1, at: new Date() })
  const pace = openPace(limit, openAllowance(db, 'zalo', windowMs))
  pace.learn(learned)
  return pace
}

/** Calls as fast as it may for a while; a call takes some milliseconds and arrives in between. */
async function callFor(pace: Pace, calls: number[], ms: number): Promise<void> {
  const end = Date.now() + ms
  const one = async () => {
    while (Date.now() < end) {
      const entry = await pace.enter(never)
      if (!entry.ok) {
        await pause(Math.min(entry.retryAfterMs, 20))
        continue
      }
      await pause(Math.random() * 8)
      calls.push(Date.now())
      await pause(Math.random() * 8)
      entry.leave()
    }
  }
  await Promise.all(Array.from({ length: 8 }, one))
}

test('no window ever sees more calls than the limit, and the limit is used', async ({ db }) => {
  const calls: number[] = []
  await callFor(await paceOn(db, 20), calls, windowMs * 4)
  expect(busiest(calls)).toBeLessThanOrEqual(20)
  expect(calls.length).toBeGreaterThan(40)
})

test('two processes at once stay within it together', async ({ db, url }) => {
  const other = connect(url, { max: 3 })
  onTestFinished(() => other.close())
  const calls: number[] = []
  const paces = [await paceOn(db, 30), await paceOn(other.db, 30)]
  await Promise.all(paces.map((pace) => callFor(pace, calls, windowMs * 3)))
  expect(busiest(calls)).toBeLessThanOrEqual(30)
  expect(calls.length).toBeGreaterThan(30)
})

test('a process that takes over knows what the one before it did, and the limit it learned', async ({
  db,
}) => {
  const calls: number[] = []
  const first = await paceOn(db, 1000, 12)
  await callFor(first, calls, windowMs / 2)
  const before = calls.length
  await callFor(await paceOn(db, 1000), calls, windowMs * 3)
  expect(busiest(calls)).toBeLessThanOrEqual(12)
  expect(calls.length).toBeGreaterThan(before)
})

test('one call goes alone before anything is known of the limit', async ({ db }) => {
  await keepSecret(db, sealingKey('x'.repeat(20)), 'zalo', { value: 1, at: new Date() })
  const pace = openPace(1000, openAllowance(db, 'zalo', windowMs))
  const first = await pace.enter(never)
  let entered = 0
  const others = [1, 2, 3].map(() => pace.enter(never).then(() => entered++))
  await pause(100)
  expect(entered).toBe(0)
  pace.learn(2)
  if (first.ok) first.leave()
  await Promise.all(others)
  expect(entered).toBe(3)
})

test('"too much" makes everybody wait, longer each time, until a call is taken', async ({ db }) => {
  const pace = await paceOn(db, 100)
  expect(pace.backOff(0)).toBe(1_000)
  expect(pace.backOff(0)).toBeLessThanOrEqual(1_000)
  const entered = Date.now()
  const cut = AbortSignal.abort()
  expect(await pace.enter(cut)).toMatchObject({ ok: false })
  expect(Date.now() - entered).toBeLessThan(500)
})
