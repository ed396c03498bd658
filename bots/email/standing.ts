import type { Health } from '#core/channel.ts'
import { say } from '#core/language.ts'
import { type Failure, failureOf } from './failures.ts'

/** How the desk stands with its mailbox, in words for the panel's channels page. */
export interface Standing {
  /** undefined where this process has not begun to read */
  current(): Health | undefined
  connected(): void
  failed(error: unknown): void
  rested(): void
}

export function openStanding(): Standing {
  let health: Health | undefined
  return {
    current: () => health,
    connected: () => {
      health = working()
    },
    failed: (error) => {
      health = imapFailing(error)
    },
    rested: () => {
      health = undefined
    },
  }
}

export function working(): Health {
  return { ok: true, detail: words('working') }
}

/** What a failed connection to the mailbox means; never the password, which no error of the library holds. */
export function imapFailing(error: unknown): Health {
  const { authenticationFailed, responseText, code, message } = error as Record<string, unknown>
  const detail = String(responseText ?? code ?? message ?? 'unknown').slice(0, 200)
  const key = authenticationFailed === true ? 'imap-refused' : 'imap-unreachable'
  return { ok: false, detail: words(key, { detail }) }
}

export function smtpFailing(error: unknown): Health {
  const { why, detail }: Failure = failureOf(error)
  const key = why === 'later' ? 'smtp-unreachable' : 'smtp-refused'
  return { ok: false, detail: words(key, { detail }) }
}

function words(key: string, values: Record<string, string> = {}): string {
  return say('vi', `mail:health.${key}`, values)
}
