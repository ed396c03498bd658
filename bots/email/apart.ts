import { Worker } from 'node:worker_threads'
import type { attachmentsOf, ReadMail, readMail } from './incoming.ts'

/** What the thread is asked, and what it tells. */
export type Asked =
  | { raw: Uint8Array; at: Parameters<typeof readMail>[1] }
  | { raw: Uint8Array; attached: true }
export type Told = { value: unknown } | { fault: string }

/** Reads mails beside the desk: one that takes too long or too much room costs nothing but itself. */
export interface Reader {
  /** As `readMail`; throws when the mail cannot be read. */
  read: typeof readMail
  /** As `attachmentsOf`; throws likewise. */
  attachments: typeof attachmentsOf
  close(): Promise<void>
}

const usualPatienceMs = 15_000
const resourceLimits = { maxOldGenerationSizeMb: 512 }

/**
 * Opens a thread to read mails in, one after the other. Anybody may write one that keeps a parser busy for hours or
 * fills the memory; chats and pages go on meanwhile, and the thread is ended and begun anew.
 */
export function openReader(patienceMs = usualPatienceMs): Reader {
  let thread: Worker | undefined
  let line: Promise<unknown> = Promise.resolve()

  async function end(): Promise<void> {
    const ending = thread
    thread = undefined
    await ending?.terminate()
  }

  async function ask(asked: Asked): Promise<unknown> {
    thread ??= begin()
    const told = await answerOf(thread, asked, patienceMs).catch(async (error: unknown) => {
      await end()
      throw error
    })
    if ('fault' in told) throw new Error(`a mail cannot be read: ${told.fault}`)
    return told.value
  }

  function inLine(asked: Asked): Promise<unknown> {
    const answer = line.then(() => ask(asked))
    line = answer.catch(() => {})
    return answer
  }

  return {
    read: (raw, at) => inLine({ raw, at }) as Promise<ReadMail>,
    attachments: (raw) => inLine({ raw, attached: true }) as ReturnType<typeof attachmentsOf>,
    async close() {
      await line
      await end()
    },
  }
}

/** What still comes of a thread that nobody asks any more is nobody's fault. */
function begin(): Worker {
  const thread = new Worker(new URL('./apart-thread.ts', import.meta.url), { resourceLimits })
  return thread.on('error', () => {})
}

/** Throws when the thread ends, or says nothing in time. It keeps the program alive only while it is asked. */
function answerOf(thread: Worker, asked: Asked, patienceMs: number): Promise<Told> {
  const { promise, resolve, reject } = Promise.withResolvers<Told>()
  const fail = (why: string) => reject(new Error(`a mail cannot be read: ${why}`))
  const timer = setTimeout(() => fail('it takes too long'), patienceMs)
  const failed = (error: Error) => fail((error as NodeJS.ErrnoException).code ?? error.name)
  const ended = () => fail('the thread ended')
  thread.once('message', resolve).once('error', failed).once('exit', ended)
  thread.ref()
  thread.postMessage(asked)
  return promise.finally(() => {
    clearTimeout(timer)
    thread.off('message', resolve).off('error', failed).off('exit', ended)
    thread.unref()
  })
}
