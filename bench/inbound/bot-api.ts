import { startBareServer } from '../bare-server.ts'
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

/** A Bot API that says yes to everything; `bots/telegram/fake.ts` is the one for tests. */
export async function startBotApi(): Promise<BotApi> {
  let last = 0
  const server = await startBareServer((head, body) => {
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
  })
  const api: BotApi = {
    root: server.url,
    sent: new Map(),
    onMessage: () => {},
    close: server.close,
  }
  return api
}

function ok(result: unknown): string {
  return JSON.stringify({ ok: true, result })
}
