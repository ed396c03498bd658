import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { eq, sql } from 'drizzle-orm'
import { type Logger, pino } from 'pino'
import { expect, vi } from 'vitest'
import type { Channel, Sent } from '#core/channel.ts'
import { openChats } from '#core/conversation/testing-chat.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { noticeRecipients } from '#db/schema/notices.ts'
import { conversations, people } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { startSender } from './deliver.ts'
import type { Sender } from './sender.ts'
import { recipientStates, seedNotice } from './testing-notices.ts'

interface Said {
  to: string
  text: string
  at: number
}

/** A platform that remembers what it took and answers as told; `|` cuts a text into parts. */
function platform(answer: (said: Said, times: number) => Sent | Promise<Sent> = () => ok) {
  const said: Said[] = []
  const channel: Channel = {
    name: 'web',
    parts: (out) => out.text.split('|').map((text) => ({ text })),
    async send(to, part) {
      const one = { to, text: part.text, at: Date.now() }
      said.push(one)
      return answer(one, said.filter(({ text }) => text === one.text).length)
    },
    fetchFile: () => Promise.reject(new Error('no files here')),
    health: async () => ({ ok: true, detail: '' }),
  }
  return {
    said,
    channel,
    texts: (to: string) => said.filter((one) => one.to === to).map(({ text }) => text),
  }
}

const ok: Sent = { ok: true, id: '1' }
const later = (retryAfterMs?: number): Sent => ({
  ...{ ok: false, why: 'later', detail: 'slow down' },
  ...(retryAfterMs !== undefined && { retryAfterMs }),
})

async function chat(db: Db, address: string): Promise<number> {
  const now = new Date()
  const [person] = await db.insert(people).values({ createdAt: now }).returning()
  const [row] = await db
    .insert(conversations)
    .values({ channel: 'web', address, personId: person!.id, createdAt: now, lastHeardAt: now })
    .returning()
  return row!.id
}

async function queue(
  db: Db,
  conversationId: number,
  texts: string[],
  kind: 'reply' | 'notice' = 'reply',
) {
  for (const text of texts) {
    const saying = {
      conversationId,
      channel: 'web',
      cause: 'test',
      class: kind,
      body: { text },
    } as const
    await deliver(db, saying, new Date())
  }
}

const states = async (db: Db) =>
  (await db.select({ state: deliveries.state }).from(deliveries).orderBy(deliveries.id)).map(
    (row) => row.state,
  )

async function sendingWith<T>(
  deps: { db: Db; url: string; channel: Channel; cutAfterMs?: number },
  deed: (sender: Sender) => Promise<T>,
): Promise<T> {
  const sender = startSender({
    ...{ ...deps, log: pino({ level: 'silent' }), now: () => new Date() },
    quietUntil: () => undefined,
  })
  try {
    return await deed(sender)
  } finally {
    await sender.stop()
  }
}

const soon = { timeout: 8_000, interval: 20 }

test('each conversation hears everything in order, side by side with the others', async ({
  db,
  url,
}) => {
  const { channel, texts } = platform()
  const chats = await Promise.all(['lan', 'mai', 'an'].map((name) => chat(db, name)))
  const words = Array.from({ length: 30 }, (_, at) => `${at}`)
  for (const word of words) for (const id of chats) await queue(db, id, [word])
  await sendingWith({ db, url, channel }, () =>
    vi.waitFor(async () => expect(new Set(await states(db))).toEqual(new Set(['sent'])), soon),
  )
  for (const name of ['lan', 'mai', 'an']) expect(texts(name)).toEqual(words)
})

test('"later" waits exactly as asked, holds back what stands behind it, and delays nobody else', async ({
  db,
  url,
}) => {
  const { channel, said, texts } = platform(({ text }, times) =>
    text === 'a1' && times === 1 ? later(700) : ok,
  )
  const [lan, mai] = [await chat(db, 'lan'), await chat(db, 'mai')]
  await queue(db, lan, ['a1', 'a2'])
  await queue(db, mai, ['b1', 'b2'])
  await sendingWith({ db, url, channel }, () =>
    vi.waitFor(
      async () => expect(await states(db)).toEqual(['sent', 'sent', 'sent', 'sent']),
      soon,
    ),
  )
  expect(texts('lan')).toEqual(['a1', 'a1', 'a2'])
  const [first, again] = said.filter(({ text }) => text === 'a1')
  expect(again!.at - first!.at).toBeGreaterThanOrEqual(700)
  expect(said.find(({ text }) => text === 'b2')!.at).toBeLessThan(again!.at)
})

