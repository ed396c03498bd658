import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { prepareRecipients } from '#core/notices/audience.ts'
import { connect } from '#db/client.ts'
import { startEmbedded } from '#db/embedded.ts'
import { migrateUp } from '#db/migrate.ts'
import { startBareServer } from './bare-server.ts'
import { seedNotice, seedSubscribers, setState, statesOf } from './broadcast/people.ts'
import type { Answer, Word } from './broadcast/told.ts'
import { type Message, moment, type Word as QueueWord } from './delivery/told.ts'
import { cpuOf, cpuOfPostgres, load, memoryOf, percentile, table } from './measure.ts'
import { startRedis } from './redis.ts'

const { values: given } = parseArgs({
  options: {
    people: { type: 'string', default: '1000000' },
    drain: { type: 'string', default: '60000' },
    throttled: { type: 'string', default: '600' },
    killed: { type: 'string', default: '10000' },
    kills: { type: 'string', default: '20' },
    /** only these stages, by name */
    only: { type: 'string', default: 'audience drain throttle kill queues' },
  },
})
const people = Number(given.people)
const drained = Number(given.drain)
const throttled = Number(given.throttled)
const killed = Number(given.killed)
const kills = Number(given.kills)

interface Arrival {
  to: string
  at: number
}

let notices: Arrival[] = []
const replies = new Map<string, number>()
const platform = await startBareServer((_, body) => {
  const reply = /#r\d+/.exec(body)?.[0]
  const to = /"chat_id":"?(\w+)/.exec(body)?.[1] ?? ''
  if (reply) replies.set(reply, moment())
  else notices.push({ to, at: moment() })
  return '{"ok":true,"result":{"message_id":1}}'
})
const folder = await mkdtemp(join(tmpdir(), 'hoi-luat-bench-'))
const quiet = { info: () => {}, warn: console.warn, error: console.error }
const server = await startEmbedded(folder, quiet)
const redis = await startRedis(folder)
const rows: string[][] = []
const note = (what: string, value: string, wanted: string) => {
  rows.push([what, value, wanted])
  console.error(`${what}: ${value}`)
}
try {
  const url = await freshDatabase('broadcast')
  const { db, sql, close } = connect(url, { max: 4 })
  const seeding = performance.now()
  await seedSubscribers(sql, people, Math.max(drained, killed))
  console.error(`${people} subscribers written in ${seconds(seeding)} s`)
  for (const stage of [audience, drain, throttle, kill, queues]) {
    if (given.only.includes(stage.name)) await stage()
  }
  await close()

  async function audience(): Promise<void> {
    const id = await seedNotice(sql, [])
    const before = memoryOf(process.pid).now
    let peak = before
    const watching = setInterval(() => {
      peak = Math.max(peak, memoryOf(process.pid).now)
    }, 50)
    const begun = performance.now()
    const found = await prepareRecipients(db, id, new Date())
    const took = seconds(begun)
    clearInterval(watching)
    if (found !== people) throw new Error(`${found} of ${people} were prepared`)
    note(`audience of ${people} prepared, s`, took, '< 30')
    note('memory of the process meanwhile, MB', `${before.toFixed(0)}-${peak.toFixed(0)}`, 'flat')
    await setState(sql, id, 'draft')
  }

  async function drain(): Promise<void> {
    const id = await seedNotice(sql, ['Bát Xát'])
    // A million people written just now would be flushed meanwhile.
    await sql`checkpoint`
    const desk = await startDesk(url)
    notices = []
    const begun = moment()
    const found = await prepareRecipients(db, id, new Date())
    const prepared = moment()
    await setState(sql, id, 'sending')
    const watched = watchMemory(desk.pid ?? 0)
    const cpu = [cpuOf(desk.pid ?? 0), cpuOfPostgres(), cpuOf(process.pid)]
    const waited = saying(desk, 50, () => notices.length < found)
    await until(() => notices.length >= found * 0.5)
    const atHalf = notices.length
    await setState(sql, id, 'paused')
    const pausedAt = moment()
    await pause(600)
    const lastBefore = Math.max(0, (notices.at(-1)?.at ?? 0) - pausedAt)
    const meanwhile = notices.length - atHalf
    await setState(sql, id, 'sending')
    const resumedAt = moment()
    await until(() => notices.length >= found)
    const first = notices.find(({ at }) => at > resumedAt)?.at ?? Number.NaN
    const idle = first - pausedAt - lastBefore
    const used = [cpuOf(desk.pid ?? 0), cpuOfPostgres(), cpuOf(process.pid)]
    const each = used.map((now, at) => (((now - (cpu[at] ?? 0)) / found) * 1e6).toFixed(0))
    const last = notices.at(-1)?.at ?? 0
    const rate = found / ((last - prepared - idle) / 1000)
    note(`${found} drained, unthrottled, per second`, rate.toFixed(0), '>= 3000')
    note('the same with its audience', (found / ((last - begun - idle) / 1000)).toFixed(0), '')
    note('CPU a notice, µs: sender / PostgreSQL / bench', each.join(' / '), '')
    note('memory of the sender, MB', watched(), 'flat')
    note('replies meanwhile, ms p50 / p95', spread(await waited), '< 1000')
    note('last notice after a pause, ms', `${lastBefore.toFixed(0)} (${meanwhile} more)`, '< 1000')
    note('first notice after a resumption, ms', (first - resumedAt).toFixed(0), '< 1000')
    await stop(desk)
    noneTwice(notices)
    console.error(JSON.stringify(await statesOf(sql, id)))
  }

  async function throttle(): Promise<void> {
    const id = await seedNotice(sql, ['Bát Xát'])
    await prepareRecipients(db, id, new Date())
    await sql`delete from notice_recipients where notice_id = ${id} and person_id not in (
      select person_id from notice_recipients where notice_id = ${id} order by person_id limit ${throttled})`
    const desk = await startDesk(url, '30')
    notices = []
    await setState(sql, id, 'sending')
    const waited = saying(desk, 200, () => notices.length < throttled)
    await until(() => notices.length >= throttled)
    const [first, last] = [notices[0]?.at ?? 0, notices.at(-1)?.at ?? 0]
    note('throttled to 30/s: most in any sliding second', String(mostInASecond(notices)), '<= 30')
    const inAll = [...replies.values()].filter((at) => at >= first && at <= last).length
    const perSecond = (n: number) => ((n - 1) / ((last - first) / 1000)).toFixed(1)
    note('the same, per second', perSecond(throttled), '')
    note('and with the replies, which count', perSecond(throttled + inAll), '')
    note('replies meanwhile, ms p50 / p95', spread(await waited), '< 1000')
    await stop(desk)
    noneTwice(notices)
  }

  async function kill(): Promise<void> {
    const id = await seedNotice(sql, ['Bát Xát'])
    await prepareRecipients(db, id, new Date())
    await sql`delete from notice_recipients where notice_id = ${id} and person_id not in (
      select person_id from notice_recipients where notice_id = ${id} order by person_id limit ${killed})`
    notices = []
    await setState(sql, id, 'sending')
    for (let n = 1; n <= kills; n++) {
      const desk = await startDesk(url)
      // Those in doubt may never arrive: each life gets somewhat less than its share.
      await until(() => notices.length >= (n * killed) / (kills * 1.5))
      desk.kill('SIGKILL')
      await once(desk, 'exit')
    }
    const desk = await startDesk(url)
    const ended = async () => {
      const { waiting = 0, sending = 0 } = await statesOf(sql, id)
      return waiting + sending === 0
    }
    while (!(await ended())) await pause(100)
    await stop(desk)
    noneTwice(notices)
    const states = await statesOf(sql, id)
    const { sent = 0, unknown = 0 } = states
    const listed = await sql<{ address: string; state: string }[]>`
      select c.address, r.state from notice_recipients r join conversations c on c.id = r.conversation_id
      where r.notice_id = ${id}`
    const arrived = new Set(notices.map(({ to }) => to))
    const lost = listed.filter(({ address, state }) => !arrived.has(address) && state !== 'unknown')
    note(`kill -9 ${kills} times during ${killed}: lost`, String(lost.length), '0')
    note('doubled', String(notices.length - arrived.size), '0')
    const doubtful = listed.filter(
      ({ address, state }) => arrived.has(address) && state === 'unknown',
    )
    note('in doubt, listed (of these arrived)', `${unknown} (${doubtful.length})`, '')
    if (sent + unknown !== killed) throw new Error(`unexpected states ${JSON.stringify(states)}`)
  }
} finally {
  redis?.process.kill()
  await platform.close()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}
