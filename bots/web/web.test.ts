import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import type { Sql } from 'postgres'
import { describe, expect, vi } from 'vitest'
import { hear } from '#core/hear.ts'
import { forgetOffice } from '#core/office.ts'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import type { Db } from '#db/client.ts'
import { test } from '#db/testing.ts'
import { readEvents, sayTo, storingHear } from './testing.ts'
import { createWebChat } from './web.ts'

const publicUrl = 'http://desk.test'
const json = { 'content-type': 'application/json' }

async function open(
  db: Db,
  sql: Sql,
  settings: { publicUrl?: string; embedOrigins?: string[] } = {},
) {
  const dataDir = await mkdtemp(join(tmpdir(), 'hoi-luat-web-'))
  const { hear, heard } = storingHear(db)
  const log = pino({ level: 'silent' })
  const chat = createWebChat(
    { db, sql, dataDir, publicUrl, embedOrigins: [], log, ...settings },
    hear,
  )
  const send = (address: string) =>
    chat.channel.send(address, { text: '' }, AbortSignal.timeout(5000))
  const visit = async () => {
    const greeting = await chat.routes.request('/chat/events', { headers: {} })
    const cookie = greeting.headers.get('set-cookie')!.split(';')[0]!
    await greeting.body!.cancel()
    const post = (body: unknown, headers = {}) =>
      chat.routes.request('/chat/messages', {
        method: 'POST',
        headers: { ...json, cookie, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
    const listen = async (headers = {}) =>
      readEvents(await chat.routes.request('/chat/events', { headers: { cookie, ...headers } }))
    return { cookie, post, listen }
  }
  const upload = (cookie: string, form: FormData) =>
    chat.routes.request('/chat/files', { method: 'POST', headers: { cookie }, body: form })
  return { chat, heard, send, visit, upload, dataDir }
}

describe('what a page posts', () => {
  test('is heard with its own id and a hashed address, and answered 202', async ({ db, sql }) => {
    const { visit, heard } = await open(db, sql)
    const anna = await visit()
    const reply = await anna.post({ id: 'a-1', text: 'Đăng ký nhãn hiệu chè ở đâu?' })
    expect(reply.status).toBe(202)
    expect(await reply.json()).toEqual({})
    const { from, ...said } = heard[0]!
    expect(from).toMatch(/^[0-9a-f]{64}$/)
    expect(anna.cookie).not.toContain(from)
    expect(said).toMatchObject({
      ...{ channel: 'web', eventId: `${from}:a-1`, kind: 'text' },
      text: 'Đăng ký nhãn hiệu chè ở đâu?',
    })
  })

  test('may be a choice', async ({ db, sql }) => {
    const { visit, heard } = await open(db, sql)
    expect((await (await visit()).post({ id: 'a-1', choice: 'field:ip' })).status).toBe(202)
    expect(heard[0]).toMatchObject({ kind: 'choice', choice: 'field:ip' })
  })

  test('gets a cookie when it has none', async ({ db, sql }) => {
    const { chat } = await open(db, sql)
    const body = JSON.stringify({ id: 'a-1', text: 'Xin chào' })
    const reply = await chat.routes.request('/chat/messages', {
      method: 'POST',
      headers: json,
      body,
    })
    expect(reply.status).toBe(202)
    expect(reply.headers.get('set-cookie')).toMatch(
      /^hl_visitor=[\w-]{32}; Max-Age=\d+; Path=\/chat; HttpOnly; SameSite=Lax$/,
    )
  })

  test('is heard once however often it arrives', async ({ db, sql }) => {
    const { visit, heard } = await open(db, sql)
    const anna = await visit()
    const message = { id: 'a-1', text: 'Một lần' }
    const replies = await Promise.all([1, 2, 3].map(() => anna.post(message)))
    expect(replies.map(({ status }) => status)).toEqual([202, 202, 202])
    expect(heard).toHaveLength(1)
    const binh = await visit()
    await binh.post(message)
    expect(heard).toHaveLength(2)
  })

  test.for([
    ['broken JSON', '{"id": "a", "text": ', 400],
    ['no id', { text: 'Xin chào' }, 400],
    ['an id with blanks', { id: 'a b', text: 'Xin chào' }, 400],
    ['nothing said', { id: 'a' }, 400],
    ['only blanks', { id: 'a', text: ' \n ' }, 400],
    ['a number as text', { id: 'a', text: 7 }, 400],
    ['a choice with blanks', { id: 'a', choice: 'x y' }, 400],
    ['no object', '"hello"', 400],
    ['three megabytes', { id: 'a', text: 'x'.repeat(3_000_000) }, 413],
  ] as const)('is refused with a sentence: %s', async ([, body, status], { db, sql }) => {
    const { visit, heard } = await open(db, sql)
    const reply = await (await visit()).post(body)
    expect(reply.status).toBe(status)
    expect(((await reply.json()) as { error: string }).error).toMatch(/Anh\/Chị vui lòng .+\./)
    expect(heard).toEqual([])
  })

  test('may be a megabyte long', async ({ db, sql }) => {
    const { visit, heard } = await open(db, sql)
    const long = 'Thưa Sở. '.repeat(90_000)
    expect((await (await visit()).post({ id: 'a', text: long })).status).toBe(202)
    expect(heard[0]).toMatchObject({ text: long })
  })

  test('may hold what PostgreSQL cannot, which is left out', async ({ db, sql }) => {
    const { visit, heard } = await open(db, sql)
    expect((await (await visit()).post({ id: 'a', text: 'chè\0 \ud83c' })).status).toBe(202)
    expect(heard[0]).toMatchObject({ text: 'chè \ufffd' })
  })

  test('is JSON, which a form of another site cannot send', async ({ db, sql }) => {
    const { visit, heard } = await open(db, sql)
    const anna = await visit()
    const reply = await anna.post({ id: 'a', text: 'x' }, { 'content-type': 'text/plain' })
    expect(reply.status).toBe(415)
    expect(heard).toEqual([])
  })

  test('comes from our own page or a listed one', async ({ db, sql }) => {
    const { visit, heard } = await open(db, sql, { embedOrigins: ['https://so.test'] })
    const anna = await visit()
    const from = async (origin: string, id: string) =>
      (await anna.post({ id, text: 'x' }, { origin, host: 'desk.test:8080' })).status
    expect(await from('https://evil.test', '1')).toBe(403)
    expect(await from('null', '2')).toBe(403)
    expect(await from(publicUrl, '3')).toBe(202)
    expect(await from('https://so.test', '4')).toBe(202)
    expect(await from('http://desk.test:8080', '5')).toBe(202)
    expect(heard).toHaveLength(3)
  })

  test('is answered 503 when it cannot be stored, and may be sent again', async ({ db, sql }) => {
    const log = pino({ level: 'silent' })
    const fails = () => Promise.reject(new Error('database gone'))
    const dataDir = await mkdtemp(join(tmpdir(), 'hoi-luat-web-'))
    const chat = createWebChat({ db, sql, dataDir, publicUrl, embedOrigins: [], log }, fails)
    const body = JSON.stringify({ id: 'a', text: 'x' })
    const reply = await chat.routes.request('/chat/messages', {
      method: 'POST',
      headers: json,
      body,
    })
    expect(reply.status).toBe(503)
    expect(((await reply.json()) as { error: string }).error).toContain('gửi lại sau ít phút')
  })

  test('is answered in the language of the page', async ({ db, sql }) => {
    const { visit, heard } = await open(db, sql)
    const anna = await visit()
    const english = { cookie: `${anna.cookie}; hl_lang=en` }
    const refused = await anna.post({ id: 'a' }, english)
    expect(((await refused.json()) as { error: string }).error).toMatch(/^The message is empty/)
    await anna.post({ id: 'b', text: 'Hello' }, english)
    expect(heard[0]).toMatchObject({ language: 'en' })
  })
})

describe('what a page is told', () => {
  test('is what the desk heard and answered, under the page’s own ids', async ({ db, sql }) => {
    forgetOffice()
    await installProfile(db, 'lao-cai-skhcn', loadProfile('lao-cai-skhcn'), new Date())
    const dataDir = await mkdtemp(join(tmpdir(), 'hoi-luat-web-'))
    const log = pino({ level: 'silent' })
    const nudged: string[] = []
    const nudge = (channel: string) => nudged.push(channel)
    const desk = { db, dataDir, log, now: () => new Date(), nudge }
    const settings = { db, sql, dataDir, publicUrl, embedOrigins: [], log }
    const chat = createWebChat(settings, (incoming) => hear(desk, incoming))
    const cookie = `hl_visitor=${'a'.repeat(32)}`
    const headers = { ...json, cookie }
    const body = JSON.stringify({ id: 'mine', text: 'Đăng ký nhãn hiệu chè cần gì?' })
    for (const _ of [1, 2]) {
      await chat.routes.request('/chat/messages', { method: 'POST', headers, body })
    }
    expect(nudged).toContain('web')
    await sql`update deliveries set state = 'sent'`
    const stream = readEvents(await chat.routes.request('/chat/events', { headers: { cookie } }))
    const [asked, answered] = await stream.take(2)
    expect(asked!.data).toMatchObject({ id: 'mine', from: 'me' })
    expect(answered!.data.from).toBe('desk')
    expect(answered!.data.choices.length).toBeGreaterThan(1)
    await stream.close()
  })

  test('is each thing said, in order, and nothing else', async ({ db, sql }) => {
    const { visit, heard, send } = await open(db, sql)
    const anna = await visit()
    await anna.post({ id: 'a-1', text: '<b>Chào</b>' })
    const choices = [{ id: 'yes', label: 'Có' }]
    const said = await sayTo(db, send, heard[0]!.from, { text: 'Sở nghe đây', choices })
    const stream = await anna.listen()
    expect((await stream.take(2)).map(({ data }) => data)).toEqual([
      { id: 'a-1', from: 'me', text: '<b>Chào</b>', choices: [] },
      { id: `d${said}`, from: 'desk', text: 'Sở nghe đây', choices },
    ])
    await stream.close()
  })

  test('arrives while it is open, in every tab', async ({ db, sql }) => {
    const { visit, heard, send } = await open(db, sql)
    const anna = await visit()
    const tabs = [await anna.listen(), await anna.listen()]
    await anna.post({ id: 'a-1', text: 'Có ai không?' })
    for (const tab of tabs) expect((await tab.next()).data.id).toBe('a-1')
    await sayTo(db, send, heard[0]!.from, { text: 'Có ạ' })
    for (const tab of tabs) expect((await tab.next()).data.text).toBe('Có ạ')
    for (const tab of tabs) await tab.close()
  })

  test('arrives from another process too', async ({ db, sql }) => {
    const { visit, heard, chat } = await open(db, sql)
    const other = await open(db, sql)
    const anna = await visit()
    await anna.post({ id: 'a-1', text: 'Xin chào' })
    const { cookie } = anna
    const elsewhere = readEvents(
      await other.chat.routes.request('/chat/events', { headers: { cookie } }),
    )
    await elsewhere.next()
    const send = (address: string) =>
      chat.channel.send(address, { text: '' }, AbortSignal.timeout(5_000))
    await sayTo(db, send, heard[0]!.from, { text: 'Chào Anh/Chị' })
    expect((await elsewhere.next()).data.text).toBe('Chào Anh/Chị')
    await elsewhere.close()
  })

  test('goes on where it was left, by cursor or by the last event', async ({ db, sql }) => {
    const { visit, heard, send } = await open(db, sql)
    const anna = await visit()
    for (const id of ['a-1', 'a-2', 'a-3']) await anna.post({ id, text: id })
    await sayTo(db, send, heard[0]!.from, { text: 'd' })
    const all = await (await anna.listen()).take(4)
    for (const [index, { cursor, data }] of all.slice(0, 3).entries()) {
      for (const last of [cursor, data.id]) {
        const resumed = await anna.listen({ 'last-event-id': last })
        expect(await resumed.take(3 - index)).toEqual(all.slice(index + 1))
        await resumed.close()
      }
    }
  })

  test('never shows one visitor what another says', async ({ db, sql }) => {
    const { visit, heard, send } = await open(db, sql)
    const [anna, binh] = [await visit(), await visit()]
    const stream = await binh.listen()
    await anna.post({ id: 'a-1', text: 'Bí mật' })
    await sayTo(db, send, heard[0]!.from, { text: 'Chỉ cho Anna' })
    await binh.post({ id: 'b-1', text: 'Của Bình' })
    expect((await stream.next()).data.text).toBe('Của Bình')
    await stream.close()
    const forged = await binh.listen({ 'last-event-id': '0.0' })
    expect((await forged.next()).data.text).toBe('Của Bình')
    await forged.close()
  })

  test('goes on after the listening connection was lost', async ({ db, sql }) => {
    const { visit, heard, send } = await open(db, sql)
    const anna = await visit()
    await anna.post({ id: 'a-1', text: 'Một' })
    const stream = await anna.listen()
    await stream.next()
    const lost = await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where query ilike 'listen%' and datname = current_database()`
    expect(lost.length).toBeGreaterThan(0)
    await sayTo(db, send, heard[0]!.from, { text: 'Hai' })
    expect((await stream.next()).data.text).toBe('Hai')
    await stream.close()
  })

  test('stops when the program does', async ({ db, sql }) => {
    const { visit, chat } = await open(db, sql)
    const stream = await (await visit()).listen()
    chat.stop()
    await expect(stream.next()).rejects.toThrow('the stream ended')
  })

  test('is not told in too many windows', async ({ db, sql }) => {
    const { visit, chat } = await open(db, sql)
    const anna = await visit()
    const tabs = await Promise.all(Array.from({ length: 12 }, () => anna.listen()))
    const headers = { cookie: anna.cookie }
    expect((await chat.routes.request('/chat/events', { headers })).status).toBe(429)
    await tabs[0]!.close()
    await vi.waitFor(async () => {
      const reply = await chat.routes.request('/chat/events', { headers })
      await reply.body!.cancel()
      expect(reply.status).toBe(200)
    })
    for (const tab of tabs) await tab.close()
  })
})

describe('a file', () => {
  test('lies in the folder until it is fetched, under a name nobody chooses', async ({
    db,
    sql,
  }) => {
    const { visit, heard, upload, chat } = await open(db, sql)
    const form = new FormData()
    form.set('id', 'f-1')
    form.set('text', 'Giấy phép của tôi')
    form.append('file', new File(['nội dung'], 'Giấy phép số 1.pdf'))
    form.append('file', new File(['x'], '../../etc/passwd'))
    const anna = await visit()
    expect((await upload(anna.cookie, form)).status).toBe(202)
    const said = heard[0]!
    expect(said).toMatchObject({
      ...{ kind: 'files', text: 'Giấy phép của tôi', eventId: `${said.from}:f-1` },
      files: [
        { name: 'Giấy phép số 1.pdf', size: 10 },
        { name: 'passwd', size: 1 },
      ],
    })
    if (said.kind !== 'files') return
    const stream = await chat.channel.fetchFile(said.files[0]!.source, AbortSignal.timeout(5000))
    expect(await text(stream)).toBe('nội dung')
  })

  test('stands in the order it was chosen, though smaller ones are written sooner', async ({
    db,
    sql,
  }) => {
    const { visit, heard, upload } = await open(db, sql)
    const form = new FormData()
    form.set('id', 'f-1')
    form.append('file', new File(['x'.repeat(4_000_000)], 'lớn.pdf'))
    for (const name of ['hai.pdf', 'ba.pdf']) form.append('file', new File(['x'], name))
    expect((await upload((await visit()).cookie, form)).status).toBe(202)
    const names = heard[0]?.kind === 'files' && heard[0].files.map(({ name }) => name)
    expect(names).toEqual(['lớn.pdf', 'hai.pdf', 'ba.pdf'])
  })

  test('over 20 MB is named, and leaves nothing behind', async ({ db, sql }) => {
    const { visit, heard, upload, dataDir } = await open(db, sql)
    const form = new FormData()
    form.set('id', 'f-1')
    form.append('file', new File(['small'], 'nhỏ.pdf'))
    form.append('file', new File([new Uint8Array(20 * 1024 * 1024 + 1)], 'lớn.pdf'))
    const reply = await upload((await visit()).cookie, form)
    expect(reply.status).toBe(413)
    expect(await reply.text()).toContain('“lớn.pdf” lớn hơn 20 MB')
    expect(await readdir(join(dataDir, 'uploads'))).toEqual([])
    expect(heard).toEqual([])
  })

  test('comes in a form that is whole', async ({ db, sql }) => {
    const { visit, chat, dataDir } = await open(db, sql)
    const { cookie } = await visit()
    const headers = { cookie, 'content-type': 'multipart/form-data; boundary=x' }
    const body = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\ncut'
    const reply = await chat.routes.request('/chat/files', { method: 'POST', headers, body })
    expect(reply.status).toBe(400)
    expect(await readdir(join(dataDir, 'uploads'))).toEqual([])
  })

  test.for(['../secret', '', 'a'.repeat(36)])(
    'is not opened elsewhere: %s',
    async (name, { db, sql }) => {
      const { chat } = await open(db, sql)
      const opened = chat.channel.fetchFile({ upload: name }, AbortSignal.timeout(5000))
      await expect(opened).rejects.toThrow()
    },
  )
})

describe('a page without JavaScript', () => {
  test('posts a form and sees the page again', async ({ db, sql }) => {
    const { visit, heard, chat, send } = await open(db, sql)
    const { cookie } = await visit()
    const post = async (text: string) => {
      const body = new URLSearchParams({ id: 'same', text })
      const posted = chat.routes.request('/chat', { method: 'POST', headers: { cookie }, body })
      await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ text }))
      await sayTo(db, send, heard[0]!.from, { text: `Đã nhận: ${text}` })
      return posted
    }
    const first = await post('Câu một')
    expect([first.status, first.headers.get('location')]).toEqual([303, '/chat#end'])
    await post('Câu một')
    await post('Câu hai, sửa sau khi quay lại')
    expect(heard.map((it) => 'text' in it && it.text)).toEqual([
      'Câu một',
      'Câu hai, sửa sau khi quay lại',
    ])
  })
})

describe('inside another site', () => {
  test('the cookie is one a browser keeps there', async ({ db, sql }) => {
    const { chat } = await open(db, sql, { publicUrl: 'https://desk.test' })
    const reply = await chat.routes.request('/chat/events?embed=1')
    expect(reply.headers.get('set-cookie')).toMatch(/HttpOnly; Secure; SameSite=None; Partitioned$/)
    await reply.body!.cancel()
  })

  test('blocked cookies are said rather than an answer lost', async ({ db, sql }) => {
    const { chat, heard } = await open(db, sql)
    const body = JSON.stringify({ id: 'a', text: 'x' })
    const reply = await chat.routes.request('/chat/messages?embed=1', {
      ...{ method: 'POST', headers: json, body },
    })
    expect(reply.status).toBe(403)
    expect(await reply.text()).toContain('chặn cookie')
    expect(heard).toEqual([])
  })
})
