import { fork } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import type { Extracted } from './extract.ts'
import { refused } from './refused.ts'

/** What reading one file may take. */
export interface Bounds {
  seconds: number
  megabytes: number
}

export const usualBounds: Bounds = { seconds: 90, megabytes: 900 }

/** What the reading process is told. */
export interface Task extends Bounds {
  path: string
}

/**
 * Reads the file at `path` in a process of its own, which may take the time and memory of `bounds` and stands
 * behind everything else on the machine. A file that breaks the reader costs itself alone; it comes back refused.
 * Rejects only when `signal` ends it.
 */
export function readApart(
  path: string,
  signal?: AbortSignal,
  bounds: Bounds = usualBounds,
): Promise<Extracted> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const child = fork(new URL('./reader.ts', import.meta.url), [], {
      execArgv: [],
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    })
    let outcome: Extracted | undefined
    const overdue = setTimeout(() => end(failed('slow')), (bounds.seconds + 10) * 1000)
    const end = (told?: Extracted) => {
      outcome ??= told
      child.kill('SIGKILL')
    }
    const stop = () => end()
    signal?.addEventListener('abort', stop, { once: true })
    child.on('message', (told) => end(told as Extracted))
    child.on('error', () => end(failed('broken')))
    child.on('exit', (code) => {
      clearTimeout(overdue)
      signal?.removeEventListener('abort', stop)
      if (signal?.aborted && !outcome) return reject(signal.reason)
      resolve(outcome ?? failed(exits[code ?? -1] ?? 'broken'))
    })
    if (child.pid !== undefined) behind(child.pid)
    child.send({ path, ...bounds } satisfies Task, (error) => {
      if (error) end(failed('broken'))
    })
  })
}

/** How a reader that says nothing ended. */
const exits: Record<number, string> = { 3: 'slow', 4: 'memory' }

function failed(why: string): Extracted {
  const { key, values } = refused(why)
  return { ok: false, reason: Object.keys(values).length > 0 ? { key, values } : { key } }
}

function behind(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Gone already, or not ours to order: it is read all the same.
  }
}
