import { readFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { extract } from './extract.ts'

/** The thread that does the reading; whatever happens in it stays in its process. */
const bytes = await readFile(String(workerData))
parentPort?.postMessage(await extract(new Uint8Array(bytes)))
