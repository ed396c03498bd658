import type { Context } from 'hono'
import type { Hear, Incoming } from '#core/channel.ts'
import { lastSpoken } from '#core/conversation/transcript.ts'
import { largestFile } from '#core/files/store.ts'
import { say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { formId, readForm, readMessage, type Sender } from './incoming.ts'
import { languageOf } from './language.ts'
import { createBell, type Live } from './live.ts'
import { discard, type Form, mostFiles, receiveForm } from './uploads.ts'

/** What posting needs besides the request. */
export interface Posting {
  db: Db
  live: Live
  hear: Hear
  folder: string
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
  await take(posting, incoming)
  return c.json({}, 202)
}

/** `POST /chat/files`: a form with `id`, files and perhaps words; 202 once all of it is stored. */
export async function postFiles(c: Context, posting: Posting, address: string) {
  const form = await formOf(c, posting)
  if (!form || form.problem) {
    return c.json({ error: sentence(c, form) }, form ? 413 : 400)
  }
  const incoming = readForm(form.fields, form.files, senderOf(c, address))
  if (!incoming) return c.json({ error: say(languageOf(c), 'webchat:refused.shape') }, 400)
  await takeForm(posting, form, incoming)
  return c.json({}, 202)
}

/** `POST /chat`: the page's form where JavaScript does not run; waits a little for the reply, then shows the page. */
export async function postPage(c: Context, posting: Posting, address: string) {
  const form = await formOf(c, posting)
  if (!form || form.problem) return c.text(sentence(c, form), form ? 413 : 400)
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
}

async function formOf(c: Context, { folder, onTrouble }: Posting): Promise<Form | undefined> {
  try {
    return await receiveForm(c.req.raw, folder)
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error
    onTrouble(error)
    return undefined
  }
}

function sentence(c: Context, form: Form | undefined): string {
  const language = languageOf(c)
  const problem = form?.problem
  if (!problem) return say(language, 'webchat:refused.shape')
  if (problem.why === 'text') return say(language, 'webchat:refused.long')
  if (problem.why === 'many') return say(language, 'webchat:refused.files', { most: mostFiles })
  const largest = largestFile / 1024 / 1024
  return say(language, 'webchat:refused.file', { name: problem.name, largest })
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
