import { TelegramError } from 'telegraf'
import type { Sent } from '#core/channel.ts'

export type Failure = Extract<Sent, { ok: false }>

/**
 * What Telegram's refusals mean, first match wins. Codes and wordings: Bot API, "Making requests", and the
 * texts the server is known to send.
 */
const meanings: { code: number; says?: RegExp; why: Failure['why'] }[] = [
  // bot was blocked by the user; user is deactivated; bot can't initiate conversation with a user
  { code: 403, why: 'blocked' },
  { code: 400, says: /chat not found|user not found|PEER_ID_INVALID/i, why: 'blocked' },
  { code: 400, why: 'refused' },
  { code: 413, why: 'refused' },
  { code: 401, why: 'configuration' },
  // a token of the wrong shape is an unknown address
  { code: 404, why: 'configuration' },
  // another program polls with the same token, or a webhook is set
  { code: 409, why: 'configuration' },
  { code: 429, why: 'later' },
]

/**
 * What an error of a Bot API call means to the sender. Whatever is not a plain "no" of Telegram's (network,
 * timeout, 5xx, a proxy's page) is `later`. The detail never holds the token: network errors carry the
 * address, so only their code is told.
 */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof TelegramError)) return later(`network: ${codeOf(error)}`)
  const detail = `${error.code} ${error.description}`.slice(0, 200)
  const meaning = meanings.find(
    ({ code, says }) => code === error.code && (says?.test(error.description) ?? true),
  )
  if (meaning && meaning.why !== 'later') return { ok: false, why: meaning.why, detail }
  const wait = error.parameters?.retry_after
  return wait === undefined ? later(detail) : { ...later(detail), retryAfterMs: wait * 1000 }
}

function later(detail: string): Failure {
  return { ok: false, why: 'later', detail }
}

function codeOf(error: unknown): string {
  const { code, type, name } = error as { code?: unknown; type?: unknown; name?: unknown }
  return String(code ?? type ?? name ?? 'unknown')
}

/** How many chats must be told to wait at the same moment before we take it for the limit on the whole bot. */
const chatsOfAFlood = 3

/**
 * Telegram does not say whether a 429 meant one chat or the bot (about 30 messages a second). When several
 * different chats have to wait at once it was the bot: from then on `note` answers true, and the sender
 * pauses the channel. Times in milliseconds.
 */
export function watchFloods(): { note(chat: string, untilMs: number, nowMs: number): boolean } {
  const waiting = new Map<string, number>()
  return {
    note(chat, untilMs, nowMs) {
      for (const [other, until] of waiting) if (until <= nowMs) waiting.delete(other)
      waiting.set(chat, untilMs)
      return waiting.size >= chatsOfAFlood
    },
  }
}
