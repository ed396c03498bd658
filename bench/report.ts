import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbedded } from '#db/embedded.ts'
import { type DeskProcess, startDeskProcess } from './desk-process.ts'
import { type Member, signIn } from './inbox/browser.ts'
import { mailOf, password } from './inbox/fill.ts'
import { load, percentile, table } from './measure.ts'
import { fillYear } from './report/fill.ts'

const { values: given } = parseArgs({
  options: {
    tickets: { type: 'string', default: '20000' },
    classes: { type: 'string', default: '60' },
    responses: { type: 'string', default: '30000' },
    clicks: { type: 'string', default: '40' },
  },
})
const size = {
  tickets: Number(given.tickets),
  classes: Number(given.classes),
  responses: Number(given.responses),
}
const aimMs = 300
const aimSeconds = 10

const quiet = { info: () => {}, warn: console.warn, error: console.error }
const folder = await mkdtemp(join(tmpdir(), 'hoi-luat-bench-'))
const database = await startEmbedded(folder, quiet, { fast: true })
let desk: DeskProcess | undefined
try {
  console.error('filling a year ...')
  await fillYear(database.url, size)
  desk = await startDeskProcess({ DATABASE_URL: database.url, DATA_DIR: folder, ROLES: 'web' })
  const coordinator = await signIn(desk.url, mailOf(0), password)
  const { tickets, classes, responses } = size
  console.log(
    `\nA year of ${tickets} tickets, ${classes} classes, ${responses} responses; through the panel. ${load()}\n`,
  )
  const report = await openYear(coordinator, desk.url)
  await pages(coordinator, report)
  await issue(coordinator, desk.url, report)
} finally {
  await desk?.stop()
  await database.stop()
  await rm(folder, { recursive: true, force: true })
}

/** Opens the year's report, so that its pages can be asked for. */
async function openYear(member: Member, url: string): Promise<string> {
  const year = new Date().getFullYear()
  await post(member, url, '/admin/reports', { kind: 'year', period: String(year) })
  const list = await member.read(`/admin/reports?year=${year}`)
  const path = /\/admin\/reports\/\d+/.exec(list)?.[0]
  if (path === undefined) throw new Error('no report was opened')
  return path
}

async function pages(member: Member, report: string): Promise<void> {
  const shown = {
    'leaders’ dashboard': '/admin/dashboard',
    'who has handed in': '/admin/reports',
    'a report, its figures as they are now': report,
    'records behind a figure': `${report}/records/opened`,
  }
  const rows: string[][] = []
  for (const [name, path] of Object.entries(shown)) {
    await member.open(path)
    const taken: number[] = []
    for (let n = 0; n < Number(given.clicks); n++) taken.push(await member.open(path))
    const p95 = percentile(taken, 0.95)
    rows.push([
      ...[name, percentile(taken, 0.5).toFixed(0), p95.toFixed(0)],
      p95 < aimMs ? 'yes' : 'NO',
    ])
  }
  console.log(table(['', 'p50 ms', 'p95 ms', `p95 < ${aimMs} ms`], rows))
}

/** Figures computed and frozen with every division's, then the paper. */
async function issue(member: Member, url: string, report: string): Promise<void> {
  const version = /name="version" value="(\d+)"/.exec(await member.read(report))?.[1] ?? ''
  const begun = performance.now()
  await post(member, url, `${report}/issue`, { version, number: '1', anyway: 'on' })
  const issued = performance.now()
  await member.open(`${report}/report.docx`)
  const drawn = performance.now()
  const seconds = [issued - begun, drawn - issued, drawn - begun].map((ms) =>
    (ms / 1000).toFixed(2),
  )
  const met = drawn - begun < aimSeconds * 1000 ? 'yes' : 'NO'
  console.log(
    `\n${table(['issue s', 'docx s', 'together s', `< ${aimSeconds} s`], [[...seconds, met]])}`,
  )
}

async function post(
  member: Member,
  url: string,
  path: string,
  fields: Record<string, string>,
): Promise<void> {
  const csrf = /name="csrf" value="([^"]+)"/.exec(await member.read('/admin/account/password'))?.[1]
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: member.cookie },
    body: new URLSearchParams({ csrf: csrf ?? '', ...fields }),
  })
  if (answer.status !== 303) throw new Error(`${path} answered ${answer.status}`)
}
