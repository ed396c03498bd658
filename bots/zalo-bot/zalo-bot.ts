import type { Hono } from 'hono'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Channel, Hear, Outgoing, Sent } from '#core/channel.ts'
import { keepTrying } from '#core/channels/patience.ts'
import { fetchOutside } from '#core/files/outside.ts'
import { type Client, createClient } from './client.ts'
import { failureOf } from './failures.ts'
import { incomingOf, type ZaloBotEvent } from './incoming.ts'
import { partsOf } from './outgoing.ts'
import { pollEvents } from './polling.ts'
import { openStanding, type Standing, webhookHealth } from './standing.ts'
import { webhookPath, webhookRoutes } from './webhook.ts'

export interface ZaloBotOptions {
  token: string
  /** the platform's address, with or without a path */
  apiRoot: string
  /** 8-256 characters; absent: polling */
  webhookSecret?: string | undefined
  publicUrl: string
  log: Logger
  /** told of each webhook call without the secret */
  onRefused?: (() => void) | undefined
}

export interface ZaloBot {
  channel: Channel
  routes: Hono
  /** Connects in the background and keeps trying: a platform's refusal never stops start-up. */
  start(): Promise<void>
  /** Ends polling, once what was heard is stored; sending goes on, and `start` begins anew. */
  rest(): Promise<void>
  /** how many webhook calls came without the secret */
  refused(): number
}

/** The desk as a bot of the Zalo Bot Platform. Only one process may `start` a bot that polls. */
export function createZaloBot(options: ZaloBotOptions, hear: Hear): ZaloBot {
  const { webhookSecret: secret, log, onRefused } = options
  const client = createClient(options.token, options.apiRoot)
  const standing = openStanding(secret === undefined ? 'polling' : 'webhook')
  const url = options.publicUrl.replace(/\/+$/, '') + webhookPath
  let end = new AbortController()
  let running: Promise<void> = Promise.resolve()
  let refused = 0

  async function take(event: ZaloBotEvent): Promise<void> {
    const incoming = incomingOf(event)
    if (incoming) await hear(incoming)
  }

  async function run(signal: AbortSignal): Promise<void> {
    const connection = { client, standing, log, signal }
    if (secret === undefined) {
      // The platform gives a bot with a webhook no updates.
      await untilDone(connection, 'deleteWebhook', {})
      await pollEvents({ client, take, standing, log }, signal)
    } else {
      await untilDone(connection, 'setWebhook', { url, secret_token: secret })
    }
  }

  return {
    channel: {
      name: 'zalo-bot',
      parts: partsOf,
      send: (to, part, signal) => send(client, to, part, signal),
      fetchFile: (source, signal) => fetchPhoto(source, options.apiRoot, signal),
      health: async () => {
        const known = standing.current()
        return known.ok && secret !== undefined ? webhookHealth(client, url) : known
      },
    },
    routes: webhookRoutes({
      secret,
      take,
      log,
      onRefused: () => {
        refused++
        onRefused?.()
      },
    }),
    start: async () => {
      end = new AbortController()
      running = run(end.signal).catch((error: unknown) =>
        log.error({ err: error }, 'zalo bot stopped'),
      )
    },
    rest: async () => {
      end.abort()
      await running
    },
    refused: () => refused,
  }
}

const sent = z.object({ message_id: z.coerce.string() })

async function send(
  client: Client,
  to: string,
  part: Outgoing,
  signal: AbortSignal,
): Promise<Sent> {
  try {
    const result = await client.call('sendMessage', { chat_id: to, text: part.text }, signal)
    return { ok: true, id: sent.safeParse(result).data?.message_id ?? '' }
  } catch (error) {
    return failureOf(error)
  }
}

/** Opens a photo somebody sent; throws when it is not given. */
async function fetchPhoto(
  source: Record<string, string>,
  apiRoot: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const answer = await fetchOutside(source.url ?? '', apiRoot, signal)
  if (answer.ok && answer.body) return answer.body
  await answer.body?.cancel()
  throw new Error(`photo download: ${answer.status}`)
}

interface Connection {
  client: Client
  standing: Standing
  log: Logger
  signal: AbortSignal
}

async function untilDone(connection: Connection, method: string, payload: object): Promise<void> {
  const { client, standing, log, signal } = connection
  const done = await keepTrying(
    (cut) => client.call(method, payload, cut),
    (error) => {
      const failure = failureOf(error)
      standing.failed(failure)
      log.warn({ method, detail: failure.detail }, 'zalo bot platform does not take this')
      return failure
    },
    signal,
  )
  if (done) standing.connected()
}
