import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type DeskProcess, startDeskProcess } from './desk-process.ts'
import { load, median, memoryOf, table } from './measure.ts'

const runs = 5
const pageLimit = 50_000

interface Start {
  seconds: number
  memory: number
}

const cold: Start[] = []
const warm: Start[] = []
let weights: string[][] = []
for (let run = 0; run < runs; run++) {
  const folder = await mkdtemp(join(tmpdir(), 'hoi-luat-bench-'))
  try {
    cold.push(await started(folder))
    warm.push(
      await started(folder, async ({ url }) => {
        if (run === 0) weights = await weigh(url)
      }),
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
console.log(`\nStart until /readyz says ok, median of ${runs}, ${load()}\n`)
console.log(
  table(
    ['', 'seconds', 'least-most', 'RSS at ready'],
    [
      ['empty data folder', ...told(cold)],
      ['kept data folder', ...told(warm)],
    ],
  ),
)
console.log('\nWhat a browser loads to open the web chat\n')
console.log(table(['', 'bytes', 'gzip'], weights))

async function started(
  folder: string,
  look?: (desk: DeskProcess) => Promise<void>,
): Promise<Start> {
  const desk = await startDeskProcess({ DATA_DIR: folder })
  try {
    await look?.(desk)
    return { seconds: desk.readyAfter / 1000, memory: memoryOf(desk.pid).now }
  } finally {
    await desk.stop()
  }
}

function told(starts: Start[]): string[] {
  const all = starts.map(({ seconds }) => seconds)
  return [
    median(all).toFixed(2),
    `${Math.min(...all).toFixed(2)}-${Math.max(...all).toFixed(2)}`,
    `${median(starts.map(({ memory }) => memory)).toFixed(0)} MB`,
  ]
}

/** The page, its styles and its scripts; fonts and pictures come later and are kept by the browser. */
async function weigh(url: string): Promise<string[][]> {
  const page = await read(`${url}/chat`)
  const parts = [...page.matchAll(/<(?:link|script)[^>]+(?:href|src)="([^"]+\.(?:css|js)[^"]*)"/g)]
  const files = [['/chat', page]]
  for (const path of new Set(parts.map(([, path = '']) => path))) {
    files.push([path, await read(new URL(path, `${url}/chat`).href)])
  }
  const rows = files.map(([name = '', text = '']) => [
    name,
    Buffer.byteLength(text),
    gzipSync(text).length,
  ]) as [string, number, number][]
  const sum = (at: 1 | 2) => rows.reduce((total, row) => total + row[at], 0)
  const all: [string, number, number] = ['all', sum(1), sum(2)]
  const verdict = all[1] < pageLimit ? 'yes' : 'NO'
  return [...rows, all].map((row) => row.map(String)).concat([[`below ${pageLimit}`, verdict, '']])
}

async function read(address: string): Promise<string> {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`)
  return answer.text()
}
