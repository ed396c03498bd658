import { Agent, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import postgres from 'postgres'
import { driverAddress } from '#db/client.ts'
import { ready, told } from './contender.ts'
import { asked, buttons, review } from './words.ts'

/**
 * The least that is durable and answered: no dialogue, no validation, no library. One statement, a transaction of
 * its own, notes the event, keeps the message, moves the progress and writes the reply; then it is sent on a
 * kept-alive connection and marked as sent, many at once.
 */
const { databaseUrl, apiRoot, token, secret } = told()
const [address, place] = driverAddress(databaseUrl)
const sql = postgres(address, { ...place, max: 20, onnotice: () => {} })
await sql.unsafe(`
  create table heard (event text primary key);
  create table talks (chat bigint primary key, step int not null, said jsonb not null);
  create table messages (id bigint generated always as identity primary key, chat bigint, body text);
  create table deliveries (
    id bigint generated always as identity primary key, chat bigint, body jsonb, state text);`)

interface Update {
  update_id: number
  message?: { chat: { id: number }; text: string }
  callback_query?: { from: { id: number }; data: string }
}

const said = {
  ...{ question: 'Cơ sở tôi muốn đăng ký nhãn hiệu thì cần giấy tờ gì và nộp ở đâu?', field: 'Sở' },
  ...{
    consent: 'yes',
    business: 'HTX Số 1, 5300123456',
    commune: 'Xã Văn Bàn',
    phone: '0912000001',
  },
}
const replies: Record<string, object> = {
  'field.unsure': { text: asked.consent, reply_markup: buttons.consent },
  'consent.yes': { text: asked.business },
  'review.send': { text: asked.sent(1) },
  HTX: { text: asked.commune },
  Xã: { text: asked.phone },
  Phường: { text: asked.phone },
  '0912': { text: review(said), reply_markup: buttons.review },
}
const first = { text: asked.field, reply_markup: buttons.field }

const app = new Hono()
app.post('/', async (c) => {
  if (c.req.header('x-telegram-bot-api-secret-token') !== secret) return c.body(null, 401)
  const update = await c.req.json<Update>()
  const chat = update.message?.chat.id ?? update.callback_query?.from.id ?? 0
  const text = update.message?.text ?? update.callback_query?.data ?? ''
  const found = Object.keys(replies).find((start) => text.startsWith(start))
  const body = { chat_id: chat, ...(found ? replies[found] : first) }
  const progress = { question: said.question, last: text }
  const [row] = await sql<{ id: string }[]>`
    with fresh as (
      insert into heard values (${`u${update.update_id}`}) on conflict do nothing returning 1
    ), kept as (
      insert into messages (chat, body) select ${chat}, ${text} from fresh
    ), moved as (
      insert into talks select ${chat}, 1, ${sql.json(progress)} from fresh
      on conflict (chat) do update set step = talks.step + 1, said = excluded.said
    )
    insert into deliveries (chat, body, state) select ${chat}, ${sql.json(body as never)}, 'queued' from fresh
    returning id`
  if (row) void send(Number(row.id), body)
  if (update.callback_query) void call('answerCallbackQuery', {})
  return c.body(null, 200)
})

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const { hostname, port } = new URL(apiRoot)

function call(method: string, payload: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify(payload)
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }
    const path = `/bot${token}/${method}`
    const sending = request({ agent, hostname, port, path, method: 'POST', headers }, (answer) => {
      answer.resume()
      answer.once('end', resolve)
    })
    sending.once('error', reject)
    sending.end(body)
  })
}

let done: number[] = []
let marking: Promise<void> | undefined

async function send(id: number, body: object): Promise<void> {
  await call('sendMessage', body)
  done.push(id)
  marking ??= new Promise((resolve) => setImmediate(resolve)).then(mark)
}

async function mark(): Promise<void> {
  const batch = done
  done = []
  await sql`update deliveries set state = 'sent' where id = any(${batch})`
  marking = undefined
  if (done.length > 0) marking = mark()
}

const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => {
  ready(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, async () => {
    await marking
    await sql.end()
  })
})
