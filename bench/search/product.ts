import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '#db/client.ts'
import { startEmbedded } from '#db/embedded.ts'
import { migrateUp } from '#db/migrate.ts'
import { asStarted } from '../desk-process.ts'
import { cpuOf, memoryOf, percentile, table } from '../measure.ts'
import { layBase, layNew, type Place } from './base.ts'
import { type Asked, type Collection, leansOf } from './lawdata.ts'
import { score, scoreHead, scoreRow } from './scores.ts'

const quiet = { info: () => {}, warn: console.warn, error: console.error }

type Desk = {
  child: ChildProcess
  url: string
  /** seconds until it answers, and until it has everything */
  opened: number
  caughtUp: number
  /** the longest piece of work meanwhile, ms of processor time */
  longest: number
}

/** The whole way: real database, real processes, real HTTP, over the codified law as published documents. */
export async function asTheProduct(collection: Collection, { processes }: { processes: number }) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-search-'))
  const server = await startEmbedded(join(folder, 'base'), quiet, { fast: true })
  const desks: Desk[] = []
  try {
    await migrateUp(server.url)
    const { db, close } = connect(server.url, { max: 4 })
    const places = await layBase(db, collection, leansOf())
    const first = await startDesk(server.url, folder)
    console.log(
      `\nread anew from the database in ${first.caughtUp.toFixed(1)} s; at most ${first.longest.toFixed(0)} ms of it in one piece`,
    )
    console.log(`memory after that ${memoryOf(first.child.pid!).now.toFixed(0)} MB`)
    await endDesk(first)
    for (let at = 0; at < processes; at += 1) desks.push(await startDesk(server.url, folder))
    await overHttp(collection, desks[0]!, places)
    const waits: number[] = []
    for (let at = 0; at < 20; at += 1) waits.push(await waitOf(`zq${at}xw`, db, desks))
    console.log(
      `a publication found by all ${processes} processes: median ${percentile(waits, 0.5).toFixed(2)} s, longest of ${waits.length} ${Math.max(...waits).toFixed(2)} s`,
    )
    await close()
  } finally {
    await Promise.all(desks.map(endDesk))
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Asks every question once over HTTP, as one types; then tells what the processes hold. */
async function overHttp(collection: Collection, desk: Desk, places: Map<string, Place>) {
  const keys = new Map(
    [...places].map(([key, { documentId, anchor }]) => [`d:${documentId}:${anchor}`, key]),
  )
  const questions: Asked[] = collection.questions
  const pid = desk.child.pid ?? 0
  const before = cpuOf(pid)
  const row = await score(questions, async (question) => {
    const found = await keysFound(desk, question)
    return found.map((key) => keys.get(key) ?? key)
  })
  console.log(
    `\nthe same questions over HTTP, with passages, citations and validity\n${table(scoreHead, [scoreRow('GET /tim/goi-y, 10 results', row)])}`,
  )
  const { now, peak } = memoryOf(pid)
  const each = ((cpuOf(pid) - before) / questions.length) * 1000
  console.log(`processor time a question takes in that process ${each.toFixed(1)} ms`)
  console.log(
    `a process from the saved file: answers after ${desk.opened.toFixed(2)} s, in step after ${desk.caughtUp.toFixed(2)} s, then holds ${now.toFixed(0)} MB (peak ${peak.toFixed(0)})`,
  )
}

async function keysFound({ url }: Desk, question: string): Promise<string[]> {
  const answer = await fetch(`${url}/tim/goi-y?q=${encodeURIComponent(question)}`)
  const page = await answer.text()
  return [...page.matchAll(/data-key="([^"]+)"/g)].map(([, key = '']) => key)
}

/** Seconds from the commit of a publication until every process finds it. */
async function waitOf(word: string, db: Parameters<typeof layNew>[0], desks: Desk[]) {
  await layNew(db, word)
  const from = performance.now()
  await Promise.all(
    desks.map(async (desk) => {
      while ((await keysFound(desk, word)).length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
    }),
  )
  return (performance.now() - from) / 1000
}

async function startDesk(databaseUrl: string, dataDir: string): Promise<Desk> {
  const child = fork(join(import.meta.dirname, '..', 'search-desk.ts'), [databaseUrl, dataDir], {
    execArgv: [...asStarted, '--import', 'tsx'],
  })
  const [told] = (await once(child, 'message')) as [Record<string, number>]
  const { port, opened = 0, caughtUp = 0, longest = 0 } = told
  const url = `http://127.0.0.1:${port}`
  return { child, url, opened: opened / 1000, caughtUp: caughtUp / 1000, longest }
}

async function endDesk({ child }: Desk): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
