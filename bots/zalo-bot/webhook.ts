import { createHash, timingSafeEqual } from 'node:crypto'
import { type Context, Hono, type Next } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Logger } from 'pino'
import { readEvent, type ZaloBotEvent } from './incoming.ts'

export const webhookPath = '/webhooks/zalo-bot'

/** An event holds one message of 2000 characters: far below this. */
const bodyBytes = 1_000_000

interface Webhook {
  /** absent when the bot polls: then nobody may post */
  secret: string | undefined
  /** resolves once what the event says is stored */
  take(event: ZaloBotEvent): Promise<void>
  onRefused(): void
  log: Logger
}

/**
 * The route the platform posts events to. 401 without the secret, 413 and 400 for what is too large or no JSON, 200
 * once the event is stored or when it holds nothing for us, 500 when it was not stored.
 */
export function webhookRoutes({ secret, take, onRefused, log }: Webhook): Hono {
  const known = secretCheck(secret)
  const checked = (c: Context, next: Next) => {
    if (known(c.req.header('x-bot-api-secret-token'))) return next()
    onRefused()
    return Promise.resolve(c.body(null, 401))
  }
  const limited = bodyLimit({ maxSize: bodyBytes, onError: (c) => c.body(null, 413) })
  return new Hono().post(webhookPath, checked, limited, async (c) => {
    const body = await c.req.json().catch(() => undefined)
    if (body === undefined) return c.body(null, 400)
    const event = readEvent(body)
    if (event === undefined) {
      log.warn('zalo bot event in an unknown form')
      return c.body(null, 200)
    }
    try {
      await take(event)
      return c.body(null, 200)
    } catch (error) {
      log.error({ err: error, messageId: event.message.message_id }, 'zalo bot event not stored')
      return c.body(null, 500)
    }
  })
}

/** Compares hashes, so that neither the length nor a common beginning shows in the time it takes. */
function secretCheck(secret: string | undefined): (given: string | undefined) => boolean {
  if (secret === undefined) return () => false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const expected = digest(secret)
  return (given) => given !== undefined && timingSafeEqual(digest(given), expected)
}
