import { pino } from 'pino'
import { expect, onTestFinished } from 'vitest'
import { sealingKey } from '#core/channels/secrets.ts'
import { connect, type Db } from '#db/client.ts'
import { channelSecrets } from '#db/schema/channels.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, people } from '#db/schema/people.ts'
import { staff } from '#db/schema/staff.ts'
import { test as base } from '#db/testing.ts'
import { startZaloFake, type ZaloFake } from './fake.ts'
import { createOAuth } from './oauth.ts'
import { openZalo } from './testing-zalo.ts'
import { openTokens, type Tokens } from './tokens.ts'

const hour = 60 * 60_000
const never = new AbortController().signal

const test = base.extend('fake', async ({ db }, { onCleanup }) => {
  void db
  const fake = await startZaloFake()
  onCleanup(() => fake.close())
  return fake
})

/** A clock that tests move. */
function clockAt(at: string) {
  const clock = { now: new Date(at) }
  return { now: () => clock.now, pass: (ms: number) => (clock.now = new Date(+clock.now + ms)) }
}

function tokensOf(
  db: Db,
  fake: ZaloFake,
  now: () => Date = () => new Date(),
  given: { accessToken?: string; refreshToken?: string } = fake.tokens.first,
  secret = 'the secret of the desk',
): Tokens {
  const { settings } = fake
  const log = pino({ level: 'silent' })
  return openTokens({
    ...{ db, key: sealingKey(secret), oauth: createOAuth(settings, now), given, log, now },
  })
}

const tokenOf = async (tokens: Tokens) => {
  const token = await tokens.current()
  return token.ok ? token.token : token.why
}

test('the first pair comes from the settings and is kept sealed', async ({ db, fake }) => {
  const tokens = tokensOf(db, fake)
  const { accessToken, refreshToken } = fake.tokens.first
  expect(await tokenOf(tokens)).toBe(accessToken)
  const [row] = await db.select().from(channelSecrets)
  expect(row?.channel).toBe('zalo')
  for (const secret of [accessToken, refreshToken]) {
    expect(JSON.stringify(row)).not.toContain(secret)
  }
})

test('a pair is renewed at twenty hours, and not before', async ({ db, fake }) => {
  const { now, pass } = clockAt('2026-11-22T09:00:00+07:00')
  const tokens = tokensOf(db, fake, now)
  await tokens.tend()
  pass(20 * hour - 1)
  await tokens.tend()
  expect(fake.tokens.spent).toEqual([])
  pass(1)
  await tokens.tend()
  expect(fake.tokens.spent).toEqual([fake.tokens.first.refreshToken])
  const fresh = await tokenOf(tokens)
  expect(fake.tokens.isAlive(fresh)).toBe(true)
  expect(await tokens.standing()).toMatchObject({
    ...{ pair: 'kept', renewable: true, renewedAt: now() },
    expiresAt: new Date(+now() + 25 * hour),
  })
})

test('two processes on connections of their own never spend a refresh token twice', async ({
  db,
  url,
  fake,
}) => {
  void db
  const connections = [1, 2, 3].map(() => connect(url, { max: 4 }))
  onTestFinished(() => Promise.all(connections.map(({ close }) => close())).then(() => {}))
  const { now, pass } = clockAt('2026-11-22T09:00:00+07:00')
  const desks = connections.map((connection) => tokensOf(connection.db, fake, now))
  for (let round = 0; round < 8; round++) {
    pass(hour)
    const stale = await tokenOf(desks[0]!)
    fake.tokens.expire()
    const asked = desks.flatMap((tokens) => [
      tokens.renew(stale),
      tokens.renew(stale),
      tokens.current().then((token) => (token.ok ? tokens.renew(stale) : token)),
    ])
    const fresh = new Set((await Promise.all(asked)).map((token) => token.ok && token.token))
    expect(fresh.size).toBe(1)
    expect(fake.tokens.isAlive(String([...fresh][0]))).toBe(true)
  }
  expect(fake.tokens.spent.length).toBe(8)
  expect(new Set(fake.tokens.spent).size).toBe(8)
})

