import { type Context, Hono, type Next } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Logger } from 'pino'
import { readEvent, type ZaloEvent } from './incoming.ts'
import { checkSignature, type Matched, type Signers } from './signature.ts'

const webhookPath = '/webhooks/zalo'

/** An event holds one message of 2,000 characters and some addresses: far below this. */
const bodyBytes = 1_000_000

interface Webhook {
  signers: Signers
  /** resolves once what the event says is stored */
  take(event: ZaloEvent): Promise<void>
  onRefused(): void
  log: Logger
}

/**
 * The route Zalo posts events to. 200 for whatever is not signed by Zalo too (its console saves the address only when
 * an unsigned probe gets that, and whatever is refused comes again for hours): it is counted and dropped. 500 when an
 * event could not be stored, so that Zalo brings it again. A GET answers 200, for whoever only looks whether we are here.
 */
export function webhookRoutes({ signers, take, onRefused, log }: Webhook): Hono {
  const note = noteMatches(log)
  const refuse = (c: Context) => {
    onRefused()
    return c.body(null, 200)
  }
  const limited = limitedTo(bodyBytes, refuse)
  return new Hono()
    .get(webhookPath, (c) => c.body(null, 200))
    .post(webhookPath, limited, async (c) => {
      const raw = new Uint8Array(await c.req.arrayBuffer())
      const body = parsed(raw)
      const matched = checkSignature(signers, {
        raw,
        given: c.req.header('x-zevent-signature'),
        inBody: timestampOf(body),
        inHeader: c.req.header('x-zevent-timestamp'),
      })
      if (matched === undefined) return refuse(c)
      note(matched)
      const event = readEvent(body)
      if (event === undefined) {
        log.warn('zalo event in an unknown form')
        return c.body(null, 200)
      }
      // Templates sent to phone numbers are reported to the same address; their people have no chat with us.
      if (c.req.header('x-zevent-server')?.toUpperCase() === 'ZNS') return c.body(null, 200)
      try {
        await take(event)
        return c.body(null, 200)
      } catch (error) {
        log.error({ err: error, event: event.event_name }, 'zalo event not stored')
        return c.body(null, 500)
      }
    })
}

function parsed(raw: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(raw).toString('utf8'))
  } catch {
    return undefined
  }
}

function timestampOf(body: unknown): string | undefined {
  const { timestamp } = Object(body) as { timestamp?: unknown }
  return typeof timestamp === 'string' || typeof timestamp === 'number'
    ? String(timestamp)
    : undefined
}

/** Tells once, of each way that signatures are made, that it is the one Zalo uses. */
function noteMatches(log: Logger): (matched: Matched) => void {
  const seen = new Set<string>()
  return (matched) => {
    const key = Object.values(matched).join(' ')
    if (seen.has(key)) return
    seen.add(key)
    log.info(matched, 'zalo signs its events so')
  }
}

/** Zalo states the length; only who does not is read piece by piece. */
function limitedTo(maxSize: number, refuse: (c: Context) => Response) {
  const counted = bodyLimit({ maxSize, onError: refuse })
  return (c: Context, next: Next) =>
    Number(c.req.header('content-length')) <= maxSize ? next() : counted(c, next)
}