test('somebody who blocked us is tried once; what waits for them comes when they write again', async ({
  db,
  url,
}) => {
  let blocked = true
  const { channel, texts } = platform(() =>
    blocked ? { ok: false, why: 'blocked', detail: '403' } : ok,
  )
  const { person } = await openChats(db)
  await person('lan').says('menu')
  const [lan] = await db.select().from(conversations)
  await queue(db, lan!.id, ['câu trả lời'])
  await queue(db, lan!.id, ['thông báo'], 'notice')
  await sendingWith({ db, url, channel }, async (sender) => {
    await vi.waitFor(
      async () => expect(await states(db)).toEqual(['held', 'held', 'dropped']),
      soon,
    )
    await queue(db, lan!.id, ['câu trả lời thứ hai'])
    sender.nudge()
    await vi.waitFor(
      async () => expect(await states(db)).toEqual(['held', 'held', 'dropped', 'held']),
      soon,
    )
    expect(texts('lan')).toHaveLength(1)
    blocked = false
    await person('lan').says('menu')
    sender.nudge()
    await vi.waitFor(
      async () => expect(await states(db)).toEqual(['sent', 'sent', 'dropped', 'sent', 'sent']),
      soon,
    )
  })
  expect(texts('lan').slice(1, 4)[1]).toBe('câu trả lời')
  expect(texts('lan').slice(1, 4)[2]).toBe('câu trả lời thứ hai')
})

test('a refused text fails alone, with the reason, and the next one is sent', async ({
  db,
  url,
}) => {
  const { channel } = platform(({ text }) =>
    text === 'xấu' ? { ok: false, why: 'refused', detail: '400 bad' } : ok,
  )
  await queue(db, await chat(db, 'lan'), ['xấu', 'tốt'])
  await sendingWith({ db, url, channel }, () =>
    vi.waitFor(async () => expect(await states(db)).toEqual(['failed', 'sent']), soon),
  )
  const [row] = await db.select().from(deliveries).where(eq(deliveries.state, 'failed'))
  expect(row).toMatchObject({ why: 'refused', detail: '400 bad' })
})

test('a sending that hangs is cut: a reply is tried again, a notice is in doubt and not repeated', async ({
  db,
  url,
}) => {
  const { channel, texts } = platform((_, times) =>
    times === 1 ? new Promise<Sent>(() => {}) : ok,
  )
  await queue(db, await chat(db, 'lan'), ['trả lời'])
  await queue(db, await chat(db, 'mai'), ['tin'], 'notice')
  await sendingWith({ db, url, channel, cutAfterMs: 300 }, () =>
    vi.waitFor(async () => expect(await states(db)).toEqual(['sent', 'unknown']), soon),
  )
  expect(texts('lan')).toHaveLength(2)
  expect(texts('mai')).toHaveLength(1)
})

test('a long text goes on after the parts that were taken', async ({ db, url }) => {
  const { channel, texts } = platform(({ text }, times) =>
    text === 'hai' && times === 1 ? later(50) : ok,
  )
  await queue(db, await chat(db, 'lan'), ['một|hai|ba'])
  await sendingWith({ db, url, channel }, () =>
    vi.waitFor(async () => expect(await states(db)).toEqual(['sent']), soon),
  )
  expect(texts('lan')).toEqual(['một', 'hai', 'hai', 'ba'])
})

test('a fault in the middle holds nothing up for good, and what was taken is not said again', async ({
  db,
  url,
}) => {
  const { channel, texts } = platform()
  let faults = 0
  const send: Channel['send'] = (to, part, signal) => {
    if (part.text === 'hai' && ++faults === 1) throw new Error('a bug')
    return channel.send(to, part, signal)
  }
  const parts: Channel['parts'] = (out) => {
    if (out.text === 'ba' && ++faults === 2) throw new Error('another')
    return channel.parts(out)
  }
  await queue(db, await chat(db, 'lan'), ['một|hai', 'ba', 'bốn'])
  await sendingWith({ db, url, channel: { ...channel, send, parts } }, async () => {
    await vi.waitFor(async () => expect(await states(db)).toEqual(['sent', 'sent', 'sent']), soon)
  })
  expect(texts('lan')).toEqual(['một', 'hai', 'ba', 'bốn'])
})

test('a bug of an adapter is logged with its stack, and kept as a word only', async ({
  db,
  url,
}) => {
  const { channel } = platform()
  const bug = new Error('no such part: Tôi tên là Lan')
  const send = () => Promise.reject(bug)
  const error = vi.fn()
  const log = { info() {}, warn() {}, error } as unknown as Logger
  await queue(db, await chat(db, 'lan'), ['một'])
  const now = () => new Date()
  const sender = startSender({ db, url, channel: { ...channel, send }, log, now })
  await vi.waitFor(async () => {
    const kept = await db
      .select({ why: deliveries.why, detail: deliveries.detail })
      .from(deliveries)
    expect(kept).toEqual([{ why: 'later', detail: 'fault' }])
  }, soon)
  await sender.stop()
  expect(error).toHaveBeenCalledWith({ err: bug, channel: 'web' }, 'an adapter stumbled')
})