console.log(`\n${load()}\n\n${table(['', 'measured', 'wanted'], rows)}`)

/** The same recipients as jobs of a queue, one each, from the order to the last arrival. */
async function queues(): Promise<void> {
  for (const file of redis ? ['pg-boss', 'bullmq'] : ['pg-boss']) {
    const url = await freshDatabase(`queue_${file.replace('-', '_')}`)
    const script = join(import.meta.dirname, 'delivery', `${file}.ts`)
    const child = fork(script, [url, platform.url, String(redis?.port ?? '')])
    await once(child, 'message')
    notices = []
    const text = 'Từ ngày 01/01, hộ kinh doanh kê khai theo mẫu mới. '.repeat(6)
    const messages: Message[] = Array.from({ length: drained }, (_, n) => ({ to: `${n}`, text }))
    const begun = moment()
    child.send({ kind: 'lay', messages } satisfies QueueWord)
    await once(child, 'message')
    const laid = moment()
    await until(() => notices.length >= drained)
    const last = notices.at(-1)?.at ?? 0
    const all = (drained / ((last - begun) / 1000)).toFixed(0)
    const name = file === 'bullmq' ? 'BullMQ' : 'pg-boss'
    note(
      `${name}, one job a recipient, per second`,
      (drained / ((last - laid) / 1000)).toFixed(0),
      '',
    )
    note(`${name}, with the writing of its jobs`, all, '')
    child.send({ kind: 'stop' } satisfies QueueWord)
    await once(child, 'exit')
  }
}

