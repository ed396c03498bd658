import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, vi } from 'vitest'
import type { Channel, ChannelName, IncomingFile, Outgoing } from '#core/channel.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, people } from '#db/schema/people.ts'
import { files } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { nextAttempt, takeDue } from './due.ts'
import { startFetching } from './fetch.ts'
import { attachText, findFile, keepFiles, openFile } from './files.ts'
import { placeOf } from './store.ts'
import { sweepExports, tidyFiles } from './sweep.ts'
import { beginnings, streamOf, tempDataDir, zipOf } from './testing.ts'

const start = new Date('2026-11-22T02:00:00Z')
const hour = 3_600_000
const later = (hours: number) => new Date(start.getTime() + hours * hour)
const log = pino({ level: 'silent' })

type Give = (source: Record<string, string>, signal: AbortSignal) => unknown

/** A platform that gives files as told. */
function platform(give: Give): Map<ChannelName, Channel> {
  const channel: Channel = {
    name: 'telegram',
    parts: (out) => [out],
    send: () => Promise.resolve({ ok: true, id: '1' }),
    fetchFile: async (source, signal) => give(source, signal) as ReadableStream<Uint8Array>,
    health: () => Promise.resolve({ ok: true, detail: '' }),
  }
  return new Map([['telegram', channel]])
}

async function chat(db: Db, language: 'vi' | 'en' = 'vi'): Promise<number> {
  const [person] = await db.insert(people).values({ createdAt: start }).returning()
  const [row] = await db
    .insert(conversations)
    .values({
      channel: 'telegram',
      address: String(Math.random()),
      personId: person!.id,
      language,
      createdAt: start,
      lastHeardAt: start,
    })
    .returning()
  return row!.id
}

async function sent(db: Db, conversationId: number, file: Partial<IncomingFile> = {}) {
  const one = { name: 'giấy phép.pdf', source: { fileId: 'F1' }, ...file }
  const [id] = await keepFiles(db, { conversationId, messageId: 1, files: [one] }, start)
  return id!
}

interface Running {
  db: Db
  dataDir: string
  give?: Give
  now?: Date
}

function fetching({ db, dataDir, give = () => streamOf(beginnings.pdf), now = start }: Running) {
  const loop = startFetching({ db, dataDir, channels: platform(give), now: () => now, log })
  onTestFinished(() => loop.stop())
  return loop
}

/** Waits until no file is due any more at `now`. */
async function fetched(running: Running): Promise<void> {
  const loop = fetching(running)
  await vi.waitFor(async () => expect(await waiting(running)).toBe(0), { timeout: 10_000 })
  await loop.stop()
}

async function waiting({ db, now = start }: Running): Promise<number> {
  const rows = await db.select().from(files)
  // A taken file's lease ends at a whole 150 s after `now`; a later try is never due then.
  return rows.filter((file) => {
    const wait = (file.nextAt?.getTime() ?? 0) - now.getTime()
    return file.state === 'fetching' && (wait <= 0 || wait === 150_000)
  }).length
}

async function said(db: Db): Promise<string[]> {
  const rows = await db.select().from(deliveries).orderBy(deliveries.id)
  return rows.map((row) => (row.body as Outgoing).text)
}

test('a file a person sent is kept and can be read', async ({ db }) => {
  const dataDir = await tempDataDir()
  const id = await sent(db, await chat(db))
  const seen: unknown[] = []
  await fetched({ db, dataDir, give: (source) => seen.push(source) && streamOf(beginnings.pdf) })
  expect(seen).toEqual([{ fileId: 'F1' }])
  expect(await findFile(db, id)).toMatchObject({
    state: 'stored',
    name: 'giấy phép.pdf',
    type: 'application/pdf',
    size: beginnings.pdf.length,
  })
  const opened = await openFile(db, dataDir, id)
  expect(await new Response(opened?.stream).text()).toContain('%PDF-1.7')
  const [row] = await db.select({ source: files.source }).from(files)
  expect(row?.source).toBeNull()
  expect(await said(db)).toEqual([])
})

test('names are kept as names only, with their letters', async ({ db }) => {
  const id = await sent(db, await chat(db), { name: '../../Hợp đồng\u202e \u0000quế.pdf' })
  expect((await findFile(db, id))?.name).toBe('Hợp đồng quế.pdf')
})

