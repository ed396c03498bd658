import type { Sent } from '#core/channel.ts'
import { ZaloBotError } from './client.ts'

export type Failure = Extract<Sent, { ok: false }>

/**
 * What the platform's refusals mean, first match wins. Its codes are not documented beyond 408; they follow HTTP's, as
 * Telegram's do, and the wordings are read for what only an administrator can change.
 */
const meanings: { code?: number; says?: RegExp; why: Failure['why'] }[] = [
  { code: 429, why: 'later' },
  // the free plan: 50 people a bot, 3,000 messages a month
  { says: /quota|limit (is )?(reached|exceeded)|exceeds? .*limit|upgrade/i, why: 'configuration' },
  { code: 403, why: 'blocked' },
  { code: 400, says: /(chat|user).*(not found|block|inactive)|blocked/i, why: 'blocked' },
  { code: 400, why: 'refused' },
  { code: 413, why: 'refused' },
  { code: 401, why: 'configuration' },
  // a token of the wrong shape is an unknown address
  { code: 404, why: 'configuration' },
  // another program polls with the same token, or a webhook is set
  { code: 409, why: 'configuration' },
]

/** The poll's time is over and nobody wrote. */
export function isQuiet(error: unknown): boolean {
  return error instanceof ZaloBotError && error.code === 408
}

/**
 * What an error of a call means to the sender. Whatever is not a plain "no" (network, timeout, 5xx, a proxy's page)
 * is `later`. A wait binds the whole channel: the platform's limits are a bot's, not a chat's. The detail never holds
 * the token: network errors carry the address, so only their code is told.
 */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof ZaloBotError)) {
    return { ok: false, why: 'later', detail: `network: ${codeOf(error)}` }
  }
  const { code, message, retryAfterMs } = error
  const detail = `${code} ${message}`.slice(0, 200)
  const meaning = meanings.find(
    (one) => (one.code ?? code) === code && (one.says?.test(message) ?? true) && code < 500,
  )
  const why = meaning?.why ?? 'later'
  if (why !== 'later' || retryAfterMs === undefined) return { ok: false, why, detail }
  return { ok: false, why, detail, retryAfterMs, wide: true }
}

function codeOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: unknown }; name?: unknown }
  return String(cause?.code ?? name ?? 'unknown')
}
