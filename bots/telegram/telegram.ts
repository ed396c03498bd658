import { setTimeout as pause } from 'node:timers/promises'
import type { Hono } from 'hono'
import type { Logger } from 'pino'
import type { Channel, Hear } from '#core/channel.ts'
import { keepTrying } from '#core/channels/patience.ts'
import { type Language, say } from '#core/language.ts'
import { type Client, createClient } from './client.ts'
import { failureOf } from './failures.ts'
import { incomingOf, type TelegramUpdate, updateKinds } from './incoming.ts'
import { partsOf } from './outgoing.ts'
import { pollUpdates } from './polling.ts'
import { fetchFile, type OpenFile, sender } from './sending.ts'
import { openStanding, type Standing, webhookHealth } from './standing.ts'
import { webhookPath, webhookRoutes } from './webhook.ts'

export interface TelegramOptions {
  token: string
  /** another Bot API server than Telegram's, with or without a path */
  apiRoot?: string | undefined
  /** absent: long polling */
  webhookSecret?: string | undefined
  publicUrl: string
  /** Telegram's own when absent (Bot FAQ, broadcasting): about 30 a second to different chats, one a second to each */
  noticesPerSecond?: number | undefined
  log: Logger
  openFile: OpenFile
  /** told of each webhook call without the secret */
  onRefused?: (() => void) | undefined
}

export interface TelegramBot {
  channel: Channel
  routes: Hono
  /** Connects in the background and keeps trying: a platform's refusal never stops start-up. */
  start(): Promise<void>
  /** Ends polling, once what was heard is stored; sending goes on, and `start` begins anew. */
  rest(): Promise<void>
  /** Ends polling and connections; call it when nothing more will be sent. */
  stop(): Promise<void>
  /** Where people open the chat with the bot; undefined when Telegram does not say. */
  address(): Promise<string | undefined>
  /** how many webhook calls came without the secret */
  refused(): number
}

/** The desk on Telegram. Only one process may `start` a bot that polls. */
export function createTelegram(options: TelegramOptions, hear: Hear): TelegramBot {
  const { token, apiRoot, webhookSecret: secret, log, onRefused } = options
  const client = createClient(token, apiRoot)
  const standing = openStanding(secret === undefined ? 'polling' : 'webhook')
  const presses = answerPresses(client, log)
  let end = new AbortController()
  const url = options.publicUrl.replace(/\/+$/, '') + webhookPath
  let running: Promise<void> = Promise.resolve()
  let refused = 0

  async function take(update: TelegramUpdate): Promise<void> {
    if (update.callback_query) presses.answer(update.callback_query.id)
    const incoming = incomingOf(update, new Date())
    if (incoming) await hear(incoming)
  }

  async function run(signal: AbortSignal): Promise<void> {
    const connection = { client, standing, log, signal }
    if (secret === undefined) {
      await dropWebhook(connection)
      const polling = pollUpdates({ client, take, standing, log }, signal)
      await Promise.all([polling, publishCommands(connection)])
    } else {
      await setWebhook(connection, url, secret)
      await publishCommands(connection)
    }
  }

  async function rest(): Promise<void> {
    end.abort()
    await running
  }

  return {
    channel: {
      name: 'telegram',
      notices: { perSecond: options.noticesPerSecond ?? 30, perChatMs: 1_000 },
      parts: partsOf,
      send: sender(client, options.openFile),
      fetchFile: (source, signal) => fetchFile(client, source, signal),
      health: async () => {
        const known = standing.current()
        return known.ok && secret !== undefined ? webhookHealth(client, url, new Date()) : known
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
        log.error({ err: error }, 'telegram stopped'),
      )
    },
    rest,
    address: async () => {
      const me = await client.call('getMe', {}, AbortSignal.timeout(30_000)).catch(() => undefined)
      return me?.username && `https://t.me/${me.username}`
    },
    stop: async () => {
      await rest()
      await Promise.race([presses.settled(), pause(stopMs, undefined, { ref: false })])
      client.close()
    },
    refused: () => refused,
  }
}

interface Connection {
  client: Client
  standing: Standing
  log: Logger
  signal: AbortSignal
}

async function setWebhook(connection: Connection, url: string, secret: string): Promise<void> {
  await untilDone(connection, 'setWebhook', (signal) =>
    connection.client.call(
      'setWebhook',
      { url, secret_token: secret, allowed_updates: updateKinds, max_connections: 100 },
      signal,
    ),
  )
}

/** getUpdates answers 409 as long as a webhook is set. */
async function dropWebhook(connection: Connection): Promise<void> {
  await untilDone(connection, 'deleteWebhook', (signal) =>
    connection.client.call('deleteWebhook', {}, signal),
  )
}

/** The menu beside the text field: Vietnamese for everybody, English where the app speaks it. */
async function publishCommands(connection: Connection): Promise<void> {
  for (const [language, where] of [
    ['vi', {}],
    ['en', { language_code: 'en' }],
  ] as const) {
    await untilDone(connection, 'setMyCommands', (signal) =>
      connection.client.call('setMyCommands', { commands: menuIn(language), ...where }, signal),
    )
  }
}

const commands = [
  ['menu', 'menu'],
  ['hoi', 'ask'],
  ['yeucau', 'requests'],
  ['dulieu', 'data'],
  ['ngonngu', 'language'],
  ['huy', 'cancel'],
] as const

function menuIn(language: Language) {
  return commands.map(([command, word]) => ({
    command,
    description: say(language, `telegram:command.${word}`),
  }))
}

async function untilDone(
  { standing, log, signal }: Connection,
  method: string,
  deed: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const failed = (error: unknown) => {
    const failure = failureOf(error)
    standing.failed(failure)
    log.warn({ method, detail: failure.detail }, 'telegram does not take this')
    return failure
  }
  if (await keepTrying(deed, failed, signal)) standing.connected()
}

const pressMs = 5_000
/** How long a stop waits for presses still being answered. */
const stopMs = 1_000
/** Beyond this many unanswered presses Telegram is not listening anyway; the button's clock stops by itself. */
const pressesAtOnce = 500

/** Tells Telegram that a press was received, beside the work it causes; a failure only costs a spinning clock. */
function answerPresses(client: Client, log: Logger) {
  const open = new Set<Promise<void>>()
  return {
    answer(id: string): void {
      if (open.size >= pressesAtOnce) return
      const cut = new AbortController()
      const timer = setTimeout(() => cut.abort(), pressMs)
      const call = client
        .call('answerCallbackQuery', { callback_query_id: id }, cut.signal)
        .then(
          () => undefined,
          (error) => log.debug({ detail: failureOf(error).detail }, 'press not answered'),
        )
        .finally(() => {
          clearTimeout(timer)
          open.delete(call)
        })
      open.add(call)
    },
    settled: () => Promise.allSettled(open),
  }
}
