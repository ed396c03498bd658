import { type ChildProcess, spawn } from 'node:child_process'
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './embedded-binaries.ts'
import { type Place, seenFromInside } from './embedded-place.ts'
import { endProcessesIn, environment, isReady } from './embedded-processes.ts'

const LOG_LIMIT = 10_000_000

/** A recovery after a crash replays at most a few minutes of work. */
const PATIENCE = 120_000

const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'cluster_name=hoi-luat',
  'max_connections=100',
  'shared_buffers=128MB',
  'timezone=UTC',
  'log_timezone=UTC',
  'jit=off',
  'log_checkpoints=off',
  // What people write must not reach a log: statements, their values and errors quoting them stay out.
  'log_min_messages=log',
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
]

/** For tests: nothing is forced to disk, so a power cut loses the database. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off']

export interface Server extends Doors {
  child: ChildProcess
}

/** Where it takes connections: always on a port, and on a socket in its own folder where that is possible. */
interface Doors {
  port: number
  socket: boolean
}

/** Starts a server on the place's database and waits until it takes connections. */
export async function startServer(
  place: Place,
  binaries: Binaries,
  { fast, doors }: { fast: boolean; doors?: Doors },
): Promise<Server> {
  await endProcessesIn(place.cluster)
  await forgetPids(place.cluster)
  let socket = doors?.socket ?? socketFits(place.cluster)
  for (let attempt = 1; ; attempt += 1) {
    const port = doors?.port ?? (await freePort())
    const { child, ended, logged } = await launch(place, binaries, { port, socket }, fast)
    const fault = await readyOrFault(place, child, ended)
    if (fault === undefined) return { child, port, socket }
    const said = `${fault} ${await logged()}`.trim()
    if (doors === undefined && attempt < 5) {
      if (said.includes('Address already in use')) continue
      // Not every file system can hold one.
      if (socket && said.includes('Unix-domain socket')) {
        socket = false
        continue
      }
    }
    throw new Error(startFault(place, said))
  }
}

/** With nobody at work in the folder its pid files are stale; the numbers may be somebody else's now. */
async function forgetPids(cluster: string) {
  const stale = /^(postmaster\.pid|\.s\.PGSQL\..*)$/
  for (const name of await readdir(cluster)) {
    if (stale.test(name)) await rm(join(cluster, name), { force: true })
  }
}

/** The kernels' limit for a socket's path is 104 to 108 bytes; Node knows no such sockets on Windows. */
function socketFits(cluster: string): boolean {
  const path = join(cluster, '.s.PGSQL.65535')
  return process.platform !== 'win32' && Buffer.byteLength(path) < 104
}

function startFault(place: Place, said: string): string {
  return (
    `The database in ${place.dataDir} does not start: ${said}. More may be in ${place.log}. ` +
    'Remove the cause, or set DATABASE_URL to a PostgreSQL server of your own.'
  )
}

async function launch(place: Place, binaries: Binaries, { port, socket }: Doors, fast: boolean) {
  const { size } = await stat(place.log).catch(() => ({ size: 0 }))
  if (size > LOG_LIMIT) await rename(place.log, `${place.log}.1`)
  const from = size > LOG_LIMIT ? 0 : size
  const log = await open(place.log, 'a', 0o600)
  if (place.owner) await log.chown(place.owner.uid, place.owner.gid)
  const doors = [`port=${port}`, `unix_socket_directories=${socket ? '.' : ''}`]
  const settings = [...SETTINGS, ...doors, ...(fast ? FAST : [])]
  const child = spawn(
    binaries.postgres,
    ['-D', seenFromInside(place.cluster), ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...place.as,
      cwd: place.cluster,
      env: environment,
      // A session of its own: Ctrl-C reaches us alone, and we end the database in good order.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    },
  )
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}:`))
  })
  const onExit = () => child.kill('SIGINT')
  process.once('exit', onExit)
  child.once('exit', () => process.off('exit', onExit))
  await new Promise((resolve) => {
    child.once('spawn', resolve)
    child.once('error', resolve)
  })
  await log.close()
  const logged = async () => {
    const all = await readFile(place.log)
    return all.subarray(from).toString().trim().split('\n').slice(-4).join(' ')
  }
  return { child, ended, logged }
}

async function readyOrFault(place: Place, child: ChildProcess, ended: Promise<string>) {
  let fault: string | undefined
  void ended.then((reason) => {
    fault = reason
  })
  for (let waited = 0; waited < PATIENCE; waited += 15) {
    await sleep(15)
    if (fault !== undefined) return fault
    if (child.pid && (await isReady(place.cluster, child.pid))) return undefined
  }
  await endProcessesIn(place.cluster)
  return `it was not ready after ${PATIENCE / 1000} s.`
}

/** Ends a server within eight seconds: clients are cut, what is committed is kept. */
export async function stopServer(place: Place, { child }: Server): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  // Nothing else may keep the process alive while it waits for this.
  child.ref()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGINT')
  const crash = setTimeout(() => child.kill('SIGQUIT'), 5000)
  const force = setTimeout(() => endProcessesIn(place.cluster).catch(() => {}), 7000)
  await ended
  clearTimeout(crash)
  clearTimeout(force)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
