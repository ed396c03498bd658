import { pino } from 'pino'
import { describe, expect, vi } from 'vitest'
import { sealingKey } from '#core/channels/secrets.ts'
import { keepAccount, readAccount, signOut } from '#core/groups/account.ts'
import { claimPost, listPosts, pickGroups, queuePosts } from '#core/groups/posts.ts'
import type { Db } from '#db/client.ts'
import { channelSecrets } from '#db/schema/channels.ts'
import { auditLog } from '#db/schema/staff.ts'
import { test } from '#db/testing.ts'
import { createGroupsFake } from './fake.ts'
import { openRelay, type RelayDeps } from './relay.ts'

const key = sealingKey('a secret for tests only')
const notice = { text: 'Nghị định mới về nhãn hàng hóa', url: 'https://hoi.example.vn/vb/12' }
const log = pino({ level: 'silent' })

/** An account that is signed in, three picked groups and a clock that moves only when told. */
async function makeRelay(db: Db, more: Partial<RelayDeps> = {}) {
  const clock = { now: new Date('2026-11-23T02:00:00Z') }
  const by = () => ({ actor: { id: 'staff-1' }, ip: undefined, now: clock.now })
  const fake = createGroupsFake({ now: () => clock.now })
  const { credentials, state } = fake
  await keepAccount(db, key, { name: 'Lan', credentials, groups: state.groups }, by())
  await pickGroups(db, state.groups, by())
  const deps = { db, key, sender: fake.sender, log, now: () => clock.now, random: Math.random }
  const relay = openRelay({ ...deps, ...more })
  const pass = (ms: number) => {
    clock.now = new Date(clock.now.getTime() + ms)
  }
  /** Steps as the loop does, at most so often. */
  const run = async (steps = 80) => {
    for (let n = 0; n < steps; n++) pass(await relay.step())
  }
  const { posts, answer, kick, sender } = fake
  return { posts, answer, kick, sender, state, relay, clock, by, pass, run }
}

const statesOf = async (db: Db) => (await listPosts(db, 1)).rows.map(({ state }) => state).reverse()

