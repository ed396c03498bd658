import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Sql } from 'postgres'
import { afterAll, beforeAll, inject } from 'vitest'
import { channelContract } from '#bots/testing.ts'
import type { Channel, Incoming } from '#core/channel.ts'
import { lastSpoken } from '#core/conversation/transcript.ts'
import { attachText, keepFiles } from '#core/files/files.ts'
import { type Connection, connect } from '#db/client.ts'
import { chatEvent } from './outgoing.ts'
import { conversationAt, sayTo } from './testing.ts'
import { createWebChat } from './web.ts'

const name = `test_${randomBytes(6).toString('hex')}`
let server: Connection
let desk: Connection

beforeAll(async () => {
  const { url, template } = inject('testServer')
  server = connect(url, { max: 1 })
  await server.sql.unsafe(`create database ${name} template ${template}`)
  desk = connect(Object.assign(new URL(url), { pathname: name }).href, { max: 5 })
})

afterAll(async () => {
  await desk.close()
  await server.sql.unsafe(`drop database ${name} with (force)`)
  await server.close()
})

/** The connection whose notices a test may disturb. */
function disturbed(sql: Sql) {
  let next: 'fail' | 'hang' | undefined
  const notify = (...said: Parameters<Sql['notify']>) => {
    const trouble = next
    next = undefined
    if (trouble === 'fail') return Promise.reject(new Error('connection lost'))
    if (trouble === 'hang') return new Promise(() => {})
    return sql.notify(...said)
  }
  const wire = new Proxy(sql, {
    get: (target, key) => (key === 'notify' ? notify : Reflect.get(target, key)),
  })
  return {
    wire,
    down: () => {
      next = 'fail'
    },
    hang: () => {
      next = 'hang'
    },
  }
}

channelContract('web chat', async () => {
  const { db, sql } = desk
  const dataDir = await mkdtemp(join(tmpdir(), 'hoi-luat-contract-'))
  const { wire, down, hang } = disturbed(sql)
  const heard: Incoming[] = []
  let deaf = false
  const chat = createWebChat(
    {
      ...{ db, sql: wire, dataDir, publicUrl: 'http://desk.test', embedOrigins: [] },
      log: pino({ level: 'silent' }),
    },
    async (incoming) => {
      if (deaf) throw new Error('not stored')
      heard.push(incoming)
      if (incoming.kind !== 'files') return
      const conversationId = await conversationAt(db, incoming.from)
      await keepFiles(db, { conversationId, messageId: 0, files: incoming.files }, incoming.at)
    },
  )
  const greeting = await chat.routes.request('/chat/messages', { method: 'POST' })
  const cookie = greeting.headers.get('set-cookie')!.split(';')[0]!
  const request = (path: string, body?: string | FormData, headers = {}) =>
    chat.routes.request(path, {
      ...(body !== undefined && { method: 'POST', body }),
      headers: { cookie, ...(typeof body === 'string' && json), ...headers },
    })
  await request('/chat/messages', JSON.stringify({ id: 'who', text: 'ai?' }))
  const to = heard.splice(0)[0]!.from
  const post = async (payload: unknown, headers = {}) => {
    const body = payload instanceof FormData ? payload : JSON.stringify(payload)
    const path = payload instanceof FormData ? '/chat/files' : '/chat/messages'
    return (await request(path, body, headers)).status
  }
  const content = new TextEncoder().encode('Dữ liệu của Anh/Chị')
  const conversationId = await conversationAt(db, to)
  const own = { name: 'du-lieu.txt', text: new TextDecoder().decode(content) }
  const { id } = await attachText(
    db,
    dataDir,
    { ...own, conversationId, type: 'text/plain', made: 'export' },
    new Date(),
  )
  const received = async () =>
    Promise.all(
      (await lastSpoken(db, { channel: 'web', address: to }, 50)).map(async (spoken) => {
        const { text, choices, link, file } = chatEvent(spoken)
        const bytes = file && new Uint8Array(await (await request(file.url)).arrayBuffer())
        return {
          ...{ text, choices: choices.map((choice) => choice.id) },
          ...(link && { link: link.url }),
          ...(file && bytes && { file: { name: file.name, content: bytes } }),
        }
      }),
    )
  let count = 0
  return {
    channel: spoken(chat.channel),
    to,
    limits: { text: Number.POSITIVE_INFINITY, buttons: Number.POSITIVE_INFINITY },
    received,
    file: { id, name: own.name, type: 'text/plain', content },
    webhook: {
      heard,
      deafen() {
        deaf = true
      },
      post,
      forge: (payload) => post(payload, { origin: 'https://evil.test' }),
      forgedStatus: 403,
      text: (text) => ({ id: `m${++count}`, text }),
      choice: (choice) => ({ id: `m${++count}`, choice }),
      file(bytes) {
        const form = new FormData()
        form.set('id', `m${++count}`)
        form.append('file', new File([new Uint8Array(bytes)], 'hồ sơ.pdf'))
        return form
      },
    },
    trouble: { down },
    hang,
    close: async () => chat.stop(),
  }
})

const json = { 'content-type': 'application/json' }

/** The page reads what the sender wrote: a sending that is not written first would tell it nothing. */
function spoken(channel: Channel): Channel {
  return {
    ...channel,
    async send(to, part, signal) {
      let sent = await channel.send(to, part, signal)
      if (!sent.ok) return sent
      await sayTo(
        desk.db,
        async () => {
          sent = await channel.send(to, part, signal)
        },
        to,
        part,
      )
      return sent
    },
  }
}
