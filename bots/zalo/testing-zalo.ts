/** A Zalo channel against the pretended Zalo, for tests. */
import { pino } from 'pino'
import type { Hear } from '#core/channel.ts'
import type { Db } from '#db/client.ts'
import type { ZaloFake } from './fake.ts'
import type { Announced } from './fake-events.ts'
import { signed } from './fake-events.ts'
import { createZalo, type ZaloBot, type ZaloOptions } from './zalo.ts'

export function openZalo(
  db: Db,
  fake: ZaloFake,
  hear: Hear,
  options: Partial<ZaloOptions> = {},
): ZaloBot {
  return createZalo(
    {
      ...fake.settings,
      ...{ oaSecret: 'oa-secret', ratePerMinute: 4000, buttons: 'plain', db },
      ...{ publicUrl: 'https://hoi.example.vn/', secret: 'the secret of the desk' },
      ...{ log: pino({ level: 'silent' }), openFile: async () => undefined },
      now: () => new Date(),
      ...options,
    },
    hear,
  )
}

/** Posts an event to the bot's own route, as Zalo does; answers the status. */
export async function post(
  bot: ZaloBot,
  event: Announced | string,
  headers: Record<string, string> = {},
): Promise<number> {
  const body = typeof event === 'string' ? event : JSON.stringify(event)
  const timestamp = typeof event === 'string' ? '' : String(event.timestamp)
  const whom = { appId: '4242', oaId: '7000', oaSecret: 'oa-secret' }
  const given = { ...signed(whom, body, timestamp), ...headers }
  const answer = await bot.routes.request('/webhooks/zalo', {
    ...{ method: 'POST', headers: given, body },
  })
  return answer.status
}