test('a connection that breaks while something is sent makes nothing be said twice', async ({
  db,
  url,
}) => {
  let breaks = 0
  const { channel, texts } = platform(async ({ text }) => {
    if (text === 'một') {
      const broken = await db.execute(sql`
        select pg_terminate_backend(l.pid) from pg_locks l
        join pg_database d on d.oid = l.database and d.datname = current_database()
        where l.locktype = 'advisory' and l.objid = hashtext('web')::oid`)
      breaks += broken.length
    }
    await pause(100)
    return ok
  })
  await queue(db, await chat(db, 'lan'), ['một', 'hai'])
  await sendingWith({ db, url, channel }, async () => {
    await vi.waitFor(async () => expect(await states(db)).toEqual(['sent', 'sent']), soon)
  })
  expect(breaks).toBe(1)
  expect(texts('lan')).toEqual(['một', 'hai'])
})

test("a platform's words that no database takes are kept without them", async ({ db, url }) => {
  const { channel } = platform(() => {
    return { ok: false, why: 'refused', detail: `không \u0000${'😀'.slice(0, 1)}` }
  })
  await queue(db, await chat(db, 'lan'), ['một'])
  await sendingWith({ db, url, channel }, async () => {
    await vi.waitFor(async () => expect(await states(db)).toEqual(['failed']), soon)
  })
})

test('of several processes one sends; when it stops another takes over', async ({ db, url }) => {
  const [one, two] = [platform(), platform()]
  const lan = await chat(db, 'lan')
  await sendingWith({ db, url, channel: two.channel }, async (second) => {
    await vi.waitFor(() => expect(second.sending()).toBe(true), soon)
    await sendingWith({ db, url, channel: one.channel }, async (first) => {
      await queue(db, lan, ['1'])
      await vi.waitFor(async () => expect(await states(db)).toEqual(['sent']), soon)
      expect([first.sending(), second.sending()]).toEqual([false, true])
    })
  })
  expect([one.said.length, two.said.length]).toEqual([0, 1])
})

test('kill -9 in the middle of sending: replies come again, notices never twice, nothing is lost', {
  timeout: 60_000,
}, async ({ db, url }) => {
  const said: Said[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    said.push({ ...(JSON.parse(body) as Said), at: Date.now() })
    await pause(15)
    response.end(JSON.stringify(ok))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const texts = Array.from({ length: 60 }, (_, at) => `${at}`)
  await queue(db, await chat(db, 'lan'), texts)
  const strangers = await Promise.all(texts.slice(0, 40).map((text) => chat(db, `n${text}`)))
  for (const id of strangers) await queue(db, id, ['tin'], 'notice')
  await seedNotice(db, { people: 40, channel: 'web', urgent: true })
  const start = () => {
    const file = new URL('./testing-sender.ts', import.meta.url).pathname
    return spawn(process.execPath, [file, url, address], { stdio: 'ignore' })
  }
  for (const share of [5, 40, 70]) {
    const child = start()
    await vi.waitFor(() => expect(said.length).toBeGreaterThan(share), {
      timeout: 15_000,
      interval: 5,
    })
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const last = start()
  await vi.waitFor(
    async () =>
      expect(
        [...(await states(db)), ...Object.keys(await recipientStates(db))].filter(
          (state) => state !== 'sent' && state !== 'unknown',
        ),
      ).toEqual([]),
    { timeout: 15_000, interval: 50 },
  )
  last.kill('SIGKILL')
  server.close()
  const replies = said.filter(({ to }) => to === 'lan').map(({ text }) => Number(text))
  expect(new Set(replies).size).toBe(60)
  for (const [at, text] of replies.entries()) {
    if (at > 0) expect(text - replies[at - 1]!).toBeLessThanOrEqual(1)
  }
  for (const text of texts.slice(0, 40)) {
    const heard = said.filter(({ to }) => to === `n${text}`)
    expect(heard.filter((one) => one.text === 'tin').length).toBeLessThanOrEqual(1)
    expect(heard.filter((one) => one.text !== 'tin').length).toBeLessThanOrEqual(1)
  }
  const told = new Set(said.filter(({ text }) => text.includes('Nghị định')).map(({ to }) => to))
  const recipients = await db
    .select({ address: conversations.address, state: noticeRecipients.state })
    .from(noticeRecipients)
    .innerJoin(conversations, eq(conversations.id, noticeRecipients.conversationId))
  expect(recipients).toHaveLength(40)
  for (const { address, state } of recipients) {
    if (state === 'sent') expect(told).toContain(address)
  }
})
