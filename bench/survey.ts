import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbedded } from '#db/embedded.ts'
import { type DeskProcess, startDeskProcess } from './desk-process.ts'
import { type Member, signIn } from './inbox/browser.ts'
import { load, memoryOf, percentile, table } from './measure.ts'
import { fill, mail, password } from './survey/fill.ts'

const { values: given } = parseArgs({
  options: {
    responses: { type: 'string', default: '100000' },
    clicks: { type: 'string', default: '40' },
  },
})
const count = Number(given.responses)
const clicks = Number(given.clicks)
const aimMs = 300

const quiet = { info: () => {}, warn: console.warn, error: console.error }
const folder = await mkdtemp(join(tmpdir(), 'hoi-luat-bench-'))
const database = await startEmbedded(folder, quiet, { fast: true })
let desk: DeskProcess | undefined
try {
  console.error(`filling ${count} responses ...`)
  const id = await fill(database.url, count)
  desk = await startDeskProcess({ DATABASE_URL: database.url, DATA_DIR: folder, ROLES: 'web' })
  const member = await signIn(desk.url, mail, password)
  await pages(member, id)
  await files(member, id, desk)
} finally {
  await desk?.stop()
  await database.stop()
  await rm(folder, { recursive: true, force: true })
}

/** Every page of results, as somebody clicks through it; the very first has everything to count. */
async function pages(member: Member, id: number): Promise<void> {
  const results = `/admin/surveys/${id}/results`
  const first = await member.open(results)
  const shown: Record<string, string> = {
    results,
    'results, one channel': `${results}?channel=zalo`,
    'results, a quarter': `${results}?from=2026-07-01&to=2026-12-31`,
    'by commune': `${results}?cross=linh-vuc&by=commune`,
    'by size': `${results}?cross=muc-do&by=size`,
    'words of one question': `${results}/words/vuong-mac`,
    'list of surveys': '/admin/surveys',
  }
  const rows: string[][] = []
  for (const [name, path] of Object.entries(shown)) {
    const taken: number[] = []
    for (let n = 0; n < clicks; n++) taken.push(await member.open(path))
    const p95 = percentile(taken, 0.95)
    rows.push([
      ...[name, percentile(taken, 0.5).toFixed(0), p95.toFixed(0)],
      p95 < aimMs ? 'yes' : 'NO',
    ])
  }
  console.log(`\n${count} responses, ${clicks} clicks each, through the panel. ${load()}`)
  console.log(`The first look, with everything still to be counted: ${first.toFixed(0)} ms\n`)
  console.log(table(['', 'p50 ms', 'p95 ms', `p95 < ${aimMs} ms`], rows))
}

/** The files: how long, how large, and what the program holds meanwhile. */
async function files(member: Member, id: number, { url, pid }: DeskProcess): Promise<void> {
  const rows: string[][] = []
  for (const kind of ['xlsx', 'docx']) {
    // Linux counts the peak anew from here.
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
    const before = memoryOf(pid).now
    const begun = performance.now()
    const answer = await fetch(`${url}/admin/surveys/${id}/results.${kind}`, {
      headers: { cookie: member.cookie },
    })
    if (!answer.ok || !answer.body) throw new Error(`results.${kind} answered ${answer.status}`)
    let first = 0
    let bytes = 0
    for await (const chunk of answer.body) {
      first ||= performance.now() - begun
      bytes += chunk.length
    }
    rows.push([
      ...[kind, (bytes / 1e6).toFixed(1), ((performance.now() - begun) / 1000).toFixed(1)],
      ...[first.toFixed(0), `${before.toFixed(0)} MB`, `${memoryOf(pid).peak.toFixed(0)} MB`],
    ])
  }
  console.log('')
  console.log(table(['file', 'MB', 'seconds', 'first byte ms', 'RSS before', 'RSS peak'], rows))
}
