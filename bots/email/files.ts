import type { Reader } from './apart.ts'
import { connectImap, type ImapAddress } from './imap.ts'
import { largestMail } from './reading.ts'

/**
 * Opens an attachment where it lies, in the mailbox: on a connection of its own, since any process may fetch. A mail
 * that was moved within the mailbox is found by its Message-ID; throws when it is gone.
 */
export async function fetchAttachment(
  { address, reader }: { address: ImapAddress; reader: Reader },
  source: Record<string, string>,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const { uid, validity, messageId, n } = source
  if (!uid || !validity || !messageId || !n) throw new Error('not a file from a mail')
  const client = await connectImap(address, signal)
  try {
    const box = await client.mailboxOpen(address.mailbox, { readOnly: true })
    const here = String(box.uidValidity) === validity ? uid : undefined
    const raw = await rawOf(client, here, messageId)
    const content = raw && (await reader.attachment(raw, Number(n)))
    if (!content) throw new Error('the mail is no longer in the mailbox')
    return new Blob([content.slice()]).stream()
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
