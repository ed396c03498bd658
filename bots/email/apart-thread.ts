/** The thread of its own in which mails are read; see apart.ts. */
import { parentPort } from 'node:worker_threads'
import type { Asked, Told } from './apart.ts'
import { attachmentsOf, readMail } from './incoming.ts'

parentPort?.on('message', (asked: Asked) => {
  const deed = 'at' in asked ? readMail(asked.raw, asked.at) : attachmentsOf(asked.raw)
  const tell = (told: Told) => parentPort?.postMessage(told)
  deed.then(
    (value) => tell({ value }),
    (error: unknown) => tell({ fault: error instanceof Error ? error.name : 'unknown' }),
  )
})
