/** The thread of its own in which mails are read; see apart.ts. */
import { parentPort } from 'node:worker_threads'
import type { Asked, Told } from './apart.ts'
import { attachmentOf, readMail } from './incoming.ts'

parentPort?.on('message', (asked: Asked) => {
  const deed = 'n' in asked ? attachmentOf(asked.raw, asked.n) : readMail(asked.raw, asked.at)
  const tell = (told: Told) => parentPort?.postMessage(told)
  deed.then(
    (value) => tell({ value }),
    (error: unknown) => tell({ fault: error instanceof Error ? error.name : 'unknown' }),
  )
})
