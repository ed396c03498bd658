import type { Transporter } from 'nodemailer'
import type Mail from 'nodemailer/lib/mailer'
import type { Outgoing, SendFacts, Sent } from '#core/channel.ts'
import { say } from '#core/language.ts'
import { type Letter, openLetter } from '#core/mail/letter.ts'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { failureOf } from './failures.ts'
import { type Frame, htmlOf, textOf } from './outgoing.ts'

/** The bytes of a stored file, undefined when it is gone; throws when it cannot be read just now. */
export type OpenFile = (id: number) => Promise<Uint8Array | undefined>

export interface SendingDeps {
  db: Db
  transport: Transporter
  /** the sender as MAIL_FROM has it, and its bare address */
  from: string
  own: string
  openFile: OpenFile
  now(): Date
}

type Send = (to: string, part: Outgoing, signal: AbortSignal, facts?: SendFacts) => Promise<Sent>

/** Sends one part to an address, in its thread; see `Channel.send`. */
export function sender(deps: SendingDeps): Send {
  const post = poster(deps.transport)
  return async (to, part, signal, facts) => {
    if (signal.aborted) return cutOff
    const attachment = part.file ? await attachmentOf(part.file, deps.openFile) : undefined
    if (attachment && 'ok' in attachment) return attachment
    const domain = deps.own.split('@')[1] ?? 'localhost'
    const letter = facts && (await openLetter(deps.db, facts.deliveryId, domain, deps.now()))
    const mail: Mail.Options = {
      ...{ from: deps.from, to: { name: '', address: to } },
      ...(await written(deps, part, letter)),
      ...(letter && headOf(letter, deps.own, facts?.byStaff ?? false)),
      ...(attachment && { attachments: [attachment] }),
    }
    return post(mail, facts?.deliveryId, signal)
  }
}

const cutOff: Sent = { ok: false, why: 'later', detail: 'no reply from the mail server in time' }

/**
 * nodemailer cannot be cut off, and a server may look at a mail for longer than we wait: what was left hanging goes on
 * by itself, and the next try for the same delivery waits for its outcome instead of sending it a second time.
 */
function poster(transport: Transporter) {
  const hanging = new Map<number, Promise<Sent>>()
  return async (mail: Mail.Options, delivery: number | undefined, signal: AbortSignal) => {
    const left = delivery === undefined ? undefined : hanging.get(delivery)
    const sending = left ?? posted(transport, mail)
    const sent = await raced(sending, signal)
    if (delivery === undefined) return sent ?? cutOff
    if (sent) hanging.delete(delivery)
    else hanging.set(delivery, sending)
    return sent ?? cutOff
  }
}

async function posted(transport: Transporter, mail: Mail.Options): Promise<Sent> {
  try {
    const { messageId } = await transport.sendMail(mail)
    return { ok: true, id: messageId }
  } catch (error) {
    return failureOf(error)
  }
}

/** What comes of a sending; undefined when `signal` ends first. */
function raced(sending: Promise<Sent>, signal: AbortSignal): Promise<Sent | undefined> {
  return new Promise((resolve) => {
    const abort = () => resolve(undefined)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    void sending.then((sent) => {
      signal.removeEventListener('abort', abort)
      resolve(sent)
    })
  })
}

async function written({ db }: SendingDeps, part: Outgoing, letter: Letter | undefined) {
  if (!letter) return { subject: 'Hỏi Luật', text: textOf(part), html: htmlOf(part) }
  const { language, subject } = letter
  const office = (await loadOffice(db)).name(language)
  const frame: Frame = {
    hint: say(language, 'mail:pick-number'),
    footer: say(language, 'mail:footer', { office }),
  }
  return { subject, text: textOf(part, frame), html: htmlOf(part, frame) }
}

/** Thread and nature of the mail (RFC 5322 §3.6.4, RFC 3834 §5); what an officer wrote is no machine's mail. */
function headOf(letter: Letter, own: string, byStaff: boolean): Mail.Options {
  const { messageId, references, acknowledges, notice } = letter
  const last = references.at(-1)
  const nature = acknowledges ? 'auto-replied' : 'auto-generated'
  return {
    messageId,
    ...(last && { inReplyTo: last, references }),
    headers: {
      ...(!byStaff && { 'Auto-Submitted': nature }),
      ...(notice && { 'List-Unsubscribe': `<mailto:${own}?subject=STOP>` }),
    },
  }
}

async function attachmentOf(
  file: NonNullable<Outgoing['file']>,
  openFile: OpenFile,
): Promise<Mail.Attachment | Sent> {
  const { id, name, type } = file
  try {
    const content = await openFile(id)
    if (!content) return { ok: false, why: 'refused', detail: `file ${id} is gone` }
    return { filename: name, contentType: type, content: Buffer.from(content) }
  } catch {
    return { ok: false, why: 'later', detail: `file ${id} cannot be read` }
  }
}
