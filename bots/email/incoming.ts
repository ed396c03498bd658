import { createHash } from 'node:crypto'
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime'
import type { IncomingFile } from '#core/channel.ts'
import {
  type IncomingMail,
  largestMail,
  mailId,
  mailIds,
  mostFiles,
} from '#core/mail/incoming-mail.ts'
import { automaticOf, type Unanswered } from './automatic.ts'
import { textOfHtml } from './html-text.ts'
import { senderDisproved } from './proof.ts'

/** Where a mail lies in the mailbox, so that its files can be fetched again. */
export interface Place {
  uid: number
  validity: string
}

/** What a mail is to the desk. */
export type ReadMail =
  | { kind: 'mail'; mail: IncomingMail }
  | { kind: 'bounce'; messageIds: string[]; detail: string }
  | { kind: 'unanswered'; why: Unanswered | 'nobody' }

/** Reads a mail from its raw bytes; `own` is the desk's address, `arrived` the server's date of it. */
export async function readMail(
  raw: Uint8Array,
  at: { place: Place; arrived: Date; own: string },
): Promise<ReadMail> {
  const email = await parse(raw)
  const from = writerOf(email)
  const values = (name: string) =>
    email.headers.flatMap((header) => (header.key === name ? [header.value] : []))
  const why = automaticOf({ values, from: from?.address ?? '' }, at.own)
  if (why === 'bounce') return bounceOf(email, raw)
  if (why) return { kind: 'unanswered', why }
  if (!from) return { kind: 'unanswered', why: 'nobody' }
  const messageId = email.messageId ? mailId(email.messageId) : `<${hashOf(raw)}@no-id>`
  const { name, address } = from
  const cut = raw.length >= largestMail
  const sent = sentIn(email)
  const mail: IncomingMail = {
    ...{ messageId, from: address, at: at.arrived, subject: email.subject ?? '' },
    ...(name && { name }),
    ...(senderDisproved(values('authentication-results')[0]) && { unproven: true }),
    text: textOf(email),
    references: mailIds(`${email.references ?? ''} ${email.inReplyTo ?? ''}`).slice(-longestThread),
    files: filesOf(sent, { ...at.place, messageId }, cut && email.attachments.length - 1),
    ...((cut || sent.length > mostFiles) && { beyond: true }),
  }
  return { kind: 'mail', mail }
}

const longestThread = 50

function parse(raw: Uint8Array): Promise<Email> {
  return PostalMime.parse(raw, { forceRfc822Attachments: true })
}

/** Who wrote it, and is written to: forms of web sites write for somebody who stands in Reply-To. */
function writerOf(email: Email): { address: string; name: string } | undefined {
  const from = mailboxOf(email.from) ?? mailboxOf(email.sender)
  const reply = email.replyTo?.map(mailboxOf).find((one) => one !== undefined)
  return from && reply && /^(?:no-?reply|do-?not-?reply)@/.test(from.address) ? reply : from
}

function mailboxOf(given: Address | undefined): { address: string; name: string } | undefined {
  const one = given?.group ? given.group[0] : given
  const address = one?.address?.trim().toLowerCase() ?? ''
  return /^[^\s@<>]+@[^\s@<>]+$/.test(address) && address.length <= 254
    ? { address, name: one?.name.trim() ?? '' }
    : undefined
}

/** Some hundred pages; the rest of a longer text stays in the mailbox. */
const longestText = 1_000_000

function textOf({ text, html }: Email): string {
  const plain = (text ?? '').slice(0, longestText).replace(/\r\n?/g, '\n')
  return (plain.trim() === '' && html ? textOfHtml(html) : plain).slice(0, longestText)
}

/** A picture this small that the text shows is a logo below a signature. */
const smallestPicture = 10_000
const signatures = /^application\/(?:x-)?(?:pkcs7-signature|pgp-signature|pgp-keys)$/

interface SentFile {
  attachment: Attachment
  /** its place among all attachments */
  n: number
}

function sentIn({ attachments }: Pick<Email, 'attachments'>): SentFile[] {
  return attachments.flatMap((attachment, n) => (isSent(attachment) ? [{ attachment, n }] : []))
}

/** `cut`: the place of the attachment in which a mail was cut off; only its beginning is there, the whole is too big. */
function filesOf(
  sent: SentFile[],
  { uid, validity, messageId }: Place & { messageId: string },
  cut: number | false,
): IncomingFile[] {
  return sent.slice(0, mostFiles).map(({ attachment, n }) => ({
    name: nameOf(attachment, n),
    size: n === cut ? largestMail : bytesOf(attachment).length,
    source: { uid: String(uid), validity, messageId, n: String(n) },
  }))
}

function isSent(attachment: Attachment): boolean {
  if (signatures.test(attachment.mimeType)) return false
  const shown = attachment.related === true && attachment.mimeType.startsWith('image/')
  return !shown || bytesOf(attachment).length >= smallestPicture
}

function nameOf({ filename, mimeType }: Attachment, n: number): string {
  if (filename) return filename
  const ending = /^(?:image|application)\/(jpeg|png|gif|webp|pdf)$/.exec(mimeType)?.[1]
  return `tep-${n + 1}${ending ? `.${ending}` : mimeType === 'message/rfc822' ? '.eml' : ''}`
}

function bytesOf({ content }: Attachment): Uint8Array {
  if (typeof content === 'string') return new TextEncoder().encode(content)
  return content instanceof Uint8Array ? content : new Uint8Array(content)
}

/** The bytes of a mail's files, each at its place among all attachments. */
export async function attachmentsOf(raw: Uint8Array): Promise<(Uint8Array | undefined)[]> {
  const { attachments } = await parse(raw)
  const taken = sentIn({ attachments }).slice(0, mostFiles)
  const places = new Set(taken.map(({ n }) => n))
  return attachments.map((one, n) => (places.has(n) ? bytesOf(one) : undefined))
}

/** Which mails of ours came back and why: what RFC 3464 says, or what can be found in the words of older servers. */
function bounceOf(email: Email, raw: Uint8Array): ReadMail {
  const parts = email.attachments.map((part) => new TextDecoder().decode(bytesOf(part)))
  const all = [email.text ?? '', ...parts, new TextDecoder('latin1').decode(raw)].join('\n')
  const action = /^Action:\s*(\w+)/im.exec(all)?.[1]?.toLowerCase()
  if (action === 'delayed' || action === 'delivered' || action === 'relayed') {
    return { kind: 'unanswered', why: 'auto' }
  }
  const diagnostic = /^Diagnostic-Code:\s*(?:smtp;\s*)?(.+(?:\r?\n[ \t].+)*)/im.exec(all)?.[1]
  const status = /^Status:\s*([\d.]+)/im.exec(all)?.[1]
  const said = diagnostic ?? (email.text ?? '').trim().split('\n')[0] ?? ''
  const detail = [status, said].filter(Boolean).join(' ').replace(/\s+/g, ' ').trim()
  return { kind: 'bounce', messageIds: mailIds(all), detail: detail || 'returned' }
}

function hashOf(raw: Uint8Array): string {
  return createHash('sha256').update(raw).digest('hex')
}
