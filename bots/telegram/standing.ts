import type { Health } from '#core/channel.ts'
import { say } from '#core/language.ts'
import type { Client } from './client.ts'
import { type Failure, failureOf } from './failures.ts'

/** How the bot stands with Telegram, in words for the panel's channels page. */
export interface Standing {
  current(): Health
  connected(): void
  failed(failure: Failure): void
}

/** `mode` is how updates reach us. */
export function openStanding(mode: 'webhook' | 'polling'): Standing {
  let health: Health = { ok: false, detail: words('connecting') }
  return {
    current: () => health,
    connected: () => {
      health = { ok: true, detail: words(mode) }
    },
    failed: (failure) => {
      health = failing(failure)
    },
  }
}

const patienceMs = 5_000
/** Telegram keeps showing the last error of a webhook; older than this it says nothing about now. */
const freshSeconds = 600

/** Asks Telegram whether it still posts to `url`, and whether that works. */
export async function webhookHealth(client: Client, url: string, now: Date): Promise<Health> {
  try {
    const info = await client.call('getWebhookInfo', {}, AbortSignal.timeout(patienceMs))
    if (info.url !== url) return { ok: false, detail: words('elsewhere') }
    const waiting = info.pending_update_count
    const age = now.getTime() / 1000 - (info.last_error_date ?? 0)
    if (waiting > 0 && age < freshSeconds) {
      const detail = info.last_error_message ?? ''
      return { ok: false, detail: words('undelivered', { waiting, detail }) }
    }
    return { ok: true, detail: words('webhook') }
  } catch (error) {
    return failing(failureOf(error))
  }
}

function failing({ why, detail }: Failure): Health {
  return { ok: false, detail: words(why === 'later' ? 'unreachable' : 'refused', { detail }) }
}

function words(key: string, values: Record<string, string | number> = {}): string {
  return say('vi', `telegram:health.${key}`, values)
}
