import { z } from 'zod'
import type { Health } from '#core/channel.ts'
import { say } from '#core/language.ts'
import type { Client } from './client.ts'
import { type Failure, failureOf } from './failures.ts'

/** How the bot stands with the platform, in words for the panel's channels page. */
export interface Standing {
  current(): Health
  connected(): void
  failed(failure: Failure): void
}

/** `mode` is how events reach us. */
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
const webhookInfo = z.object({ url: z.string() })

/** Asks the platform whether it still posts to `url`; what it says in a form we do not know is no fault. */
export async function webhookHealth(client: Client, url: string): Promise<Health> {
  try {
    const told = await client.call('getWebhookInfo', {}, AbortSignal.timeout(patienceMs))
    const info = webhookInfo.safeParse(told).data
    if (info && info.url !== url) return { ok: false, detail: words('elsewhere') }
    return { ok: true, detail: words('webhook') }
  } catch (error) {
    return failing(failureOf(error))
  }
}

function failing({ why, detail }: Failure): Health {
  return { ok: false, detail: words(why === 'later' ? 'unreachable' : 'refused', { detail }) }
}

function words(key: string, values: Record<string, string | number> = {}): string {
  return say('vi', `zalo-bot:health.${key}`, values)
}
