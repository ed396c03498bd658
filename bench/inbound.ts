import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect } from '#db/client.ts'
import { startEmbedded } from '#db/embedded.ts'
import { asStarted } from './desk-process.ts'
import { type BotApi, startBotApi } from './inbound/bot-api.ts'
import { steps } from './inbound/dialogs.ts'
import { talk } from './inbound/people.ts'
import { cpuOf, cpuOfPostgres, load, median, memoryOf, percentile, table } from './measure.ts'

const contenders = {
  'hoi-luat': 'Hỏi Luật',
  grammy: 'grammY conversations + PostgreSQL',
  telegraf: 'telegraf WizardScene + PostgreSQL',
  floor: 'floor: one bare transaction',
} as const
type Contender = keyof typeof contenders

const { values: given } = parseArgs({
  options: {
    only: { type: 'string' },
    runs: { type: 'string', default: '5' },
    dialogs: { type: 'string', default: '600' },
    at: { type: 'string', default: '50' },
    profile: { type: 'boolean', default: false },
  },
})
const runs = Number(given.runs)
const dialogs = Number(given.dialogs)
const atOnce = Number(given.at)
const warmUp = 200
const chosen = (given.only?.split(',') ?? Object.keys(contenders)) as Contender[]

interface Run {
  rate: number
  taken: number[]
  answered: number[]
  memory: number
  own: number
  postgres: number
  outside: number
}

const quiet = { info: () => {}, warn: console.warn, error: console.error }
const folder = await mkdtemp(join(tmpdir(), 'hoi-luat-bench-'))
const server = await startEmbedded(folder, quiet)
const api = await startBotApi()
const measured = new Map<Contender, Run[]>(chosen.map((name) => [name, []]))
try {
  for (let run = 1; run <= runs; run++) {
    const order = run % 2 === 0 ? chosen.toReversed() : chosen
    for (const name of order) {
      const one = await measure(name, run, api)
      measured.get(name)?.push(one)
      console.error(
        `run ${run} ${name}: ${one.rate.toFixed(0)}/s, 200 p95 ${percentile(one.taken, 0.95).toFixed(1)} ms`,
      )
    }
  }
} finally {
  await api.close()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}
report()

/** A fresh database and process; a few dialogs to warm both up; then the measured ones. */
async function measure(name: Contender, run: number, api: BotApi): Promise<Run> {
  const databaseUrl = await freshDatabase(`${name.replace('-', '_')}_${run}`)
  const child = fork(join(import.meta.dirname, 'inbound', `${name}.ts`), [databaseUrl, api.root], {
    execArgv: [
      ...asStarted,
      ...process.execArgv,
      ...(given.profile ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof'] : []),
    ],
  })
  const pid = child.pid ?? 0
  try {
    const url = await new Promise<string>((resolve, reject) => {
      child.once('message', (word: { url: string }) => resolve(word.url))
      child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)))
    })
    await talk(url, api, { dialogs: warmUp, atOnce })
    const before = { own: cpuOf(pid), postgres: cpuOfPostgres(), outside: process.cpuUsage() }
    const { seconds, taken, answered } = await talk(url, api, { dialogs, atOnce })
    const outside = process.cpuUsage(before.outside)
    await check(name, databaseUrl)
    const updates = dialogs * steps
    const perUpdate = (cpu: number) => (cpu * 1e6) / updates
    return {
      rate: updates / seconds,
      taken,
      answered,
      memory: memoryOf(pid).peak,
      own: perUpdate(cpuOf(pid) - before.own),
      postgres: perUpdate(cpuOfPostgres() - before.postgres),
      outside: (outside.user + outside.system) / updates,
    }
  } finally {
    if (child.exitCode === null) {
      child.send('stop')
      await once(child, 'exit')
    }
  }
}

/** Every dialog must have ended in a question for the office, or fewer updates than counted did their work. */
async function check(name: Contender, databaseUrl: string): Promise<void> {
  if (name === 'floor') return
  const { sql, close } = connect(databaseUrl, { max: 1 })
  const asked = sql(name === 'hoi-luat' ? 'tickets' : 'questions')
  const [row] = await sql<{ n: number }[]>`select count(*)::int as n from ${asked}`
  await close()
  const expected = warmUp + dialogs
  if (row?.n !== expected) throw new Error(`${name} has ${row?.n} questions, not ${expected}`)
}

async function freshDatabase(name: string): Promise<string> {
  const { sql, close } = connect(server.url, { max: 1 })
  await sql.unsafe(`create database ${name}`)
  await sql.unsafe('checkpoint')
  await close()
  const url = new URL(server.url)
  url.pathname = name
  return url.href
}

function report(): void {
  const middle = (name: Contender, read: (run: Run) => number) =>
    median((measured.get(name) ?? []).map(read))
  const spread = (name: Contender) => {
    const rates = (measured.get(name) ?? []).map(({ rate }) => rate)
    return `${Math.min(...rates).toFixed(0)}-${Math.max(...rates).toFixed(0)}`
  }
  const three = (name: Contender, which: 'taken' | 'answered') =>
    [0.5, 0.95, 0.99]
      .map((share) => middle(name, (run) => percentile(run[which], share)).toFixed(0))
      .join(' / ')
  const rows = chosen.map((name) => [
    contenders[name],
    middle(name, ({ rate }) => rate).toFixed(0),
    spread(name),
    three(name, 'taken'),
    three(name, 'answered'),
    middle(name, ({ memory }) => memory).toFixed(0),
    [
      middle(name, ({ own }) => own),
      middle(name, ({ postgres }) => postgres),
      middle(name, ({ outside }) => outside),
    ]
      .map((value) => value.toFixed(0))
      .join(' / '),
  ])
  const head = [
    '',
    'updates/s',
    'least-most',
    '200 ms p50/95/99',
    'reply ms p50/95/99',
    'peak RSS MB',
    'CPU µs: bot/PG/outside',
  ]
  console.log(
    `\n${dialogs} dialogs × ${steps} updates, ${atOnce} at once, median of ${runs} interleaved runs, ${load()}\n`,
  )
  console.log(table(head, rows))
  const ours = middle('hoi-luat', ({ rate }) => rate)
  for (const name of chosen.filter((one) => one !== 'hoi-luat')) {
    console.log(
      `Hỏi Luật / ${contenders[name]}: ${(ours / middle(name, ({ rate }) => rate)).toFixed(2)}`,
    )
  }
}
