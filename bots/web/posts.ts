import type { Context } from 'hono'
import type { Hear, Incoming } from '#core/channel.ts'
import { languageAt, lastSpoken } from '#core/conversation/transcript.ts'
import { largestFile } from '#core/files/store.ts'
import { say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { formId, readForm, readMessage, type Sender } from './incoming.ts'
import { languageOf } from './language.ts'
import type { Limits } from './limits.ts'
import { createBell, type Live } from './live.ts'
import { networkOf } from './network.ts'
import { discard, discardUnawaited, type Form, mostFiles, receiveForm } from './uploads.ts'

/** What posting needs besides the request. */
export interface Posting {
  db: Db
  live: Live
  limits: Limits
  hear: Hear
  folder: string
  /** whether the disk takes more files */
  hasRoom: () => Promise<boolean>
  onTrouble: (error: unknown) => void
}

/** `POST /chat/messages`: 202 once it is stored, also when it was stored before. */
export async function postMessage(c: Context, posting: Posting, address: string) {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    return c.json({ error: say(languageOf(c), 'webchat:refused.type') }, 415)
  }
  const body = await c.req.json().catch(() => undefined)
  const incoming = readMessage(body, senderOf(c, address))
  if (!incoming) return c.json({ error: say(languageOf(c), 'webchat:refused.shape') }, 400)
  const crowd = await crowded(c, posting, address)
  if (crowd) return c.json({ error: crowd }, 429)
  await take(posting, incoming)
  return c.json({}, 202)
}

/** `POST /chat/files`: a form with `id`, files and perhaps words; 202 once all of it is stored. */
export async function postFiles(c: Context, posting: Posting, address: string) {
  const crowd = await crowded(c, posting, address)
  if (crowd) return c.json({ error: crowd }, 429)
  const form = await formOf(c, posting, address)
  if (!form || form.problem) return c.json({ error: sentence(c, form) }, statusOf(c, form))
  const incoming = readForm(form.fields, form.files, senderOf(c, address))
  if (!incoming) return c.json({ error: say(languageOf(c), 'webchat:refused.shape') }, 400)
  await takeForm(posting, form, incoming)
  return c.json({}, 202)
}

/** `POST /chat`: the page's form where JavaScript does not run; waits a little for the reply, then shows the page. */
export async function postPage(c: Context, posting: Posting, address: string) {
  const crowd = await crowded(c, posting, address)
  if (crowd) return c.text(crowd, 429)
  const form = await formOf(c, posting, address)
  if (!form || form.problem) return c.text(sentence(c, form), statusOf(c, form))
  const fields = { ...form.fields, id: formId(form.fields) }
  const incoming = readForm(fields, form.files, senderOf(c, address))
  if (incoming) {
    const reply = waitForReply(posting, address)
    await takeForm(posting, form, incoming)
    await reply
  }
  return c.redirect(c.req.query('embed') === '1' ? '/chat?embed=1#end' : '/chat#end', 303)
}

function senderOf(c: Context, address: string): Sender {
  return { address, at: new Date(), language: languageOf(c) }
}

/** The other open pages of the person show it too; a notification lost is made good at their next reading. */
async function take({ hear, live, onTrouble }: Posting, incoming: Incoming): Promise<void> {
  await hear(incoming)
  live.announce(incoming.from).catch(onTrouble)
}

async function takeForm(posting: Posting, form: Form, incoming: Incoming): Promise<void> {
  try {
    await take(posting, incoming)
  } catch (error) {
    await discard(form.files, posting.folder)
    throw error
  }
  // What fails here the sweep makes good: the message is stored.
  await discardUnawaited(posting.db, form.files, posting.folder).catch(posting.onTrouble)
}

/** The sentence for a new visitor whose network has sent too many lately; undefined for all others. */
async function crowded(
  c: Context,
  { db, limits }: Posting,
  address: string,
): Promise<string | undefined> {
  if (limits.knows(address)) return undefined
  if ((await languageAt(db, { channel: 'web', address })) !== undefined) return undefined
  const waitMs = limits.letIn(address, networkOf(c))
  if (waitMs === 0) return undefined
  retryAfter(c, waitMs)
  return say(languageOf(c), 'webchat:refused.crowd', { minutes: minutesOf(waitMs) })
}

function retryAfter(c: Context, waitMs: number): void {
  c.header('Retry-After', String(Math.ceil(waitMs / 1000)))
}

const minutesOf = (waitMs: number) => Math.ceil(waitMs / 60_000)

async function formOf(
  c: Context,
  { folder, limits, hasRoom, onTrouble }: Posting,
  address: string,
): Promise<Form | undefined> {
  const network = networkOf(c)
  const take = (bytes: number) => limits.takeBytes(address, network, bytes, largestFile)
  const room = await hasRoom()
  try {
    return await receiveForm(c.req.raw, { folder, room, take })
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error
    onTrouble(error)
    return undefined
  }
}

const untilRoomMs = 10 * 60_000

function statusOf(c: Context, form: Form | undefined): 400 | 413 | 429 | 503 {
  const problem = form?.problem
  if (!problem) return 400
  if (problem.why !== 'bytes' && problem.why !== 'room') return 413
  retryAfter(c, problem.why === 'bytes' ? problem.waitMs : untilRoomMs)
  return problem.why === 'bytes' ? 429 : 503
}

function sentence(c: Context, form: Form | undefined): string {
  const language = languageOf(c)
  const problem = form?.problem
  switch (problem?.why) {
    case undefined:
      return say(language, 'webchat:refused.shape')
    case 'text':
      return say(language, 'webchat:refused.long')
    case 'many':
      return say(language, 'webchat:refused.files', { most: mostFiles })
    case 'room':
      return say(language, 'webchat:refused.room')
    case 'bytes':
      return say(language, 'webchat:refused.bytes', { minutes: minutesOf(problem.waitMs) })
    case 'file': {
      const largest = largestFile / 1024 / 1024
      return say(language, 'webchat:refused.file', { name: problem.name, largest })
    }
  }
}

const patienceMs = 2_500

async function waitForReply({ db, live }: Posting, address: string): Promise<void> {
  const place = { channel: 'web' as const, address }
  const bell = createBell()
  const leave = live.join(address, bell.ring)
  const newest = async () => (await lastSpoken(db, place, 5)).findLast((it) => it.from === 'desk')
  try {
    const before = await newest()
    const until = Date.now() + patienceMs
    while (Date.now() < until) {
      await bell.wait(until - Date.now())
      if ((await newest())?.id !== before?.id) return
    }
  } finally {
    leave()
  }
}
