import { timingSafeEqual } from 'node:crypto'
import { type Context, Hono, type Next } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Logger } from 'pino'
import { readUpdate, type TelegramUpdate } from './incoming.ts'

export const webhookPath = '/webhooks/telegram'

/** An update holds one message of 4096 characters and what it answers to: far below this. */
const bodyBytes = 1_000_000

interface Webhook {
  /** absent when the bot polls: then nobody may post */
  secret: string | undefined
  /** resolves once what the update says is stored */
  take(update: TelegramUpdate): Promise<void>
  onRefused(): void
  log: Logger
}

/**
 * The route Telegram posts updates to. 401 without the secret, 413 and 400 for what is too large or no JSON,
 * 200 once the update is stored or when it holds nothing for us, 500 when it was not stored, so that Telegram
 * brings it again (Bot API, setWebhook).
 */
export function webhookRoutes({ secret, take, onRefused, log }: Webhook): Hono {
  const known = secretCheck(secret)
  const checked = (c: Context, next: Next) => {
    if (known(c.req.header('x-telegram-bot-api-secret-token'))) return next()
    onRefused()
    return Promise.resolve(c.body(null, 401))
  }
  return new Hono().post(webhookPath, checked, limited, async (c) => {
    const body = await c.req.json().catch(() => undefined)
    if (body === undefined) return c.body(null, 400)
    const update = readUpdate(body)
    if (update === undefined) {
      log.warn('telegram update in an unknown form')
      return c.body(null, 200)
    }
    try {
      await take(update)
      return c.body(null, 200)
    } catch (error) {
      log.error({ err: error, updateId: update.update_id }, 'telegram update not stored')
      return c.body(null, 500)
    }
  })
}

/** Compares what is equally long, so that neither the length nor a common beginning shows in the time it takes. */
function secretCheck(secret: string | undefined): (given: string | undefined) => boolean {
  if (secret === undefined) return () => false
  const expected = padded(secret)
  return (given) => given !== undefined && timingSafeEqual(padded(given), expected)
}

/** Bot API, setWebhook: 1-256 characters of A-Z, a-z, 0-9, _ and -. */
const longestSecret = 256

function padded(secret: string): Buffer {
  const bytes = Buffer.alloc(longestSecret + 4)
  bytes.write(secret, 0, longestSecret)
  bytes.writeUInt32LE(secret.length, longestSecret)
  return bytes
}

const counted = bodyLimit({ maxSize: bodyBytes, onError: (c) => c.body(null, 413) })

/** Telegram states the length; only who does not is read piece by piece. */
function limited(c: Context, next: Next) {
  return Number(c.req.header('content-length')) <= bodyBytes ? next() : counted(c, next)
}