test('a new pair that the database does not take at once is stored before anybody calls with it', async ({
  db,
  sql,
  fake,
}) => {
  const bot = openZalo(db, fake, async () => {})
  await bot.channel.send('77', { text: 'trước' }, never)
  fake.tokens.expire()
  await sql.unsafe(`
    create function no_storing() returns trigger language plpgsql as
      $$ begin if new.sealed <> old.sealed then raise 'the disk is full'; end if; return new; end $$;
    create trigger no_storing before update on channel_secrets for each row execute function no_storing()`)
  const sending = bot.channel.send('77', { text: 'trong lúc hỏng' }, never)
  await expect.poll(() => fake.tokens.spent.length).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(fake.sent().length).toBe(1)
  await sql.unsafe(`create or replace function no_storing() returns trigger language plpgsql as
    $$ begin return new; end $$`)
  expect(await sending).toMatchObject({ ok: true })
  expect(fake.tokens.spent.length).toBe(1)
  expect(await tokenOf(tokensOf(db, fake))).toBe(fake.sent()[1]?.token)
  await sql.unsafe('drop function no_storing() cascade')
})

test('a token that dies early is renewed in the middle of a sending, once', async ({
  db,
  fake,
}) => {
  const bot = openZalo(db, fake, async () => {})
  fake.tokens.expire()
  const sent = await Promise.all(
    [1, 2, 3].map((n) => bot.channel.send('77', { text: `${n}` }, never)),
  )
  expect(sent).toEqual(Array(3).fill({ ok: true, id: expect.any(String) }))
  expect(fake.tokens.spent.length).toBe(1)
})

test('fresh tokens that Zalo does not take spend no more refresh tokens', async ({ db, fake }) => {
  const { now, pass } = clockAt('2026-11-22T09:00:00+07:00')
  const bot = openZalo(db, fake, async () => {}, { now })
  fake.fail({ error: -216, message: 'Access token is invalid' }, { path: '/message' })
  for (let time = 0; time < 4; time++) {
    await bot.channel.send('77', { text: 'Chào' }, never)
    pass(20_000)
  }
  expect(fake.tokens.spent.length).toBe(1)
  expect(await bot.channel.send('77', { text: 'Chào' }, never)).toMatchObject({
    ...{ ok: false, why: 'configuration' },
    detail: expect.stringContaining('vừa được gia hạn'),
  })
  expect(await bot.channel.health()).toMatchObject({
    ...{ ok: false, detail: expect.stringContaining('vừa được gia hạn') },
  })
  pass(11 * 60_000)
  fake.heal()
  fake.tokens.expire()
  expect(await bot.channel.send('77', { text: 'Chào' }, never)).toMatchObject({ ok: true })
  expect(fake.tokens.spent.length).toBe(2)
})

test('a code whose exchange got no reply is not brought again', async ({ db, fake }) => {
  const bot = openZalo(db, fake, async () => {})
  fake.tokens.consent('c1')
  fake.fail({ status: 502 }, { path: '/v4/oa/access_token', times: 1 })
  expect(await bot.authorize({ code: 'c1' })).toEqual({
    ok: false,
    detail: expect.stringContaining('làm lại từ đầu'),
  })
})

test('a lost grant is told in words, asked about seldom, and mended by consent', async ({
  db,
  fake,
}) => {
  const { now, pass } = clockAt('2026-11-22T09:00:00+07:00')
  const bot = openZalo(db, fake, async () => {}, { now })
  fake.tokens.revoke()
  for (let time = 0; time < 3; time++) {
    expect(await bot.channel.send('77', { text: 'Chào' }, never)).toMatchObject({
      ...{ ok: false, why: 'configuration' },
      detail: expect.stringContaining('cấp quyền lại'),
    })
  }
  expect(fake.tokens.spent.length).toBe(1)
  pass(11 * 60_000)
  await bot.channel.send('77', { text: 'Chào' }, never)
  expect(fake.tokens.spent.length).toBe(2)
  expect(await bot.channel.health()).toEqual({
    ok: false,
    detail: expect.stringContaining('Không gia hạn được'),
  })
  expect(await bot.authorize({ code: 'guess' })).toMatchObject({ ok: false })
  expect(await bot.authorize({ code: 'guess', oaId: '1' })).toMatchObject({ ok: false })
  fake.tokens.consent('c1')
  expect(await bot.authorize({ code: 'c1', oaId: '7000' })).toMatchObject({ ok: true })
  expect(await bot.channel.send('77', { text: 'Chào' }, never)).toMatchObject({ ok: true })
  expect(await bot.channel.health()).toMatchObject({
    ...{ ok: true, detail: expect.stringContaining('cấp lúc 22/11/2026 09:11') },
  })
})

