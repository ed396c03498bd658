import { spawn } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The account a program runs as; undefined is the account we run as ourselves. */
export type Account = { uid: number; gid: number } | undefined

/** Nothing of ours reaches PostgreSQL's programs: PGPORT, PGDATA or a locale would change what they do. */
export const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** Runs a program to its end; `code` is null when it could not be started or was killed. */
export function run(
  program: string,
  args: string[],
  { as, cwd = '/' }: { as: Account; cwd?: string },
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...as,
      cwd,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.once('error', (error) => resolve({ code: null, output: error.message }))
    child.once('close', (code) => resolve({ code, output: output.trim() }))
  })
}

/**
 * The PostgreSQL processes at work in `folder`. A server and all its children keep their data
 * folder as working directory, so this holds where a number in a pid file may belong to anybody.
 */
export async function processesIn(folder: string): Promise<number[]> {
  if (process.platform !== 'linux') return namedIn(folder)
  const home = await stat(folder).catch(() => undefined)
  if (!home) return []
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const found: number[] = []
  for (const pid of pids) {
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')
    if (!/^(postgres|initdb)$/.test(name.trim())) continue
    const at = await stat(`/proc/${pid}/cwd`).catch(() => undefined)
    if (at?.dev === home.dev && at.ino === home.ino) found.push(pid)
  }
  return found
}

async function namedIn(folder: string): Promise<number[]> {
  const { output } = await run('ps', ['-axo', 'pid=,command='], { as: undefined })
  const lines = output.split('\n').filter((line) => line.includes(folder))
  return lines
    .filter((line) => /postgres|initdb/.test(line))
    .map((line) => Number.parseInt(line, 10))
}

/**
 * Ends whatever PostgreSQL is still at work in `folder`: politely, then with a crash it recovers
 * from, then by force. True when something was there.
 */
export async function endProcessesIn(folder: string): Promise<boolean> {
  const left = await processesIn(folder)
  if (left.length === 0) return false
  const server = await recordedServer(folder)
  const leaders = left.filter((pid) => pid === server)
  if (leaders.length > 0 && (await endedBy('SIGINT', leaders, folder, 8000))) return true
  if (await endedBy('SIGQUIT', await processesIn(folder), folder, 3000)) return true
  if (await endedBy('SIGKILL', await processesIn(folder), folder, 3000)) return true
  throw new Error(
    `A PostgreSQL left behind in ${folder} cannot be ended ` +
      `(process ${(await processesIn(folder)).join(', ')}). End it, then start again.`,
  )
}

async function endedBy(signal: NodeJS.Signals, pids: number[], folder: string, patience: number) {
  for (const pid of pids) signalTo(pid, signal)
  for (let waited = 0; waited < patience; waited += 25) {
    if ((await processesIn(folder)).length === 0) return true
    await sleep(25)
  }
  return false
}

/** Sends a signal; a process that has ended meanwhile is no fault. */
function signalTo(pid: number, signal: NodeJS.Signals) {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** The server that last wrote its pid file in `folder`, alive or not. */
async function recordedServer(folder: string): Promise<number | undefined> {
  const lines = await pidFile(folder)
  return lines[0] ? Number(lines[0]) : undefined
}

/** True once the server `pid` in `folder` says that it takes connections. */
export async function isReady(folder: string, pid: number): Promise<boolean> {
  const lines = await pidFile(folder)
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
}

async function pidFile(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')
  return text.split('\n')
}
