declare module 'hoodiecrow-imap' {
  import type { Server } from 'node:net'

  interface Message {
    uid: number
    flags: string[]
    raw: string
  }
  interface ImapServer {
    server: Server
    listen(port: number, host: string, listening: () => void): void
    close(closed?: () => void): void
    getMailbox(path: string): { messages: Message[] }
    appendMessage(mailbox: string, flags: string[], date: Date, raw: string): unknown
  }
  interface Options {
    plugins?: string[]
    users?: Record<string, { password: string }>
    storage?: Record<string, object>
  }
  const open: (options: Options) => ImapServer
  export = open
}