test('a lost grant is told to an administrator in the chat they linked', async ({ db, fake }) => {
  const { now, pass } = clockAt('2026-11-22T09:00:00+07:00')
  const at = { createdAt: now() }
  const [person] = await db.insert(people).values(at).returning()
  const where = { channel: 'telegram', address: '11', personId: person!.id, lastHeardAt: now() }
  const [chat] = await db
    .insert(conversations)
    .values({ ...where, ...at })
    .returning()
  const who = { id: 'a1', name: 'Sùng A Chu', email: 'a1@so.example.vn', updatedAt: now() }
  const linked = { role: 'administrator' as const, conversationId: chat!.id }
  await db.insert(staff).values({ ...who, ...at, ...linked })
  await tokensOf(db, fake, now).tend()
  pass(21 * hour)
  fake.tokens.revoke()
  const bot = openZalo(db, fake, async () => {}, { now })
  bot.start()
  onTestFinished(() => bot.stop())
  await expect
    .poll(() => db.select().from(deliveries))
    .toMatchObject([{ conversationId: chat!.id, cause: 'warning' }])
})

test('consent proves the challenge that the steps tell to paste', async ({ db, fake }) => {
  const bot = openZalo(db, fake, async () => {})
  const { steps, codeChallenge, callbackUrl } = bot.consentSteps('vi')
  expect(callbackUrl).toBe('https://hoi.example.vn/admin/channels/zalo/callback')
  expect(steps.join('\n')).toContain(codeChallenge)
  const { verifierOf } = await import('./consent.ts')
  const verifier = verifierOf('the secret of the desk')
  expect(verifier).toMatch(/^[\w-]{43}$/)
  fake.tokens.consent('c2', verifier)
  expect(await bot.authorize({ code: 'c2' })).toMatchObject({ ok: true })
})

test('Zalo out of reach costs nothing: the same refresh token is tried again', async ({
  db,
  fake,
}) => {
  const { now, pass } = clockAt('2026-11-22T09:00:00+07:00')
  const tokens = tokensOf(db, fake, now)
  await tokens.tend()
  pass(21 * hour)
  fake.fail({ status: 502 }, { path: '/v4/oa/access_token', times: 1 })
  await tokens.tend()
  expect((await tokens.standing()).failure).toMatchObject({ why: 'unreachable' })
  pass(30_000)
  await tokens.tend()
  expect(fake.tokens.spent).toEqual([])
  pass(31_000)
  await tokens.tend()
  expect(fake.tokens.spent.length).toBe(1)
  expect((await tokens.standing()).failure).toBeUndefined()
})

test('a pair changed in the settings takes the place of the kept one; the same one does not', async ({
  db,
  fake,
}) => {
  const first = tokensOf(db, fake)
  const renewed = await first.renew(await tokenOf(first))
  const again = tokensOf(db, fake)
  expect(await again.current()).toEqual(renewed)
  const other = tokensOf(db, fake, undefined, { accessToken: 'new', refreshToken: 'pair' })
  expect(await tokenOf(other)).toBe('new')
})

test('a changed key of the desk is told, and no pair at all too', async ({ db, fake }) => {
  expect((await tokensOf(db, fake, undefined, {}).standing()).pair).toBe('none')
  expect(await tokenOf(tokensOf(db, fake, undefined, {}))).toBe('configuration')
  await tokensOf(db, fake).tend()
  const changed = tokensOf(db, fake, undefined, {}, 'another secret')
  expect((await changed.standing()).pair).toBe('unreadable')
  expect(await tokenOf(changed)).toBe('configuration')
})
