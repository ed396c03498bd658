import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect } from '#db/client.ts'
import { startEmbedded } from '#db/embedded.ts'
import { migrateUp } from '#db/migrate.ts'
import { startBareServer } from './bare-server.ts'
import { type Answer, type Message, moment, type Word } from './delivery/told.ts'
import { load, median, percentile, table } from './measure.ts'
import { startRedis } from './redis.ts'

const contenders = [
  { name: 'Hỏi Luật: Telegram', file: 'desk', channel: 'telegram' },
  { name: 'Hỏi Luật: Zalo OA', file: 'desk', channel: 'zalo' },
  { name: 'Hỏi Luật: Messenger', file: 'desk', channel: 'messenger' },
  { name: 'Hỏi Luật: Zalo Bot', file: 'desk', channel: 'zalo-bot' },
  { name: 'pg-boss, one job a message', file: 'pg-boss' },
  { name: 'BullMQ, one job a message', file: 'bullmq' },
]

const { values: given } = parseArgs({
  options: {
    only: { type: 'string' },
    runs: { type: 'string', default: '3' },
    messages: { type: 'string', default: '4000' },
    single: { type: 'string', default: '300' },
  },
})
const count = Number(given.messages)
const single = Number(given.single)
const people = 500
/** One by one, as officers and people would: so many milliseconds apart. */
const apartMs = 12

interface Run {
  rate: number
  /** ms from the commit to the first byte at the platform */
  waited: number[]
}

const arrived = new Map<string, number>()
let last = 0
const platform = await startBareServer((head, body) => {
  const text = marked(body)
  if (text !== '') {
    last = moment()
    if (arrived.has(text)) throw new Error(`${text} was sent twice`)
    arrived.set(text, last)
  }
  return answerOf(head)
})
const folder = await mkdtemp(join(tmpdir(), 'hoi-luat-bench-'))
const quiet = { info: () => {}, warn: console.warn, error: console.error }
const server = await startEmbedded(folder, quiet)
const redis = await startRedis(folder)
const chosen = contenders.filter(
  ({ name, file }) => (redis || file !== 'bullmq') && name.includes(given.only ?? ''),
)
const measured = new Map<string, Run[]>(chosen.map(({ name }) => [name, []]))
try {
  for (let run = 1; run <= Number(given.runs); run++) {
    for (const one of run % 2 === 0 ? chosen.toReversed() : chosen) {
      const result = await measure(one, run)
      measured.get(one.name)?.push(result)
      console.error(`run ${run} ${one.name}: ${result.rate.toFixed(0)}/s`)
    }
  }
} finally {
  redis?.process.kill()
  await platform.close()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}
report()

function marked(text: string): string {
  return /#\d+-\d+/.exec(text)?.[0] ?? ''
}

/** What each platform says to a message it takes. */
function answerOf(head: string): string {
  const path = head.slice(0, head.indexOf('\r\n'))
  if (path.includes('/v3.0/oa/message')) {
    return '{"error":0,"message":"Success","data":{"message_id":"1","user_id":"1"}}'
  }
  if (/\/messages/.test(path)) return '{"recipient_id":"1","message_id":"m_1"}'
  return '{"ok":true,"result":{"message_id":1}}'
}

/** A fresh database and process; some to warm up; then many at once, then one by one. */
async function measure(one: (typeof contenders)[number], run: number): Promise<Run> {
  const databaseUrl = await freshDatabase(
    `${one.file}_${one.channel ?? ''}_${run}`.replaceAll('-', '_'),
  )
  const more = one.file === 'bullmq' ? String(redis?.port) : (one.channel ?? '')
  const child = fork(
    join(import.meta.dirname, 'delivery', `${one.file}.ts`),
    [databaseUrl, platform.url, more],
    { execArgv: process.execArgv },
  )
  try {
    await heard(child, 'ready')
    await sendAll(child, 1, 800)
    const begun = await sendAll(child, 2, count)
    const rate = count / ((last - begun) / 1000)
    return { rate, waited: await oneByOne(child) }
  } finally {
    child.send({ kind: 'stop' } satisfies Word)
    await once(child, 'exit')
  }
}

/** Many messages to many people at once; gives the moment they all lay ready. */
async function sendAll(child: ChildProcess, series: number, times: number): Promise<number> {
  arrived.clear()
  const messages = Array.from({ length: times }, (_, at) => messageOf(series, at))
  child.send({ kind: 'lay', messages } satisfies Word)
  await heard(child, 'laid')
  const begun = moment()
  await until(() => arrived.size === times)
  return begun
}

async function oneByOne(child: ChildProcess): Promise<number[]> {
  arrived.clear()
  const stored = new Map<string, number>()
  child.on('message', (word: Answer) => {
    if (word.kind === 'stored') stored.set(marked(word.text), word.at)
  })
  for (let at = 0; at < single; at++) {
    child.send({ kind: 'say', message: messageOf(3, at) } satisfies Word)
    await new Promise((resolve) => setTimeout(resolve, apartMs))
  }
  await until(() => arrived.size === single && stored.size === single)
  return [...stored].map(([text, at]) => Math.max(0, (arrived.get(text) ?? Number.NaN) - at))
}

function messageOf(series: number, at: number): Message {
  return { to: String(1_000_000 + (at % people)), text: `Trả lời của Sở #${series}-${at}` }
}

async function heard(child: ChildProcess, kind: Answer['kind']): Promise<void> {
  for (;;) {
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('a sender ended')))
    const [word] = (await Promise.race([once(child, 'message'), ended])) as [Answer]
    if (word.kind === kind) return
  }
}

async function until(done: () => boolean): Promise<void> {
  const end = Date.now() + 120_000
  while (!done()) {
    if (Date.now() > end) throw new Error(`only ${arrived.size} messages arrived in two minutes`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function freshDatabase(name: string): Promise<string> {
  const { sql, close } = connect(server.url, { max: 1 })
  await sql.unsafe(`create database ${name}`)
  await close()
  const url = new URL(server.url)
  url.pathname = name
  await migrateUp(url.href)
  return url.href
}

function report(): void {
  const rows = chosen.map(({ name }) => {
    const all = measured.get(name) ?? []
    const waited = (share: number) =>
      median(all.map((run) => percentile(run.waited, share))).toFixed(1)
    const rate = median(all.map((run) => run.rate)).toFixed(0)
    return [name, rate, waited(0.5), waited(0.95), Number(waited(0.95)) < 50 ? 'yes' : 'NO']
  })
  const head = ['', 'messages/s', 'commit to socket ms p50', 'p95', 'p95 < 50 ms']
  console.log(
    `\n${count} messages to ${people} people at once, then ${single} one by one, ${apartMs} ms apart; median of ${given.runs} interleaved runs, ${load()}\n`,
  )
  console.log(table(head, rows))
}
