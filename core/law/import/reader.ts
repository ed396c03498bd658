import { writeFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { Task } from './read-apart.ts'

/**
 * A process that reads one file and ends. Its main thread only watches: a reader caught in a loop is ended in time,
 * one that fills the memory before the machine runs short, and neither outlives the desk.
 */
const slow = 3
const memory = 4

process.on('disconnect', () => process.exit(1))
process.once('message', (given) => watch(given as Task))

function watch({ path, seconds, megabytes }: Task): void {
  dieFirst()
  const resourceLimits = { maxOldGenerationSizeMb: Math.floor(megabytes * 0.7) }
  const reading = new Worker(new URL('./reading.ts', import.meta.url), {
    workerData: path,
    resourceLimits,
    stdout: true,
    stderr: true,
  })
  setTimeout(() => process.exit(slow), seconds * 1000)
  setInterval(() => {
    if (process.memoryUsage.rss() > megabytes * 1024 * 1024) process.exit(memory)
  }, 50)
  reading.on('message', (told) => process.send?.(told, () => process.exit(0)))
  reading.on('error', (error) => {
    process.exit((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY' ? memory : 1)
  })
}

/** Should the machine run out of memory all the same, Linux takes it from here and not from the desk. */
function dieFirst(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '900')
  } catch {
    // Not Linux.
  }
}
