import { connect as open, type Socket } from 'node:net'
import type { BotApi } from './bot-api.ts'
import { dialog, type Shown, steps } from './dialogs.ts'

export const token = '7000000001:bench-token'
export const secret = 'bench-secret'

export interface Talked {
  seconds: number
  /** milliseconds from an update's first byte to the webhook's 200 */
  taken: number[]
  /** milliseconds from an update's first byte to its reply at the Bot API */
  answered: number[]
}

const patience = 60_000
let chats = 0

/**
 * So many dialogs, so many at once: each person says the next thing once the last was both stored (200) and
 * answered (the reply reached the Bot API). Throws when a reply is missing, too many, or an update was refused.
 */
export async function talk(
  url: string,
  api: BotApi,
  { dialogs, atOnce }: { dialogs: number; atOnce: number },
): Promise<Talked> {
  const waiting = new Map<number, (shown: Shown) => void>()
  api.onMessage = (chat, shown) => waiting.get(chat)?.(shown)
  const taken: number[] = []
  const answered: number[] = []
  const people = Array.from({ length: dialogs }, (_, number) => {
    const chat = 1_000_000 + ++chats
    return { chat, says: dialog(chat, number) }
  })
  const asked = people.map(({ chat }) => chat)
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: Math.min(atOnce, dialogs) }, async () => {
      const line = await openLine(url)
      for (let person = people.pop(); person; person = people.pop()) {
        const { chat, says } = person
        let shown: Shown = {}
        for (const say of says) {
          const update = request(url, say(shown))
          const said = performance.now()
          const reply = new Promise<Shown>((resolve) => waiting.set(chat, resolve))
          const heard = line.post(update).then((status) => {
            if (status !== 200) throw new Error(`an update was answered with ${status}`)
            taken.push(performance.now() - said)
          })
          const seen = reply.then((message) => {
            answered.push(performance.now() - said)
            shown = message
          })
          await within(Promise.all([heard, seen]))
        }
        waiting.delete(chat)
      }
      line.close()
    }),
  )
  const seconds = (performance.now() - begun) / 1000
  for (const chat of asked) {
    const got = api.sent.get(chat)
    if (got !== steps) throw new Error(`chat ${chat} was sent ${got} messages, not ${steps}`)
  }
  return { seconds, taken, answered }
}

function within<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('an update was not answered in a minute')), patience)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

function request(url: string, update: object): Buffer {
  const { pathname, host } = new URL(url)
  const body = JSON.stringify(update)
  return Buffer.from(
    `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n` +
      `x-telegram-bot-api-secret-token: ${secret}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/** One kept-alive connection, one request at a time, as Telegram's webhook connections are. */
async function openLine(url: string) {
  const { port } = new URL(url)
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opened = open({ port: Number(port), host: '127.0.0.1', noDelay: true }, () =>
      resolve(opened),
    )
    opened.once('error', reject)
  })
  let text = ''
  let done = (_: number) => {}
  let failed = (_: Error) => {}
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
    if (!complete(text)) return
    const status = Number(text.slice(9, 12))
    text = ''
    done(status)
  })
  socket.on('error', (error) => failed(error))
  socket.on('close', () => failed(new Error('the bot cut the connection')))
  return {
    post: (bytes: Buffer) =>
      new Promise<number>((resolve, reject) => {
        done = resolve
        failed = reject
        socket.write(bytes)
      }),
    close: () => {
      failed = () => {}
      socket.destroy()
    },
  }
}

function complete(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const head = text.slice(0, end)
  const length = /^content-length: *(\d+)/im.exec(head)?.[1]
  if (length !== undefined) return text.length >= end + 4 + Number(length)
  return /^transfer-encoding: *chunked/im.test(head) ? text.endsWith('0\r\n\r\n') : true
}
