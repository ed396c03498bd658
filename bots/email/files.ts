import { setTimeout as pause } from 'node:timers/promises'
import { largestMail } from '#core/mail/incoming-mail.ts'
import type { Reader } from './apart.ts'
import { connectImap, type ImapAddress } from './imap.ts'

type Source = Record<string, string>
type Fetch = (source: Source, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>
type Attached = (Uint8Array | undefined)[]

/** How long the files of the last mail are kept at hand for the next one of them. */
const atHandMs = 20_000

/**
 * Opens attachments where they lie, in the mailbox: on a connection of its own, since any process may fetch. A mail
 * that was moved within the mailbox is found by its Message-ID; throws when it is gone. One mail at a time is fetched
 * and read, once for all its files.
 */
export function openAttachments(address: ImapAddress, reader: Reader): Fetch {
  let line: Promise<unknown> = Promise.resolve()
  let last: { key: string; attached: Attached } | undefined

  async function attachedTo(key: string, source: Source, signal: AbortSignal): Promise<Attached> {
    if (last?.key === key) return last.attached
    signal.throwIfAborted()
    last = undefined
    const raw = await fetchMail(address, source, signal)
    if (!raw) throw new Error('the mail is no longer in the mailbox')
    const read = { key, attached: await reader.attachments(raw) }
    last = read
    void pause(atHandMs, undefined, { ref: false }).then(() => {
      if (last === read) last = undefined
    })
    return read.attached
  }

  return async (source, signal) => {
    const { uid, validity, messageId, n } = source
    if (!uid || !validity || !messageId || !n) throw new Error('not a file from a mail')
    const key = `${validity} ${uid} ${messageId}`
    const getting = line.then(() => attachedTo(key, source, signal))
    line = getting.catch(() => {})
    const content = (await getting)[Number(n)]
    if (!content) throw new Error('the mail has no such file')
    return new Blob([content.slice()]).stream()
  }
}

async function fetchMail(
  address: ImapAddress,
  { uid, validity, messageId = '' }: Source,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const client = await connectImap(address, signal)
  try {
    const box = await client.mailboxOpen(address.mailbox, { readOnly: true })
    return await rawOf(client, String(box.uidValidity) === validity ? uid : undefined, messageId)
  } finally {
    await client.logout().catch(() => client.close())
  }
}

type Client = Awaited<ReturnType<typeof connectImap>>

async function rawOf(
  client: Client,
  uid: string | undefined,
  messageId: string,
): Promise<Uint8Array | undefined> {
  const known = uid && (await sourceOf(client, uid))
  if (known) return known
  const header = { 'message-id': messageId }
  const found = await client.search({ header }, { uid: true })
  const last = found ? found.at(-1) : undefined
  return last === undefined ? undefined : sourceOf(client, String(last))
}

async function sourceOf(client: Client, uid: string): Promise<Uint8Array | undefined> {
  const source = { maxLength: largestMail }
  const message = await client.fetchOne(uid, { uid: true, source }, { uid: true })
  return message ? message.source : undefined
}
