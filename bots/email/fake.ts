import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import openImap from 'hoodiecrow-imap'
import { createTransport } from 'nodemailer'
import { SMTPServer } from 'smtp-server'

/** A mail that left by SMTP. */
interface Posted {
  from: string
  to: string[]
  raw: Buffer
}

/** How the SMTP server answers instead: with a code at one step of the dialogue, never, or late. */
export type SmtpFailure =
  | { code: number; message: string; at: 'auth' | 'mail' | 'rcpt' | 'data' }
  | 'hang'
  | { slowMs: number }

export interface MailFakeOptions {
  imapPort?: number
  smtpPort?: number
  /** the desk's address: mail posted to it arrives in the mailbox */
  address?: string
  /** without IDLE a reader has to ask again and again */
  idle?: boolean
  onPosted?: (mail: Posted) => void
}

const password = 'p@ss word/1'

/**
 * A real IMAP server with one mailbox and a real SMTP server on 127.0.0.1, for tests and for trying the desk by hand
 * without an account: what is posted to the desk's own address arrives in its mailbox, everything else is kept.
 */
export async function startMailFake(options: MailFakeOptions = {}) {
  const { address = 'hoi@so.example.vn', idle = true, onPosted } = options
  const sign = `${encodeURIComponent(address)}:${encodeURIComponent(password)}`
  const posted: Posted[] = []
  const failures: SmtpFailure[] = []
  const mailbox = openMailbox(address, idle)
  const imapPort = await mailbox.up(options.imapPort ?? 0)
  const smtp = openSmtp({ address, failures }, (mail) => {
    posted.push(mail)
    onPosted?.(mail)
    if (mail.to.includes(address)) mailbox.arrive(mail.raw)
  })
  const server = smtp.listen(options.smtpPort ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const smtpPort = (server.address() as AddressInfo).port
  return {
    address,
    imapUrl: `imap://${sign}@127.0.0.1:${imapPort}/INBOX`,
    smtpUrl: `smtp://${sign}@127.0.0.1:${smtpPort}`,
    /** what was sent, in order */
    posted,
    /** Writes to the desk as a mail program does, by SMTP. */
    async write(mail: { from: string; subject: string; text: string; inReplyTo?: string }) {
      const transport = createTransport({ host: '127.0.0.1', port: smtpPort })
      await transport.sendMail({ ...mail, to: address })
    },
    /** Lays a mail into the mailbox; `flags` as `\\Seen`. */
    arrive: mailbox.arrive,
    /** what lies in the mailbox, with its flags */
    messages: mailbox.messages,
    /** Makes the next sendings fail, one each. */
    fail: (...next: SmtpFailure[]) => void failures.push(...next),
    /** Cuts all connections to the mailbox and takes no new ones until `imapUp`. */
    imapDown: mailbox.down,
    imapUp: () => mailbox.up(imapPort),
    async close() {
      await mailbox.down()
      await new Promise<void>((resolve) => smtp.close(resolve))
    },
  }
}

export type MailFake = Awaited<ReturnType<typeof startMailFake>>

function openMailbox(address: string, idle: boolean) {
  const imap = openImap({
    plugins: ['ID', 'UIDPLUS', 'UNSELECT', 'LITERALPLUS', ...(idle ? ['IDLE'] : [])],
    users: { [address]: { password } },
    storage: { INBOX: { messages: [] }, '': {} },
  })
  const sockets = new Set<Socket>()
  imap.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  return {
    arrive: (raw: string | Uint8Array, flags: string[] = []) => {
      imap.appendMessage('INBOX', flags, new Date(), Buffer.from(raw).toString('latin1'))
    },
    messages: () => imap.getMailbox('INBOX').messages,
    up: async (port: number) => {
      await new Promise<void>((resolve) => imap.listen(port, '127.0.0.1', resolve))
      return (imap.server.address() as AddressInfo).port
    },
    down: async () => {
      const closed = new Promise<void>((resolve) => imap.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

interface Smtp {
  address: string
  failures: SmtpFailure[]
}

function openSmtp({ address, failures }: Smtp, keep: (mail: Posted) => void): SMTPServer {
  const failing = (at: string) => {
    const [next] = failures
    if (next === undefined || next === 'hang' || 'slowMs' in next || next.at !== at)
      return undefined
    failures.shift()
    return Object.assign(new Error(next.message), { responseCode: next.code })
  }
  const server = new SMTPServer({
    ...{ disabledCommands: ['STARTTLS'], authOptional: true, disableReverseLookup: true },
    ...{ allowInsecureAuth: true, closeTimeout: 100, size: 64 * 1024 * 1024 },
    onAuth: ({ username, password: given }, _, done) => {
      const failure = failing('auth')
      if (failure) return done(failure)
      const known = username === address && given === password
      return known ? done(null, { user: username }) : done(new Error('535 5.7.8 not known'))
    },
    onMailFrom: (_, __, done) => done(failing('mail')),
    onRcptTo: (_, __, done) => done(failing('rcpt')),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const [next] = failures
        if (next === 'hang') return void failures.shift()
        const slow = next !== undefined && 'slowMs' in next ? next.slowMs : 0
        if (slow > 0) failures.shift()
        const failure = failing('data')
        if (failure) return done(failure)
        const { mailFrom, rcptTo } = session.envelope
        const from = mailFrom ? mailFrom.address : ''
        keep({ from, to: rcptTo.map((one) => one.address), raw: Buffer.concat(chunks) })
        return slow > 0 ? void setTimeout(done, slow) : done()
      })
    },
  })
  server.on('error', () => {})
  return server
}
