import type { Sent } from '#core/channel.ts'

export type Failure = Extract<Sent, { ok: false }>

interface SmtpError {
  code?: unknown
  command?: unknown
  response?: unknown
  responseCode?: unknown
  message?: unknown
}

/** A server that is busy is asked again after this; one that greylists lets the second or third try pass. */
const busyMs = 60_000
const unreachableMs = 15_000
/** A day's or an hour's quota of the account is used up; some providers say so as if for ever (`550 5.4.5`). */
const limits =
  /\b5\.4\.5\b|(?:sending|rate|message|daily|hourly) (?:quota|limit)|too many messages/i
const quotaMs = 15 * 60_000

/**
 * What an SMTP failure means to the sender (RFC 5321 §4.2.1, RFC 3463). 4xx: later. 5xx for the recipient: nobody is
 * there (blocked), unless the reason is policy. 5xx for the sender or the sign-in: an administrator must act. Other
 * 5xx: refused. No reply at all: later, and the whole channel pauses, for nobody's mail would go.
 */
export function failureOf(error: unknown): Failure {
  const { code, command, response, responseCode, message } = error as SmtpError
  const detail = String(response ?? message ?? code ?? 'unknown').slice(0, 300)
  if (code === 'EAUTH' || code === 'ENOAUTH') return { ok: false, why: 'configuration', detail }
  if (code === 'ETLS') return { ok: false, why: 'configuration', detail: `TLS: ${detail}` }
  const status = Number(responseCode)
  if (!(status >= 400)) return unreachable(String(code ?? 'unknown'))
  if (status < 500) return { ok: false, why: 'later', detail, retryAfterMs: busyMs }
  if (limits.test(detail))
    return { ok: false, why: 'later', detail, retryAfterMs: quotaMs, wide: true }
  return { ok: false, why: whyFor(status, String(command ?? ''), detail), detail }
}

function unreachable(code: string): Failure {
  const detail = `network: ${code}`
  return { ok: false, why: 'later', detail, retryAfterMs: unreachableMs, wide: true }
}

function whyFor(status: number, command: string, detail: string): Failure['why'] {
  if ([530, 534, 535, 538].includes(status)) return 'configuration'
  if (/^MAIL/i.test(command)) return 'configuration'
  const enhanced = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(detail)
  if (!/^RCPT/i.test(command)) return 'refused'
  // 5.1.x: bad address; 5.2.1: mailbox disabled; 5.7.x and the rest: policy, size, content.
  if (enhanced) return enhanced[1] === '1' || enhanced[0] === '5.2.1' ? 'blocked' : 'refused'
  return [550, 551, 553].includes(status) ? 'blocked' : 'refused'
}
