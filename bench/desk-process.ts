import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** Node's options as `npm start` has them. */
export const asStarted = [
  '--max-semi-space-size=16',
  '--max-old-space-size=1024',
  '--heap-growing-percent=35',
  '--no-allocation-site-pretenuring',
]

export interface DeskProcess {
  pid: number
  url: string
  /** milliseconds from the process's start until /readyz said ok */
  readyAfter: number
  stop(): Promise<void>
}

/** Starts the program as `npm start` does, in a process of its own, and waits until it is ready. */
export async function startDeskProcess(
  settings: Record<string, string>,
  execArgv: string[] = [],
): Promise<DeskProcess> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const begun = performance.now()
  const child = fork(join(import.meta.dirname, '..', 'main.ts'), {
    execArgv: [...asStarted, '--import', 'tsx', '--import', './loader-hooks.ts', ...execArgv],
    env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'error', PORT: String(port), ...settings },
  })
  let ended = false
  child.once('exit', () => {
    ended = true
  })
  while (!(await isReady(url))) {
    if (ended) throw new Error('the desk ended while starting')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const readyAfter = performance.now() - begun
  return { pid: child.pid ?? 0, url, readyAfter, stop: () => end(child) }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/readyz`)
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