test.for([
  ['hợp đồng.pdf', beginnings.exe, 'lies', 'không phải là tệp PDF'],
  ['hồ sơ.docx', zipOf([{ name: 'a', content: 'a' }]), 'lies', 'không phải là tệp DOCX'],
  ['virus.exe', beginnings.exe, 'type', 'không nhận loại tệp của «virus.exe»'],
  ['trống.pdf', new Uint8Array(), 'empty', 'không có nội dung'],
] as const)('%s is refused with the reason, once', async ([name, bytes, why, words], { db }) => {
  const dataDir = await tempDataDir()
  const id = await sent(db, await chat(db), { name })
  await fetched({ db, dataDir, give: () => streamOf(bytes) })
  expect(await findFile(db, id)).toMatchObject({ state: 'refused', reason: why })
  const texts = await said(db)
  expect(texts).toHaveLength(1)
  expect(texts[0]).toContain(name)
  expect(texts[0]).toContain(words)
})

test('a file that says it is too big is refused without being fetched', async ({ db }) => {
  const id = await sent(db, await chat(db, 'en'), { size: 20 * 1024 * 1024 + 1 })
  const give = () => {
    throw new Error('fetched all the same')
  }
  await fetched({ db, dataDir: await tempDataDir(), give })
  expect(await findFile(db, id)).toMatchObject({ state: 'refused', reason: 'too-big' })
  expect((await said(db))[0]).toContain('larger than 20 MB')
})

test('a platform that fails is asked again, with growing waits, for a day', async ({ db }) => {
  const dataDir = await tempDataDir()
  const id = await sent(db, await chat(db))
  const give = () => {
    throw new Error('502')
  }
  await fetched({ db, dataDir, give })
  expect(await findFile(db, id)).toMatchObject({ state: 'fetching', reason: 'lost' })
  expect(await said(db)).toEqual([])
  await fetched({ db, dataDir, now: later(1) })
  expect(await findFile(db, id)).toMatchObject({ state: 'stored', reason: null })
})

test('after a day the file is given up and the person is told', async ({ db }) => {
  const id = await sent(db, await chat(db))
  const give = () => {
    throw new Error('502')
  }
  await fetched({ db, dataDir: await tempDataDir(), give, now: later(24) })
  expect(await findFile(db, id)).toMatchObject({ state: 'failed', reason: 'lost' })
  expect(await said(db)).toEqual([expect.stringContaining('sau nhiều lần thử')])
})

test('the waits grow and end within a day', () => {
  const waits: number[] = []
  let now = start
  for (let attempt = 1; ; attempt++) {
    const next = nextAttempt(attempt, start, now)
    if (!next) break
    waits.push(next.getTime() - now.getTime())
    now = next
  }
  expect(waits).toEqual([...waits].sort((a, b) => a - b))
  expect(waits[0]).toBe(10_000)
  expect(now.getTime() - start.getTime()).toBeLessThanOrEqual(24 * hour)
  expect(waits.length).toBeLessThan(20)
})

test('several processes fetch each file once', async ({ db }) => {
  const dataDir = await tempDataDir()
  const conversation = await chat(db)
  for (let n = 0; n < 20; n++) await sent(db, conversation, { source: { fileId: String(n) } })
  const seen: string[] = []
  const give: Give = async ({ fileId }) => {
    seen.push(String(fileId))
    await new Promise((resolve) => setTimeout(resolve, 5))
    return streamOf(beginnings.pdf)
  }
  const loops = [1, 2, 3].map(() => fetching({ db, dataDir, give }))
  await vi.waitFor(async () => expect(await waiting({ db, dataDir })).toBe(0), { timeout: 10_000 })
  await Promise.all(loops.map((loop) => loop.stop()))
  expect(seen.toSorted((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 20 }, (_, n) => String(n)),
  )
})

test('a file whose process died is taken again when the lease ends', async ({ db }) => {
  const dataDir = await tempDataDir()
  const id = await sent(db, await chat(db))
  expect(await takeDue(db, 5, start)).toHaveLength(1)
  expect(await takeDue(db, 5, start)).toHaveLength(0)
  await fetched({ db, dataDir, now: later(1) })
  expect(await findFile(db, id)).toMatchObject({ state: 'stored' })
})

test('a stop cuts what hangs and leaves it for the next start', async ({ db }) => {
  const dataDir = await tempDataDir()
  const id = await sent(db, await chat(db))
  let asked = 0
  const loop = fetching({ db, dataDir, give: () => asked++ < 9 && new Promise(() => {}) })
  await vi.waitFor(() => expect(asked).toBe(1))
  const before = Date.now()
  await loop.stop()
  expect(Date.now() - before).toBeLessThan(2_000)
  expect(await findFile(db, id)).toMatchObject({ state: 'fetching' })
  await fetched({ db, dataDir })
  expect(await findFile(db, id)).toMatchObject({ state: 'stored' })
})

