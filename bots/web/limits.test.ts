import { mkdir, mkdtemp, readdir, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Sql } from 'postgres'
import { describe, expect, vi } from 'vitest'
import { hear } from '#core/hear.ts'
import { forgetOffice } from '#core/office.ts'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import type { Db } from '#db/client.ts'
import { test } from '#db/testing.ts'
import { storingHear } from './testing.ts'
import { createWebChat, type WebChatSettings } from './web.ts'

const megabyte = 1024 * 1024
const json = { 'content-type': 'application/json' }

async function open(db: Db, sql: Sql, settings: Partial<WebChatSettings> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'hoi-luat-limits-'))
  const log = pino({ level: 'silent' })
  const own = { db, sql, dataDir, publicUrl: 'http://desk.test', embedOrigins: [], log }
  const { hear, heard } = storingHear(db)
  const chat = createWebChat({ ...own, ...settings }, hear)
  /** A request as it comes through the server: with the peer's socket. */
  const from =
    (peer: string, headers = {}) =>
    (path: string, init: RequestInit = {}) =>
      chat.routes.request(
        path,
        { ...init, headers: { ...headers, ...(init.headers as Record<string, string>) } },
        { incoming: { socket: { remoteAddress: peer, remotePort: 1, remoteFamily: 'IPv4' } } },
      )
  const uploads = () => readdir(join(dataDir, 'uploads')).catch(() => [])
  return { chat, from, heard, dataDir, uploads }
}

type Ask = (path: string, init?: RequestInit) => Promise<Response> | Response
let count = 0
const asNew = (ask: Ask, cookie = `hl_visitor=${String(++count).padStart(32, 'v')}`) =>
  ask('/chat/messages', {
    method: 'POST',
    headers: { ...json, cookie },
    body: JSON.stringify({ id: `n${++count}`, text: 'Xin chào' }),
  })
const statuses = async (ask: Ask, times: number) => {
  const all = await Promise.all(Array.from({ length: times }, () => asNew(ask)))
  return all.filter(({ status }) => status === 202).length
}

function formOf(...sizes: number[]) {
  const form = new FormData()
  form.set('id', `f${++count}`)
  for (const size of sizes) form.append('file', new File([new Uint8Array(size)], 'anh.jpg'))
  return form
}
const send = (ask: Ask, cookie: string, body: FormData, path = '/chat/files') =>
  ask(path, { method: 'POST', headers: { cookie }, body })

