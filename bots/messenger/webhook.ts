import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { type Context, Hono, type Next } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Logger } from 'pino'
import { type MessengerEvent, readEvents } from './events.ts'

const webhookPath = '/webhooks/messenger'

/** Meta batches up to 1000 events; a message holds 2000 characters and a few addresses. */
const bodyBytes = 8_000_000

interface Webhook {
  pageId: string
  appSecret: string
  verifyToken: string
  /** resolves once what the events say is stored; throws when some of it was not */
  take(events: MessengerEvent[]): Promise<void>
  onRefused(): void
  log: Logger
}

/**
 * The routes of Meta's webhook. GET: the challenge as plain text for who knows the verify token, else 403. POST: 401
 * without the signature over the raw bytes, 413 and 400 for what is too large or no JSON, 200 once every event is
 * stored, 500 when one was not, so that Meta brings the call again (Messenger Platform, "Webhooks").
 */
export function webhookRoutes(webhook: Webhook): Hono {
  const { pageId, appSecret, verifyToken, take, onRefused, log } = webhook
  const refuse = (c: Context) => {
    onRefused()
    return c.body(null, 401)
  }
  const signed = (c: Context, next: Next) =>
    signatureIn(c) === undefined ? Promise.resolve(refuse(c)) : next()
  return new Hono()
    .get(webhookPath, (c) => {
      const {
        'hub.mode': mode,
        'hub.verify_token': token,
        'hub.challenge': challenge,
      } = c.req.query()
      const known = mode === 'subscribe' && token !== undefined && sameText(token, verifyToken)
      return known && challenge !== undefined ? c.text(challenge) : c.body(null, 403)
    })
    .post(webhookPath, signed, limited, async (c) => {
      const raw = Buffer.from(await c.req.arrayBuffer())
      if (!isSignedBy(appSecret, raw, signatureIn(c))) return refuse(c)
      const body = parsed(raw)
      if (body === undefined) return c.body(null, 400)
      const given = readEvents(body, pageId)
      if (given === undefined || given.unknown > 0) log.warn('messenger events in an unknown form')
      try {
        await take(given?.events ?? [])
        return c.text('EVENT_RECEIVED')
      } catch (error) {
        log.error({ err: error }, 'messenger events not stored')
        return c.body(null, 500)
      }
    })
}

function signatureIn(c: Context): string | undefined {
  return /^sha256=([0-9a-f]{64})$/i.exec(c.req.header('x-hub-signature-256') ?? '')?.[1]
}

function isSignedBy(secret: string, raw: Buffer, signature: string | undefined): boolean {
  const expected = createHmac('sha256', secret).update(raw).digest()
  return signature !== undefined && timingSafeEqual(Buffer.from(signature, 'hex'), expected)
}

/** Compares hashes, so that neither the length nor a common beginning shows in the time it takes. */
function sameText(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

function parsed(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'))
  } catch {
    return undefined
  }
}

const counted = bodyLimit({ maxSize: bodyBytes, onError: (c) => c.body(null, 413) })

/** Meta states the length; only who does not is read piece by piece. */
function limited(c: Context, next: Next) {
  return Number(c.req.header('content-length')) <= bodyBytes ? next() : counted(c, next)
}