test('a hanging file holds up no other', async ({ db }) => {
  const dataDir = await tempDataDir()
  const conversation = await chat(db)
  await sent(db, conversation, { source: { fileId: 'hangs' } })
  const id = await sent(db, conversation)
  const give: Give = ({ fileId }) =>
    fileId === 'hangs' ? new Promise(() => {}) : streamOf(beginnings.pdf)
  const loop = fetching({ db, dataDir, give })
  await vi.waitFor(async () => expect((await findFile(db, id))?.state).toBe('stored'))
  const next = await sent(db, conversation)
  loop.nudge()
  await vi.waitFor(async () => expect((await findFile(db, next))?.state).toBe('stored'))
})

test('a row that is erased while its bytes come leaves no bytes', async ({ db }) => {
  const dataDir = await tempDataDir()
  const id = await sent(db, await chat(db))
  let given = false
  const give: Give = async () => {
    await db.delete(files)
    given = true
    return streamOf(beginnings.pdf)
  }
  const loop = fetching({ db, dataDir, give })
  await vi.waitFor(() => expect(given).toBe(true))
  await loop.stop()
  expect(await findFile(db, id)).toBeUndefined()
  expect(await bytesIn(dataDir)).toEqual([])
})

test('a long question is stored whole by the same loop', async ({ db }) => {
  const dataDir = await tempDataDir()
  const conversationId = await chat(db)
  const text = 'Quế Văn Bàn. '.repeat(2_000)
  const [row] = await db
    .insert(files)
    .values({
      conversationId,
      name: 'HL-2026-000001.txt',
      source: { text },
      state: 'fetching',
      nextAt: start,
      createdAt: start,
    })
    .returning()
  await fetched({ db, dataDir })
  const opened = await openFile(db, dataDir, row!.id)
  expect(opened?.type).toBe('text/plain')
  expect(await new Response(opened?.stream).text()).toBe(text)
})

test('an export is readable at once and gone after seven days, undelivered or not', async ({
  db,
}) => {
  const dataDir = await tempDataDir()
  const conversationId = await chat(db)
  const own = { conversationId, name: 'dữ liệu.json', type: 'application/json', made: 'export' }
  const file = await attachText(db, dataDir, { ...own, text: '{}' } as never, start)
  expect((await openFile(db, dataDir, file.id))?.size).toBe(2)
  const body = { text: '', file }
  const due = { nextAt: start, createdAt: start, cause: 'export', channel: 'telegram', body }
  await db.insert(deliveries).values({ conversationId, ...due, state: 'held' })
  expect(await sweepExports(db, later(6 * 24))).toBe(0)
  expect(await sweepExports(db, later(8 * 24))).toBe(1)
  expect(await openFile(db, dataDir, file.id)).toBeUndefined()
  expect(await db.select({ state: deliveries.state }).from(deliveries)).toEqual([
    { state: 'dropped' },
  ])
})

test('tidying takes bytes that no row names, and half-written files, never others', async ({
  db,
}) => {
  const dataDir = await tempDataDir()
  const conversation = await chat(db)
  const id = await sent(db, conversation)
  await fetched({ db, dataDir })
  const kept = (await findFile(db, id))?.sha256 ?? ''
  const orphan = 'ab'.repeat(32)
  const fresh = 'cd'.repeat(32)
  for (const hash of [orphan, fresh]) {
    await mkdir(join(dataDir, 'files', hash.slice(0, 2)), { recursive: true })
    await writeFile(placeOf(dataDir, hash), 'x')
  }
  await writeFile(join(dataDir, 'files', 'tmp', 'half'), 'x')
  const now = new Date()
  const old = new Date(now.getTime() - 2 * hour)
  for (const hash of [orphan, kept]) await utimes(placeOf(dataDir, hash), old, old)
  await utimes(join(dataDir, 'files', 'tmp', 'half'), old, old)
  await tidyFiles(db, dataDir, now)
  expect(await bytesIn(dataDir)).toEqual([kept, fresh].sort())
  await rm(placeOf(dataDir, fresh))
})

async function bytesIn(dataDir: string): Promise<string[]> {
  const root = join(dataDir, 'files')
  if (!existsSync(root)) return []
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort()
}