describe('new visitors', () => {
  test('come in by sixty a minute from one address, and are asked to wait', async ({ db, sql }) => {
    const { from, heard } = await open(db, sql)
    const village = from('203.0.113.7')
    expect(await statuses(village, 70)).toBe(60)
    const refused = await asNew(village)
    expect(refused.status).toBe(429)
    const seconds = Number(refused.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(120)
    const { error } = (await refused.json()) as { error: string }
    expect(error).toMatch(/Anh\/Chị vui lòng đợi khoảng [12] phút\./)
    expect(heard).toHaveLength(60)
    expect((await asNew(from('203.0.113.8'))).status).toBe(202)
  })

  test('who have spoken before are no longer new', async ({ db, sql }) => {
    const first = await open(db, sql)
    const cookie = `hl_visitor=${'k'.repeat(32)}`
    expect((await asNew(first.from('203.0.113.7'), cookie)).status).toBe(202)
    const restarted = await open(db, sql)
    const ask = restarted.from('203.0.113.7')
    expect(await statuses(ask, 70)).toBe(60)
    expect((await asNew(ask, cookie)).status).toBe(202)
  })

  test.for([
    ['a proxy beside us is believed', '127.0.0.1', '198.51.100.1', '198.51.100.2', 202],
    ['its last word counts', '::1', '198.51.100.1', '198.51.100.9, 198.51.100.1', 429],
    ['a stranger’s word is not', '203.0.113.7', '198.51.100.1', '198.51.100.2', 429],
    ['nor is a neighbour’s', '::ffff:10.0.0.5', '198.51.100.1', '198.51.100.2', 429],
    ['one IPv6 subscriber is one', '127.0.0.1', '2001:db8::1', '2001:DB8:0:0:9:9:9:9', 429],
    ['the next one is another', '127.0.0.1', '2001:db8::1', '2001:db8:0:1::1', 202],
  ] as const)('%s', async ([, peer, first, then, status], { db, sql }) => {
    const { from } = await open(db, sql)
    expect(await statuses(from(peer, { 'x-forwarded-for': first }), 61)).toBe(60)
    expect((await asNew(from(peer, { 'x-forwarded-for': then }))).status).toBe(status)
  })

  test('nobody named stands for everybody: what is no address names nobody', async ({
    db,
    sql,
  }) => {
    const { from } = await open(db, sql)
    expect(await statuses(from('127.0.0.1', { 'x-forwarded-for': 'x' }), 200)).toBe(200)
    expect(await statuses(from('::1', { 'x-forwarded-for': 'y' }), 100)).toBe(100)
  })
})

describe('files', () => {
  test('are 200 MB an hour of one visitor; words go on', async ({ db, sql }) => {
    const { from, uploads, heard } = await open(db, sql)
    const ask = from('203.0.113.7')
    const cookie = `hl_visitor=${'b'.repeat(32)}`
    const form = () => formOf(...Array(5).fill(20 * megabyte))
    expect((await send(ask, cookie, form())).status).toBe(202)
    expect((await send(ask, cookie, form())).status).toBe(202)
    const refused = await send(ask, cookie, formOf(megabyte))
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60)
    expect(await refused.text()).toMatch(/Anh\/Chị vui lòng .+\./)
    expect(await uploads()).toHaveLength(10)
    const words = formOf()
    words.set('text', 'Không có tệp')
    expect((await send(ask, cookie, words, '/chat')).status).toBe(303)
    expect(heard.at(-1)).toMatchObject({ kind: 'text', text: 'Không có tệp' })
  })

  test('are refused while the disk is nearly full; words go on', async ({ db, sql }) => {
    const disk = async () => ({ bavail: 499, blocks: 2_000, bsize: megabyte })
    const { from, uploads, heard } = await open(db, sql, { disk })
    const ask = from('203.0.113.7')
    const cookie = `hl_visitor=${'c'.repeat(32)}`
    const refused = await send(ask, cookie, formOf(10))
    expect(refused.status).toBe(503)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60)
    expect(await refused.text()).toContain('Anh/Chị vui lòng gửi nội dung bằng chữ')
    expect(await uploads()).toEqual([])
    const page = formOf()
    page.set('text', 'Không có tệp')
    page.append('file', new File([], ''))
    expect((await send(ask, cookie, page, '/chat')).status).toBe(303)
    expect(heard).toMatchObject([{ kind: 'text', text: 'Không có tệp' }])
  })

  test('of what the desk does not keep are gone at once', async ({ db, sql }) => {
    forgetOffice()
    await installProfile(db, 'lao-cai-skhcn', loadProfile('lao-cai-skhcn'), new Date())
    const dataDir = await mkdtemp(join(tmpdir(), 'hoi-luat-kept-'))
    const log = pino({ level: 'silent' })
    const desk = { db, dataDir, log, now: () => new Date(), nudge: () => {} }
    const settings = { db, sql, dataDir, publicUrl: 'http://desk.test', embedOrigins: [], log }
    const chat = createWebChat(settings, (incoming) => hear(desk, incoming))
    const ask: Ask = (path, init) => chat.routes.request(path, init)
    const cookie = `hl_visitor=${'d'.repeat(32)}`
    const uploads = () => readdir(join(dataDir, 'uploads'))
    const form = formOf(10)
    for (const _ of [1, 2]) expect((await send(ask, cookie, form)).status).toBe(202)
    expect(await uploads()).toHaveLength(1)
    await sql`update conversations set counted = 500, counted_from = now()`
    expect((await send(ask, cookie, formOf(10))).status).toBe(202)
    const noted = await sql<{ name: string }[]>`select source ->> 'upload' as name from files`
    expect(await uploads()).toEqual(expect.arrayContaining(noted.map(({ name }) => name)))
    expect(await uploads()).toHaveLength(noted.length)
    await sql`update files set state = 'stored', source = null`
    for (const name of await uploads()) await utimes(join(dataDir, 'uploads', name), 0, 0)
    createWebChat(settings, (incoming) => hear(desk, incoming)).stop()
    await vi.waitFor(async () => expect(await uploads()).toEqual([]))
  })

  test('that are still to be fetched are not swept', async ({ db, sql }) => {
    const { from, dataDir, uploads } = await open(db, sql)
    await send(from('203.0.113.7'), `hl_visitor=${'e'.repeat(32)}`, formOf(10))
    const [kept] = await uploads()
    const stray = join(dataDir, 'uploads', crypto.randomUUID())
    await mkdir(join(dataDir, 'uploads'), { recursive: true })
    await writeFile(stray, 'x')
    for (const path of [stray, join(dataDir, 'uploads', kept!)]) await utimes(path, 0, 0)
    await open(db, sql, { dataDir })
    await vi.waitFor(async () => expect(await uploads()).toEqual([kept]))
  })
})

test('one address has two hundred streams open, and closing one frees its place', async ({
  db,
  sql,
}) => {
  const { from, chat } = await open(db, sql)
  const school = from('203.0.113.7')
  const all = await Promise.all(Array.from({ length: 201 }, () => school('/chat/events')))
  const [refused] = all.splice(
    all.findIndex(({ status }) => status === 429),
    1,
  )
  expect(all.every(({ status }) => status === 200)).toBe(true)
  expect(refused!.headers.get('retry-after')).toBe('30')
  expect(((await refused!.json()) as { error: string }).error).toMatch(/Anh\/Chị vui lòng .+\./)
  const elsewhere = await from('203.0.113.8')('/chat/events')
  expect(elsewhere.status).toBe(200)
  await all.pop()!.body!.cancel()
  await vi.waitFor(async () => {
    const again = await school('/chat/events')
    all.push(again)
    expect(again.status).toBe(200)
  }, 5_000)
  chat.stop()
  for (const { body } of [...all, elsewhere]) await body?.cancel()
})
