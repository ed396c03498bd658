import { setTimeout as pause } from 'node:timers/promises'
import type { ImapFlow } from 'imapflow'
import type { Logger } from 'pino'
import { largestMail } from '#core/mail/incoming-mail.ts'
import { connectImap, type ImapAddress } from './imap.ts'
import type { Place } from './incoming.ts'
import type { Standing } from './standing.ts'

export interface Reading {
  address: ImapAddress
  /** resolves once what the mail says is stored, or once it is clear that nothing is to be */
  take(raw: Uint8Array, place: Place, arrived: Date): Promise<void>
  standing: Standing
  log: Logger
  /** how often the mailbox is looked at when the server says nothing */
  lookEveryMs: number
}

/** Marks what the desk has dealt with; staff may read, and mark as read, in the same mailbox. */
const keyword = 'HoiLuat'
/** A mail that is not stored waits ever longer, so that neither it nor a database that is away costs any other. */
const againMs = { first: 250, longest: 60 * 60_000 }
const restMs = { first: 500, longest: 60_000 }
/** Servers lock an account that is signed in to wrongly again and again. */
const refusedRestMs = 300_000
/** How far back the very first look goes. */
const firstLookMs = 7 * 24 * 60 * 60 * 1000

/** Reads the mailbox until `signal` ends it, connecting again, ever more patiently, whenever the connection breaks. */
export async function readMailbox(reading: Reading, signal: AbortSignal): Promise<void> {
  const attempts: Attempts = new Map()
  let failures = 0
  while (!signal.aborted) {
    try {
      await session(reading, attempts, signal, () => {
        failures = 0
      })
    } catch (error) {
      if (signal.aborted) return
      failures++
      reading.standing.failed(error)
      const { code, responseText, authenticationFailed } = error as Record<string, unknown>
      const detail = { code, responseText, failures }
      reading.log.warn(detail, 'the mailbox cannot be read')
      const refused = authenticationFailed === true && failures > 2
      const longer = Math.min(restMs.first * 2 ** (failures - 1), restMs.longest)
      await pause(refused ? refusedRestMs : longer, undefined, { signal }).catch(() => {})
    }
  }
}

async function session(
  reading: Reading,
  attempts: Attempts,
  signal: AbortSignal,
  connected: () => void,
): Promise<void> {
  const end = new AbortController()
  const client = await connectImap(reading.address, end.signal)
  const stop = () => client.logout().catch(() => end.abort())
  let news: News | undefined
  try {
    const box = await client.mailboxOpen(reading.address.mailbox)
    const keeps = box.permanentFlags?.has('\\*') ?? false
    const validity = String(box.uidValidity)
    reading.standing.connected()
    connected()
    news = openNews(client, signal)
    while (!signal.aborted) {
      news.forget()
      const again = await takeNew(client, { reading, attempts, validity, keeps }, signal)
      if (!client.usable) throw new Error('the connection to the mailbox ended')
      const wait = Math.max(0, Math.min(reading.lookEveryMs, again - Date.now()))
      if (!signal.aborted) await rest(client, news, wait)
    }
  } finally {
    news?.end()
    if (client.usable) await Promise.race([stop(), pause(2_000, undefined, { ref: false })])
    end.abort()
  }
}

/** Waits for new mail in IDLE, or by asking now and then where the server has no IDLE. */
async function rest(client: ImapFlow, news: News, ms: number): Promise<void> {
  const idle = client.idle().catch(() => false)
  await news.wait(ms)
  // The next command breaks IDLE; a connection that is gone ends it by itself.
  if (!client.usable) await idle
}

type News = ReturnType<typeof openNews>

/** Whether something came since the last look; nothing that comes while mails are taken is missed. */
function openNews(client: ImapFlow, signal: AbortSignal) {
  let came = false
  let wake = () => {}
  const tell = () => {
    came = true
    wake()
  }
  client.on('exists', tell)
  client.on('close', tell)
  signal.addEventListener('abort', tell, { once: true })
  return {
    forget: () => {
      came = false
    },
    end: () => signal.removeEventListener('abort', tell),
    async wait(ms: number): Promise<void> {
      if (came || signal.aborted) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    },
  }
}