async function startDesk(url: string, ...more: string[]): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'broadcast', 'desk.ts')
  const child = fork(script, [url, platform.url, ...more])
  await once(child, 'message')
  return child
}

async function stop(desk: ChildProcess): Promise<void> {
  desk.send({ kind: 'stop' } satisfies Word)
  await once(desk, 'exit')
}

/** Says something to somebody every so often for as long as `goesOn`; gives how long each took to the platform. */
async function saying(desk: ChildProcess, everyMs: number, goesOn: () => boolean) {
  const stored = new Map<string, number>()
  const hear = (answer: Answer) => {
    if (answer.kind === 'stored') stored.set(answer.text, answer.at)
  }
  desk.on('message', hear)
  replies.clear()
  let n = 0
  while (goesOn()) {
    const to = String(1 + ((n * 7919) % Math.min(people, drained)))
    desk.send({ kind: 'say', to, text: `#r${n++}` } satisfies Word)
    await pause(everyMs)
  }
  await until(() => stored.size === n && replies.size === n)
  desk.off('message', hear)
  return [...stored].map(([text, at]) => Math.max(0, (replies.get(text) ?? Number.NaN) - at))
}

function spread(waited: number[]): string {
  return `${percentile(waited, 0.5).toFixed(0)} / ${percentile(waited, 0.95).toFixed(0)}`
}

function watchMemory(pid: number): () => string {
  const seen: number[] = []
  const watching = setInterval(() => seen.push(memoryOf(pid).now), 200)
  return () => {
    clearInterval(watching)
    const tail = seen.slice(Math.floor(seen.length / 4))
    return `${Math.min(...tail).toFixed(0)}-${Math.max(...tail).toFixed(0)}`
  }
}

function noneTwice(arrivals: Arrival[]): void {
  const twice = arrivals.length - new Set(arrivals.map(({ to }) => to)).size
  if (twice > 0) throw new Error(`${twice} notices came twice`)
}

function mostInASecond(arrivals: Arrival[]): number {
  const at = arrivals.map((one) => one.at).toSorted((a, b) => a - b)
  let most = 0
  for (let from = 0, to = 0; from < at.length; from++) {
    while (to < at.length && (at[to] ?? 0) - (at[from] ?? 0) < 1_000) to++
    most = Math.max(most, to - from)
  }
  return most
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1)
}

async function until(done: () => boolean): Promise<void> {
  const end = Date.now() + 600_000
  while (!done()) {
    if (Date.now() > end) throw new Error('it took longer than ten minutes')
    await pause(2)
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
