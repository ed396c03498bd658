import { createServer, type Socket } from 'node:net'
import type { Shown } from './dialogs.ts'

/** What the bots under test call instead of Telegram. */
export interface BotApi {
  root: string
  /** how many messages each chat was sent */
  sent: Map<number, number>
  /** told of every message sent, before it is answered */
  onMessage(chat: number, message: Shown): void
  close(): Promise<void>
}

const headEnd = Buffer.from('\r\n\r\n')

/**
 * A Bot API that says yes to everything, on bare sockets: it costs a tenth of a `node:http` server, and what it
 * costs is taken from the bots, for they share the machine with it. `bots/telegram/fake.ts` is the one for tests.
 */
export async function startBotApi(): Promise<BotApi> {
  const sockets = new Set<Socket>()
  const api: BotApi = {
    root: '',
    sent: new Map(),
    onMessage: () => {},
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  let last = 0
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    let pending: Buffer = Buffer.alloc(0)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      for (;;) {
        const end = pending.indexOf(headEnd)
        if (end < 0) return
        const head = pending.toString('latin1', 0, end)
        const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
        if (/^transfer-encoding:/im.test(head)) throw new Error('the bench reads no chunked calls')
        const whole = end + headEnd.length + length
        if (pending.length < whole) return
        const body = pending.toString('utf8', end + headEnd.length, whole)
        pending = pending.subarray(whole)
        socket.write(answered(head, body))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  api.root = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  return api

  function answered(head: string, body: string): string {
    const method = /^[A-Z]+ \/bot[^/]+\/(\w+)/.exec(head)?.[1]
    if (method === 'sendMessage') {
      const message = JSON.parse(body)
      const chat = Number(message.chat_id)
      api.sent.set(chat, (api.sent.get(chat) ?? 0) + 1)
      api.onMessage(chat, message)
      return ok({ message_id: ++last, date: 0, chat: { id: chat, type: 'private' }, text: '' })
    }
    if (method === 'getMe') return ok({ id: 1, is_bot: true, first_name: 'B', username: 'b_bot' })
    if (method === 'getWebhookInfo') return ok({ url: '', pending_update_count: 0 })
    return ok(true)
  }
}

function ok(result: unknown): string {
  const body = JSON.stringify({ ok: true, result })
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: keep-alive\r\n\r\n${body}`
}