/** How often each mail was tried that is not stored yet, and when it is tried again. */
type Attempts = Map<string, { times: number; againAt: number }>

interface Taking {
  reading: Reading
  attempts: Attempts
  validity: string
  /** the server keeps our own keyword */
  keeps: boolean
}

/** Takes what is new, in order; answers when something that could not be stored is to be tried again. */
async function takeNew(client: ImapFlow, taking: Taking, signal: AbortSignal): Promise<number> {
  const { attempts, validity } = taking
  let again = Number.POSITIVE_INFINITY
  const found = await newMails(client, taking.keeps, new Date())
  for (const uid of inOrder([...new Set([...found, ...notStored(taking)])])) {
    if (signal.aborted) break
    const key = `${validity} ${uid}`
    const waits = (attempts.get(key)?.againAt ?? 0) > Date.now()
    if (!waits) await takeOne(client, taking, uid, key)
    again = Math.min(again, attempts.get(key)?.againAt ?? again)
  }
  return again
}

/** What could not be stored is tried again, also when somebody has read it meanwhile. */
function notStored({ attempts, validity }: Taking): number[] {
  const keys = [...attempts.keys()].map((key) => key.split(' '))
  return keys.flatMap(([of, uid]) => (of === validity ? [Number(uid)] : []))
}

/**
 * Without our keyword: what is unread, and whatever came after the last one we dealt with, since somebody may have
 * read it before us. What lay read in the mailbox before the desk was connected to it is nobody's question, nor is
 * what nobody has read there for weeks.
 */
async function newMails(client: ImapFlow, keeps: boolean, now: Date): Promise<number[]> {
  if (!keeps) return inOrder(await client.search({ seen: false, deleted: false }, { uid: true }))
  const done = inOrder(await client.search({ keyword }, { uid: true })).at(-1)
  const unread = { unKeyword: keyword, deleted: false, seen: false }
  const began = done === undefined && { since: new Date(now.getTime() - firstLookMs) }
  const found = inOrder(await client.search({ ...unread, ...began }, { uid: true }))
  if (done === undefined) return found
  const since = { unKeyword: keyword, deleted: false, uid: `${done + 1}:*` }
  const later = inOrder(await client.search(since, { uid: true })).filter((uid) => uid > done)
  return [...new Set([...found, ...later])].sort((a, b) => a - b)
}

function inOrder(found: number[] | false | undefined): number[] {
  return found ? found.toSorted((a, b) => a - b) : []
}

async function takeOne(
  client: ImapFlow,
  { reading, attempts, validity, keeps }: Taking,
  uid: number,
  key: string,
): Promise<void> {
  const times = (attempts.get(key)?.times ?? 0) + 1
  attempts.set(key, { times, againAt: Date.now() + waitAfter(times) })
  const query = { uid: true, source: { maxLength: largestMail }, internalDate: true }
  const message = await client.fetchOne(String(uid), query, { uid: true })
  const raw = message ? message.source : undefined
  if (message && raw) {
    try {
      const arrived = new Date(message.internalDate ?? Date.now())
      await reading.take(raw, { uid, validity }, arrived)
    } catch (error) {
      reading.log.error({ err: error, uid, count: times }, 'a mail was not stored')
      return
    }
  }
  attempts.delete(key)
  if (!raw) return
  await client.messageFlagsAdd(String(uid), keeps ? [keyword, '\\Seen'] : ['\\Seen'], { uid: true })
}

/** How long a mail waits that was not stored so often: an outage costs at most as long again as it lasted. */
export function waitAfter(times: number): number {
  return Math.min(againMs.first * 2 ** (times - 1), againMs.longest)
}
