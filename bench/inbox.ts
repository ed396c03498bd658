import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect } from '#db/client.ts'
import { startEmbedded } from '#db/embedded.ts'
import { type DeskProcess, startDeskProcess } from './desk-process.ts'
import { type Member, signIn } from './inbox/browser.ts'
import { clicks } from './inbox/clicks.ts'
import { exportAll } from './inbox/export.ts'
import { fill, mailOf, password, staffCount } from './inbox/fill.ts'
import { load, median, memoryOf, percentile, table } from './measure.ts'

const { values: given } = parseArgs({
  options: {
    tickets: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '3' },
    clicks: { type: 'string', default: '200' },
    only: { type: 'string' },
    profile: { type: 'boolean', default: false },
  },
})
const count = Number(given.tickets)
const rounds = Number(given.rounds)
const aimMs = 200
/** A member of staff at work: a click a second. */
const pauseMs = 1_000

const quiet = { info: () => {}, warn: console.warn, error: console.error }
const folder = await filledFolder()
const database = await startEmbedded(folder, quiet)
await forgetAttempts(database.url)
let desk: DeskProcess | undefined
try {
  const profiling = given.profile ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof'] : []
  desk = await startDeskProcess(
    { DATABASE_URL: database.url, DATA_DIR: folder, ROLES: 'web' },
    profiling,
  )
  const { url } = desk
  const members = await Promise.all(
    Array.from({ length: staffCount }, (_, at) => signIn(url, mailOf(at), password)),
  )
  await report(members, desk)
} finally {
  await desk?.stop()
  await database.stop()
}

async function report(members: Member[], { url, pid }: DeskProcess): Promise<void> {
  const chosen = Object.entries(await clicks(members)).filter(
    ([name]) => given.only === undefined || name.includes(given.only),
  )
  for (const [, addressOf] of chosen) await atOnce(members, addressOf, members.length, 0)
  const head = ['', 'p50 ms', 'p95 ms', 'p95, all at once', 'per second', `p95 < ${aimMs} ms`]
  const rows: string[][] = []
  for (const [name, addressOf] of chosen) {
    const calm: number[][] = []
    const hurried: { taken: number[]; rate: number }[] = []
    for (let round = 0; round < rounds; round++) {
      calm.push((await atOnce(members, addressOf, Number(given.clicks) / 2, pauseMs)).taken)
      hurried.push(await atOnce(members, addressOf, Number(given.clicks), 0))
    }
    const p95 = median(calm.map((taken) => percentile(taken, 0.95)))
    rows.push([
      name,
      median(calm.map((taken) => percentile(taken, 0.5))).toFixed(0),
      p95.toFixed(0),
      median(hurried.map(({ taken }) => percentile(taken, 0.95))).toFixed(0),
      median(hurried.map(({ rate }) => rate)).toFixed(0),
      p95 < aimMs ? 'yes' : 'NO',
    ])
  }
  console.log(
    `\n${count} tickets, ${members.length} staff signed in; first two columns: a click a second each; ` +
      `then without a pause. Median of ${rounds} rounds of ${given.clicks} clicks, ${load()}\n`,
  )
  console.log(table(head, rows))
  if (given.only !== undefined) return
  const [first] = members
  if (!first) return
  console.log(`\nMemory of the program: ${memoryOf(pid).now.toFixed(0)} MB\n`)
  const exported: string[][] = []
  for (const format of ['xlsx', 'csv'] as const)
    exported.push(await exportAll(url, pid, first, format))
  console.log(
    table(['export', 'rows', 'MB', 'seconds', 'first byte ms', 'RSS before', 'RSS peak'], exported),
  )
}

/** So many clicks, shared by everybody, each of whom waits for the page and then `pause` (drawn, so that nobody marches). */
async function atOnce(
  members: Member[],
  addressOf: (member: Member) => string,
  times: number,
  pause: number,
): Promise<{ taken: number[]; rate: number }> {
  const taken: number[] = []
  let left = times
  const begun = performance.now()
  await Promise.all(
    members.map(async (member) => {
      if (pause > 0) await rest(Math.random() * pause)
      while (left-- > 0) {
        taken.push(await member.open(addressOf(member)))
        if (pause > 0 && left > 0) await rest(pause * (0.5 + Math.random()))
      }
    }),
  )
  return { taken, rate: (taken.length * 1000) / (performance.now() - begun) }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Run after run from one address, twenty sign-ins at once would be taken for an attack. */
async function forgetAttempts(url: string): Promise<void> {
  const { sql, close } = connect(url, { max: 1 })
  await sql`delete from rate_limits`
  await close()
}

/** The filled database, kept between runs until the schema changes or its "today" is a week old. */
async function filledFolder(): Promise<string> {
  const root = join(import.meta.dirname, '..', 'node_modules', '.cache', 'hoi-luat-bench')
  const journal = join(import.meta.dirname, '..', 'db', 'migrations', 'meta', '_journal.json')
  const { entries } = JSON.parse(await readFile(journal, 'utf8')) as { entries: { tag: string }[] }
  const name = `inbox-${count}-${entries.at(-1)?.tag}`
  const kept = join(root, name)
  const made = await stat(join(kept, 'filled')).catch(() => undefined)
  if (made && Date.now() - made.mtimeMs < 7 * 86_400_000) return kept
  await mkdir(root, { recursive: true })
  for (const old of await readdir(root)) {
    if (old.startsWith(`inbox-${count}-`))
      await rm(join(root, old), { recursive: true, force: true })
  }
  console.error(`filling ${count} tickets once ...`)
  const begun = performance.now()
  const building = await startEmbedded(kept, quiet, { fast: true })
  await fill(building.url, count)
  await building.stop()
  await writeFile(join(kept, 'filled'), '')
  console.error(`filled in ${((performance.now() - begun) / 1000).toFixed(0)} s`)
  return kept
}