describe('posting to groups', () => {
  test('goes to every picked group in order, never faster than one in 20 seconds', async ({
    db,
  }) => {
    const { posts, run, by, state } = await makeRelay(db)
    await queuePosts(db, notice, by())
    await queuePosts(db, { ...notice, text: 'Lớp tập huấn tháng 12' }, by())
    await run()
    expect(await statesOf(db)).toEqual(Array(6).fill('sent'))
    const order = state.groups.map(({ id }) => id).sort()
    expect(
      posts
        .slice(0, 3)
        .map(({ groupId }) => groupId)
        .sort(),
    ).toEqual(order)
    expect(posts[0]?.text).toBe(`${notice.text}\n\n${notice.url}`)
    const gaps = posts.slice(1).map(({ at }, n) => at - (posts[n]?.at ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(20_000)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(42_000)
    expect(new Set(gaps).size).toBeGreaterThan(1)
    expect([state.signIns, state.open]).toEqual([1, 0])
  })

  test('keeps the pace over a restart, and against a process that believes the lock its own', async ({
    db,
  }) => {
    const first = await makeRelay(db, { random: () => 0 })
    await queuePosts(db, notice, first.by())
    await first.relay.step()
    expect(first.posts).toHaveLength(1)
    const again = openRelay({
      ...{ db, key, log, sender: first.sender, random: () => 0 },
      now: () => first.clock.now,
    })
    first.pass(17_000)
    expect(await again.step()).toBe(3_000)
    expect(await claimPost(db, 20_000, first.clock.now)).toBeUndefined()
    const both = new Date(first.clock.now.getTime() + 3_000)
    const claims = await Promise.all([1, 2, 3].map(() => claimPost(db, 20_000, both)))
    expect(claims.filter(Boolean)).toHaveLength(1)
  })

  test('connects only while something waits', async ({ db }) => {
    const { relay, state, by, run } = await makeRelay(db)
    await run(3)
    expect(state.signIns).toBe(0)
    await queuePosts(db, notice, by())
    await relay.step()
    expect(state.open).toBe(1)
    await signOut(db, by())
    await relay.step()
    expect(state.open).toBe(0)
    expect(await statesOf(db)).toEqual(['sent', 'stopped', 'stopped'])
  })

  test('waits for a Zalo that cannot be reached', async ({ db }) => {
    const { relay, state, by, posts, run } = await makeRelay(db)
    state.refusing = 'away'
    await queuePosts(db, notice, by())
    expect(await relay.step()).toBe(60_000)
    expect(await statesOf(db)).toEqual(['queued', 'queued', 'queued'])
    state.refusing = undefined
    await run()
    expect(posts).toHaveLength(3)
  })
})

describe('the first sign that Zalo does not want the account', () => {
  const stopped = async (db: Db, why: string) => {
    expect(await readAccount(db, key)).toMatchObject({ state: 'stopped', name: 'Lan', why })
    const actions = (await db.select({ action: auditLog.action }).from(auditLog)).map(
      ({ action }) => action,
    )
    expect(actions.filter((action) => action === 'groups.stopped')).toHaveLength(1)
  }

  test('is a kick while it waits: everything stops, and the cookie is gone', async ({ db }) => {
    const { relay, state, by, kick, run } = await makeRelay(db)
    await queuePosts(db, notice, by())
    await relay.step()
    kick('3000 another connection')
    await vi.waitFor(() => stopped(db, 'kicked'))
    expect(await statesOf(db)).toEqual(['sent', 'stopped', 'stopped'])
    expect(state.open).toBe(0)
    const signIns = state.signIns
    await queuePosts(db, notice, by())
    await run(5)
    expect(state.signIns).toBe(signIns)
    expect(await readAccount(db, key)).toMatchObject({ detail: '3000 another connection' })
  })

  test('is a kick told by a post', async ({ db }) => {
    const { answer, by, run } = await makeRelay(db)
    answer({ ok: true }, { ok: false, why: 'kicked', detail: 'status code 401' })
    await queuePosts(db, notice, by())
    await run()
    await stopped(db, 'kicked')
    expect(await statesOf(db)).toEqual(['sent', 'stopped', 'stopped'])
  })

  test('is a sign-in that is refused', async ({ db }) => {
    const { state, by, run } = await makeRelay(db)
    state.refusing = 'refused'
    await queuePosts(db, notice, by())
    await run(10)
    await stopped(db, 'refused')
    expect([state.signIns, await statesOf(db)]).toEqual([1, ['stopped', 'stopped', 'stopped']])
  })

  test('are three posts in a row that are refused, one alone is not', async ({ db }) => {
    const { answer, by, run, posts } = await makeRelay(db)
    const no = { ok: false, why: 'refused', detail: '114 not a member' } as const
    answer(no, no, { ok: true }, no, no, no)
    await queuePosts(db, notice, by())
    await queuePosts(db, notice, by())
    await queuePosts(db, notice, by())
    await run()
    await stopped(db, 'failing')
    expect(posts).toHaveLength(1)
    expect((await statesOf(db)).slice(-3)).toEqual(['stopped', 'stopped', 'stopped'])
  })

  test('is a cookie sealed under another key', async ({ db }) => {
    const { by } = await makeRelay(db)
    const other = sealingKey('another secret')
    expect(await readAccount(db, other)).toMatchObject({ state: 'stopped', why: 'unreadable' })
    expect(JSON.stringify(await db.select().from(channelSecrets))).not.toContain('very secret')
    await queuePosts(db, notice, by())
    const { sender } = createGroupsFake()
    const relay = openRelay({ db, key: other, sender, log, now: () => by().now, random: () => 0 })
    await relay.step()
    expect(await statesOf(db)).toEqual(['stopped', 'stopped', 'stopped'])
  })
})

describe('a post of which nobody knows', () => {
  test('is not repeated after a crash', async ({ db }) => {
    const { by, clock, run, posts, relay } = await makeRelay(db)
    await queuePosts(db, notice, by())
    await claimPost(db, 20_000, clock.now)
    await relay.recover()
    await run()
    expect(await statesOf(db)).toEqual(['unknown', 'sent', 'sent'])
    expect(posts).toHaveLength(2)
    expect(posts[0]!.at - new Date('2026-11-23T02:00:00Z').getTime()).toBeGreaterThan(19_999)
  })

  test('is not repeated after a hang', async ({ db }) => {
    const { answer, by, run, posts } = await makeRelay(db, { cutAfterMs: 20 })
    answer('hang')
    await queuePosts(db, notice, by())
    await run()
    expect(await statesOf(db)).toEqual(['unknown', 'sent', 'sent'])
    expect(posts).toHaveLength(2)
  })
})

describe('what may be posted', () => {
  test('is never longer than Zalo takes, nor without a group', async ({ db }) => {
    const { by } = await makeRelay(db)
    const long = { ...notice, text: 'x'.repeat(1990) }
    await expect(queuePosts(db, long, by())).rejects.toMatchObject({ key: 'groups:refusal.long' })
    await pickGroups(db, [], by())
    await expect(queuePosts(db, notice, by())).rejects.toMatchObject({
      key: 'groups:refusal.none-picked',
    })
  })
})
