import { pino } from 'pino'
import { describe, expect, it, vi } from 'vitest'
import { ZaloApiError } from 'zca-js'
import { sealingKey } from '#core/channels/secrets.ts'
import { listPosts, pickGroups, queuePosts } from '#core/groups/posts.ts'
import { test } from '#db/testing.ts'
import { createGroupsFake } from './fake.ts'
import { createZaloGroups } from './zalo-personal.ts'
import { notPosted, notSignedIn } from './zca.ts'

const by = () => ({ actor: { id: 'staff-1' }, ip: undefined, now: new Date() })
const notice = { text: 'Thông tư mới', url: 'https://hoi.example.vn/vb/13' }

test('somebody signs in by QR, posts, and is shown the kick that ends it', async ({ db, url }) => {
  const fake = createGroupsFake()
  const log = pino({ level: 'silent' })
  const { desk, stop } = createZaloGroups({
    ...{ db, url, key: sealingKey('x'), works: true, sender: fake.sender, log },
    now: () => new Date(),
  })
  try {
    expect([await desk.account(), desk.signInStep()]).toEqual([{ state: 'out' }, { step: 'idle' }])
    await expect(desk.refreshGroups()).rejects.toMatchObject({ key: 'groups:refusal.signed-out' })
    desk.beginSignIn(by())
    await vi.waitFor(() => expect(desk.signInStep().step).toBe('scan'))
    expect(desk.signInStep()).toMatchObject({ image: expect.stringMatching(/^data:image\/png/) })
    fake.state.scan()
    expect(desk.signInStep()).toEqual({ step: 'confirm', name: 'Nguyễn Thị Lan' })
    fake.state.agree()
    await vi.waitFor(() => expect(desk.signInStep()).toEqual({ step: 'done' }))
    expect(await desk.account()).toMatchObject({ state: 'on', groups: fake.state.groups })
    fake.state.groups = [{ id: '7', name: 'Nhóm mới' }, ...fake.state.groups]
    await desk.refreshGroups()
    expect(await desk.account()).toMatchObject({ groups: [{ name: 'Nhóm mới' }, {}, {}, {}] })
    await pickGroups(db, fake.state.groups, by())
    await queuePosts(db, notice, by())
    desk.nudge()
    await vi.waitFor(() => expect(fake.posts).toHaveLength(1), { timeout: 4_000 })
    fake.kick()
    await vi.waitFor(async () => expect(await desk.account()).toMatchObject({ why: 'kicked' }))
    const states = (await listPosts(db, 1)).rows.map(({ state }) => state)
    expect(states.reverse()).toEqual(['sent', 'stopped', 'stopped', 'stopped'])
  } finally {
    await stop()
  }
}, 15_000)

test('a sign-in that expires, is declined or is given up keeps nothing', async ({ db, url }) => {
  const fake = createGroupsFake()
  const { desk, stop } = createZaloGroups({
    ...{ db, url, key: sealingKey('x'), works: false, sender: fake.sender },
    ...{ log: pino({ level: 'silent' }), now: () => new Date() },
  })
  for (const why of ['expired', 'declined'] as const) {
    desk.beginSignIn(by())
    await vi.waitFor(() => expect(desk.signInStep().step).toBe('scan'))
    fake.state.end(why)
    await vi.waitFor(() => expect(desk.signInStep().step).toBe(why))
  }
  desk.beginSignIn(by())
  desk.cancelSignIn()
  fake.state.agree()
  expect(desk.signInStep()).toEqual({ step: 'idle' })
  expect(await desk.account()).toEqual({ state: 'out' })
  await stop()
})

describe('what zca-js throws', () => {
  const lost = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } })

  it.each([
    [new ZaloApiError('Đăng nhập thất bại'), 'refused'],
    [new ZaloApiError('Failed to fetch login info: Bad Gateway'), 'away'],
    [new ZaloApiError('Request failed with status code 503'), 'away'],
    [lost, 'away'],
    [new SyntaxError('Unexpected token <'), 'away'],
  ] as const)('at a sign-in, %s means %s', (error, why) => {
    expect(notSignedIn(error)).toMatchObject({ ok: false, why })
  })

  it.each([
    [new ZaloApiError('Request failed with status code 401'), 'kicked'],
    [new ZaloApiError('Phiên đăng nhập đã hết hạn', -216), 'kicked'],
    [new ZaloApiError('Bạn không phải là thành viên', 114), 'refused'],
    [new ZaloApiError('Request failed with status code 502'), 'unclear'],
    [new ZaloApiError('Failed to parse response data'), 'unclear'],
    [lost, 'unclear'],
  ] as const)('at a post, %s means %s', (error, why) => {
    expect(notPosted(error)).toMatchObject({ ok: false, why })
  })

  it('tells of the network only its kind', () => {
    expect(notPosted(lost).detail).toBe('network: ECONNRESET')
  })
})
