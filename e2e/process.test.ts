import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { visitor } from './testing-desk.ts'
import { freePorts } from './testing-ports.ts'

const root = join(import.meta.dirname, '..')
const parent = mkdtempSync(join(tmpdir(), 'hoi-luat-npm-'))
const dataDir = join(parent, 'thư mục có dấu cách')
mkdirSync(dataDir)
const port = String(await freePorts())
const url = `http://localhost:${port}`
afterAll(() => rm(parent, { recursive: true, force: true }))

function npmStart(settings: Record<string, string> = {}): ChildProcess {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env
  const env = {
    PATH,
    HOME,
    NODE_COMPILE_CACHE,
    PORT: port,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    ...settings,
  }
  return spawn('npm', ['start'], { cwd: root, env, stdio: 'pipe', detached: true })
}

async function ready(withinMs: number): Promise<void> {
  await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), {
    timeout: withinMs,
    interval: 100,
  })
}

/** Processes that work in or on the data folder. */
function left(): string[] {
  const lines = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n')
  const ours = lines.filter((line) => line.includes('main.ts') || line.includes('postgres'))
  return ours.filter((line) => {
    const pid = line.trim().split(/\s+/)[0] ?? ''
    try {
      const cwd = readlinkSync(`/proc/${pid}/cwd`)
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
      return cwd.includes(parent) || environment.includes(`DATA_DIR=${dataDir}`)
    } catch {
      return false
    }
  })
}

test('npm start: SIGTERM to npm alone, SIGINT to all, kill -9: never a process or a word lost', {
  timeout: 120_000,
}, async () => {
  const lan = visitor(url)
  const first = npmStart()
  await ready(60_000)
  expect(await lan.says('Tôi muốn đăng ký nhãn hiệu quế')).toBe(202)
  expect(left().length).toBeGreaterThan(1)
  first.kill('SIGTERM')
  await vi.waitFor(() => expect(left()).toEqual([]), { timeout: 10_000, interval: 200 })

  const second = npmStart()
  await ready(30_000)
  const main = left().find((line) => line.includes('main.ts'))
  process.kill(Number(main?.trim().split(/\s+/)[0]), 'SIGKILL')
  await once(second, 'exit')
  expect(left().length).toBeGreaterThan(0)

  const third = npmStart()
  await ready(30_000)
  const spoken = await lan.transcript()
  expect(spoken.map(({ from }) => from)).toEqual(['me', 'desk'])
  process.kill(-(third.pid ?? 0), 'SIGINT')
  await vi.waitFor(() => expect(left()).toEqual([]), { timeout: 10_000, interval: 200 })
})

test('wrong settings: every fault is named and nothing starts', { timeout: 30_000 }, async () => {
  const child = npmStart({ PORT: 'x', ROLES: 'cook' })
  let words = ''
  child.stderr?.on('data', (piece: Buffer) => {
    words += piece.toString()
  })
  const [code] = await once(child, 'exit')
  expect(code).not.toBe(0)
  expect(words).toContain('PORT')
  expect(words).toContain('ROLES')
})
