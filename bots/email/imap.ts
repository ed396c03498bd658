import { ImapFlow } from 'imapflow'

/** Where the mailbox is: `imaps://user:password@host/INBOX`. */
export interface ImapAddress {
  host: string
  port: number
  secure: boolean
  user: string
  pass: string
  mailbox: string
}

/** Reads an IMAP_URL; user and password are percent-encoded in it, as `lien-he%40so.gov.vn`. */
export function imapAddressOf(url: string): ImapAddress {
  const { protocol, hostname, port, username, password, pathname } = new URL(url)
  const secure = protocol === 'imaps:'
  return {
    ...{ host: hostname, secure },
    port: Number(port) || (secure ? 993 : 143),
    user: decodeURIComponent(username),
    pass: decodeURIComponent(password),
    mailbox: decodeURIComponent(pathname.replace(/^\/+/, '')) || 'INBOX',
  }
}

const connectMs = 15_000
/** Silence after which a connection that is idle is asked for a sign of life. */
const silenceMs = 120_000

/** A signed-in connection; `signal` closes it at once. Throws ImapFlow's error. */
export async function connectImap(address: ImapAddress, signal: AbortSignal): Promise<ImapFlow> {
  signal.throwIfAborted()
  const { host, port, secure, user, pass } = address
  const client = new ImapFlow({
    ...{ host, port, secure, auth: { user, pass }, logger: false },
    ...{ disableAutoIdle: true, connectionTimeout: connectMs, greetingTimeout: connectMs },
    ...{ socketTimeout: silenceMs, clientInfo: { name: 'Hoi Luat' } },
  })
  // Without a listener a connection that breaks would end the program; whoever waits on it gets the error.
  client.on('error', () => {})
  const close = () => client.close()
  signal.addEventListener('abort', close, { once: true })
  client.on('close', () => signal.removeEventListener('abort', close))
  try {
    await client.connect()
    return client
  } catch (error) {
    client.close()
    throw error
  }
}
