import type { Hono } from 'hono'
import nodemailer from 'nodemailer'
import type { Logger } from 'pino'
import { addressParser } from 'postal-mime'
import type { Channel, Health } from '#core/channel.ts'
import { noteBounce } from '#core/mail/bounce.ts'
import type { HearMail } from '#core/mail/hear-mail.ts'
import type { Db } from '#db/client.ts'
import { openReader } from './apart.ts'
import type { Unanswered } from './automatic.ts'
import { consentRoutes } from './consent-page.ts'
import { openAttachments } from './files.ts'
import { connectImap, type ImapAddress, imapAddressOf } from './imap.ts'
import type { Place } from './incoming.ts'
import { partsOf } from './outgoing.ts'
import { readMailbox } from './reading.ts'
import { type OpenFile, sender } from './sending.ts'
import { imapFailing, openStanding, type Standing, smtpFailing, working } from './standing.ts'

export interface EmailOptions {
  smtpUrl: string
  /** as mail programs show it: `Hỏi Luật <hoi@so.gov.vn>` */
  from: string
  imapUrl: string
  db: Db
  /** signs the links in acknowledgements; the same that `hearMail` has */
  secret: string
  /** addresses of style sheets on our own site, for the consent page */
  styles?: string[]
  log: Logger
  openFile: OpenFile
  now(): Date
  /** told of each mail that a machine wrote, and of each bounce that concerned a mail of ours */
  onUnanswered?: ((why: Unanswered | 'nobody') => void) | undefined
  /** tests are less patient */
  lookEveryMs?: number
}

export interface EmailDesk {
  channel: Channel
  /** the page where who writes by mail consents */
  routes: Hono
  /** Begins to read in the background and keeps trying; only one process may read a mailbox. */
  start(): Promise<void>
  /** Ends reading, once what was taken is stored; sending goes on, and `start` begins anew. */
  rest(): Promise<void>
  /** Ends reading and sending. */
  stop(): Promise<void>
}

const lookEveryMs = 60_000

/** The desk by e-mail: reads one mailbox by IMAP, answers by SMTP. */
export function createEmail(options: EmailOptions, hear: HearMail): EmailDesk {
  const { db, log, from, openFile, now, onUnanswered } = options
  const address = imapAddressOf(options.imapUrl)
  const own = ownAddress(from)
  const transport = openTransport(options.smtpUrl)
  const standing = openStanding()
  const reader = openReader()
  let end = new AbortController()
  let running: Promise<void> = Promise.resolve()

  async function take(raw: Uint8Array, place: Place, arrived: Date): Promise<void> {
    const read = await reader.read(raw, { place, arrived, own })
    if (read.kind === 'mail') return hear(read.mail)
    if (read.kind === 'unanswered') return onUnanswered?.(read.why)
    if (await noteBounce(db, read.messageIds, read.detail)) onUnanswered?.('bounce')
  }

  async function rest(): Promise<void> {
    end.abort()
    await running
    standing.rested()
  }

  return {
    channel: {
      name: 'email',
      parts: partsOf,
      send: sender({ db, transport, from, own, openFile, now }),
      fetchFile: openAttachments(address, reader),
      health: () => healthOf(address, transport, standing),
    },
    routes: consentRoutes({ db, secret: options.secret, now, styles: options.styles }),
    start: async () => {
      end = new AbortController()
      const reading = { address, take, standing, log }
      const patience = options.lookEveryMs ?? lookEveryMs
      running = readMailbox({ ...reading, lookEveryMs: patience }, end.signal)
    },
    rest,
    stop: async () => {
      await rest()
      await reader.close()
      transport.close()
    },
  }
}

function ownAddress(from: string): string {
  const [first] = addressParser(from, { flatten: true })
  const address = first && !first.group ? first.address : undefined
  return (address || from).trim().toLowerCase()
}

const smtpMs = 8_000
/** A server that says nothing for so long in the middle of a mail has forgotten it. */
const silenceMs = 60_000

function openTransport(url: string) {
  return nodemailer.createTransport({
    ...{ url, pool: true, maxConnections: 4, maxMessages: 50 },
    ...{ connectionTimeout: smtpMs, greetingTimeout: smtpMs, socketTimeout: silenceMs },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
}

type Transport = ReturnType<typeof openTransport>

const checkMs = 5_000

/** Both ways are tried: a mailbox this process does not read itself is signed in to for a moment. */
async function healthOf(
  address: ImapAddress,
  transport: Transport,
  standing: Standing,
): Promise<Health> {
  const [reading, writing] = await Promise.all([
    standing.current() ?? mailboxHealth(address),
    smtpHealth(transport),
  ])
  return reading.ok ? writing : reading
}

async function mailboxHealth(address: ImapAddress): Promise<Health> {
  try {
    const client = await connectImap(address, AbortSignal.timeout(checkMs))
    await client.logout()
    return working()
  } catch (error) {
    return imapFailing(error)
  }
}

async function smtpHealth(transport: Transport): Promise<Health> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject({ code: 'ETIMEDOUT' }), checkMs)
  })
  try {
    await Promise.race([transport.verify(), late])
    return working()
  } catch (error) {
    return smtpFailing(error)
  } finally {
    clearTimeout(timer)
  }
}
